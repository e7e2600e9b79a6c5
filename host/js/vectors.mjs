// The testee of the host in one file: `node vectors.mjs`. `tests/vectors/TESTEE.md` has the protocol.

import { FAILED, importsOf, link, open, SettingsError, toLines } from './smoke.mjs';

/** @typedef {import('./src/component/types.js').Request} Request */
/** @typedef {import('./src/component/types.js').Answer} Answer */
/** @typedef {import('./src/component/types.js').Client} Client */
/** @typedef {{ text: string, touched: bigint }} File */

const encoder = new TextEncoder();

/** A folder in memory, which fails on demand. */
export class Files {
  wall = 0n;
  files = /** @type {Map<string, File>} */ (new Map());
  failing = /** @type {Set<string>} */ (new Set());
  /** Names of what was written or removed since somebody asked. */
  changed = /** @type {Set<string>} */ (new Set());

  /** @param {string} operation @param {string} [name] */
  #works(operation, name) {
    return !this.failing.has(operation) && (name === undefined || this.files.has(name));
  }

  /** @param {string} name @param {string} text */
  #put(name, text) {
    this.files.set(name, { text, touched: this.wall });
    this.changed.add(name);
    return true;
  }

  /** @param {string} name */
  #text(name) {
    return this.files.get(name)?.text ?? '';
  }

  entries() {
    if (!this.#works('entries')) return '';
    const names = [...this.files.keys()].filter((name) => !name.startsWith('usage_stats.json')).sort();
    return names.map((name) => `${name} ${Object.values(this.#entry(name)).join(' ')}\n`).join('');
  }

  /** @param {string} name */
  #entry(name) {
    return {
      bytes: encoder.encode(this.#text(name)).length,
      touchedMs: Number((this.files.get(name)?.touched ?? 0n) / 1_000_000n),
    };
  }

  /** @param {string} name */
  stat(name) {
    if (!this.files.has(name)) return undefined;
    return this.#works('stat') ? this.#entry(name) : { bytes: 0, touchedMs: 0 };
  }

  /** @param {string} name @param {number} offset @param {number} most */
  read(name, offset, most) {
    if (!this.#works('read', name)) return undefined;
    return toLines(encoder.encode(this.#text(name)).subarray(offset, offset + most));
  }

  /** @param {string} name @param {string} text */
  create(name, text) {
    return this.#works('create') && !this.files.has(name) && this.#put(name, text);
  }

  /** @param {string} name @param {string} text */
  append(name, text) {
    return this.#works('append', name) && this.#put(name, this.#text(name) + text);
  }

  /** @param {string} name @param {string} text */
  write(name, text) {
    return this.#works('write') && this.#put(name, text);
  }

  /** @param {string} name @param {string} to */
  rename(name, to) {
    const file = this.files.get(name);
    if (!file || !this.#works('rename')) return false;
    this.files.delete(name);
    this.files.set(to, file);
    this.changed.add(name).add(to);
    return true;
  }

  /** @param {string} name */
  touch(name) {
    return this.#works('touch', name) && this.#put(name, this.#text(name));
  }

  /** @param {string} name */
  remove(name) {
    if (this.#works('remove', name) && this.files.delete(name)) this.changed.add(name);
    return !this.files.has(name);
  }
}

/** The requests of one process, and its client. */
export class Process {
  #last = 0;
  /** Tickets that are not spent. */
  answers = /** @type {Map<number, Answer | undefined>} */ (new Map());
  /** Requests of which nothing has left. */
  held = /** @type {Set<number>} */ (new Set());
  started = /** @type {Request[]} */ ([]);
  cancelled = /** @type {number[]} */ ([]);
  client = /** @type {any} */ (undefined);

  /** @param {Request} request */
  start(request) {
    this.started.push(request);
    this.answers.set(++this.#last, undefined);
    return this.#last;
  }

  /** @param {number} ticket */
  poll(ticket) {
    if (!this.answers.has(ticket)) return FAILED;
    const answer = this.answers.get(ticket);
    if (answer) this.answers.delete(ticket);
    return answer;
  }

  /** @param {number} ticket */
  cancel(ticket) {
    this.cancelled.push(ticket);
    return this.answers.delete(ticket) && !this.held.has(ticket);
  }
}

/** A name of the WIT in camel case. @param {string} name */
const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/** A value with an object of one member in place of each variant. @param {any} value @returns {any} */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value ?? null;
  if ('tag' in value) return { [value.tag]: plain(value.val) };
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

/** Answers messages. */
export class Testee {
  #link;
  #files = new Files();
  #monotonic = 0n;
  #random = /** @type {bigint[]} */ ([]);
  #processes = /** @type {Map<string, Process>} */ (new Map());
  #pure;

  /** @param {(imports: any) => any} make links an instance with these imports */
  constructor(make = link) {
    this.#link = make;
    this.#pure = this.#instance(new Process());
  }

  /** The answer to a message, both as lines of JSON. @param {string} line */
  answer(line) {
    try {
      const [[action, content]] = Object.entries(JSON.parse(line));
      return JSON.stringify(this.#act(action, content));
    } catch (error) {
      return JSON.stringify({ error: String(error) });
    }
  }

  /** @param {string} action @param {any} content */
  #act(action, content) {
    switch (action) {
      case 'call': {
        const { interface: name, function: method, arguments: given } = content;
        return { value: plain(this.#pure[name][camel(method)](...given)) };
      }
      case 'world':
        [this.#files, this.#monotonic, this.#processes] = [new Files(), 0n, new Map()];
        this.#random = content.random.map(BigInt);
        return {};
      case 'set':
        return this.#set(content);
      case 'answer': {
        const { answers } = this.#process(content.process);
        if (answers.has(content.ticket)) answers.set(content.ticket, content.answer);
        return {};
      }
      case 'hold':
        this.#process(content.process).held.add(content.ticket);
        return {};
      case 'open':
        return this.#open(content);
      case 'client': {
        const process = this.#process(content.process);
        const value = process.client[camel(content.method)](...content.arguments);
        return { value: plain(value), did: this.#did(process) };
      }
      default:
        throw new Error(`no message ${action}`);
    }
  }

  /** @param {string} token */
  #process(token) {
    const process = this.#processes.get(token);
    if (!process) throw new Error(`no process ${token}`);
    return process;
  }

  /** @param {any} content */
  #set({ wall, monotonic, files = {}, failing }) {
    if (wall !== undefined) this.#files.wall = BigInt(wall);
    if (monotonic !== undefined) this.#monotonic = BigInt(monotonic);
    if (failing !== undefined) this.#files.failing = new Set(failing);
    for (const [name, file] of Object.entries(files)) {
      if (file) this.#files.files.set(name, { text: file.text, touched: BigInt(file.touched) });
      else this.#files.files.delete(name);
    }
    return {};
  }

  /** @param {any} content */
  #open({ settings, facts, life }) {
    const process = life.traps > 0 ? this.#process(life.token) : new Process();
    this.#processes.set(life.token, process);
    try {
      process.client = open(this.#instance(process), settings, facts, life);
      return { problems: [], did: this.#did(process) };
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      return { problems: plain(error.problems), did: this.#did(process) };
    }
  }

  /** @param {Process} process */
  #instance(process) {
    const imports = importsOf(
      () => this.#files.wall,
      () => this.#monotonic,
      () => this.#random.shift() ?? 0n,
      process,
      this.#files,
    );
    return this.#link(imports);
  }

  /** @param {Process} process */
  #did(process) {
    const { started, cancelled } = process;
    const files = [...this.#files.changed].map((name) => {
      const file = this.#files.files.get(name);
      return [name, file ? { ...file, touched: `${file.touched}` } : null];
    });
    [process.started, process.cancelled] = [[], []];
    this.#files.changed.clear();
    return { started, cancelled, files: Object.fromEntries(files) };
  }
}

/**
 * The lines of a stream. The module `readline` of newer engines ends a line at U+2028, too, which JSON may hold.
 * @param {AsyncIterable<Buffer>} stream
 */
export async function* linesOf(stream) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

const { argv = [] } = globalThis.process ?? {};
if (argv[1]?.endsWith('vectors.mjs')) {
  const testee = new Testee();
  for await (const line of linesOf(process.stdin)) {
    process.stdout.write(`${testee.answer(line)}\n`);
  }
}
