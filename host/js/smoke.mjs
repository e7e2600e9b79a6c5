// A whole host in one file: `node smoke.mjs [URL]` sends an event and prints the ledger.
//
// This is the page that a host in another language is copied from; it is for Node on Linux and macOS.
// All that is decided about telemetry is decided in the component. A host has, in this order:
//
// 1. HTTP: requests that nobody waits for,
// 2. the folder, in which events and the audit log outlive the process,
// 3. facts: what the policy asks for, looked up by name; and the file of a person's decision,
// 4. an instance of the component: clocks, random numbers, and imports that never throw,
// 5. what follows a trap,
// 6. the inbox, and the loop that does what the component orders,
// 7. the end of the process.
//
// The package has more, for speed and comfort: a check before anything is loaded, other engines than
// Node, proxies, and events that are saved when a process ends before the component is loaded.

import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { homedir, hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { ComponentError } from './src/component/canonical.js';
import { instantiate } from './src/component/world.js';

/** @typedef {import('./src/component/types.js').ImportObject} ImportObject */
/** @typedef {import('./src/component/types.js').Root} Instance */
/** @typedef {import('./src/component/types.js').Request} Request */
/** @typedef {import('./src/component/types.js').Answer} Answer */
/** @typedef {{ answer?: Answer, end: () => boolean }} Flight */
/** @typedef {import('./src/component/types.js').Query} Query */
/** @typedef {import('./src/component/types.js').FileQuery} FileQuery */
/** @typedef {import('./src/component/types.js').Fact} Fact */
/** @typedef {import('./src/component/types.js').Decision} Decision */
/** @typedef {import('./src/component/types.js').Problem} Problem */
/** @typedef {import('./src/component/types.js').Client} Client */
/** @typedef {import('./src/component/types.js').Life} Life */
/** @typedef {import('./src/component/types.js').Ledger} Ledger */

// `guest/schema/host.json` has the reasons.
const EXIT_MS = 50;
const SHUTDOWN_RESERVE_MS = 25;
const FLUSH_MS = 2000;
const CONNECT_MS = 1000;
const MAX_LINE = 64 * 1024;
const MAX_TEXT = 256 * 1024;
const MAX_FOLDER_TEXT = 512 * 1024;
const MAX_BUFFER = 512 * 1024;
const MAX_FACT = 64 * 1024;
const MAX_TRAPS = 8;
const MAX_REQUESTS = 16;
const MAX_PROBLEMS = 32;

// -------------------------------------------------------------------------------------- 1. HTTP

/** The end of a request, as `wit/http.wit` describes it. @returns {Answer} */
export function answer(/** @type {Answer['outcome']} */ outcome, status = 0, retryAfter = '', unsure = false) {
  return { outcome, status, retryAfter, unsure };
}

export const FAILED = answer('failed');

/** Sends requests, and hands out their answers by ticket. */
export class Http {
  /** Tickets that are not spent, each with its answer, and a way to end it. */
  #flights = /** @type {Map<number, Flight>} */ (new Map());
  #last = 0;
  #onAnswer;

  /** @param {() => void} onAnswer called when a request has ended */
  constructor(onAnswer) {
    this.#onAnswer = onAnswer;
  }

  /** Hands a request over, and gives its ticket at once; 0 is no ticket. @param {Request} request */
  start({ url, body, timeoutMs }) {
    if (this.#flights.size >= MAX_REQUESTS) return 0;
    const ticket = ++this.#last;
    /** @type {Flight} */
    const flight = { end: () => false };
    this.#flights.set(ticket, flight);
    /** @param {Answer} given */
    const settle = (given) => {
      flight.answer ??= given;
      this.#onAnswer();
    };
    // Not before this call has returned: nothing calls back into the component.
    setImmediate(() => {
      const target = permitted(url);
      if (/^(?:stdout:|stderr:|file:\/)/.test(url)) settle(writeLine(url, body));
      else if (!target) settle(answer('denied'));
      else if (this.#flights.has(ticket)) flight.end = post(target, body, timeoutMs, settle);
    });
    return ticket;
  }

  /** An answer, once: nothing before it is there, `FAILED` ever after. @param {number} ticket */
  poll(ticket) {
    const flight = this.#flights.get(ticket);
    if (!flight) return FAILED;
    if (flight.answer) this.#flights.delete(ticket);
    return flight.answer;
  }

  /** Gives a ticket up. Whether its body may have left; one that has not never will. */
  cancel(/** @type {number} */ ticket) {
    const released = this.#flights.get(ticket)?.end() ?? false;
    this.#flights.delete(ticket);
    return released;
  }
}

/**
 * Sends a request, and looks at the head of its answer. A redirect is an answer, too.
 *
 * @param {URL} url
 * @param {string} body
 * @param {number} timeoutMs
 * @param {(answer: Answer) => void} settle
 * @returns {() => boolean} ends it; whether its body may have left
 */
function post(url, body, timeoutMs, settle) {
  const isSecure = url.protocol === 'https:';
  // Bytes of the body may have left: without an answer, the request is unsure from then on.
  let released = false;
  const bytes = Buffer.from(body);
  const request = (isSecure ? https : http).request({
    method: 'POST',
    // `localhost` is this machine, whatever a name server says.
    host: url.hostname === 'localhost' ? '127.0.0.1' : url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: `${url.pathname}${url.search}`,
    headers: {
      host: url.host,
      'content-type': 'application/json',
      'content-length': bytes.length,
      'user-agent': 'nemo-telemetry-smoke/0.2',
    },
    agent: false,
  });
  request.removeHeader('connection');
  const end = (/** @type {Answer} */ given) => {
    clearTimeout(deadline);
    clearTimeout(connecting);
    settle(given);
    request.destroy();
  };
  const deadline = setTimeout(() => end(answer('timeout', 0, '', released)), timeoutMs).unref();
  const connecting = setTimeout(() => released || end(answer('unreachable')), CONNECT_MS).unref();
  request.on('socket', (socket) => {
    socket.unref();
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      released = true;
    });
  });
  request.on('error', () => end(released ? answer('failed', 0, '', true) : answer('unreachable')));
  request.on('response', ({ statusCode, headers: { 'retry-after': retry = '' } }) => {
    end(answer('answered', statusCode, /^[\t\x20-\x7e]*$/.test(retry) ? retry : ''));
  });
  request.end(bytes);
  return () => {
    request.destroy();
    return released;
  };
}

/** Writes a body to a stream or a file of this machine. @param {string} url @param {string} body */
function writeLine(url, body) {
  try {
    if (url === 'stdout:') process.stdout.write(`${body}\n`);
    else if (url === 'stderr:') process.stderr.write(`${body}\n`);
    else fs.appendFileSync(url.slice(5), `${body}\n`, { mode: 0o600 });
    return answer('answered', 200);
  } catch {
    return answer('failed', 0, '', true);
  }
}

/** A URL that may be sent to: https, or http to this machine; no user in it. @param {string} text */
function permitted(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url?.hostname ?? '');
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
  return isSafe && url?.username === '' && url.password === '' ? url : undefined;
}

// --------------------------------------------------------------------------------- 2. the folder

const { O_WRONLY, O_CREAT, O_EXCL, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = fs.constants ?? {};

/** Whether an error says that a file is absent. Whatever else it says, the file may be there. */
function isAbsent(/** @type {any} */ error) {
  return error?.code === 'ENOENT' || error?.code === 'ENOTDIR';
}

/** What works out, or `otherwise` where that fails because a file is absent. */
function unlessAbsent(/** @type {() => any} */ work, /** @type {any} */ otherwise) {
  try {
    return work();
  } catch (error) {
    if (isAbsent(error)) return otherwise;
    throw error;
  }
}

/** Makes a folder that only its person can enter, and what is above it. @param {string} path */
function makeFolder(path) {
  fs.mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** Makes a file with this text, and renames it. After an error nothing of it stays behind. */
function makeFile(/** @type {string} */ path, /** @type {string} */ text, to = path) {
  const file = fs.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    try {
      fs.writeFileSync(file, text);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(path, to);
  } catch (error) {
    fs.rmSync(path, { force: true });
    throw error;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A line, or as many NULs where it is not UTF-8, so that offsets stay. @param {Uint8Array} line */
function toText(line) {
  try {
    return UTF8.decode(line);
  } catch {
    return '\0'.repeat(line.length);
  }
}

/** The text of bytes, line by line. @param {Uint8Array} bytes */
export function toLines(bytes) {
  const lines = [];
  for (let at = 0, end = 0; end >= 0; at = end + 1) {
    end = bytes.indexOf(0x0a, at);
    lines.push(toText(bytes.subarray(at, end < 0 ? undefined : end)));
  }
  return lines.join('\n');
}

/**
 * The one folder that the component sees, as `wit/folder.wit` asks for it. A method throws where it
 * fails. The component is then told none or false.
 */
export class Folder {
  #own;
  #stats;
  #now;

  /**
   * Looks at nothing yet. No folder is made before the first file.
   *
   * @param {string | undefined} state folder of this project; without it there is no storage
   * @param {string | undefined} config folder of decisions, where some products have logs, too
   * @param {string} product
   * @param {() => number} now the clock that the component reads, in milliseconds since 1970
   */
  constructor(state, config, product, now) {
    this.#own = state === undefined ? [] : [state, join(state, product)];
    this.#stats = config === undefined ? undefined : join(config, 'nemoguardrails');
    this.#now = now;
  }

  /** The folder: it is nobody else's, is no link, and closed to others. */
  #folder(make = false) {
    const [state, own] = this.#own;
    if (own === undefined) throw Object.assign(new Error('no storage'), { code: 'ENOENT' });
    if (make) makeFolder(own);
    for (const folder of [state, own]) {
      const data = fs.lstatSync(folder);
      if (!data.isDirectory()) throw new Error(`a link or a file in place of a folder: ${folder}`);
      if ((data.mode & 0o077) !== 0) fs.chmodSync(folder, 0o700);
    }
    return own;
  }

  #path(/** @type {string} */ name, make = false) {
    if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name)) throw new Error(`not a name: ${name}`);
    // That folder is the product's: it is left as it is, also when it is a link.
    if (name.startsWith('usage_stats.json') && this.#stats !== undefined) {
      if (make) makeFolder(this.#stats);
      return join(this.#stats, name);
    }
    return join(this.#folder(make), name);
  }

  #find(/** @type {string} */ name) {
    const path = this.#path(name);
    const data = fs.lstatSync(path);
    if (!data.isFile()) throw new Error(`a link or a folder in place of a file: ${path}`);
    return { path, bytes: data.size, touchedMs: Math.round(data.mtimeMs) };
  }

  #touch(/** @type {string} */ path) {
    const seconds = this.#now() / 1000;
    fs.utimesSync(path, seconds, seconds);
    return true;
  }

  /** Every file: name, length, and time of the last change in milliseconds. */
  entries() {
    let found = '';
    for (const name of fs.readdirSync(this.#folder())) {
      if (name.startsWith('usage_stats.json')) continue;
      try {
        const { bytes, touchedMs } = this.#find(name);
        const line = `${name} ${bytes} ${touchedMs}\n`;
        if (found.length + line.length <= MAX_FOLDER_TEXT) found += line;
      } catch {
        // It is gone by now, or no file.
      }
    }
    return found;
  }

  /** What is known of a file; nothing only where the system says that it is absent. */
  stat(/** @type {string} */ name) {
    const found = unlessAbsent(() => this.#find(name), undefined);
    return found && { bytes: Math.min(found.bytes, 2 ** 32 - 1), touchedMs: found.touchedMs };
  }

  /** A part of a file. */
  read(/** @type {string} */ name, /** @type {number} */ offset, /** @type {number} */ most) {
    const file = fs.openSync(this.#find(name).path, O_NOFOLLOW | O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(Math.min(most, MAX_FOLDER_TEXT));
      return toLines(bytes.subarray(0, fs.readSync(file, bytes, 0, bytes.length, offset)));
    } finally {
      fs.closeSync(file);
    }
  }

  /** Makes a file. Of all processes that try, one succeeds. */
  create(/** @type {string} */ name, /** @type {string} */ text) {
    const path = this.#path(name, true);
    makeFile(path, text);
    return this.#touch(path);
  }

  /** Adds to a file that is there, in one write; a part of a text is taken back. */
  append(/** @type {string} */ name, /** @type {string} */ text) {
    const [{ path, bytes }, added] = [this.#find(name), Buffer.from(text)];
    const file = fs.openSync(path, O_WRONLY | O_APPEND | O_NOFOLLOW);
    try {
      if (fs.writeSync(file, added) < added.length) {
        fs.ftruncateSync(file, bytes);
        throw new Error(`no space left: ${path}`);
      }
    } finally {
      fs.closeSync(file);
    }
    return this.#touch(path);
  }

  /** Puts a text in place of a file's, which is there until the new one is whole. */
  write(/** @type {string} */ name, /** @type {string} */ text) {
    const path = this.#path(name, true);
    makeFile(`${path}.tmp`, text, path);
    return this.#touch(path);
  }

  /** Renames a file. Of all processes that try, one succeeds. */
  rename(/** @type {string} */ name, /** @type {string} */ to) {
    fs.renameSync(this.#find(name).path, this.#path(to));
    return true;
  }

  /** Sets the time of the last change, from the clock that the component reads. */
  touch(/** @type {string} */ name) {
    return this.#touch(this.#find(name).path);
  }

  /** Removes a file; it may be absent. */
  remove(/** @type {string} */ name) {
    unlessAbsent(() => fs.unlinkSync(this.#find(name).path), undefined);
    return true;
  }
}

// -------------------------------------------------------------------------------------- 3. facts

/** Looks up what the policy asks for, and nothing else. `host/FACTS.md` has the rules. */
export class Facts {
  /** What was noticed already, such as that a notice was shown. @type {Record<string, string>} */
  hosts = {};
  #variables;
  #calls;

  /**
   * @param {Readonly<Record<string, string | undefined>>} variables
   * @param {Readonly<Record<string, string>>} calls what the program says, by the name of the fact
   */
  constructor(variables, calls) {
    this.#variables = variables;
    this.#calls = calls;
  }

  #below(/** @type {string} */ variable, /** @type {string[]} */ ...steps) {
    const folder = this.#variables[variable] ?? '';
    return folder.startsWith('/') ? join(folder, ...steps) : undefined;
  }

  /** The folder of decisions. The products look nowhere else. */
  get config() {
    return this.#below('HOME', '.config');
  }

  /** The folder of this project. A path that is not UTF-8 cannot be told to the system here. */
  get state() {
    const [name, steps] = ['nemo-telemetry', ['.local', 'state']];
    const path = this.#below('XDG_STATE_HOME', name) ?? this.#below('HOME', ...steps, name);
    return path?.includes('\ufffd') ? undefined : path;
  }

  /** What is found; what is absent is left out. @param {readonly Query[]} queries */
  look(queries) {
    return queries.flatMap(({ tag: source, val }) => {
      const value = source === 'file' ? this.#file(val) : this.#named(source, val);
      const name = typeof val === 'string' ? val : val.path;
      return value === undefined ? [] : [/** @type {Fact} */ ({ source, name, value })];
    });
  }

  /** @param {'variable' | 'call' | 'host'} source @param {string} name @returns {string | undefined} */
  #named(source, name) {
    if (source === 'host') return this.#host(name);
    const values = source === 'call' ? this.#calls : this.#variables;
    return Object.hasOwn(values, name) ? values[name] : undefined;
  }

  #file(/** @type {FileQuery} */ query) {
    const path = this.path(query);
    return path === undefined ? undefined : readFact(path);
  }

  /** Where a file is. A variable may hold another path, or a folder for one. @param {FileQuery} query */
  path({ path, variable }) {
    for (const place of variable?.split(' ') ?? []) {
      const [name, ...steps] = place.split('/');
      const named = steps.length > 0 ? this.#below(name, ...steps) : this.#variables[name];
      if (named) return named;
    }
    return path.startsWith('~/')
      ? this.#below('HOME', ...path.split('/').slice(1))
      : this.#below('HOME', '.config', ...path.split('/'));
  }

  /** @param {string} name */
  #host(name) {
    switch (name) {
      case 'administrator':
        return readFact('/etc/nemo-telemetry/policy.toml');
      case 'terminals':
        return ['stdin', 'stdout', 'stderr'].filter((_, descriptor) => isatty(descriptor)).join(' ');
      case 'test-runner':
        if ('__vitest_worker__' in globalThis) return 'vitest';
        if (Symbol.for('jest-native-promise') in globalThis) return 'jest';
        return process.execArgv.includes('--test') ? 'node:test' : undefined;
      case 'user-name':
        return this.#variables.USER || this.#variables.LOGNAME || undefined;
      case 'host-name':
        return hostname();
      case 'home-directory':
        return homedir();
      default:
        return this.hosts[name];
    }
  }
}

/**
 * A file that decides; nothing where it is absent. What cannot be read is empty, which is never a yes.
 *
 * @param {string} path
 * @returns {string | undefined}
 */
function readFact(path) {
  try {
    if (path.includes('\ufffd')) return '';
    const data = fs.statSync(path);
    if (!data.isFile()) return undefined;
    return data.size > MAX_FACT ? '' : fs.readFileSync(path, 'utf8');
  } catch (error) {
    return isAbsent(error) ? undefined : '';
  }
}

/**
 * Puts a person's decision in place of another, or removes it. A link to a file of the person's own
 * stays, and that file is replaced; any other link is replaced itself, so that nothing is written
 * through it.
 *
 * @param {string} path
 * @param {string | undefined} text
 */
export function store(path, text) {
  if (text === undefined) return fs.rmSync(path, { force: true });
  makeFolder(dirname(resolve(path)));
  const data = fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()
    ? fs.statSync(path, { throwIfNoEntry: false })
    : undefined;
  const isOurs = data?.isFile() && data.uid === process.geteuid?.() && (data.mode & 0o022) === 0;
  const target = isOurs ? fs.realpathSync(path) : path;
  makeFile(`${target}.${randomBytes(8).toString('hex')}.tmp`, text, target);
}

// -------------------------------------------------------------------------------- 4. an instance

/**
 * What an instance imports. Clocks have nanoseconds.
 *
 * @param {() => bigint} wall
 * @param {() => bigint} monotonic
 * @param {() => bigint} random
 * @param {Pick<Http, 'start' | 'poll' | 'cancel'>} http
 * @param {{ [Name in keyof Folder]: (...given: any[]) => unknown }} folder
 * @param {(reason: unknown) => void} [onFailure] told why an import failed
 * @returns {Record<string, Record<string, (...given: any[]) => unknown>>}
 */
export function importsOf(wall, monotonic, random, http, folder, onFailure = () => {}) {
  /**
   * An import must not throw: an instance that is left in the midst of a call is lost.
   *
   * @param {Record<string, any>} object
   * @param {Record<string, unknown>} otherwise what each of its methods answers in place of that
   */
  const guarded = (object, otherwise) =>
    Object.fromEntries(
      Object.entries(otherwise).map(([name, value]) => [
        name,
        (/** @type {unknown[]} */ ...given) => {
          try {
            return object[name](...given);
          } catch (error) {
            onFailure(error);
            return value;
          }
        },
      ]),
    );
  const actions = { create: false, append: false, write: false, rename: false, touch: false, remove: false };
  const now = () => ({ seconds: wall() / 1_000_000_000n, nanoseconds: Number(wall() % 1_000_000_000n) });
  return {
    'wasi:clocks/wall-clock@0.2.12': { now },
    'wasi:clocks/monotonic-clock@0.2.12': { now: monotonic },
    'wasi:random/random@0.2.12': { getRandomU64: random },
    'nemo:telemetry/http@0.2.0': guarded(http, {
      start: 0,
      poll: answer('failed', 0, '', true),
      cancel: true,
    }),
    'nemo:telemetry/folder@0.2.0': guarded(folder, {
      entries: '',
      stat: { bytes: 0, touchedMs: 0 },
      read: undefined,
      ...actions,
    }),
  };
}

/** @type {WebAssembly.Module | undefined} */
let compiled;

/** An instance with these imports. After a trap it is of no more use. */
export function link(/** @type {ReturnType<typeof importsOf>} */ imports) {
  compiled ??= new WebAssembly.Module(fs.readFileSync(new URL('generated/telemetry.core.wasm', import.meta.url)));
  return instantiate(compiled, /** @type {any} */ (imports));
}

/** Settings that no client can be opened with. */
export class SettingsError extends Error {
  /** @param {Problem[]} problems */
  constructor(problems) {
    super(problems.map(({ pointer, message }) => `${pointer}: ${message}`).join('; '));
    this.problems = problems;
  }
}

/**
 * Opens a client. What else is thrown, here and by its methods, means that the instance is lost.
 *
 * @param {Instance} instance
 * @param {string} settings JSON
 * @param {Fact[]} facts
 * @param {Life} life
 * @throws {SettingsError}
 */
export function open(instance, settings, facts, life) {
  try {
    return instance.client.Client.open(settings, facts, life);
  } catch (error) {
    if (!(error instanceof ComponentError)) throw error;
    throw new SettingsError(/** @type {Problem[]} */ (error.payload));
  }
}

// ------------------------------------------------------------------------ 5. what follows a trap

/** @type {Readonly<Ledger>} */
export const NO_EVENTS = Object.freeze({
  accepted: 0,
  recovered: 0,
  delivered: 0,
  pending: 0,
  kept: 0,
  unsure: 0,
  dropped: [],
});

/** A client in as many instances as it takes. Every method throws after too many. */
class Session {
  /** What the next instance has to be told again. @type {Set<'flush' | 'optOut' | 'close'>} */
  orders = new Set();
  /** @type {Life} */
  life = { token: randomBytes(8).toString('hex'), traps: 0, ledger: NO_EVENTS };
  /** When the client has to end. */
  #ends = 0;
  #client;
  #make;

  /** @param {(life: Life) => Client} make opens a client in a new instance */
  constructor(make) {
    this.#make = make;
    this.#client = this.#open();
  }

  #open() {
    for (;;) {
      try {
        const client = this.#make(this.life);
        for (const order of this.orders) client[order](this.#left());
        this.life.ledger = client.ledger();
        return client;
      } catch (error) {
        this.#count(error);
      }
    }
  }

  #count(/** @type {unknown} */ error) {
    this.life.traps += 1;
    if (error instanceof SettingsError || this.life.traps >= MAX_TRAPS) throw error;
  }

  #left() {
    return Math.max(Math.floor(this.#ends - performance.now()), 0);
  }

  /**
   * Does something with the client, in another instance if need be, and remembers the ledger.
   *
   * @template T
   * @param {(client: Client) => T} work
   */
  call(work) {
    for (;;) {
      try {
        const result = work(this.#client);
        this.life.ledger = this.#client.ledger();
        return result;
      } catch (error) {
        this.#count(error);
        this.#client = this.#open();
      }
    }
  }

  /** @param {'flush' | 'optOut' | 'close'} order @param {number} [ends] when a close ends */
  order(order, ends = this.#ends) {
    this.#ends = ends;
    const result = this.call((client) => client[order](this.#left()));
    this.orders.add(order);
    return result ?? 0;
  }

  /** Passes lines; nothing: two instances have trapped with them. @param {string} lines */
  enqueue(lines) {
    for (let attempt = 0; attempt < 2; attempt++) {
      const before = this.life.ledger.accepted;
      try {
        const report = this.#client.enqueue(lines);
        this.call(() => {});
        return report;
      } catch (error) {
        this.#count(error);
        this.#client = this.#open();
        const accepted = this.life.ledger.accepted - before;
        // They were in the folder by then.
        if (accepted > 0) return { accepted, ignored: 0, rejected: [] };
      }
    }
    return undefined;
  }
}

// --------------------------------------------------------------------- 6. the inbox and its loop

/** What a program uses. No method throws, and no promise takes longer than it says. */
export class Telemetry {
  /** @type {Decision | undefined} */
  decision;
  /** @type {Ledger} */
  ledger = NO_EVENTS;
  rejected = 0;
  /** @type {string[]} */
  problems = [];
  #settings;
  #facts;
  #lines = /** @type {string[]} */ ([]);
  #orders = /** @type {Set<'flush' | 'optOut' | 'close'>} */ (new Set());
  #session = /** @type {Session | undefined} */ (undefined);
  #reason = '';
  #isClosed = false;
  #hasEnded = false;
  /** When it ends, and when it ends at last where the component was given more time. */
  #ends = Number.POSITIVE_INFINITY;
  #granted = 0;
  #timer = /** @type {NodeJS.Timeout | undefined} */ (undefined);
  #next = /** @type {NodeJS.Immediate | undefined} */ (undefined);
  #waiting = /** @type {Set<() => void>} */ (new Set());

  /**
   * @param {{ product: string, [name: string]: unknown }} settings
   * @param {Readonly<Record<string, string>>} calls what the program says to the policy
   */
  constructor(settings, calls) {
    this.#settings = settings;
    this.#facts = new Facts(process.env, calls);
    // There is time for a request where nothing else keeps the process alive, and none at an exit.
    process.once('beforeExit', () => void this.close());
    process.once('exit', () => this.#exit());
  }

  /** Takes an event; false: it was not taken. @param {Record<string, unknown>} event */
  enqueue(event) {
    const line = `${JSON.stringify({ ts: new Date().toISOString(), ...event })}\n`;
    const waiting = this.#lines.reduce((sum, { length }) => sum + length, 0);
    // A character of a string is at most three bytes.
    if (this.#isClosed || line.length * 3 > MAX_LINE || waiting + line.length > MAX_BUFFER) return false;
    this.#lines.push(line);
    this.#wake();
    return true;
  }

  /** Sends what is queued. The ledger, once nothing is pending or the time is over. */
  flush(ms = FLUSH_MS) {
    return this.#order('flush', ms);
  }

  /** Takes a person's no: it is stored, and all that was kept is gone. */
  optOut(ms = FLUSH_MS) {
    return this.#order('optOut', ms);
  }

  /** Ends. What could not be sent by then is kept for the next program. */
  close(ms = EXIT_MS) {
    return this.#order('close', ms);
  }

  /** @param {'flush' | 'optOut' | 'close'} order @param {number} ms @returns {Promise<Ledger>} */
  #order(order, ms) {
    const ends = performance.now() + ms;
    this.#orders.add(order);
    if (order !== 'flush') {
      this.#isClosed = true;
      this.#ends = Math.min(this.#ends, ends);
    }
    this.#wake();
    return new Promise((resolve) => {
      const check = () => {
        const isIdle = this.#lines.length + this.#orders.size + this.ledger.pending === 0;
        const isOver = performance.now() >= Math.max(ends, this.#granted);
        if (this.#hasEnded || isOver || (order === 'flush' && isIdle)) {
          clearInterval(timer);
          this.#waiting.delete(check);
          resolve(this.ledger);
        }
      };
      // It keeps the process alive for as long as somebody waits.
      const timer = setInterval(check, 25);
      this.#waiting.add(check);
      check();
    });
  }

  /** Calls the loop soon. */
  #wake() {
    if (!this.#hasEnded) this.#next ??= setImmediate(() => this.#run());
  }

  #note(/** @type {unknown} */ problem) {
    const text = problem instanceof Error ? problem.message : String(problem);
    if (!this.problems.includes(text) && this.problems.length < MAX_PROBLEMS) this.problems.push(text);
  }

  #run() {
    clearImmediate(this.#next);
    clearTimeout(this.#timer);
    this.#next = undefined;
    try {
      this.#session ??= this.#begin();
      const wait = this.#drive(this.#session);
      if (wait !== undefined) this.#timer = setTimeout(() => this.#run(), Math.min(wait, 2 ** 31 - 1)).unref();
    } catch (error) {
      this.#note(error);
      this.#end();
    }
    for (const check of this.#waiting) check();
  }

  #end() {
    this.#hasEnded = this.#isClosed = true;
    this.#lines = [];
  }

  #begin() {
    const { product } = this.#settings;
    const facts = this.#facts;
    const imports = importsOf(
      () => BigInt(Date.now()) * 1_000_000n,
      () => process.hrtime.bigint(),
      () => randomBytes(8).readBigUInt64LE(),
      new Http(() => this.#wake()),
      new Folder(facts.state, facts.config, product, Date.now),
      (error) => {
        this.#reason = String(error);
      },
    );
    return new Session((life) => {
      const instance = link(imports);
      return open(instance, JSON.stringify(this.#settings), facts.look(instance.policy.queries(product)), life);
    });
  }

  /** Does what the component orders. The time to wait; nothing: until somebody wakes it. */
  #drive(/** @type {Session} */ session) {
    for (;;) {
      const order = session.call((client) => client.poll());
      switch (order.tag) {
        case 'look':
          session.call((client) => client.tell(this.#facts.look(order.val)));
          break;
        case 'show':
          process.stderr.write(`${order.val}\n`);
          this.#facts.hosts.notice = 'true';
          session.call((client) => client.tell([{ source: 'host', name: 'notice', value: 'true' }]));
          break;
        case 'warn':
          this.#note(`${order.val} (${this.#reason})`);
          break;
        case 'store':
          this.#store(order.val.place, order.val.text);
          break;
        default: {
          this.decision = session.call((client) => client.decision());
          this.ledger = session.life.ledger;
          const isDone = order.tag === 'done';
          if (isDone && (session.orders.has('close') || session.orders.has('optOut'))) {
            this.#end();
            return undefined;
          }
          // While telemetry is off there is nothing to do before a person says no.
          if (!this.#take(session, isDone)) return isDone ? undefined : order.val;
        }
      }
    }
  }

  #store(/** @type {FileQuery} */ place, /** @type {string | undefined} */ text) {
    try {
      const path = this.#facts.path(place);
      if (path === undefined) throw new Error("no variable says where a person's files are");
      store(path, text);
    } catch (error) {
      this.#note(`${place.path} was not stored: ${error}`);
    }
  }

  /** Does what is in the inbox; whether there was anything. */
  #take(/** @type {Session} */ session, /** @type {boolean} */ isOff) {
    const [lines, orders] = [this.#lines, this.#orders];
    [this.#lines, this.#orders] = [[], new Set()];
    const had = lines.length + orders.size > 0;
    // What comes while telemetry is off, or a person says no, is dropped.
    while (lines.length > 0 && !isOff && !orders.has('optOut')) {
      let text = '';
      while (lines.length > 0 && (text.length + lines[0].length) * 3 <= MAX_TEXT) text += lines.shift();
      const report = session.enqueue(text);
      this.rejected += report ? report.rejected.length : text.split('\n').length - 1;
    }
    if (orders.has('flush')) session.order('flush');
    if (orders.has('optOut')) session.order('optOut');
    else if (orders.has('close')) {
      const now = performance.now();
      const left = Math.max(this.#ends - now - SHUTDOWN_RESERVE_MS, 0);
      const granted = session.order('close', now + left);
      if (granted > left) this.#granted = now + granted + SHUTDOWN_RESERVE_MS;
    }
    return had;
  }

  // ---------------------------------------------------------------------------------- 7. the end

  /** The process ends in this very call. What is queued is kept for the next one. */
  #exit() {
    if (this.#hasEnded || (this.#session === undefined && this.#lines.length === 0)) return;
    this.#orders.add('close');
    this.#ends = 0;
    this.#run();
  }
}

export const SETTINGS = { product: 'agent-toolkit', clientVersion: '1.9.0' };
export const EVENT = {
  event: 'nat_cli_command',
  parameters: { command: 'run', taskStatus: 'success', pythonVersion: '3.12.4' },
};

/** Sends one event, and prints the ledger. */
async function main(endpoint = 'stdout:') {
  const telemetry = new Telemetry({ ...SETTINGS, endpoint, outbox: true }, { enabled: 'true' });
  telemetry.enqueue(EVENT);
  await telemetry.flush(10_000);
  console.log(JSON.stringify(await telemetry.close()));
  for (const problem of telemetry.problems) console.error(problem);
}

const { argv = [] } = globalThis.process ?? {};
if (argv[1]?.endsWith('smoke.mjs')) await main(...argv.slice(2));
