// What a JavaScript host relies on: the shape of the component's interfaces as jco presents them, and one life of an event through each.
// The rules about telemetry themselves have their tests elsewhere.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { coreModule, load, open, World } from './instance.mjs';

const SETTINGS = { product: 'agent-toolkit', clientVersion: '1.9.0', sessionId: 's', cpuArchitecture: 'x86_64' };
const COMMAND = { event: 'nat_cli_command', schemaVersion: '1.5' };

/** @type {import('./instance.mjs').Fact[]} */
const YES = [{ source: 'call', name: 'enabled', value: 'true' }];

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

test('the component imports six interfaces and nothing else', () => {
  const imported = WebAssembly.Module.imports(coreModule('telemetry.core.wasm')).map(({ module }) => module);
  // A component's own resources look like imports to its core module.
  const interfaces = new Set(imported.filter((name) => !name.startsWith('[export]')));
  assert.deepEqual([...interfaces].sort(), [
    'nemo:telemetry/audit@0.1.0',
    'nemo:telemetry/http@0.1.0',
    'nemo:telemetry/outbox@0.1.0',
    'wasi:clocks/monotonic-clock@0.2.12',
    'wasi:clocks/wall-clock@0.2.12',
    'wasi:random/random@0.2.12',
  ]);
  assert.deepEqual([...interfaces].sort(), Object.keys(new World().imports()).sort());
});

test('the program that is shown as an example delivers its event', () => {
  const program = fileURLToPath(new URL('../smoke.mjs', import.meta.url));
  const output = execFileSync(process.execPath, [program], { encoding: 'utf8' });
  const [body, ledger] = output
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));
  assert.equal(body.events[0].parameters.command, 'run');
  assert.deepEqual(ledger, { accepted: 1, recovered: 0, delivered: 1, pending: 0, kept: 0, unsure: 0, dropped: [] });
});

test('an event becomes a request with the exact body and is delivered', () => {
  const { client, world } = ready();
  assert.deepEqual(client.enqueue(line()), { accepted: 1, ignored: 0, rejected: [] });
  assert.equal(client.poll(), 120_000, 'the event may wait for others');
  world.ms += 1000;
  client.flush();
  assert.equal(client.poll(), 3000, 'two seconds for the request and one of grace');

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
  assert.equal(client.poll(), undefined);
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
  assert.equal(client?.decision().state, 'off');
  assert.deepEqual(client?.decision().signal, { source: 'variable', name: 'DO_NOT_TRACK', value: '1' });
  assert.deepEqual(client?.enqueue(`${line()}not even JSON\n`), { accepted: 0, ignored: 2, rejected: [] });
  client?.flush();
  assert.equal(client?.poll(), undefined);
  assert.deepEqual(world.requests, []);
});

test('413 on two events splits the batch', () => {
  const { client, world } = ready();
  client.enqueue(line({ command: 'first' }) + line({ command: 'second' }));
  client.flush();
  client.poll();
  for (const status of [413, 413, 200]) {
    world.answer(status);
    client.poll();
  }
  const sent = world.requests.map(({ body }) => Array.from(JSON.parse(body).events, ({ parameters }) => parameters.command));
  assert.deepEqual(sent, [['first', 'second'], ['first'], ['second']]);
  const { delivered, pending, dropped } = client.ledger();
  assert.deepEqual({ delivered, pending, dropped }, { delivered: 1, pending: 0, dropped: [{ reason: 'too-large', count: 1 }] });
});

test('opt-out gives up what is under way and ends the client', () => {
  const { client, world } = ready();
  client.enqueue(line());
  client.flush();
  client.poll();
  client.optOut();
  assert.deepEqual(world.cancelled, [1]);
  assert.deepEqual(told(world), ['request', 'dropped', 'opt-out']);
  assert.equal(client.decision().state, 'off');
  assert.deepEqual(client.enqueue(line()), { accepted: 0, ignored: 1, rejected: [] });
  client.flush();
  assert.equal(client.poll(), undefined);
  assert.equal(world.requests.length, 1);
  const { unsure, pending, dropped } = client.ledger();
  assert.deepEqual({ unsure, pending, dropped }, { unsure: 1, pending: 0, dropped: [{ reason: 'opt-out', count: 1 }] });
});

test('close answers none at last and drops what it could not send', () => {
  const { client, world } = ready();
  client.enqueue(line());
  client.close(50);
  assert.equal(client.poll(), 50);
  assert.equal(world.requests[0].timeoutMs, 50);
  world.ms += 50;
  assert.equal(client.poll(), undefined);
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
  assert.deepEqual(labels.derivations(), ['command-outcome', 'failure-counts', 'guardrails-usage', 'subcommand']);
  assert.deepEqual(labels.derive('command-outcome', '{"ending":"interrupt"}'), {
    canonical: '{"taskStatus":"interrupted","exitCode":130,"errorClass":"KeyboardInterrupt"}',
    problems: [],
  });
});

test('every export of policy answers', () => {
  const { policy } = load(new World()).telemetry;
  assert.deepEqual(policy.queries('agent-toolkit')[0], { source: 'variable', name: 'DO_NOT_TRACK' });
  assert.deepEqual(policy.queries('unknown'), []);
  const { state, signal, ignored, text, resolved } = policy.decide('agent-toolkit', []);
  assert.deepEqual(
    { state, signal, ignored },
    { state: 'ask', signal: { source: 'host', name: 'default', value: 'ask' }, ignored: [] },
  );
  assert.match(text, /^NeMo Agent Toolkit would like to send/);
  assert.deepEqual(Object.keys(JSON.parse(resolved)), [
    'endpoint',
    'sink',
    'deploymentType',
    'sessionPrefix',
    'sessionId',
    'heartbeatIntervalMs',
    'redacted',
    'warnings',
  ]);
  const file = policy.consentFile('agent-toolkit', false, Date.UTC(2026, 0, 1));
  const facts = /** @type {const} */ ([{ source: 'file', name: 'nat/telemetry.toml', value: file }]);
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
      client.poll();
      world.answer(200);
    }
    client.poll();
    return memory.buffer.byteLength;
  };
  const before = deliver(1000);
  assert.equal(deliver(9000), before);
  assert.equal(client.ledger().delivered, 10_000);
  assert.equal(world.requests.length, 10_000);
});
