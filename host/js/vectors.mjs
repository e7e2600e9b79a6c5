// Runs test vectors, which tests/vectors/FORMAT.md describes, on the component.
//
// `read` makes vectors of a file's text, and a `Runner` says where one differs from what it expects. What is no vector, or cannot
// be run, is a `VectorError`.

import { isDeepStrictEqual } from 'node:util';
import { link } from './dist/testing.js';

/** @typedef {import('./generated/interfaces/nemo-telemetry-http.js').Request} Request */
/** @typedef {import('./generated/interfaces/nemo-telemetry-http.js').Answer} Answer */
/** @typedef {import('./generated/interfaces/nemo-telemetry-outbox.js').Segment} Segment */
/** @typedef {import('./generated/interfaces/nemo-telemetry-catalog.js').Problem} Problem */
/** @typedef {import('./generated/interfaces/nemo-telemetry-client.js').Client} Client */
/** @typedef {import('./generated/interfaces/nemo-telemetry-client.js').Rejection} Rejection */
/** @typedef {import('./generated/interfaces/nemo-telemetry-policy.js').Decision} Decision */

const MAX_TEXT = 256 * 1024;
const U32 = 2n ** 32n - 1n;
const U64 = 2n ** 64n - 1n;
const NANOSECONDS = 1_000_000_000n;
const YES = [{ source: 'call', name: 'enabled', value: 'true' }];

/** This is no vector, or it cannot be run. */
export class VectorError extends Error {}

// JSON with its texts kept. `JSON.parse` would change numbers and drop repeated keys.

const TOKEN =
  /[ \t\n\r]*([{}[\]:,]|"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null|$)/uy;
const CLOSING = /** @type {Record<string, string>} */ ({ '{': '}', '[': ']' });

/** A JSON value: where it is among the tokens of a text. */
class Json {
  /** What a list or an object holds. @type {Json[]} */
  items = [];
  /** The keys of an object, as they are written. @type {string[]} */
  keys = [];

  /** @param {string[]} tokens @param {number} start */
  constructor(tokens, start) {
    this.tokens = tokens;
    this.start = start;
    this.end = start + 1;
  }

  /** The first token. Of all but an object and a list it is the only one. */
  get head() {
    return this.tokens[this.start];
  }

  /** The text, byte for byte but for white space between tokens. */
  get text() {
    return this.tokens.slice(this.start, this.end).join('');
  }
}

/** Tokens of a text; the last is empty. @param {string} text */
function split(text) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (!token) throw new VectorError(`expected JSON, found something else after line ${text.slice(0, at).split('\n').length}`);
    tokens.push(token[1]);
    if (token[1] === '') return tokens;
  }
}

/** JSON values that stand one after the other. Any depth will do: nothing here recurses. @param {string} text */
function parse(text) {
  /** @type {Json[]} */
  const found = [];
  /** @type {Json[]} */
  const outer = [];
  const tokens = split(text);
  let at = 0;
  const key = () => {
    if (!tokens[at].startsWith('"') || tokens[at + 1] !== ':') {
      throw new VectorError(`expected a key before ${tokens.slice(at, at + 20).join('')}`);
    }
    outer[outer.length - 1].keys.push(tokens[at]);
    at += 2;
  };

  while (tokens[at] || outer.length) {
    let value = new Json(tokens, at);
    const head = value.head;
    if (head === '' || ':,}]'.includes(head)) {
      throw new VectorError(`expected a value after ${tokens.slice(Math.max(at - 20, 0), at).join('')}`);
    }
    at += 1;
    if (head in CLOSING) {
      if (tokens[at] !== CLOSING[head]) {
        outer.push(value);
        if (head === '{') key();
        continue;
      }
      at += 1;
      value.end = at;
    }
    for (;;) {
      const parent = outer[outer.length - 1];
      if (!parent) {
        found.push(value);
        break;
      }
      parent.items.push(value);
      const next = tokens[at];
      at += 1;
      if (next === ',') {
        if (parent.head === '{') key();
        break;
      }
      if (next !== CLOSING[parent.head]) {
        throw new VectorError(`expected a comma after ${tokens.slice(Math.max(at - 21, 0), at - 1).join('')}`);
      }
      value = parent;
      value.end = at;
      outer.pop();
    }
  }
  return found;
}

// What a vector is made of. A shape makes JavaScript's value of a JSON value, or refuses it.

/** @typedef {(value: Json) => any} Shape */
/** @typedef {Record<string, Shape>} Shapes */

/** @param {string} what @param {Json} value */
function expected(what, value) {
  return new VectorError(`expected ${what}, found ${value.text.slice(0, 80)}`);
}

/** The text of any value. @type {Shape} */
const raw = (value) => value.text;

/** Any value. An integer becomes a bigint, any other number a number, so that 1 and 1.0 differ. @type {Shape} */
function anything(value) {
  if (value.head === '[') return value.items.map(anything);
  if (value.head === '{') return Object.fromEntries(members(value).map(([key, item]) => [key, anything(item)]));
  return /^-?[0-9]+$/.test(value.head) ? BigInt(value.head) : JSON.parse(value.head);
}

/** The value that a text of JSON is. @param {string} text */
function toValue(text) {
  return anything(parse(text)[0]);
}

/** A string. Half a surrogate pair is no text. @param {Json} value @returns {string} */
function string(value) {
  const text = value.head.startsWith('"') ? JSON.parse(value.head) : undefined;
  if (text === undefined || /\p{Surrogate}/u.test(text)) throw expected('a string', value);
  return text;
}

/** @type {Shape} */
function boolean(value) {
  if (value.head !== 'true' && value.head !== 'false') throw expected('true or false', value);
  return value.head === 'true';
}

/** @type {Shape} */
function yes(value) {
  if (value.head !== 'true') throw expected('true', value);
  return true;
}

/** A number of any kind. @type {Shape} */
function number(value) {
  if (!/^[-0-9]/.test(value.head) || !Number.isFinite(Number(value.head))) throw expected('a number', value);
  return Number(value.head);
}

/** An integer of 64 bits from 0. @param {Json} value */
function u64(value) {
  if (!/^[0-9]{1,20}$/.test(value.head) || BigInt(value.head) > U64) throw expected(`an integer from 0 to ${U64}`, value);
  return BigInt(value.head);
}

/** An integer of 32 bits from 0. @param {Json} value */
function u32(value) {
  if (!/^[0-9]{1,20}$/.test(value.head) || BigInt(value.head) > U32) throw expected(`an integer from 0 to ${U32}`, value);
  return Number(value.head);
}

/** One of a few words. @param {string[]} words @returns {Shape} */
function word(...words) {
  return (value) => {
    if (!value.head.startsWith('"') || !words.includes(string(value))) throw expected(words.join(' or '), value);
    return string(value);
  };
}

/** A value that may be null. @param {Shape} shape @returns {Shape} */
function nullable(shape) {
  return (value) => (value.head === 'null' ? null : shape(value));
}

/** A list. @param {Shape} shape @returns {Shape} */
function array(shape) {
  return (value) => {
    if (value.head !== '[') throw expected('a list', value);
    return value.items.map(shape);
  };
}

/** What an object holds. @param {Json} value @returns {[string, Json][]} */
function members(value) {
  if (value.head !== '{') throw expected('an object', value);
  return value.keys.map((key, index) => [JSON.parse(key), value.items[index]]);
}

/** An object with these keys and no other. @param {Shapes} required @param {Shapes} optional @returns {Shape} */
function record(required, optional = {}) {
  const shapes = new Map(Object.entries({ ...required, ...optional }));
  return (value) => {
    /** @type {Record<string, any>} */
    const found = {};
    for (const [key, item] of members(value)) {
      const shape = shapes.get(key);
      if (!shape || key in found) throw new VectorError(`${shape ? 'repeated' : 'unknown'} key ${key}`);
      try {
        found[key] = shape(item);
      } catch (error) {
        if (error instanceof VectorError) throw new VectorError(`${key}: ${error.message}`);
        throw error;
      }
    }
    const missing = Object.keys(required).find((key) => !(key in found));
    if (missing) throw new VectorError(`expected the key ${missing}, found none`);
    return found;
  };
}

/** A line for `enqueue`: an object, or a string that is passed on as it is. @type {Shape} */
function event(value) {
  if (value.head !== '{' && !value.head.startsWith('"')) throw expected('an object or a string', value);
  return value.head === '{' ? value.text : string(value);
}

/** An instant as nanoseconds since 1970. @type {Shape} */
function instant(value) {
  const [, second, fraction = ''] = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z$/.exec(string(value)) ?? [];
  const ms = Date.parse(`${second}Z`);
  // A day that a month does not have becomes one of the next month.
  if (!(ms >= 0) || new Date(ms).toISOString().slice(0, 19) !== second) {
    throw expected('an instant such as 2026-01-01T00:00:00.000Z, not before 1970', value);
  }
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

/** Counts of each reason. @type {Shape} */
const dropped = (value) => Object.fromEntries(members(value).map(([reason, count]) => [reason, u32(count)]));

const FACT = record({ source: word('variable', 'file', 'call', 'host'), name: string, value: string });
const PROBLEMS = array(record({}, { pointer: string, code: string, message: string, suggestion: nullable(string), offset: u32 }));
const REJECTED = array(record({ line: u32, problems: PROBLEMS }));
const DECISION = record(
  {},
  { state: word('off', 'ask', 'notify', 'on'), signal: FACT, ignored: array(FACT), text: string, resolved: anything },
);
const ANSWER = record(
  { outcome: word('answered', 'timeout', 'unreachable', 'denied', 'failed') },
  { status: u32, retryAfter: string, unsure: boolean },
);
const COUNTS = { accepted: u32, recovered: u32, delivered: u32, pending: u32, kept: u32, unsure: u32, dropped };

/** Each step has one of these. An answer may stand beside its request, which is why it comes later. @type {Shapes} */
const ACTIONS = {
  enqueue: record({ enqueue: array(event) }, { expect: record({}, { accepted: u32, ignored: u32, rejected: REJECTED }) }),
  advance: record({ advance: u64 }),
  clock: record({ clock: instant }),
  flush: record({ flush: yes }),
  poll: record({ poll: yes }, { expect: record({}, { wake: nullable(u32) }) }),
  request: record(
    { request: nullable(record({}, { url: string, timeoutMs: u32, body: raw, events: array(anything) })) },
    { answer: ANSWER },
  ),
  answer: record({ answer: ANSWER }),
  cancelled: record({ cancelled: boolean }),
  close: record({ close: u32 }),
  optOut: record({ optOut: yes }),
  ledger: record({ ledger: record({}, COUNTS) }),
  decision: record({ decision: DECISION }),
  outbox: record({ outbox: array(anything) }),
  audit: record({ audit: array(anything) }),
};

/** A step of a script. `action` names what it does. @type {Shape} */
function step(value) {
  const keys = members(value).map(([key]) => key);
  const action = Object.keys(ACTIONS).find((name) => keys.includes(name));
  if (!action) throw expected('an action', value);
  return { action, ...ACTIONS[action](value) };
}

/** @typedef {import('./generated/telemetry.js').Root} Telemetry */

/**
 * What calls each label, and its arguments.
 * @type {Record<string, [(labels: Telemetry['labels'], input: any) => unknown, Shape]>}
 */
const LABELS = {
  'sanitize-model': [
    (labels, { name, onDisk = false }) => labels.sanitizeModel(name ?? undefined, onDisk),
    record({ name: nullable(string) }, { onDisk: boolean }),
  ],
  'bucket-records': [(labels, { count }) => labels.bucketRecords(count), record({ count: number })],
  'bucket-columns': [(labels, { count }) => labels.bucketColumns(count), record({ count: number })],
  'classify-model-host': [
    (labels, { endpoint, strict = false }) => labels.classifyModelHost(endpoint ?? undefined, strict),
    record({ endpoint: nullable(string) }, { strict: boolean }),
  ],
  'collect-model-hosts': [
    (labels, { hosts }) => labels.collectModelHosts(hosts.map((/** @type {string | null} */ host) => host ?? undefined)),
    record({ hosts: array(nullable(string)) }),
  ],
  'join-aliases': [(labels, { aliases }) => labels.joinAliases(aliases), record({ aliases: array(string) })],
  'average-tokens': [(labels, { total, records }) => labels.averageTokens(total, records), record({ total: number, records: u32 })],
};

const LABEL = record(
  { kind: string, name: string, label: string, input: (value) => value },
  { description: string, expect: record({}, { value: raw, problems: PROBLEMS }) },
);

/** A vector of the kind `labels`; `derivation` says that no function has the name. @type {Shape} */
function label(value) {
  const found = LABEL(value);
  if (!found.label) throw new VectorError('expected the name of a label, found an empty one');
  const derivation = !Object.hasOwn(LABELS, found.label);
  return { ...found, derivation, input: derivation ? found.input.text : LABELS[found.label][1](found.input) };
}

/** @type {Shapes} */
const KINDS = {
  validate: record(
    { kind: string, name: string, event: string },
    {
      description: string,
      schemaVersion: string,
      parameters: raw,
      text: string,
      expect: record({}, { canonical: raw, problems: PROBLEMS }),
    },
  ),
  envelope: record(
    { kind: string, name: string, settings: raw, sent: instant, events: array(event) },
    {
      description: string,
      facts: array(FACT),
      random: array(u64),
      expect: record({}, { bodies: array(raw), rejected: REJECTED, problems: PROBLEMS }),
    },
  ),
  labels: label,
  policy: record({ kind: string, name: string, product: string }, { description: string, facts: array(FACT), expect: DECISION }),
  script: record(
    { kind: string, name: string, settings: raw, clock: instant, steps: array(step) },
    {
      description: string,
      facts: array(FACT),
      random: array(u64),
      segments: array(string),
      expect: record({ problems: PROBLEMS }),
    },
  ),
};

/**
 * A test vector. Texts of JSON in `content` have no white space between tokens; instants are nanoseconds since 1970.
 * @typedef {{ kind: string, name: string, content: any }} Vector
 */

/**
 * The vectors of a file: JSON values one after the other, each a vector or a list of vectors.
 * @param {string} text
 * @returns {Vector[]}
 */
export function read(text) {
  const vectors = parse(text).flatMap((outer) => (outer.head === '[' ? outer.items : [outer]));
  return vectors.map((value) => {
    const head = new Map(members(value));
    const given = head.get('kind');
    if (!given) throw expected('a vector with a kind', value);
    const kind = word(...Object.keys(KINDS))(given);
    try {
      const content = KINDS[kind](value);
      return { kind, name: content.name, content };
    } catch (error) {
      if (error instanceof VectorError) throw new VectorError(`${head.get('name')?.text ?? kind}: ${error.message}`);
      throw error;
    }
  });
}

/** The world of a vector: clocks that stand still, dice that were thrown before, a server that answers from a script. */
class World {
  /** @type {Request[]} */
  started = [];
  /** Answers that nobody asked for yet, by ticket. @type {Map<number, Answer>} */
  answers = new Map();
  /** @type {Set<number>} */
  spent = new Set();
  /** @type {Set<number>} */
  cancelled = new Set();
  /** Text of the own segment. */
  own = '';
  /** @type {Map<number, Segment>} */
  claimed = new Map();
  /** @type {string[]} */
  audit = [];
  monotonic = 0n;

  /** @param {bigint} wall @param {bigint[]} random @param {string[]} segments */
  constructor(wall = 0n, random = [], segments = []) {
    this.wall = wall;
    this.random = [...random];
    this.segments = segments.map((lines, index) => ({ id: index + 1, lines }));
  }

  /** @returns {import('./generated/telemetry.js').ImportObject} */
  imports() {
    return {
      'wasi:clocks/wall-clock@0.2.12': {
        now: () => ({ seconds: this.wall / NANOSECONDS, nanoseconds: Number(this.wall % NANOSECONDS) }),
      },
      'wasi:clocks/monotonic-clock@0.2.12': { now: () => (this.monotonic < U64 ? this.monotonic : U64) },
      'wasi:random/random@0.2.12': { getRandomU64: () => this.random.shift() ?? 0n },
      'nemo:telemetry/http@0.1.0': {
        start: (request) => this.started.push(request),
        poll: (ticket) => {
          if (ticket < 1 || ticket > this.started.length || this.spent.has(ticket) || this.cancelled.has(ticket)) {
            return { outcome: 'failed', status: 0, retryAfter: '', unsure: false };
          }
          const answer = this.answers.get(ticket);
          if (answer) this.spent.add(ticket);
          return answer;
        },
        cancel: (ticket) => void this.cancelled.add(ticket),
      },
      'nemo:telemetry/outbox@0.1.0': {
        append: (lines) => {
          this.own += lines;
          return true;
        },
        replace: (lines) => {
          this.own = lines;
          return true;
        },
        claim: (maxBytes) => {
          const place = this.segments.findIndex(({ lines }) => new TextEncoder().encode(lines).byteLength <= maxBytes);
          if (place < 0) return undefined;
          const [segment] = this.segments.splice(place, 1);
          this.claimed.set(segment.id, segment);
          return segment;
        },
        release: (id) => {
          const segment = this.claimed.get(id);
          if (segment) this.segments.push(segment);
          this.claimed.delete(id);
        },
        discard: (id) => void this.claimed.delete(id),
      },
      'nemo:telemetry/audit@0.1.0': { append: (line) => this.audit.push(line) > 0 },
    };
  }
}

/** A new instance. @param {World} world */
function load(world) {
  return link(world.imports());
}

/** Values as they are shown to people. @param {unknown} value */
function shown(value) {
  return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? Number(each) : each)) ?? 'none';
}

/** What was found against what is expected: only what is mentioned counts. */
class Differences {
  /** @type {string[]} */
  list = [];

  /** @param {string} place @param {unknown} expected @param {unknown} found */
  equal(place, expected, found) {
    if (!isDeepStrictEqual(expected, found)) this.list.push(`${place}: expected ${shown(expected)}, found ${shown(found)}`);
  }

  /** Compares texts of JSON byte for byte. @param {string} place @param {string} expected @param {string} [found] */
  text(place, expected, found = 'none') {
    if (expected === found) return;
    let same = 0;
    while (same < expected.length && expected[same] === found[same]) same++;
    const [left, right] = [expected, found].map((text) => `…${text.slice(Math.max(same - 40, 0), same + 60)}…`);
    this.list.push(`${place} at ${same}: expected ${left}, found ${right}`);
  }

  /** Compares what `expected` has. @param {string} place @param {object} expected @param {Record<string, unknown>} found */
  mentioned(place, expected, found) {
    for (const [key, value] of Object.entries(expected)) this.equal(`${place} ${key}`, value, found[key]);
  }

  /** @param {string} place @param {object[]} expected @param {Problem[]} found */
  problems(place, expected, found) {
    this.equal(`${place}: number of problems`, expected.length, found.length);
    expected.slice(0, found.length).forEach((problem, index) => {
      this.mentioned(`${place}: problem ${index + 1}`, problem, { ...found[index], suggestion: found[index].suggestion ?? null });
    });
  }

  /** @param {{ line: number, problems: object[] }[]} expected @param {Rejection[]} found */
  rejected(expected, found) {
    this.equal('number of rejected lines', expected.length, found.length);
    expected.slice(0, found.length).forEach(({ line, problems }, index) => {
      this.equal('rejected line', line, found[index].line);
      this.problems(`line ${found[index].line}`, problems, found[index].problems);
    });
  }

  /** @param {any} expected @param {Decision} found */
  decision({ resolved, ...expected }, found) {
    this.mentioned('decision', expected, { ...found });
    if (resolved !== undefined) this.subset('resolved', resolved, toValue(found.resolved));
  }

  /** @param {any} expected @param {Request | undefined} found */
  request(expected, found) {
    if (!expected || !found) {
      this.equal('request', Boolean(expected), Boolean(found));
      return;
    }
    const { body, events, ...simple } = expected;
    this.mentioned('request', simple, { ...found });
    if (body !== undefined) this.text('body', body, found.body);
    if (events !== undefined) this.objects('request event', events, toValue(found.body).events);
  }

  /**
   * Compares a list with objects of which only the members mentioned count.
   * @param {string} place
   * @param {unknown[]} expected
   * @param {unknown[]} found
   */
  objects(place, expected, found) {
    this.equal(`number of ${place}s`, expected.length, found.length);
    expected.slice(0, found.length).forEach((value, index) => {
      this.subset(`${place} ${index + 1}`, value, found[index]);
    });
  }

  /**
   * Compares members that are mentioned, however deep; all else as a whole.
   * @param {string} place
   * @param {any} expected
   * @param {any} found
   */
  subset(place, expected, found) {
    if (expected === null || typeof expected !== 'object' || Array.isArray(expected)) {
      this.equal(place, expected, found);
      return;
    }
    const among = found !== null && typeof found === 'object' && !Array.isArray(found) ? found : {};
    for (const [key, value] of Object.entries(expected)) {
      this.subset(`${place}/${key}`, value, Object.hasOwn(among, key) ? among[key] : null);
    }
  }
}

/** Refuses what no host passes on. @param {string} text */
function fitting(text) {
  const bytes = new TextEncoder().encode(text).byteLength;
  if (bytes > MAX_TEXT) throw new VectorError(`expected a text of at most ${MAX_TEXT} bytes, found ${bytes}`);
  return text;
}

/** Runs vectors on the component: one instance for what is pure, one for each client. */
export class Runner {
  #pure = load(new World());
  // In the order of versions, so that the newest stays.
  #newest = new Map(this.#pure.catalog.events().map(({ name, version }) => [name, version]));

  /** Runs a vector and lists the differences. @param {Vector} vector */
  run({ kind, content }) {
    const differences = new Differences();
    if (kind === 'validate') this.#validate(content, differences);
    else if (kind === 'envelope') envelope(content, differences);
    else if (kind === 'labels') this.#label(content, differences);
    else if (kind === 'policy') this.#policy(content, differences);
    else script(content, differences);
    return differences.list;
  }

  /** @param {any} vector @param {Differences} differences */
  #validate({ event, schemaVersion, parameters, text, expect = {} }, differences) {
    if ((parameters === undefined) === (text === undefined)) throw new VectorError('expected one of parameters and text');
    const version = schemaVersion ?? this.#newest.get(event) ?? '';
    const found = this.#pure.catalog.validate({ name: event, version }, fitting(parameters ?? text));
    if ('canonical' in expect) differences.text('canonical', expect.canonical, found.canonical);
    if ('problems' in expect) differences.problems('canonical', expect.problems, found.problems);
  }

  /** @param {any} vector @param {Differences} differences */
  #label({ label, derivation, input, expect = {} }, differences) {
    const found = derivation
      ? this.#pure.labels.derive(label, fitting(input))
      : { canonical: JSON.stringify(LABELS[label][0](this.#pure.labels, input)), problems: [] };
    if ('value' in expect) differences.text('value', expect.value, found.canonical);
    if ('problems' in expect) differences.problems('value', expect.problems, found.problems);
  }

  /** @param {any} vector @param {Differences} differences */
  #policy({ product, facts = [], expect = {} }, differences) {
    differences.decision(expect, this.#pure.policy.decide(product, facts));
  }
}

/**
 * Opens a client in a new instance; none when its settings are wrong.
 * @param {any} vector
 * @param {World} world
 * @param {any[]} facts
 * @param {Differences} differences
 */
function open({ settings, expect }, world, facts, differences) {
  const expected = expect?.problems ?? [];
  try {
    const client = load(world).client.Client.open(fitting(settings), facts);
    differences.problems('settings', expected, []);
    return client;
  } catch (error) {
    if (!(error instanceof Error && 'payload' in error)) throw error;
    differences.problems('settings', expected, /** @type {Problem[]} */ (error.payload));
    return undefined;
  }
}

/** @param {any} vector @param {Differences} differences */
function envelope(vector, differences) {
  const { events, sent, random, facts = YES, expect } = vector;
  if (!events.length) throw new VectorError('expected at least one event, found none');
  const world = new World(sent, random);
  const client = open(vector, world, facts, differences);
  if (!client) return;
  const { rejected } = client.enqueue(fitting(events.join('\n')));
  /** @type {string[]} */
  const bodies = [];
  client.flush();
  client.poll();
  while (world.started.length > bodies.length) {
    const ticket = world.started.length;
    bodies.push(world.started[ticket - 1].body);
    world.answers.set(ticket, { outcome: 'answered', status: 200, retryAfter: '', unsure: false });
    client.poll();
  }
  if (!expect) return;
  if (expect.bodies) {
    differences.equal('number of bodies', expect.bodies.length, bodies.length);
    expect.bodies.slice(0, bodies.length).forEach((/** @type {string} */ body, /** @type {number} */ index) => {
      differences.text(`body ${index + 1}`, body, bodies[index]);
    });
  }
  differences.rejected(expect.rejected ?? [], rejected);
}

/** @param {any} vector @param {Differences} differences */
function script(vector, differences) {
  const { clock, random, segments, facts = [], steps } = vector;
  const world = new World(clock, random, segments);
  const client = open(vector, world, facts, differences);
  if (!client) return;
  const player = new Player(client, world);
  steps.forEach((/** @type {any} */ each, /** @type {number} */ index) => {
    const found = new Differences();
    player.play(each, found);
    differences.list.push(...found.list.map((difference) => `step ${index + 1}: ${difference}`));
  });
}

/** Plays the steps of a script. */
class Player {
  /** Ticket of the request that was taken last. */
  #taken = 0;
  #client;
  #world;

  /** @param {Client} client @param {World} world */
  constructor(client, world) {
    this.#client = client;
    this.#world = world;
  }

  /** Does what a step says and compares what comes out. @param {any} step @param {Differences} differences */
  play(step, differences) {
    const [client, world, argument, expect] = [this.#client, this.#world, step[step.action], step.expect ?? {}];
    switch (step.action) {
      case 'enqueue': {
        const report = client.enqueue(fitting(argument.join('\n')));
        const { rejected, ...simple } = expect;
        differences.mentioned('report', simple, { ...report });
        if (rejected) differences.rejected(rejected, report.rejected);
        break;
      }
      case 'advance':
        world.wall += argument * 1_000_000n;
        world.monotonic += argument * 1_000_000n;
        break;
      case 'clock':
        world.wall = argument;
        break;
      case 'flush':
        client.flush();
        break;
      case 'poll':
        differences.mentioned('poll', expect, { wake: client.poll() ?? null });
        break;
      case 'request':
        differences.request(argument, world.started[this.#taken]);
        if (this.#taken === world.started.length) return;
        this.#taken += 1;
        break;
      case 'cancelled':
        differences.equal('cancelled', argument, world.cancelled.has(this.#taken));
        break;
      case 'close':
        client.close(argument);
        break;
      case 'optOut':
        client.optOut();
        break;
      case 'ledger': {
        const ledger = client.ledger();
        const reasons = Object.fromEntries(ledger.dropped.map(({ reason, count }) => [reason, count]));
        differences.mentioned('ledger', argument, { ...ledger, dropped: reasons });
        break;
      }
      case 'decision':
        differences.decision(argument, client.decision());
        break;
      case 'outbox':
        differences.objects('outbox line', argument, world.own.split('\n').slice(0, -1).map(toValue));
        break;
      case 'audit':
        differences.objects('audit line', argument, world.audit.splice(0).map(toValue));
        break;
    }
    if (step.answer) {
      if (!this.#taken) throw new VectorError('expected a request to answer, found none started');
      world.answers.set(this.#taken, { status: 0, retryAfter: '', unsure: false, ...step.answer });
    }
  }
}
