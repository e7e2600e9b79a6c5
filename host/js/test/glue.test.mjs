// The glue, where values do not fit, and where an import or the component fails. What it does with values that fit is shown by the
// vectors, which also run beside the glue that another tool makes (`judged.mjs`).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { link, NO_EVENTS } from '../smoke.mjs';
import { judge } from './jco.mjs';

/** What all tests here have to do with it: `any`, because they pass what the types forbid. @typedef {any} Instance */

const LIFE = { token: 'a'.repeat(16), traps: 0, ledger: NO_EVENTS };
const SETTINGS = JSON.stringify({ product: 'agent-toolkit', clientVersion: '1.0', outbox: true });
const YES = [{ source: 'call', name: 'enabled', value: 'true' }];
const LINE = `${JSON.stringify({ event: 'nat_cli_command', parameters: { command: 'run', taskStatus: 'success', pythonVersion: '3' } })}\n`;

/** Imports in a world where nothing is kept and every request is answered. @param {Record<string, (...given: any[]) => unknown>} others */
function imports(others = {}) {
  const folder = { entries: () => '', stat: () => undefined, read: () => undefined };
  const actions = ['create', 'append', 'write', 'rename', 'touch', 'remove'].map((name) => [name, () => false]);
  /** @type {any} */
  const all = {
    'wasi:clocks/wall-clock@0.2.12': { now: () => ({ seconds: 1_700_000_000n, nanoseconds: 0 }) },
    'wasi:clocks/monotonic-clock@0.2.12': { now: () => 0n },
    'wasi:random/random@0.2.12': { getRandomU64: () => (1n << 64n) - 1n },
    'nemo:telemetry/http@0.2.0': {
      start: () => 1,
      poll: () => ({ outcome: 'answered', status: 200, retryAfter: '', unsure: false }),
      cancel: () => false,
    },
    'nemo:telemetry/folder@0.2.0': { ...folder, ...Object.fromEntries(actions) },
  };
  for (const [path, replacement] of Object.entries(others)) {
    const [name, method] = path.split('#');
    all[name] = { ...all[name], [method]: replacement };
  }
  return all;
}

/** @param {Instance} instance */
const open = (instance) => instance.client.Client.open(SETTINGS, YES, LIFE);

/** An event that leaves at once. @param {any} client */
function send(client) {
  client.enqueue(LINE);
  client.flush();
  for (let order = client.poll(); order.tag !== 'wait'; order = client.poll()) client.tell([]);
}

const theirs = await judge();

/** Values, for the parameters of functions by their types. */
const ODD = [
  undefined,
  null,
  true,
  0,
  -1,
  1.5,
  4294967296,
  Number.NaN,
  7n,
  '',
  'x',
  '\ud800',
  Symbol('secret'),
  {},
  [],
  [undefined],
  () => {},
];

/** What a call gives, or which class it throws. @param {() => unknown} call */
function outcome(call) {
  try {
    return call();
  } catch (error) {
    return error instanceof Error ? error.constructor.name : 'something';
  }
}

test('what the types forbid is refused or converted as the other glue does it, and the instance lives on', () => {
  /** @type {Record<string, (instance: Instance, value: unknown) => unknown>} */
  const calls = {
    text: ({ policy }, value) => policy.queries(value),
    'an option of a text': ({ labels }, value) => labels.sanitizeModel(value, false),
    'a flag': ({ labels }, value) => labels.sanitizeModel('/x', value),
    'a float': ({ labels }, value) => labels.bucketRecords(value),
    'a whole number': ({ labels }, value) => labels.averageTokens(1, value),
    'a list of texts': ({ labels }, value) => labels.joinAliases(value),
    'a list of options': ({ labels }, value) => labels.collectModelHosts([value]),
    'an enum': ({ catalog }, value) => catalog.jsonSchema({ name: 'x', version: '1' }, value),
    'a record': ({ catalog }, value) => catalog.validate(value, '{}'),
    'a field of a record in a list': ({ policy }, value) => policy.decide('x', [{ source: 'call', name: value, value: '' }]),
    'a record in a list': ({ policy }, value) => policy.decide('x', [value]),
    'a record within another': ({ client }, value) => client.Client.open(SETTINGS, YES, { ...LIFE, ledger: value }),
  };
  const [ours, other] = [link, theirs].map((make) => /** @type {Instance} */ (make(imports())));
  for (const [name, call] of Object.entries(calls)) {
    for (const value of ODD) {
      if (name === 'a list of texts' && !Array.isArray(value)) {
        // The other glue takes whatever has a length, or none.
        assert.equal(
          outcome(() => call(ours, value)),
          'TypeError',
        );
        continue;
      }
      assert.deepEqual(
        outcome(() => call(ours, value)),
        outcome(() => call(other, value)),
        `${name}: ${String(value)}`,
      );
      assert.equal(ours.labels.bucketRecords(1), '1-200');
    }
  }
});

test('a text keeps its byte order mark, and half a surrogate becomes a replacement', () => {
  const { catalog } = link(imports());
  const id = { name: 'nat_cli_command', version: '1.5' };
  const check = (/** @type {string} */ command) =>
    JSON.parse(catalog.validate(id, JSON.stringify({ command, taskStatus: 'success', pythonVersion: '3' })).canonical ?? '{}')
      .command;
  for (const text of ['\ufeffx', 'é', '漢'.repeat(40), `${'a'.repeat(23)}é`, `${'a'.repeat(24)}é`, '😀'.repeat(30), '\0', ''])
    assert.equal(check(text), text);
  assert.equal(link(imports()).labels.joinAliases(['\ufeffb']), '\ufeffb');
  assert.equal(link(imports()).labels.joinAliases(['a\ud800']), 'a\ufffd');
});

/** What an import that fails does to a call, and to the next one. @type {Record<string, (...given: any[]) => unknown>} */
const FAILING = {
  'nemo:telemetry/http@0.2.0#start': () => -1,
  'nemo:telemetry/folder@0.2.0#entries': () => 7,
  'wasi:clocks/wall-clock@0.2.12#now': () => undefined,
  'wasi:random/random@0.2.12#getRandomU64': () => 7,
  'nemo:telemetry/folder@0.2.0#stat': () => ({ bytes: -1, touchedMs: 0 }),
  'wasi:clocks/monotonic-clock@0.2.12#now': () => {
    throw new RangeError('of a test');
  },
};

for (const [name, replacement] of Object.entries(FAILING)) {
  test(`an instance is lost when ${name} fails`, () => {
    const instance = /** @type {Instance} */ (link(imports({ [name]: replacement })));
    assert.equal(instance.labels.bucketRecords(1), '1-200');
    assert.throws(() => send(open(instance)), name.includes('monotonic') ? RangeError : TypeError);
    assert.throws(() => instance.labels.bucketRecords(1), { name: 'RuntimeError', message: /has trapped/ });
    send(open(link(imports())));
  });
}

test('an import that calls back is refused, and nothing is lost', () => {
  /** @type {unknown[]} */
  const found = [];
  const instance = /** @type {Instance} */ (
    link(
      imports({
        'nemo:telemetry/http@0.2.0#start': () => {
          found.push(
            outcome(() => client.ledger()),
            outcome(() => instance.labels.bucketRecords(1)),
          );
          return 1;
        },
      }),
    )
  );
  const client = open(instance);
  send(client);
  assert.deepEqual(found, ['RuntimeError', 'RuntimeError']);
  assert.equal(client.ledger().delivered, 1);
});
