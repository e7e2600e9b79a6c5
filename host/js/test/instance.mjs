// An instance in a world that a test controls.

import { readFileSync } from 'node:fs';
import { instantiate } from '../generated/telemetry.js';

/** @typedef {import('../generated/interfaces/nemo-telemetry-http.js').Request} Request */
/** @typedef {import('../generated/interfaces/nemo-telemetry-http.js').Answer} Answer */
/** @typedef {import('../generated/interfaces/nemo-telemetry-policy.js').Fact} Fact */
/** @typedef {import('../generated/interfaces/nemo-telemetry-catalog.js').Problem} Problem */

/**
 * What tests see of the imports, and how they say what comes next. The clocks stand still unless `ms` is set, the dice always fall the
 * same, and a request is under way until `answer` is called.
 */
export class World {
  /** Both clocks, in milliseconds since 1970. */
  ms = Date.UTC(2026, 0, 1);
  /** Requests in the order in which they were started; ticket 1 is the first. @type {Request[]} */
  requests = [];
  /** Tickets that were given up. @type {number[]} */
  cancelled = [];
  /** Lines of the audit log. @type {string[]} */
  audit = [];
  /** Tickets that are not spent. @type {Map<number, Answer | undefined>} */
  #tickets = new Map();

  /** Answers the latest request. @param {number} status @param {Partial<Answer>} more */
  answer(status, more = {}) {
    this.#tickets.set(this.requests.length, { outcome: 'answered', status, retryAfter: '', unsure: false, ...more });
  }

  /** @returns {import('../generated/telemetry.js').ImportObject} */
  imports() {
    return {
      'wasi:clocks/wall-clock@0.2.12': {
        now: () => ({ seconds: BigInt(Math.floor(this.ms / 1000)), nanoseconds: (this.ms % 1000) * 1e6 }),
      },
      'wasi:clocks/monotonic-clock@0.2.12': { now: () => BigInt(this.ms) * 1_000_000n },
      'wasi:random/random@0.2.12': { getRandomU64: () => 1n << 63n },
      'nemo:telemetry/http@0.1.0': {
        start: (request) => {
          const ticket = this.requests.push(request);
          this.#tickets.set(ticket, undefined);
          return ticket;
        },
        poll: (ticket) => {
          if (!this.#tickets.has(ticket)) return { outcome: 'failed', status: 0, retryAfter: '', unsure: false };
          const answer = this.#tickets.get(ticket);
          if (answer) this.#tickets.delete(ticket);
          return answer;
        },
        cancel: (ticket) => {
          this.cancelled.push(ticket);
          this.#tickets.delete(ticket);
        },
      },
      'nemo:telemetry/outbox@0.1.0': {
        append: () => false,
        replace: () => false,
        claim: () => undefined,
        release: () => {},
        discard: () => {},
      },
      'nemo:telemetry/audit@0.1.0': { append: (line) => this.audit.push(line) > 0 },
    };
  }
}

/** A core module of the component. @param {string} name */
export function coreModule(name) {
  return new WebAssembly.Module(readFileSync(new URL(`../generated/${name}`, import.meta.url)));
}

/** A new instance, and the memory it works in. @param {World} world */
export function load(world) {
  /** @type {WebAssembly.Memory[]} */
  const memories = [];
  // The types name imports with their versions, the glue looks them up without.
  const imports = Object.fromEntries(Object.entries(world.imports()).map(([name, functions]) => [name.split('@')[0], functions]));
  const telemetry = instantiate(coreModule, /** @type {any} */ (imports), (module, coreImports) => {
    const instance = new WebAssembly.Instance(module, coreImports);
    if (instance.exports.memory instanceof WebAssembly.Memory) memories.push(instance.exports.memory);
    return instance;
  });
  return { telemetry, memory: memories[0] };
}

/**
 * Opens a client, or says what is wrong with the settings. The glue turns a WIT `result` into a return or a throw; its error's message
 * says nothing, and its class is not exported, but its `payload` is the error of the WIT.
 *
 * @param {ReturnType<typeof load>['telemetry']} telemetry
 * @param {object} settings
 * @param {Fact[]} facts
 * @returns {{ client: import('../generated/interfaces/nemo-telemetry-client.js').Client, problems?: never } | { client?: never, problems: Problem[] }}
 */
export function open(telemetry, settings, facts) {
  try {
    return { client: telemetry.client.Client.open(JSON.stringify(settings), facts) };
  } catch (error) {
    if (error instanceof Error && 'payload' in error) return { problems: /** @type {Problem[]} */ (error.payload) };
    throw error;
  }
}
