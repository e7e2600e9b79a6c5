// What one language leaves another sends: this package and the command `nemo-telemetry`, on the same outbox and the same audit log.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { open } from 'nemo-telemetry';
import { collector, EVENT, folder, PARAMETERS, yes } from './world.mjs';

const COMMAND = process.env.NEMO_TELEMETRY_COMMAND ?? '';
const PRODUCT = 'agent-toolkit';

/** Runs the command in a home of its own. @param {string} home @param {string[]} parameters */
function command(home, ...parameters) {
  assert.ok(
    existsSync(COMMAND),
    'NEMO_TELEMETRY_COMMAND has to be the path of the built command: run `cargo build --bin nemo-telemetry` and set it to target/debug/nemo-telemetry',
  );
  return promisify(execFile)(COMMAND, parameters, { env: { HOME: home } });
}

/** An address at which nobody listens. @returns {Promise<string>} */
async function nowhere() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/v1.1/events/json`;
}

/**
 * Opens a client of this package on folders below a home.
 *
 * @param {string} home
 * @param {string} endpoint
 */
function client(home, endpoint) {
  const paths = { state: join(home, 'state'), config: join(home, 'config'), machine: join(home, 'machine') };
  return open(yes({ outbox: true, audit: true, paths, endpoint }));
}

/** What each event of a list was about. @param {any[]} events */
function commands(events) {
  return events.map(({ parameters }) => parameters.command).sort();
}

/** Leaves events in the outbox, as a Node program that reached nobody. @param {string} home @param {string[]} names */
async function leaveFromNode(home, names) {
  const telemetry = client(home, await nowhere());
  for (const name of names) telemetry.enqueue(EVENT, { ...PARAMETERS, command: name });
  const { accepted, delivered, dropped } = await telemetry.close({ timeoutMs: 50 });
  assert.deepEqual([accepted, delivered, dropped], [names.length, 0, {}]);
}

/** The same as the command. @param {string} home @param {string[]} names */
async function leaveFromCommand(home, names) {
  const file = join(home, 'events.jsonl');
  const lines = names.map((name) => JSON.stringify({ event: EVENT, parameters: { ...PARAMETERS, command: name } }));
  writeFileSync(file, `${lines.join('\n')}\n`);
  const where = ['--endpoint', await nowhere(), '--outbox', join(home, 'state'), '--patience-ms', '50'];
  await command(home, 'send', file, '--product', PRODUCT, ...where);
}

/** The segments that are left. @param {string} home */
function segments(home) {
  return readdirSync(join(home, 'state', PRODUCT)).filter((name) => /^[0-9a-f]{16}-.*\.jsonl$/.test(name));
}

/** What the lines of the audit log say. @param {string} home */
function audited(home) {
  const lines = readFileSync(join(home, 'state', PRODUCT, 'audit.jsonl'), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

const NAMES = ['a', 'b', 'c'];

test('the command sends what a Node program left', async (t) => {
  const [home, server] = [folder(t), await collector(t)];
  await leaveFromNode(home, NAMES);
  assert.equal(segments(home).length, 1);
  await command(home, 'outbox', 'flush', '--product', PRODUCT, '--dir', join(home, 'state'), '--endpoint', server.endpoint);
  assert.deepEqual(commands(server.events), NAMES);
  assert.deepEqual(segments(home), []);
});

test('a Node program sends what the command left', async (t) => {
  const [home, server] = [folder(t), await collector(t)];
  await leaveFromCommand(home, NAMES);
  assert.equal(segments(home).length, 1);
  const telemetry = client(home, server.endpoint);
  telemetry.enqueue(EVENT, { ...PARAMETERS, command: 'own' });
  await telemetry.flush({ timeoutMs: 10_000 });
  const { accepted, recovered, delivered } = await telemetry.close({ timeoutMs: 1000 });
  assert.deepEqual([accepted, recovered, delivered], [1, 3, 4]);
  assert.deepEqual(commands(server.events), [...NAMES, 'own']);
  assert.deepEqual(segments(home), []);
});

test('`send --outbox` sends what a Node program left, together with its own', async (t) => {
  const [home, server] = [folder(t), await collector(t)];
  await leaveFromNode(home, NAMES);
  await leaveFromCommand(home, ['d', 'e']);
  await leaveFromNode(home, ['f']);
  const file = join(home, 'last.jsonl');
  writeFileSync(file, `${JSON.stringify({ event: EVENT, parameters: { ...PARAMETERS, command: 'g' } })}\n`);
  await command(home, 'send', file, '--product', PRODUCT, '--outbox', join(home, 'state'), '--endpoint', server.endpoint);
  assert.deepEqual(commands(server.events), [...NAMES, 'd', 'e', 'f', 'g']);
  assert.deepEqual(segments(home), []);
});

test('what the command left is in the audit log of the Node program that sends it', async (t) => {
  const [home, server] = [folder(t), await collector(t)];
  await leaveFromCommand(home, NAMES);
  const telemetry = client(home, server.endpoint);
  telemetry.enqueue(EVENT, { ...PARAMETERS, command: 'own' });
  await telemetry.flush({ timeoutMs: 10_000 });
  await telemetry.close({ timeoutMs: 1000 });
  const lines = audited(home);
  const of = (/** @type {string} */ body) => createHash('sha256').update(body).digest('hex');
  const delivered = lines.filter(({ what, outcome }) => what === 'answer' && outcome === 'delivered').map(({ sha256 }) => sha256);
  assert.deepEqual(delivered.sort(), server.bodies.map(of).sort());
  const announced = lines.filter(({ what }) => what === 'request').map(({ sha256, bytes }) => `${sha256} ${bytes}`);
  for (const body of server.bodies) assert.ok(announced.includes(`${of(body)} ${Buffer.byteLength(body)}`));
});

test('a line of a Node program is one that the command reads', async (t) => {
  const home = folder(t);
  await leaveFromNode(home, NAMES);
  const { stdout } = await command(home, 'outbox', 'show', '--json', '--product', PRODUCT, '--dir', join(home, 'state'));
  const shown = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    shown.map(({ product, events, hold }) => [product, events, hold]),
    [[PRODUCT, NAMES.length, 'ready']],
  );
});
