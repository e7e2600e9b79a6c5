// What a JavaScript host relies on: the shape of the component's interfaces as the glue presents them, and one life of an event through each.
// The rules about telemetry themselves have their tests elsewhere.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { answer, FAILED, Facts, Folder, Http, NO_EVENTS, SETTINGS as SMOKE, store } from '../smoke.mjs';
import { load, open, poll as pollWith, World } from './instance.mjs';
import { collector, folder as temporary } from './world.mjs';

const SETTINGS = { ...SMOKE, sessionId: 's', cpuArchitecture: 'x86_64' };
const COMMAND = { event: 'nat_cli_command', schemaVersion: '1.5' };

/** @type {import('./instance.mjs').Fact[]} */
const YES = [{ source: 'call', name: 'enabled', value: 'true' }];

const NEW_YEAR = Date.UTC(2026, 0, 1);

/** @param {import('./instance.mjs').Client} client */
const poll = (client) => pollWith(client, YES);

/** A line for `enqueue`. @param {object} more */
function line(more = {}) {
  const parameters = { command: 'run', taskStatus: 'success', pythonVersion: '3.12.4', ...more };
  return `${JSON.stringify({ event: COMMAND.event, parameters })}\n`;
}

/** A client that may send, with the world around it. @param {object} settings */
function ready(settings = {}) {
  const world = new World();
  const { telemetry, memory } = load(world);
  const { client, problems } = open(telemetry, { ...SETTINGS, ...settings }, YES);
  assert.ok(client, JSON.stringify(problems));
  return { client, memory, telemetry, world };
}

/** What each line of the audit log tells: how a request ended, why events are dropped, or what kind of line it is. @param {World} world */
function told(world) {
  return world.audit.map((entry) => JSON.parse(entry)).map(({ what, outcome, reason }) => outcome ?? reason ?? what);
}

test('the component asks for what the world of a host has, and nothing else', () => {
  const core = new WebAssembly.Module(fs.readFileSync(new URL('../generated/telemetry.core.wasm', import.meta.url)));
  const asked = WebAssembly.Module.imports(core)
    // A component's own resources look like imports to its core module.
    .filter(({ module }) => !module.startsWith('[export]'))
    .map(({ module, name }) => `${module} ${name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase())}`);
  const offered = Object.entries(new World().imports()).flatMap(([name, functions]) =>
    Object.keys(functions).map((each) => `${name} ${each}`),
  );
  assert.deepEqual(asked.sort(), offered.sort());
});

test('an event becomes a request with the exact body and is delivered', () => {
  const { client, world } = ready();
  assert.deepEqual(client.enqueue(line()), { accepted: 1, ignored: 0, rejected: [] });
  assert.deepEqual(poll(client), { tag: 'wait', val: 120_000 }, 'the event may wait for others');
  world.advance(1000);
  client.flush();
  assert.deepEqual(poll(client), { tag: 'wait', val: 3000 }, 'two seconds for the request and one of grace');

  const [{ url, body, timeoutMs }] = world.requests;
  assert.equal(url, 'https://events.telemetry.data.nvidia.com/v1.1/events/json');
  assert.equal(timeoutMs, 2000);
  const envelope = {
    browserType: 'undefined',
    clientId: '184482118588404',
    clientType: 'Native',
    clientVariant: 'Release',
    clientVer: '1.9.0',
    cpuArchitecture: 'x86_64',
    deviceGdprBehOptIn: 'None',
    deviceGdprFuncOptIn: 'None',
    deviceGdprTechOptIn: 'None',
    deviceId: 'undefined',
    deviceMake: 'undefined',
    deviceModel: 'undefined',
    deviceOS: 'undefined',
    deviceOSVersion: 'undefined',
    deviceType: 'undefined',
    eventProtocol: '1.6',
    eventSchemaVer: '1.5',
    eventSysVer: 'nat-telemetry/1.0',
    externalUserId: 'undefined',
    gdprBehOptIn: 'None',
    gdprFuncOptIn: 'None',
    gdprTechOptIn: 'None',
    idpId: 'undefined',
    integrationId: 'undefined',
    productName: 'undefined',
    productVersion: 'undefined',
    sentTs: '2026-01-01T00:00:01.000Z',
    sessionId: 's',
    userId: 'undefined',
    events: [
      {
        ts: '2026-01-01T00:00:00.000Z',
        parameters: {
          nemoSource: 'agent_toolkit',
          command: 'run',
          subcommand: 'undefined',
          taskStatus: 'success',
          durationMs: -1,
          exitCode: -1,
          errorClass: 'undefined',
          pythonVersion: '3.12.4',
        },
        name: 'nat_cli_command',
      },
    ],
  };
  assert.equal(Object.keys(envelope).length, 30);
  assert.equal(body, JSON.stringify(envelope));

  world.answer(200);
  assert.deepEqual(poll(client), { tag: 'wait', val: undefined });
  assert.deepEqual(client.ledger(), { accepted: 1, recovered: 0, delivered: 1, pending: 0, kept: 0, unsure: 0, dropped: [] });
  const sha256 = createHash('sha256').update(body).digest('hex');
  assert.deepEqual(
    world.audit.map((entry) => JSON.parse(entry)),
    [
      {
        ts: '2026-01-01T00:00:01.000Z',
        what: 'request',
        endpoint: url,
        sha256,
        bytes: Buffer.byteLength(body),
        count: 1,
        events: ['nat_cli_command'],
      },
      { ts: '2026-01-01T00:00:01.000Z', what: 'answer', sha256, outcome: 'delivered', status: 200, unsure: false },
    ],
  );
});

test('an invalid line is rejected with pointer, code and suggestion; its neighbours are accepted', () => {
  const { client } = ready();
  const { accepted, ignored, rejected } = client.enqueue(`${line()}\n${line({ taskStatus: 'sucess', exit_code: 1 })}${line()}`);
  assert.deepEqual([accepted, ignored, rejected.length], [2, 0, 1]);
  assert.equal(rejected[0].line, 3, 'the blank line counts');
  const found = rejected[0].problems.map(({ pointer, code, suggestion }) => ({ pointer, code, suggestion }));
  assert.deepEqual(found, [
    { pointer: '/parameters/taskStatus', code: 'not-allowed', suggestion: 'success' },
    { pointer: '/parameters/exit_code', code: 'unknown-field', suggestion: 'exitCode' },
  ]);
});

test('wrong settings are problems, all at once', () => {
  const { telemetry } = load(new World());
  const { client, problems } = open(telemetry, { product: 'agent-tolkit', retries: -1 }, YES);
  assert.equal(client, undefined);
  assert.deepEqual(
    problems?.map(({ pointer, code, suggestion }) => ({ pointer, code, suggestion })),
    [
      { pointer: '/product', code: 'not-allowed', suggestion: 'agent-toolkit' },
      { pointer: '/retries', code: 'out-of-range', suggestion: undefined },
    ],
  );
});

test('while telemetry is off, lines are ignored and nothing is sent', () => {
  const world = new World();
  const { client } = open(load(world).telemetry, SETTINGS, [...YES, { source: 'variable', name: 'DO_NOT_TRACK', value: '1' }]);
  assert.ok(client);
  assert.equal(client.decision().state, 'off');
  assert.deepEqual(client.decision().signal, { source: 'variable', name: 'DO_NOT_TRACK', value: '1' });
  assert.deepEqual(client.enqueue(`${line()}not even JSON\n`), { accepted: 0, ignored: 2, rejected: [] });
  client.flush();
  assert.equal(poll(client).tag, 'done');
  assert.deepEqual([world.requests.length, world.files.files.size], [0, 0]);
});

test('413 on two events splits the batch', () => {
  const { client, world } = ready();
  client.enqueue(line({ command: 'first' }) + line({ command: 'second' }));
  client.flush();
  poll(client);
  for (const status of [413, 413, 200]) {
    world.answer(status);
    poll(client);
  }
  const sent = world.requests.map(({ body }) => Array.from(JSON.parse(body).events, ({ parameters }) => parameters.command));
  assert.deepEqual(sent, [['first', 'second'], ['first'], ['second']]);
  const { delivered, pending, dropped } = client.ledger();
  assert.deepEqual({ delivered, pending, dropped }, { delivered: 1, pending: 0, dropped: [{ reason: 'too-large', count: 1 }] });
});

test('opt-out gives up what is under way, has the no stored, and ends the client', () => {
  const { client, world } = ready();
  client.enqueue(line());
  client.flush();
  poll(client);
  client.optOut();
  const order = poll(client);
  assert.equal(order.tag === 'store' && order.val.place.path, 'nat/telemetry.toml');
  assert.match((order.tag === 'store' && order.val.text) || '', /consent = "disabled"/);
  assert.equal(poll(client).tag, 'done');
  assert.deepEqual(world.process.cancelled, [1]);
  assert.equal(client.decision().state, 'off');
  assert.deepEqual(client.enqueue(line()), { accepted: 0, ignored: 1, rejected: [] });
  client.flush();
  assert.equal(poll(client).tag, 'done');
  assert.equal(world.requests.length, 1);
  const { unsure, pending, dropped } = client.ledger();
  assert.deepEqual({ unsure, pending, dropped }, { unsure: 1, pending: 0, dropped: [{ reason: 'opt-out', count: 1 }] });
});

test('close answers done at last and drops what it could not send', () => {
  const { client, world } = ready();
  client.enqueue(line());
  assert.equal(client.close(50), 50);
  assert.deepEqual(poll(client), { tag: 'wait', val: 50 });
  assert.equal(world.requests[0].timeoutMs, 50);
  world.advance(50);
  assert.equal(poll(client).tag, 'done');
  assert.deepEqual(told(world), ['request', 'dropped', 'closed']);
  assert.deepEqual(client.ledger().dropped, [{ reason: 'closed', count: 1 }]);
});

test('every export of labels answers', () => {
  const { labels } = load(new World()).telemetry;
  assert.equal(labels.sanitizeModel('nvidia/nemotron', false), 'nvidia/nemotron');
  assert.equal(labels.sanitizeModel('/home/somebody/model', false), 'local_path');
  assert.equal(labels.sanitizeModel(undefined, true), 'undefined');
  assert.equal(labels.bucketRecords(200.5), '201-1000');
  assert.equal(labels.bucketColumns(Number.POSITIVE_INFINITY), '51+');
  assert.equal(labels.classifyModelHost('https://x.example/localhost', false), 'local');
  assert.equal(labels.classifyModelHost('https://x.example/localhost', true), 'other');
  assert.equal(labels.classifyModelHost(undefined, true), 'other');
  assert.deepEqual(labels.collectModelHosts(['openrouter', undefined, 'local', 'local']), ['local', 'openrouter']);
  assert.equal(labels.joinAliases([' b ', 'a', '']), 'a,b');
  assert.equal(labels.averageTokens(8, 3), 2);
  assert.equal(labels.averageTokens(0, 0), -1);
  assert.deepEqual(labels.derivations(), [
    'command-outcome',
    'failure-counts',
    'guardrails-usage',
    'job-run',
    'models-discovered',
    'subcommand',
  ]);
  assert.deepEqual(labels.derive('command-outcome', '{"ending":"interrupt"}'), {
    canonical: '{"taskStatus":"interrupted","exitCode":130,"errorClass":"KeyboardInterrupt"}',
    problems: [],
  });
});

test('every export of policy answers', () => {
  const { policy } = load(new World()).telemetry;
  assert.deepEqual(policy.queries('agent-toolkit')[0], { tag: 'variable', val: 'DO_NOT_TRACK' });
  assert.deepEqual(policy.queries('unknown'), []);
  const { state, signal, ignored, text, settled } = policy.decide('agent-toolkit', []);
  assert.deepEqual(
    { state, signal, ignored },
    { state: 'ask', signal: { source: 'host', name: 'default', value: 'ask' }, ignored: [] },
  );
  assert.match(text, /^NeMo Agent Toolkit would like to send/);
  assert.deepEqual([settled.sink, settled.warnings], ['http', []]);
  const file = policy.consentFile('agent-toolkit', false, Date.UTC(2026, 0, 1));
  assert.ok(file.tag === 'write');
  const facts = /** @type {const} */ ([{ source: 'file', name: 'nat/telemetry.toml', value: file.val }]);
  assert.equal(policy.decide('agent-toolkit', [...facts]).state, 'off');
});

test('every export of catalog answers', () => {
  const { catalog } = load(new World()).telemetry;
  const id = { name: COMMAND.event, version: COMMAND.schemaVersion };
  assert.ok(catalog.events().some(({ name, version }) => name === id.name && version === id.version));
  for (const event of catalog.events()) {
    const [input, wire] = /** @type {const} */ (['input', 'wire']).map((kind) => JSON.parse(catalog.jsonSchema(event, kind) ?? ''));
    assert.deepEqual(Object.keys(input.properties), Object.keys(wire.properties), event.name);
    assert.ok(input.required.length <= wire.required.length, event.name);
  }
  assert.equal(catalog.jsonSchema({ ...id, version: '0' }, 'wire'), undefined);
  assert.deepEqual(JSON.parse(catalog.settingsSchema()).required, ['product']);
  assert.equal(typeof JSON.parse(catalog.inventory()), 'object');
  assert.match(
    catalog.validate(id, JSON.stringify(JSON.parse(line()).parameters)).canonical ?? '',
    /^{"nemoSource":"agent_toolkit",/,
  );
  assert.equal(catalog.validate(id, '{').canonical, undefined);
});

test('texts cross as they are', () => {
  const { client, telemetry } = ready();
  // As long a text as a host may pass, of many valid lines and one that is too long by itself.
  const long = line({ command: 'x'.repeat(200 * 1024) });
  const { accepted, rejected } = client.enqueue(line() + long + line());
  assert.deepEqual([accepted, rejected.length, rejected[0].line], [2, 1, 2]);
  const many = line().repeat(Math.floor((200 * 1024) / line().length));
  assert.equal(client.enqueue(many).accepted, many.split('\n').length - 1);
  assert.equal(telemetry.labels.joinAliases(['é', '漢', '😀', 'a\0b']), 'a\0b,é,漢,😀');
});

test('the glue refuses a value that does not fit its type', () => {
  const { client, telemetry } = ready();
  assert.throws(() => client.close(-1), TypeError);
  assert.throws(() => client.close(1.5), TypeError);
  assert.throws(
    () => telemetry.policy.decide('agent-toolkit', [{ source: /** @type {any} */ ('oops'), name: '', value: '' }]),
    TypeError,
  );
  assert.equal(client.enqueue(line()).accepted, 1, 'the instance lives on');
});

test('memory stops growing', () => {
  const { client, memory, world } = ready({ flushEvents: 1 });
  /** @param {number} cycles */
  const deliver = (cycles) => {
    for (let cycle = 0; cycle < cycles; cycle++) {
      client.enqueue(line());
      // Settles the request before and starts the next.
      poll(client);
      world.answer(200);
      world.files.files.clear();
    }
    poll(client);
    return memory.buffer.byteLength;
  };
  const before = deliver(1000);
  assert.equal(deliver(9000), before);
  assert.equal(client.ledger().delivered, 10_000);
  assert.equal(world.requests.length, 10_000);
});

test('limits are those of the schema', () => {
  const read = (/** @type {string} */ path) => fs.readFileSync(new URL(path, import.meta.url), 'utf8');
  const { limits } = JSON.parse(read('../../../guest/schema/host.json'));
  const own = [...read('../smoke.mjs').matchAll(/^const ([A-Z_]+) = ([\d *]+);$/gm)];
  assert.ok(own.length > 10);
  for (const [, name, product] of own) {
    const value = product.split('*').reduce((sum, factor) => sum * Number(factor), 1);
    assert.equal(value, limits[name]?.value, name);
  }
});

// The host as a whole. It is for systems with modes and links.

const POSIX = { skip: process.platform === 'win32' };

/** A folder on disk in which the clock stands still. @param {import('node:test').TestContext} t */
function onDisk(t) {
  const home = temporary(t);
  const state = join(home, 'state');
  return { home, state, folder: new Folder(state, join(home, 'config'), 'product', () => NEW_YEAR) };
}

test('nothing is made before the first file', POSIX, (t) => {
  const { folder, home } = onDisk(t);
  for (const operation of [
    () => folder.entries(),
    () => folder.append('a', 'x'),
    () => folder.touch('a'),
    () => folder.rename('a', 'b'),
    () => folder.read('a', 0, 1),
  ]) {
    assert.throws(operation, { code: 'ENOENT' });
  }
  assert.equal(folder.stat('a'), undefined);
  assert.equal(folder.remove('a'), true);
  assert.deepEqual(fs.readdirSync(home), []);
});

test('a file lives', POSIX, (t) => {
  const { folder, state } = onDisk(t);
  assert.equal(folder.create('a.jsonl', 'one\n'), true);
  assert.throws(() => folder.create('a.jsonl', 'other'), { code: 'EEXIST' });
  assert.equal(folder.append('a.jsonl', 'two\n'), true);
  assert.equal(folder.entries(), `a.jsonl 8 ${NEW_YEAR}\n`);
  assert.deepEqual(folder.stat('a.jsonl'), { bytes: 8, touchedMs: NEW_YEAR });
  assert.equal(folder.read('a.jsonl', 4, 2), 'tw');
  assert.equal(folder.rename('a.jsonl', 'b.jsonl'), true);
  assert.equal(folder.write('b.jsonl', 'three'), true);
  assert.equal(folder.read('b.jsonl', 0, 100), 'three');
  assert.equal(fs.statSync(join(state, 'product/b.jsonl')).mode & 0o777, 0o600);
  assert.equal(folder.remove('b.jsonl'), true);
  assert.equal(folder.entries(), '');
});

test('the folder is closed to others, and no link is followed', POSIX, (t) => {
  const { folder, home, state } = onDisk(t);
  folder.create('a', '');
  fs.chmodSync(state, 0o755);
  folder.touch('a');
  assert.equal(fs.statSync(state).mode & 0o777, 0o700);
  const other = join(home, 'other');
  fs.writeFileSync(other, 'x');
  fs.symlinkSync(other, join(state, 'product/link'));
  for (const operation of [
    () => folder.stat('link'),
    () => folder.read('link', 0, 1),
    () => folder.append('link', 'y'),
    () => folder.create('link', 'y'),
    () => folder.remove('link'),
  ]) {
    assert.throws(operation);
  }
  assert.deepEqual([folder.entries(), fs.readFileSync(other, 'utf8')], [`a 0 ${NEW_YEAR}\n`, 'x']);
  fs.renameSync(state, join(home, 'moved'));
  fs.symlinkSync(join(home, 'moved'), state);
  assert.throws(() => folder.stat('a'));
});

test('a name is one step', POSIX, (t) => {
  const { folder, home } = onDisk(t);
  for (const name of ['', '.', '..', 'a/b', '../a', 'a\n', 'é', '.hidden']) {
    assert.throws(() => folder.create(name, ''), name);
  }
  assert.deepEqual(fs.readdirSync(home), []);
});

test('lines that are not text keep their length', POSIX, (t) => {
  const { folder, home, state } = onDisk(t);
  folder.create('a', '');
  fs.writeFileSync(join(state, 'product/a'), Buffer.from('c3a90aff210a7a', 'hex'));
  assert.equal(folder.read('a', 0, 100), 'é\n\0\0\nz');
  assert.equal(folder.read('a', 1, 100), '\0\n\0\0\nz');
  folder.create('usage_stats.json', 'x');
  assert.equal(fs.readFileSync(join(home, 'config/nemoguardrails/usage_stats.json'), 'utf8'), 'x');
});

test('a decision is stored and found, and what cannot be read is never a yes', POSIX, (t) => {
  const home = temporary(t);
  const facts = new Facts({ HOME: home }, {});
  const path = join(home, '.config/nat/telemetry.toml');
  const found = () => facts.look([{ tag: 'file', val: { path: 'nat/telemetry.toml', variable: 'X' } }])[0]?.value;
  assert.equal(found(), undefined);
  store(path, 'a');
  store(path, 'b');
  assert.deepEqual([found(), fs.statSync(path).mode & 0o777], ['b', 0o600]);
  store(path, undefined);
  assert.equal(found(), undefined);
  fs.writeFileSync(path, 'x'.repeat(64 * 1024 + 1));
  assert.equal(found(), '');
  fs.rmSync(path);
  fs.symlinkSync(path, path);
  assert.equal(found(), '');
  fs.rmSync(path);
  fs.writeFileSync(join(home, 'own'), 'a');
  fs.symlinkSync(join(home, 'own'), path);
  store(path, 'b');
  assert.deepEqual([fs.lstatSync(path).isSymbolicLink(), fs.readFileSync(join(home, 'own'), 'utf8')], [true, 'b']);
  fs.chmodSync(join(home, 'own'), 0o666);
  store(path, 'c');
  assert.deepEqual([fs.lstatSync(path).isSymbolicLink(), fs.readFileSync(join(home, 'own'), 'utf8')], [false, 'b']);
});

test('a file is below the configuration folder, below the home, or where a variable has it', () => {
  const session = { path: '~/.state/s.json', variable: 'STATE/s.json' };
  const config = { path: 'p/c.yaml', variable: 'FILE FOLDER/p/c.yaml' };
  const at = (/** @type {Record<string, string>} */ variables) => {
    const facts = new Facts({ HOME: '/h', ...variables }, {});
    return [facts.path(session), facts.path(config)];
  };
  assert.deepEqual(at({}), ['/h/.state/s.json', '/h/.config/p/c.yaml']);
  assert.deepEqual(at({ STATE: '/s', FOLDER: '/f' }), ['/s/s.json', '/f/p/c.yaml']);
  assert.deepEqual(at({ STATE: 's', FILE: 'mine', FOLDER: '/f' }), ['/h/.state/s.json', 'mine']);
  assert.deepEqual(at({ STATE: '', FILE: '', FOLDER: '' }), ['/h/.state/s.json', '/h/.config/p/c.yaml']);
});

test('a home that is not UTF-8 is unreadable', () => {
  const facts = new Facts({ HOME: '/home/\ufffd' }, {});
  assert.equal(facts.state, undefined);
  const [fact] = facts.look([{ tag: 'file', val: { path: 'nat/telemetry.toml' } }]);
  assert.equal(fact.value, '');
});

/** How a request ends. @param {string} url */
function ended(url, timeoutMs = 1000) {
  return new Promise((/** @type {(found: ReturnType<Http['poll']>) => void} */ resolve) => {
    const http = new Http(() => {
      resolve(http.poll(ticket));
      assert.equal(http.poll(ticket), FAILED);
    });
    const ticket = http.start({ url, body: '{}', timeoutMs });
  });
}

test('only this machine is sent to without encryption', async () => {
  for (const url of ['http://example.org/', 'http://0.0.0.0/', 'https://user@example.org/', 'ftp://localhost/', 'x']) {
    assert.equal((await ended(url))?.outcome, 'denied', url);
  }
  assert.deepEqual(await ended('http://127.0.0.1:9/'), answer('unreachable'));
});

test('a server that is silent may have what it got', async (t) => {
  const silent = await collector(t, () => {});
  assert.deepEqual(await ended(silent.endpoint, 100), answer('timeout', 0, '', true));
});

/**
 * Runs a program: what it printed, a JSON text a line.
 *
 * @param {string} home
 * @param {string[]} given
 * @param {Record<string, string>} variables
 */
async function run(home, given, variables = {}) {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, given, { env: { HOME: home, ...variables } });
  assert.equal(stderr, '');
  return stdout.split('\n').flatMap((text) => (text === '' ? [] : [JSON.parse(text)]));
}

const PROGRAM = fileURLToPath(new URL('../smoke.mjs', import.meta.url));

test('the program sends an event and prints the ledger', POSIX, async (t) => {
  const [home, { bodies, endpoint, headers }] = [temporary(t), await collector(t)];
  assert.deepEqual(await run(home, [PROGRAM, endpoint]), [{ ...NO_EVENTS, accepted: 1, delivered: 1 }]);
  assert.equal(bodies.length, 1);
  assert.deepEqual(Object.keys(headers[0]).sort(), ['content-length', 'content-type', 'host', 'user-agent']);
  assert.deepEqual(fs.readdirSync(join(home, '.local/state/nemo-telemetry/agent-toolkit')), ['audit.jsonl']);
});

test('without an address it prints what would leave', POSIX, async (t) => {
  const [body, ledger] = await run(temporary(t), [PROGRAM]);
  assert.equal(body.events[0].parameters.command, 'run');
  assert.deepEqual(ledger, { ...NO_EVENTS, accepted: 1, delivered: 1 });
});

test('nothing happens where a person objects', POSIX, async (t) => {
  const [home, { bodies, endpoint }] = [temporary(t), await collector(t)];
  assert.deepEqual(await run(home, [PROGRAM, endpoint], { DO_NOT_TRACK: '1' }), [NO_EVENTS]);
  assert.deepEqual([fs.readdirSync(home), bodies], [[], []]);
});

test('what a program leaves the next one sends', POSIX, async (t) => {
  const [home, { endpoint }] = [temporary(t), await collector(t)];
  const program = `import { EVENT, SETTINGS, Telemetry } from ${JSON.stringify(new URL('../smoke.mjs', import.meta.url))};
    const settings = { ...SETTINGS, endpoint: 'http://127.0.0.1:9', outbox: true };
    new Telemetry(settings, { enabled: 'true' }).enqueue(EVENT);`;
  assert.deepEqual(await run(home, ['--input-type=module', '--eval', program]), []);
  const [ledger] = await run(home, [PROGRAM, endpoint]);
  assert.deepEqual([ledger.recovered, ledger.delivered], [1, 2]);
});

test('a no is stored', POSIX, async (t) => {
  const home = temporary(t);
  const program = `import { SETTINGS, Telemetry } from ${JSON.stringify(new URL('../smoke.mjs', import.meta.url))};
    const telemetry = new Telemetry(SETTINGS, {});
    await telemetry.optOut();
    console.log(JSON.stringify(telemetry.problems));`;
  assert.deepEqual(await run(home, ['--input-type=module', '--eval', program]), [[]]);
  assert.match(fs.readFileSync(join(home, '.config/nat/telemetry.toml'), 'utf8'), /consent = "disabled"/);
});

test('what always traps is given up', POSIX, async (t) => {
  const program = `import { EVENT, SETTINGS, Telemetry } from ${JSON.stringify(new URL('../smoke.mjs', import.meta.url))};
    let traps = 0;
    const { Instance } = WebAssembly;
    WebAssembly.Instance = class { constructor() { traps += 1; throw new Error('trap'); } };
    const telemetry = new Telemetry(SETTINGS, { enabled: 'true' });
    telemetry.enqueue(EVENT);
    await telemetry.flush();
    console.log(JSON.stringify([traps, telemetry.problems]));`;
  assert.deepEqual(await run(temporary(t), ['--input-type=module', '--eval', program]), [[8, ['trap']]]);
});
