// Wrong use, hostile values and a hostile engine: nothing is thrown into the program, and the ledger adds up.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkBody, decide, labels, open, preview, queries, TelemetryError, validate } from 'nemo-telemetry';
import { collector, EVENT, folder, isBalanced, PARAMETERS, yes } from './world.mjs';

/** @typedef {import('nemo-telemetry').Client} Client */

/** An error whose text cannot be had. */
const hostile = new Proxy(
  {},
  {
    get() {
      throw hostile;
    },
  },
);

function fails() {
  throw hostile;
}

/** @type {unknown[]} */
const cyclic = [];
cyclic.push(cyclic);

/** @type {unknown} */
let deep = [];
for (let depth = 0; depth < 100_000; depth++) deep = [deep];

const revoked = Proxy.revocable({}, {});
revoked.revoke();

const always = /** @type {ProxyHandler<Function>} */ (
  Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((trap) => [trap, fails]))
);

/** Made anew for each use, because some can be used once. @type {Record<string, () => unknown>} */
const VALUES = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  'a number': () => 7,
  NaN: () => Number.NaN,
  Infinity: () => Number.POSITIVE_INFINITY,
  'minus infinity': () => Number.NEGATIVE_INFINITY,
  '1e300': () => 1e300,
  'a negative number': () => -1,
  'a BigInt': () => 1n,
  'a symbol': () => Symbol('secret'),
  'a text': () => 'secret',
  'half a surrogate': () => '\ud800',
  'a long text': () => 'x'.repeat(300_000),
  'JSON text that is not closed': () => '{"a":',
  'a function': () => () => {},
  'a class': () => class {},
  'an empty object': () => ({}),
  'an object without a prototype': () => Object.create(null),
  'cyclic values': () => ({ a: cyclic }),
  'deep values': () => deep,
  'a getter that throws': () =>
    Object.defineProperty({}, 'a', {
      get() {
        throw new Error('secret');
      },
      enumerable: true,
    }),
  'a getter of a hostile error': () => Object.defineProperty({}, 'a', { get: fails, enumerable: true }),
  'a toJSON that throws': () => ({ toJSON: fails }),
  'a toString that throws': () => ({ toString: fails, [Symbol.toPrimitive]: fails }),
  'a then that throws': () => Object.defineProperty({}, 'then', { get: fails }),
  'a proxy of failures': () => new Proxy(function target() {}, always),
  'a revoked proxy': () => revoked.proxy,
  'an iterable that fails': () => ({ [Symbol.iterator]: fails, length: 3 }),
  'an invalid date': () => new Date(Number.NaN),
  'a typed array': () => new Uint8Array(3),
  'a map': () => new Map([['command', 'run']]),
};

test('a setting that JSON would leave out is refused, and no default stands in for it', () => {
  const settings = {
    endpoint: [Symbol('secret'), () => {}, class {}, { toJSON: () => undefined }, 10n],
    dryRun: [Symbol('secret')],
    outbox: [() => false],
    flushEventz: [() => {}],
  };
  for (const [name, values] of Object.entries(settings)) {
    for (const value of values) {
      const options = yes({ endpoint: '', dryRun: true, [name]: value });
      const client = open(options);
      assert.equal(client.enqueue(EVENT, PARAMETERS), 'closed');
      const { problem } = client.status();
      assert.match(
        problem ?? '',
        typeof value === 'bigint' ? /that JSON can say/ : new RegExp(`can say under \`${name}\`, found (symbol|function|object)$`),
      );
      assert.deepEqual(options.notices, [problem]);
      assert.throws(() => open(/** @type {any} */ ({ ...options, strict: true })), TelemetryError);
    }
  }
  const absent = open(yes({ dryRun: true, endpoint: undefined, strict: true }));
  assert.equal(absent.enqueue(EVENT, PARAMETERS), 'buffered');
});

/** Calls a function, which must neither throw nor reject. @param {string} what @param {() => any} call @returns {Promise<any>} */
async function quietly(what, call) {
  try {
    return await call();
  } catch (error) {
    assert.fail(`${what} raised ${error === hostile ? 'a hostile error' : String(error)}`);
  }
}

for (const [name, value] of Object.entries(VALUES)) {
  test(`no function raises for ${name}`, async () => {
    const options = yes({ dryRun: true, variables: {} });
    const client = /** @type {any} */ (open(options));
    let taken = 0;
    let unusable = 0;
    /** @param {string} what @param {unknown[]} args */
    const enqueue = async (what, ...args) => {
      const answer = await quietly(what, () => client.enqueue(...args));
      assert.ok(['buffered', 'unusable', 'full'].includes(answer), `${what}: ${String(answer)}`);
      if (answer === 'buffered') taken += 1;
      if (answer === 'unusable') unusable += 1;
    };
    await enqueue('enqueue parameters', EVENT, value());
    await enqueue('enqueue field', EVENT, { ...PARAMETERS, command: value() });
    await enqueue('enqueue name', value(), PARAMETERS);
    await enqueue('enqueue options', EVENT, PARAMETERS, value());
    await enqueue('enqueue ts', EVENT, PARAMETERS, { ts: value() });
    await enqueue('enqueue version', EVENT, PARAMETERS, { schemaVersion: value() });
    assert.equal(client.status().rejected, unusable, 'what cannot be used is counted at once');
    await quietly('flush', () => client.flush(value() === undefined ? { timeoutMs: 5000 } : value()));
    const { accepted } = client.ledger();
    assert.equal(accepted + client.status().rejected, taken + unusable, 'each event is in one count');
    await enqueue('enqueue after that', EVENT, PARAMETERS);
    const timeoutMs = value();
    for (const call of ['flush', 'close']) await quietly(`${call} in time`, () => client[call]({ timeoutMs }));
    await quietly('close', () => client.close(value()));
    assert.ok(isBalanced(client.ledger()));
    assert.ok(!options.notices.join('\n').includes('secret'), options.notices.join('\n'));

    await quietly('optOut', () => /** @type {any} */ (open(yes({ dryRun: true }))).optOut(value()));
    const wrong = /** @type {any} */ ({ open, validate, checkBody, preview, decide, queries, labels });
    for (const settings of [
      value(),
      { ...yes(), onProblem: value(), retries: -1 },
      ...['product', 'enabled', 'destination', 'answer', 'paths', 'variables', 'retries', 'sessionId', 'unknown'].map((key) => ({
        ...yes({ dryRun: true, onProblem: () => {} }),
        [key]: value(),
      })),
    ]) {
      const other = await quietly('open', () => ({ client: wrong.open(settings) }));
      assert.equal(typeof (await quietly('enqueue', () => other.client.enqueue(EVENT, PARAMETERS))), 'string');
      await quietly('close', () => other.client.close());
      assert.equal(typeof other.client.status().text, 'string');
    }
    for (const args of [
      [value(), PARAMETERS],
      [EVENT, value()],
      [EVENT, PARAMETERS, value()],
      [EVENT, PARAMETERS, { schemaVersion: value() }],
    ]) {
      assert.ok(Array.isArray((await quietly('validate', () => wrong.validate(...args))).problems));
    }
    for (const args of [
      [value(), []],
      [yes(), value()],
      [yes(), [value(), { event: EVENT, parameters: PARAMETERS }]],
      [yes(), [{ event: EVENT, parameters: PARAMETERS, ts: value() }]],
    ]) {
      assert.ok(Array.isArray((await quietly('preview', () => wrong.preview(...args))).bodies));
    }
    assert.equal(typeof (await quietly('decide', () => wrong.decide(value(), value()))).state, 'string');
    assert.equal(typeof (await quietly('decide', () => wrong.decide('agent-toolkit', [value()]))).state, 'string');
    assert.equal(typeof (await quietly('checkBody', () => wrong.checkBody(value()))).form, 'string');
    assert.ok(Array.isArray(await quietly('queries', () => wrong.queries(value()))));
    for (const [label, make] of Object.entries(labels)) {
      await quietly(label, () => /** @type {any} */ (make)(value(), value()));
      await quietly(label, () => /** @type {any} */ (make)('a', value()));
    }
  });
}

test('one event of many that cannot be used costs that one', async (t) => {
  const server = await collector(t);
  const client = /** @type {any} */ (open(yes({ endpoint: server.endpoint })));
  client.enqueue(EVENT, PARAMETERS);
  client.enqueue(EVENT, { toJSON: fails });
  client.enqueue(EVENT, PARAMETERS);
  assert.equal((await client.flush()).delivered, 2);
  assert.equal(client.status().rejected, 1);
  await client.close();
});

test('times that are no numbers count as none given, and the others are cut to what a timer knows', async (t) => {
  const { milliseconds } = await import('../src/time.js');
  for (const [given, expected] of /** @type {[unknown, number][]} */ ([
    [undefined, 50],
    [null, 50],
    ['20', 50],
    [20n, 50],
    [Number.NaN, 50],
    [Number.POSITIVE_INFINITY, 2 ** 31 - 1],
    [1e300, 2 ** 31 - 1],
    [Number.NEGATIVE_INFINITY, 0],
    [-1, 0],
    [0, 0],
    [0.1, 1],
    [20, 20],
  ])) {
    assert.equal(milliseconds(given, 50), expected, String(given));
  }
  const server = await collector(t);
  const client = open(yes({ endpoint: server.endpoint }));
  client.enqueue(EVENT, PARAMETERS);
  assert.equal((await client.flush({ timeoutMs: Number.POSITIVE_INFINITY })).delivered, 1);
  assert.equal((await client.close({ timeoutMs: 1e300 })).delivered, 1);
});

test('a strict program is told the class of an error that its own code threw, and has the error as the cause', () => {
  const client = /** @type {any} */ (open(yes({ strict: true, dryRun: true })));
  const error = new RangeError('secret');
  assert.throws(
    () =>
      client.enqueue(EVENT, {
        toJSON() {
          throw error;
        },
      }),
    (thrown) => thrown instanceof TelemetryError && /RangeError/.test(thrown.message) && !/secret/.test(thrown.message),
  );
});

test('a listener whose promise breaks ends no program', async () => {
  const client = open(yes({ onProblem: /** @type {any} */ (async () => fails()), dryRun: true }));
  /** @type {any} */ (client).enqueue(EVENT, 1n);
  await client.flush();
  await client.close();
});

const cwd = fileURLToPath(new URL('..', import.meta.url));

/** What a program prints that delivers an event. @param {string} endpoint @param {string} before @param {string} after @param {string} [build] */
async function deliver(endpoint, before, after, build = 'node.js') {
  const program = `
    ${before}
    const { open } = await import('${new URL(`../dist/${build}`, import.meta.url)}');
    ${after}
    const options = { product: 'agent-toolkit', enabled: true, endpoint: '${endpoint}', outbox: false, audit: false, paths: {}, variables: {} };
    const telemetry = open({ __proto__: null, ...options });
    const answer = telemetry.enqueue('${EVENT}', ${JSON.stringify(PARAMETERS)});
    const { delivered } = await telemetry.flush({ __proto__: null, timeoutMs: 30000 });
    process.stdout.write([answer, delivered, telemetry.status().rejected, telemetry.status().problem].join(' '));
    process.exit(0);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd, env: {} });
  return stdout.trimEnd();
}

const ENGINES = {
  'timers that are numbers': `
    const set = setTimeout;
    let last = 0;
    globalThis.setTimeout = (callback, ms) => { set(callback, ms); return ++last; };
    globalThis.setImmediate = () => ++last;`,
  'timers that throw': 'globalThis.setTimeout = globalThis.clearTimeout = () => { throw new Error("of a test"); };',
  'a clock that is no number': 'performance.now = () => NaN; Date.now = () => NaN;',
  'a clock that goes back': 'let time = 1e6; performance.now = () => (time -= 1000); Date.now = performance.now;',
  'a clock that leaps': 'let odd = false; performance.now = () => ((odd = !odd) ? 1e300 : -1e300); Date.now = performance.now;',
  'a clock that throws': 'performance.now = Date.now = () => { throw new Error("of a test"); };',
  'a clock of text': 'performance.now = Date.now = () => "now";',
  'an abort signal without a timeout': 'delete AbortSignal.timeout;',
};

for (const [name, text] of Object.entries(ENGINES)) {
  test(`an event is delivered under ${name}`, async (t) => {
    const server = await collector(t);
    assert.equal(await deliver(server.endpoint, '', text), 'buffered 1 0');
    assert.equal(await deliver(server.endpoint, text, ''), 'buffered 1 0', 'also before the package is loaded');
  });
}

const POLLUTIONS = {
  'the members of descriptors': 'Object.assign(Object.prototype, { value: 1, writable: true, get: undefined });',
  'an accessor in descriptors': 'Object.prototype.get = () => 1;',
  'options of a client':
    'Object.assign(Object.prototype, { strict: true, dryRun: true, enabled: false, destination: true, onProblem: 5, timeoutMs: 0, paths: 7 });',
  'options of an event':
    'Object.assign(Object.prototype, { ts: 5, schemaVersion: "0", event: "x", parameters: 1, toJSON: () => 1 });',
  'a fact': 'Object.assign(Object.prototype, { enabled: "false", emit_telemetry: "false", variable: "PATH", source: "call" });',
  'options of a connection, for Node':
    'Object.assign(Object.prototype, { path: "/nowhere", localPort: 1, socketPath: "/nowhere" });',
  'a variable':
    'Object.assign(Object.prototype, { DO_NOT_TRACK: "1", ALL_PROXY: "http://127.0.0.1:1", NAT_TELEMETRY_ENABLED: "0" });',
};

for (const [name, text] of Object.entries(POLLUTIONS)) {
  test(`${name} that all objects inherit are nobody's`, async (t) => {
    const server = await collector(t);
    // Node's own `fetch` does not stand some of them.
    for (const build of /descriptors|Node/.test(name) ? ['node.js'] : ['node.js', 'browser.js']) {
      assert.equal(await deliver(server.endpoint, '', text, build), 'buffered 1 0', build);
    }
  });
}

for (const build of ['node.js', 'browser.js'])
  test(`a yes that all objects inherit turns nothing on in ${build}`, async (t) => {
    const server = await collector(t);
    const program = `
    import { open, decide } from '${new URL('../dist/', import.meta.url)}${build}';
    Object.assign(Object.prototype, { destination: true, enabled: true, answer: 'yes', NAT_TELEMETRY_ENABLED: '1' });
    const telemetry = open({ product: 'agent-toolkit', endpoint: '${server.endpoint}', variables: {}, paths: {} });
    process.stdout.write(telemetry.enqueue('${EVENT}', ${JSON.stringify(PARAMETERS)}) + ' ' + decide('agent-toolkit').state);
    await telemetry.flush();`;
    const env = { HOME: folder(t) };
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd, env });
    assert.equal(stdout, 'off ask');
    assert.equal(server.bodies.length, 0);
  });

test('events that are passed while the process ends are kept', async (t) => {
  const endpoint = (await collector(t, () => {})).endpoint;
  for (const [name, program] of Object.entries({
    'opened then': "process.on('exit', () => { const client = open(options); event(client); event(client); })",
    'opened before': "const client = open(options); process.on('exit', () => { event(client); event(client); })",
    'used before': "const client = open(options); event(client); process.on('exit', () => event(client))",
    'used before, by a listener that comes first':
      "process.on('exit', () => event(client)); const client = open(options); event(client);",
    'after process.exit':
      "const client = open(options); process.on('exit', () => { event(client); event(client); }); process.exit()",
  })) {
    const HOME = folder(t);
    const text = `
      import { open } from 'nemo-telemetry';
      const options = { product: 'agent-toolkit', enabled: true, endpoint: '${endpoint}' };
      const event = (client) => process._rawDebug(client.enqueue('${EVENT}', ${JSON.stringify(PARAMETERS)}));
      ${program}`;
    const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', text], { cwd, env: { HOME } });
    assert.equal(stderr, 'buffered\nbuffered\n', name);
    const product = join(HOME, '.local/state/nemo-telemetry/agent-toolkit');
    const segments = readdirSync(product).filter((each) => each.endsWith('.ready.jsonl'));
    const lines = segments.flatMap((each) => readFileSync(join(product, each), 'utf8').trimEnd().split('\n'));
    assert.equal(lines.length, 2, name);
  }
});

test('what is kept unread at the end of a process looks at the decision that is stored then', async (t) => {
  const endpoint = (await collector(t, () => {})).endpoint;
  for (const [store, expected] of [
    ['', 'made'],
    ['fs.mkdirSync(nat, { recursive: true }); fs.writeFileSync(nat + "/telemetry.toml", \'consent = "disabled"\');', ''],
  ]) {
    const HOME = folder(t);
    const text = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      import { open } from 'nemo-telemetry';
      const { openSync } = fs;
      fs.openSync = (path, ...more) => {
        if (String(path).endsWith('.ready.jsonl')) process._rawDebug('made');
        return openSync(path, ...more);
      };
      syncBuiltinESMExports();
      const nat = '${HOME}/.config/nat';
      const onProblem = () => {
        client.enqueue('${EVENT}', ${JSON.stringify(PARAMETERS)});
        ${store}
        process.exit();
      };
      const client = open({ product: 'agent-toolkit', enabled: true, endpoint: '${endpoint}', onProblem });
      client.enqueue('no_such_event', {});`;
    const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', text], { cwd, env: { HOME } });
    assert.equal(stderr.trimEnd(), expected);
  }
});
