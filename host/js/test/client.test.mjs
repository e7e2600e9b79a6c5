// A client: what becomes of events, of a no, of wrong use, and of an instance that fails.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, TelemetryError } from 'nemo-telemetry';
import { collector, EVENT, isBalanced, PARAMETERS, paths, yes } from './world.mjs';

/** Makes calls of an export fail, as a trap does. The answer undoes it. @param {string} name @param {() => boolean} isDue */
function trap(name, isDue) {
  const { Instance } = WebAssembly;
  /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} imports */
  const Failing = /** @type {any} */ (
    function Failing(/** @type {WebAssembly.Module} */ module, /** @type {WebAssembly.Imports} */ imports) {
      const { exports } = new Instance(module, imports);
      const [full] = Object.keys(exports).filter((each) => each.endsWith(name));
      if (!full) return { exports };
      const call = /** @type {Function} */ (exports[full]);
      const failing = (/** @type {unknown[]} */ ...args) => {
        if (isDue()) throw new WebAssembly.RuntimeError('unreachable');
        return call(...args);
      };
      return { exports: { ...exports, [full]: failing } };
    }
  );
  WebAssembly.Instance = Failing;
  return () => {
    WebAssembly.Instance = Instance;
  };
}

test('an event is delivered', async (t) => {
  const server = await collector(t);
  const client = open(yes({ endpoint: server.endpoint }));
  assert.equal(client.enqueue(EVENT, PARAMETERS), 'buffered');
  assert.equal(client.status().state, undefined, 'nothing has been loaded for it yet');
  const ledger = await client.flush();
  assert.deepEqual(ledger, { accepted: 1, recovered: 0, delivered: 1, pending: 0, kept: 0, unsure: 0, dropped: {} });
  const { state, text, hasEnded, problem } = client.status();
  assert.deepEqual({ state, hasEnded, problem }, { state: 'on', hasEnded: false, problem: undefined });
  assert.match(text, /is on/);
  assert.deepEqual(server.events[0].parameters.command, 'run');
  assert.deepEqual(await client.close(), ledger);
  assert.equal(client.status().hasEnded, true);
  assert.equal(client.enqueue(EVENT, PARAMETERS), 'closed');
});

test('a flush does not wait for the interval of what came after it', async (t) => {
  /** @type {import('nemo-telemetry').Client} */
  let client;
  const server = await collector(t, (_, response) => {
    if (server.bodies.length === 1) client.enqueue(EVENT, PARAMETERS);
    response.end();
  });
  client = open(yes({ endpoint: server.endpoint }));
  client.enqueue(EVENT, PARAMETERS);
  const { delivered } = await client.flush({ timeoutMs: 20_000 });
  assert.equal(delivered, 2);
  await client.close();
});

test('an event is as it was when it was passed, with the instant of that', async (t) => {
  const server = await collector(t);
  const client = open(yes({ endpoint: server.endpoint }));
  /** @type {import('nemo-telemetry').EventMap['nat_cli_command']} */
  const parameters = { ...PARAMETERS };
  client.enqueue(EVENT, parameters, { ts: new Date(Date.UTC(2026, 0, 1)), schemaVersion: '1.5' });
  parameters.command = 'eval';
  await client.flush();
  assert.equal(server.events[0].parameters.command, 'run');
  assert.equal(server.events[0].ts, '2026-01-01T00:00:00.000Z');
  await client.close();
});

test('a thousand events make few requests, and the ledger adds up', async (t) => {
  const server = await collector(t);
  const client = open(yes({ endpoint: server.endpoint }));
  for (let count = 0; count < 1000; count++) client.enqueue(EVENT, PARAMETERS);
  const ledger = await client.close({ timeoutMs: 30_000 });
  assert.equal(ledger.delivered, 1000);
  assert.ok(isBalanced(ledger));
  assert.equal(server.events.length, 1000);
  assert.ok(server.bodies.length < 30, `${server.bodies.length} requests`);
});

test('events that are wrong are told, counted and not sent', async (t) => {
  const server = await collector(t);
  const options = yes({ endpoint: server.endpoint });
  const client = open(options);
  const wrong = /** @type {any} */ (client);
  assert.equal(wrong.enqueue(EVENT, { ...PARAMETERS, taskStatus: 'sucess' }), 'buffered');
  assert.equal(wrong.enqueue('no_such_event', {}), 'buffered');
  assert.equal(wrong.enqueue(EVENT, 1n), 'unusable');
  assert.equal(wrong.enqueue(EVENT, undefined), 'unusable');
  assert.equal(wrong.enqueue(EVENT, { command: 'x'.repeat(70_000) }), 'unusable');
  assert.equal(wrong.enqueue(EVENT, PARAMETERS, { ts: new Date(Number.NaN) }), 'unusable');
  assert.equal(wrong.enqueue(EVENT, '{"command": "run",\n"taskStatus": "success", "pythonVersion": "3.12"}'), 'buffered');
  const { delivered, accepted } = await client.flush();
  assert.deepEqual({ delivered, accepted }, { delivered: 1, accepted: 1 });
  assert.equal(client.status().rejected, 6);
  assert.match(options.notices.join('\n'), /an event was rejected: \/parameters\/taskStatus: .*did you mean success\?/);
  assert.ok(!options.notices.join('\n').includes('sucess'));
  await client.close();
});

test('only a line feed ends a line: what other languages take for line ends stays in an event, also on disk', async (t) => {
  const server = await collector(t);
  const places = paths(t);
  const folders = { outbox: true, paths: places, endpoint: server.endpoint };
  const command = 'a\r\u2028\u2029\u0085\n\u000b\u000c\u001cb';
  const client = open(yes(folders));
  client.enqueue(EVENT, { ...PARAMETERS, command });
  const text = JSON.stringify({ ...PARAMETERS, command }).replaceAll(/([,{])/g, '$1\r\n');
  assert.equal(/** @type {any} */ (client).enqueue(EVENT, text), 'buffered');
  assert.equal((await client.close({ timeoutMs: 0 })).kept, 2);
  const { delivered, recovered } = await open(yes({ ...folders, strict: true })).flush();
  assert.deepEqual({ delivered, recovered }, { delivered: 2, recovered: 2 });
  const [first, second] = server.events.map(({ parameters }) => parameters);
  assert.deepEqual(first, second);
});

test('a full buffer drops what comes and says so', async () => {
  const client = open(yes({ dryRun: true }));
  const long = { ...PARAMETERS, command: 'x'.repeat(60_000) };
  const found = Array.from({ length: 10 }, () => client.enqueue(EVENT, long));
  assert.deepEqual(new Set(found.slice(0, 8)), new Set(['buffered']));
  assert.deepEqual(found.slice(8), ['full', 'full']);
  assert.equal(client.status().overflowed, 2);
  assert.ok(client.status().buffered > 400_000);
  await client.close();
});

test('a strict client throws what is wrong', async () => {
  assert.throws(
    () => open(/** @type {any} */ (yes({ strict: true, retries: -1 }))),
    (error) => error instanceof TelemetryError && error.problems[0].pointer === '/retries',
  );
  for (const options of [undefined, {}, { product: 7 }, { product: '../x' }, yes({ sessionId: /** @type {any} */ (1n) })]) {
    assert.throws(() => open(/** @type {any} */ ({ ...options, strict: true })), TelemetryError);
  }
  const client = open(yes({ strict: true, dryRun: true }));
  assert.equal(client.status().state, 'on', 'it has been decided within `open`');
  assert.throws(
    () => client.enqueue(EVENT, /** @type {any} */ ({ ...PARAMETERS, taskStatus: 'sucess' })),
    (error) => error instanceof TelemetryError && error.problems[0].suggestion === 'success',
  );
  assert.throws(() => client.enqueue(EVENT, /** @type {any} */ (1n)), TelemetryError);
  assert.equal(client.enqueue(EVENT, PARAMETERS), 'buffered');
  assert.equal(client.ledger().accepted, 1);
  await client.close();
});

test('any other client throws nothing, whatever it is opened with', async () => {
  for (const options of [undefined, { product: 7 }, { product: '../x' }, { sessionId: 1n }, { retries: -1 }, { unknown: true }]) {
    const quiet = options && { ...yes(), ...options };
    const client = open(/** @type {any} */ (quiet ?? { onProblem: () => {} }));
    assert.equal(typeof client.enqueue(EVENT, PARAMETERS), 'string');
    await client.flush();
    const { problem, hasEnded } = client.status();
    assert.equal(hasEnded, true);
    assert.ok(problem, JSON.stringify(Object.keys(options ?? {})));
    assert.ok(isBalanced(await client.close()));
    await client.optOut();
  }
});

test('while it is off nothing is looked at', async () => {
  for (const off of [{ variables: { DO_NOT_TRACK: '1' } }, { enabled: false }, { variables: { NAT_TELEMETRY_ENABLED: 'maybe' } }]) {
    const client = open(yes(off));
    assert.equal(client.status().state, 'off');
    assert.equal(client.enqueue(EVENT, PARAMETERS), 'off');
    const { accepted } = await client.flush();
    assert.equal(accepted, 0);
    assert.equal((await client.close()).accepted, 0);
  }
});

test('a no ends everything at once', async (t) => {
  const server = await collector(t, () => {});
  const client = open(yes({ endpoint: server.endpoint }));
  client.enqueue(EVENT, PARAMETERS);
  const flushed = client.flush();
  await server.until(1);
  client.enqueue(EVENT, PARAMETERS);
  const ended = client.optOut();
  const { state, hasEnded } = client.status();
  assert.deepEqual({ state, hasEnded }, { state: 'off', hasEnded: true });
  const { dropped, unsure, pending } = await ended;
  assert.deepEqual({ dropped, unsure, pending }, { dropped: { 'opt-out': 1 }, unsure: 1, pending: 0 });
  await flushed;
  assert.equal(client.enqueue(EVENT, PARAMETERS), 'off');
  await client.flush();
  assert.equal(server.bodies.length, 1);
});

test('a listener may call, and may throw', async (t) => {
  const server = await collector(t);
  /** @type {import('nemo-telemetry').Client | undefined} */
  let client;
  let told = 0;
  const onProblem = () => {
    told += 1;
    client?.enqueue(EVENT, PARAMETERS);
    client?.flush();
    client?.ledger();
    throw new Error('of the listener');
  };
  client = open(yes({ endpoint: server.endpoint, onProblem }));
  client.enqueue(/** @type {any} */ ('no_such_event'), {});
  await client.flush();
  const { accepted } = await client.close({ timeoutMs: 10_000 });
  assert.equal(told, 1);
  assert.equal(accepted, 1);
});

test('a client ends with its block', async () => {
  const client = open(yes({ dryRun: true }));
  client.enqueue(EVENT, PARAMETERS);
  client[Symbol.dispose]();
  assert.equal(client.status().hasEnded, true);
  assert.deepEqual(client.ledger().dropped, { closed: 1 });
  const other = open(yes({ dryRun: true }));
  other.enqueue(EVENT, PARAMETERS);
  await other[Symbol.asyncDispose]();
  assert.deepEqual(other.ledger().dropped, { 'dry-run': 1 });
});

test('an instance that fails is followed by another, and no event is forgotten', async (t) => {
  const server = await collector(t);
  let polls = 0;
  t.after(trap('[method]client.poll', () => ++polls === 2));
  const client = open(yes({ endpoint: server.endpoint }));
  client.enqueue(EVENT, PARAMETERS);
  const first = await client.flush();
  assert.deepEqual([first.accepted, first.dropped, first.unsure], [1, { closed: 1 }, 1], 'it was in memory only');
  client.enqueue(EVENT, PARAMETERS);
  const second = await client.flush();
  assert.equal(second.delivered, 1);
  assert.ok(isBalanced(second));
  assert.equal(client.status().restarts, 1);
  await client.close();
});

test('lines that bring down two instances are not tried again', async (t) => {
  let due = 0;
  t.after(trap('[method]client.enqueue', () => due-- > 0));
  const client = open(yes({ dryRun: true }));
  client.enqueue(EVENT, PARAMETERS);
  due = 2;
  await client.flush();
  assert.deepEqual([client.status().restarts, client.status().rejected, client.ledger().accepted], [2, 1, 0]);
  client.enqueue(EVENT, PARAMETERS);
  assert.equal((await client.close()).accepted, 1);
});

test('an instance that fails every time ends telemetry, and not the program', async (t) => {
  t.after(trap('[method]client.poll', () => true));
  const client = open(yes({ dryRun: true }));
  client.enqueue(EVENT, PARAMETERS);
  await client.close({ timeoutMs: 5000 });
  const { problem, hasEnded } = client.status();
  assert.match(problem ?? '', /again and again/);
  assert.equal(hasEnded, true);
  assert.ok(isBalanced(client.ledger()));
});

test('instances that work for a while and then fail are at most eight', async (t) => {
  let polls = 0;
  // The first poll of each is as it should be.
  t.after(trap('[method]client.poll', () => ++polls % 2 === 0));
  const client = open(yes({ dryRun: true, flushEvents: 1 }));
  for (let count = 0; count < 50 && !client.status().hasEnded; count++) {
    client.enqueue(EVENT, PARAMETERS);
    await client.flush();
  }
  const { problem, restarts, ledger } = client.status();
  assert.match(problem ?? '', /again and again/);
  assert.equal(restarts, 8);
  assert.ok(isBalanced(ledger));
});

test('what an instance had kept before it failed is delivered by the next, and counted once', async (t) => {
  const server = await collector(t);
  let polls = 0;
  t.after(trap('[method]client.poll', () => ++polls === 2));
  const client = open(yes({ endpoint: server.endpoint, outbox: true, paths: paths(t) }));
  client.enqueue(EVENT, PARAMETERS);
  client.enqueue(EVENT, PARAMETERS);
  const ledger = await client.flush();
  assert.deepEqual(ledger, { accepted: 2, recovered: 0, delivered: 2, pending: 0, kept: 0, unsure: 0, dropped: {} });
  assert.equal(client.status().restarts, 1);
  assert.equal(server.events.length, 2);
  await client.close();
});

test('a flush and a close come back where a test has put timers of its own in place', async (t) => {
  const [server, silent] = [await collector(t), await collector(t, () => {})];
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'] });
  const client = open(yes({ endpoint: server.endpoint }));
  client.enqueue(EVENT, PARAMETERS);
  assert.equal((await client.flush()).delivered, 1);
  assert.equal((await client.close()).delivered, 1);
  const other = open(yes({ endpoint: silent.endpoint }));
  other.enqueue(EVENT, PARAMETERS);
  assert.equal((await other.flush({ timeoutMs: 50 })).pending, 1);
  await other.close();
});

for (const [name, prototype, property, value] of /** @type {const} */ ([
  ['a toJSON of all objects', Object.prototype, 'toJSON', () => 'x'],
  ['a toJSON of all lists', Array.prototype, 'toJSON', () => 'x'],
  ['an option of all objects', Object.prototype, 'dryRun', true],
  ['an instant of all objects', Object.prototype, 'ts', 5],
])) {
  test(`${name} changes nothing`, async (t) => {
    const server = await collector(t);
    Object.defineProperty(prototype, property, { value, configurable: true, enumerable: true });
    t.after(() => Reflect.deleteProperty(prototype, property));
    const client = open(yes({ endpoint: server.endpoint }));
    client.enqueue(EVENT, PARAMETERS);
    client.enqueue(EVENT, /** @type {any} */ ({ toJSON: () => PARAMETERS }));
    const { delivered } = await client.close({ timeoutMs: 5000 });
    assert.equal(delivered, 2);
    assert.equal(server.events[0].parameters.command, 'run');
  });
}
