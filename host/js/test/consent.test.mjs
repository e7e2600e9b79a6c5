// What a person decides: before a program, while it runs, and where it cannot be looked at.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import tty from 'node:tty';
import { open } from 'nemo-telemetry';
import { collector, EVENT, folder, PARAMETERS, paths, yes } from './world.mjs';

/** @typedef {ReturnType<typeof paths>} Places */

/** What an earlier program left. @param {Places} places */
async function leave(places) {
  const client = open(yes({ outbox: true, paths: places, endpoint: 'http://127.0.0.1:1/' }));
  client.enqueue(EVENT, PARAMETERS);
  await client.close({ timeoutMs: 0 });
  assert.equal(segments(places).length, 1);
}

/** @param {Places} places */
function segments({ state }) {
  const product = join(state, 'agent-toolkit');
  return existsSync(product) ? readdirSync(product).filter((name) => /^[0-9a-f]{16}-/.test(name)) : [];
}

/** @param {Places} places */
const stored = ({ config }) => join(config, 'nat/telemetry.toml');

for (const [when, options] of Object.entries({
  'nobody was asked': { enabled: undefined },
  'the program says no': { enabled: false },
  'a kill switch is set': { variables: { DO_NOT_TRACK: '1' } },
  'its settings are wrong': { retries: -1 },
})) {
  test(`a no while ${when} is stored, and what was kept is gone`, async (t) => {
    const places = paths(t);
    await leave(places);
    const client = open(/** @type {any} */ (yes({ outbox: true, paths: places, ...options })));
    client.optOut();
    assert.deepEqual(segments(places), []);
    assert.match(readFileSync(stored(places), 'utf8'), /consent = "disabled"/);
    const { state, hasEnded } = client.status();
    assert.deepEqual([state, hasEnded], ['off', true]);
    assert.equal(client.enqueue(EVENT, PARAMETERS), 'off');
    await client.optOut();
    assert.deepEqual(await client.close(), client.ledger());
  });
}

test('a no before the first event makes no other folder than that of the decision', async (t) => {
  const places = paths(t);
  await open(yes({ paths: places, enabled: undefined })).optOut();
  assert.deepEqual([existsSync(places.state), existsSync(stored(places))], [false, true]);
});

test('a no that cannot be stored holds for the process, and `status` says so', async (t) => {
  const places = paths(t);
  writeFileSync(places.config, 'a file where a folder should be');
  const options = yes({ paths: places, dryRun: true });
  const client = open(options);
  client.enqueue(EVENT, PARAMETERS);
  const { dropped } = await client.optOut();
  assert.deepEqual(dropped, {}, 'it was not looked at');
  assert.match(client.status().problem ?? '', /could not be stored .*: failed to write .*telemetry\.toml/);
  assert.equal(options.notices.length, 1);
  assert.equal(client.enqueue(EVENT, PARAMETERS), 'off');
});

for (const [who, no] of /** @type {const} */ ([
  ['a person', (/** @type {Places} */ places) => [join(places.config, 'nat'), 'telemetry.toml']],
  ['the administrator', (/** @type {Places} */ places) => [places.machine, 'policy.toml']],
])) {
  test(`a no of ${who} while a program runs ends it before the next request`, async (t) => {
    const [places, server] = [paths(t), await collector(t)];
    const client = open(yes({ outbox: true, paths: places, endpoint: server.endpoint }));
    client.enqueue(EVENT, PARAMETERS);
    assert.equal((await client.flush()).delivered, 1);
    const [parent, name] = no(places);
    mkdirSync(parent, { recursive: true });
    writeFileSync(join(parent, name), 'consent = "disabled"\n');
    client.enqueue(EVENT, PARAMETERS);
    const { delivered, dropped } = await client.flush();
    assert.deepEqual([delivered, dropped], [1, { 'opt-out': 1 }]);
    assert.deepEqual([client.status().state, client.status().hasEnded], ['off', true]);
    assert.equal(server.bodies.length, 1);
    assert.deepEqual(segments(places), []);
  });
}

/** Makes this process one with a person at its terminals. @param {import('node:test').TestContext} t */
function atTerminals(t) {
  const { isatty } = tty;
  tty.isatty = () => true;
  syncBuiltinESMExports();
  t.after(() => {
    tty.isatty = isatty;
    syncBuiltinESMExports();
  });
}

test('an answer is stored, and the next program knows it', async (t) => {
  atTerminals(t);
  for (const [answer, consent, state] of /** @type {const} */ ([
    ['y', 'enabled', 'on'],
    ['none', 'disabled', 'off'],
  ])) {
    const places = paths(t);
    const client = open(yes({ paths: places, dryRun: true, enabled: undefined, answer }));
    client.enqueue(EVENT, PARAMETERS);
    await client.flush();
    assert.equal(client.status().state, state);
    assert.match(readFileSync(stored(places), 'utf8'), new RegExp(`consent = "${consent}"`));
    await client.close();
    const next = open(yes({ paths: places, dryRun: true, enabled: undefined, strict: true }));
    assert.equal(next.status().state, state);
    await next.close();
  }
});

test('a notice is shown before anything is sent, and where it cannot be shown nothing is', async (t) => {
  for (const canShow of [true, false]) {
    const [places, server] = [paths(t), await collector(t)];
    /** @type {string[]} */
    const shown = [];
    const onProblem = (/** @type {string} */ text) => {
      if (!canShow) throw new Error('nobody is there');
      assert.equal(server.bodies.length, 0);
      shown.push(text);
    };
    const options = { ...yes({ paths: places, endpoint: server.endpoint, enabled: undefined }), onProblem };
    const client = open({ ...options, product: 'anonymizer' });
    client.enqueue('anonymizer_event', /** @type {any} */ ({}));
    await client.flush();
    assert.equal(client.status().state, canShow ? 'on' : 'notify');
    assert.match(shown.join('\n'), canShow ? /anonymous.*an event was rejected/is : /^$/);
    await client.close();
  }
});

test('where a home cannot be said in Node nothing is sent, and nothing is made beside it', async (t) => {
  const parent = folder(t);
  const home = join(parent, 'caf\ufffd');
  const options = yes({ variables: { HOME: home }, outbox: true, audit: true, enabled: undefined });
  const client = open({ ...options, product: 'anonymizer' });
  client.enqueue('anonymizer_event', /** @type {any} */ ({}));
  await client.flush();
  assert.notEqual(client.status().state, 'on');
  await client.optOut();
  assert.match(client.status().problem ?? '', /not UTF-8/);
  assert.deepEqual(readdirSync(parent), []);
});

test('what cannot be kept is told once, with the reason', async (t) => {
  const [places, server] = [paths(t), await collector(t, () => {})];
  writeFileSync(places.state, 'a file where a folder should be');
  const options = yes({ outbox: true, audit: true, paths: places, endpoint: server.endpoint });
  const client = open(options);
  for (let count = 0; count < 3; count++) {
    client.enqueue(EVENT, PARAMETERS);
    await client.flush({ timeoutMs: 100 });
  }
  const { outboxProblem, auditProblem, problem } = client.status();
  assert.match(outboxProblem ?? '', /^events are kept in memory only: .*expected a folder, found a link or a file/);
  assert.match(auditProblem ?? '', /^the audit log has gaps/);
  assert.equal(problem, undefined, 'it works all the same');
  assert.deepEqual(options.notices, [outboxProblem, auditProblem]);
  await client.close();
});

test('a decision that cannot be read is never a yes', async (t) => {
  atTerminals(t);
  const places = paths(t);
  const path = stored(places);
  await open(yes({ paths: places, enabled: undefined, answer: 'y', strict: true })).close();
  assert.match(readFileSync(path, 'utf8'), /enabled/);
  // Nobody can read a link to itself, whoever they are.
  rmSync(path);
  symlinkSync(path, path);
  const client = open(yes({ paths: places, enabled: undefined, strict: true }));
  assert.notEqual(client.status().state, 'on');
  await client.close();
});
