// An instance in a world that a test controls.

import { answer, importsOf, link, NO_EVENTS, open as openClient, SettingsError } from '../smoke.mjs';
import { Files, Process } from '../vectors.mjs';

/** @typedef {import('../src/component/types.js').Fact} Fact */
/** @typedef {import('../src/component/types.js').Answer} Answer */
/** @typedef {import('../src/component/types.js').Client} Client */

/**
 * What tests see of the imports, and how they say what comes next. The clocks stand still unless `advance` is called, the random numbers
 * are all the same, and a request is under way until `answer` is called.
 */
export class World {
  files = new Files();
  process = new Process();
  #monotonic = 0n;

  constructor() {
    this.files.wall = BigInt(Date.UTC(2026, 0, 1)) * 1_000_000n;
  }

  /** Requests in the order in which they were started; ticket 1 is the first. */
  get requests() {
    return this.process.started;
  }

  /** Lines of the audit log. */
  get audit() {
    const text = this.files.files.get('audit.jsonl')?.text ?? '';
    return text.split('\n').slice(0, -1);
  }

  /** Both clocks go on. @param {number} ms */
  advance(ms) {
    this.files.wall += BigInt(ms) * 1_000_000n;
    this.#monotonic += BigInt(ms) * 1_000_000n;
  }

  /** Answers the latest request. @param {number} status */
  answer(status) {
    this.process.answers.set(this.requests.length, answer('answered', status));
  }

  imports() {
    return importsOf(
      () => this.files.wall,
      () => this.#monotonic,
      () => 1n << 63n,
      this.process,
      this.files,
    );
  }
}

/** A new instance, and the memory it works in. @param {World} world */
export function load(world) {
  const { Instance } = WebAssembly;
  const exported = /** @type {{ memory?: WebAssembly.Memory }} */ ({});
  WebAssembly.Instance = class extends Instance {
    /** @param {ConstructorParameters<typeof Instance>} given */
    constructor(...given) {
      super(...given);
      Object.assign(exported, this.exports);
    }
  };
  try {
    const telemetry = link(world.imports());
    return { telemetry, memory: /** @type {WebAssembly.Memory} */ (exported.memory) };
  } finally {
    WebAssembly.Instance = Instance;
  }
}

/**
 * Opens a client, or says what is wrong with the settings.
 *
 * @param {ReturnType<typeof load>['telemetry']} telemetry
 * @param {object} settings
 * @param {Fact[]} facts
 */
export function open(telemetry, settings, facts) {
  const life = { token: 'a'.repeat(16), traps: 0, ledger: NO_EVENTS };
  try {
    return { client: openClient(telemetry, JSON.stringify(settings), facts, life), problems: [] };
  } catch (error) {
    if (error instanceof SettingsError) return { problems: error.problems };
    throw error;
  }
}

/**
 * Polls until there is nothing else to do. What is looked for is found as before.
 *
 * @param {Client} client
 * @param {Fact[]} facts
 */
export function poll(client, facts) {
  for (;;) {
    const order = client.poll();
    if (order.tag !== 'look') return order;
    const names = order.val.map(({ val }) => (typeof val === 'string' ? val : val.path));
    client.tell(facts.filter(({ name }) => names.includes(name)));
  }
}
