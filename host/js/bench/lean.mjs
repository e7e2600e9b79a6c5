// How far hand-written glue would go: the core module alone, and of the canonical ABI only what checking and sending take. It is a study
// for the bench, not part of the package; what it leaves out is said in README.md.

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();
const CATALOG = 'nemo:telemetry/catalog@0.2.0#';
const CLIENT = 'nemo:telemetry/client@0.2.0#';

/** Orders by their places in the WIT. */
const [WAIT, LOOK, , , , DONE] = [0, 1, 2, 3, 4, 5];

/**
 * What it asks of its host.
 *
 * @typedef {object} World
 * @property {() => number} now Unix milliseconds
 * @property {(url: string, body: string, timeoutMs: number) => number} start a request; the answer is its ticket
 * @property {(ticket: number) => number | undefined} status of the answer to a ticket
 */

/** An instance of the component's core module. */
export class Lean {
  /** @type {Record<string, (...values: any[]) => any>} */
  #call;
  /** @type {WebAssembly.Memory} */
  #memory;
  #bytes = new Uint8Array();
  #view = new DataView(new ArrayBuffer(0));

  /** @param {WebAssembly.Module} module @param {World} world */
  constructor(module, { now, start, status }) {
    const { exports } = new WebAssembly.Instance(module, {
      'wasi:clocks/wall-clock@0.2.12': {
        now: (/** @type {number} */ at) => {
          const ms = now();
          this.#look();
          this.#view.setBigUint64(at, BigInt(Math.floor(ms / 1000)), true);
          this.#view.setUint32(at + 8, (ms % 1000) * 1e6, true);
        },
      },
      'wasi:clocks/monotonic-clock@0.2.12': { now: () => BigInt(now()) * 1_000_000n },
      'wasi:random/random@0.2.12': { 'get-random-u64': () => crypto.getRandomValues(new BigInt64Array(1))[0] },
      'nemo:telemetry/http@0.2.0': {
        start: (/** @type {number[]} */ ...[url, urlLength, body, bodyLength, timeoutMs]) =>
          start(this.#text(url, urlLength), this.#text(body, bodyLength), timeoutMs),
        poll: (/** @type {number} */ ticket, /** @type {number} */ at) => {
          const found = status(ticket);
          this.#look();
          this.#bytes.fill(0, at, at + 24);
          if (found === undefined) return;
          this.#bytes[at] = 1;
          this.#view.setUint32(at + 8, found, true);
          this.#view.setUint32(at + 12, 1, true);
        },
        cancel: () => 0,
      },
      'nemo:telemetry/folder@0.2.0': {
        entries: (/** @type {number} */ at) => this.#nothing(at, 8),
        stat: (/** @type {number[]} */ ...[, , at]) => this.#nothing(at, 24),
        read: (/** @type {number[]} */ ...[, , , , at]) => this.#nothing(at, 12),
        ...Object.fromEntries(['create', 'append', 'write', 'rename', 'touch', 'remove'].map((name) => [name, () => 0])),
      },
      // A handle is what it stands for: nobody else has any.
      '[export]nemo:telemetry/client@0.2.0': {
        '[resource-new]client': (/** @type {number} */ it) => it,
        '[resource-drop]client': () => {},
      },
    });
    this.#call = /** @type {any} */ (exports);
    this.#memory = /** @type {WebAssembly.Memory} */ (exports.memory);
  }

  /** Memory moves when it grows. */
  #look() {
    if (this.#bytes.buffer === this.#memory.buffer) return;
    this.#bytes = new Uint8Array(this.#memory.buffer);
    this.#view = new DataView(this.#memory.buffer);
  }

  /** The empty text, or none. @param {number} at @param {number} length */
  #nothing(at, length) {
    this.#look();
    this.#bytes.fill(0, at, at + length);
  }

  /** @param {number} at @param {number} length */
  #text(at, length) {
    this.#look();
    return DECODER.decode(this.#bytes.subarray(at, at + length));
  }

  /** Copies a text for the component, which frees it. @param {string} text @returns {[at: number, length: number]} */
  #pass(text) {
    const room = text.length * 3;
    const at = this.#call.cabi_realloc(0, 0, 1, room);
    this.#look();
    const { written } = ENCODER.encodeInto(text, this.#bytes.subarray(at, at + room));
    return [this.#call.cabi_realloc(at, room, 1, written), written];
  }

  /**
   * The canonical text, or nothing where there are problems.
   *
   * @param {string} event
   * @param {string} version
   * @param {string} parameters
   */
  validate(event, version, parameters) {
    const at = this.#call[`${CATALOG}validate`](...this.#pass(event), ...this.#pass(version), ...this.#pass(parameters));
    this.#look();
    const canonical =
      this.#bytes[at] === 1 ? this.#text(this.#view.getUint32(at + 4, true), this.#view.getUint32(at + 8, true)) : undefined;
    this.#call[`cabi_post_${CATALOG}validate`](at);
    return canonical;
  }

  /** A client whose program says yes. @param {string} settings */
  open(settings) {
    const [name, nameLength] = this.#pass('enabled');
    const [value, valueLength] = this.#pass('true');
    const fact = this.#call.cabi_realloc(0, 0, 4, 20);
    const text = this.#pass(settings);
    this.#look();
    // The third source is `call`.
    this.#bytes[fact] = 2;
    for (const [place, word] of [name, nameLength, value, valueLength].entries())
      this.#view.setUint32(fact + 4 + 4 * place, word, true);
    const life = [...this.#pass('0123456789abcdef'), 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const at = this.#call[`${CLIENT}[static]client.open`](...text, fact, 1, ...life);
    this.#look();
    if (this.#bytes[at] !== 0) throw new Error('the settings are wrong');
    const client = this.#view.getUint32(at + 4, true);
    this.#call[`cabi_post_${CLIENT}[static]client.open`](at);
    return client;
  }

  /** How many lines were accepted. @param {number} client @param {string} lines */
  enqueue(client, lines) {
    const at = this.#call[`${CLIENT}[method]client.enqueue`](client, ...this.#pass(lines));
    this.#look();
    const accepted = this.#view.getUint32(at, true);
    this.#call[`cabi_post_${CLIENT}[method]client.enqueue`](at);
    return accepted;
  }

  /** @param {number} client */
  flush(client) {
    this.#call[`${CLIENT}[method]client.flush`](client);
  }

  /** Until it waits, or is done. @param {number} client */
  poll(client) {
    for (let order = LOOK; order !== WAIT && order !== DONE; ) {
      const at = this.#call[`${CLIENT}[method]client.poll`](client);
      this.#look();
      order = this.#bytes[at];
      this.#call[`cabi_post_${CLIENT}[method]client.poll`]?.(at);
      // There is no file.
      if (order === LOOK) this.#call[`${CLIENT}[method]client.tell`](client, 0, 0);
    }
  }
}
