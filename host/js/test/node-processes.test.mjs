// Many processes on the same files: none loses or doubles a line of another, and what a killed one has kept is there.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { open } from 'nemo-telemetry';
import { collector, EVENT, PARAMETERS, paths, yes } from './world.mjs';

const NAMES = ['a', 'b', 'c', 'd'];

/** A module in which `client()` opens telemetry on these folders. @param {ReturnType<typeof paths>} places @param {string} endpoint @param {string} text */
const program = (places, endpoint, text) => [
  '--input-type=module',
  '--eval',
  `import { open } from 'nemo-telemetry';
  const options = { product: 'agent-toolkit', enabled: true, variables: {}, retries: 100, paths: ${JSON.stringify(places)}, endpoint: '${endpoint}' };
  const client = () => open({ ...options, onProblem: (text) => { throw new Error(text); } });
  const event = (to, command) => to.enqueue('${EVENT}', { ...${JSON.stringify(PARAMETERS)}, command });
  ${text}`,
];

const cwd = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program for each name, all at once, to their ends. @param {(name: string) => string[]} of */
async function together(of) {
  await Promise.all(NAMES.map((name) => promisify(execFile)(process.execPath, of(name), { cwd, env: {} })));
}

/** The names of so many events of each process, sorted. @param {number} count */
function expected(count) {
  return NAMES.flatMap((name) => Array.from({ length: count }, (_, number) => `${name}-${number}`)).sort();
}

/** An address at which nobody listens. @returns {Promise<string>} */
async function nowhere() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

/** What a program sends that comes much later. @param {import('node:test').TestContext} t @param {ReturnType<typeof paths>} places */
async function takeAll(t, places) {
  const product = join(places.state, 'agent-toolkit');
  const segments = () => readdirSync(product).filter((name) => /^[0-9a-f]{16}-/.test(name) && !name.endsWith('.tmp'));
  for (const name of segments()) utimesSync(join(product, name), new Date(), new Date(Date.now() - 3_600_000));
  const server = await collector(t);
  const client = open(yes({ outbox: true, paths: places, endpoint: server.endpoint, strict: true }));
  await client.flush({ timeoutMs: 20_000 });
  await client.close();
  assert.deepEqual(segments(), []);
  return server.events.map(({ parameters }) => parameters.command).sort();
}

test('processes that take over each other’s events lose none and double none', async (t) => {
  const [places, endpoint] = [paths(t), await nowhere()];
  const text = (/** @type {string} */ name) => `
    for (let number = 0; number < 25; number++) {
      const one = client();
      event(one, '${name}-' + number);
      await one.close({ timeoutMs: 0 });
    }`;
  await together((name) => program(places, endpoint, text(name)));
  assert.deepEqual(await takeAll(t, places), expected(25));
});

test('processes that write one audit log lose no line and tear none', async (t) => {
  const [places, server] = [paths(t), await collector(t)];
  const text = (/** @type {string} */ name) => `
    const one = client();
    for (let number = 0; number < 50; number++) {
      event(one, '${name}-' + number);
      await one.flush();
    }
    await one.close();`;
  await together((name) => program(places, server.endpoint, text(name)));
  assert.deepEqual(server.events.map(({ parameters }) => parameters.command).sort(), expected(50));
  // A line of which another process saw the middle is followed by an empty one.
  const lines = readFileSync(join(places.state, 'agent-toolkit/audit.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const whats = lines.map((line) => JSON.parse(line).what);
  for (const what of ['request', 'answer']) assert.equal(whats.filter((each) => each === what).length, server.bodies.length);
});

test('what a killed process has kept is there, once', async (t) => {
  const endpoint = (await collector(t, () => {})).endpoint;
  for (let round = 0; round < 8; round++) {
    const places = paths(t);
    const text = `
      const one = client();
      for (let number = 0; ; number++) {
        event(one, 'k-' + number);
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (one.ledger().accepted > number) process.stdout.write(number + '\\n');
      }`;
    const child = spawn(process.execPath, program(places, endpoint, text), { cwd, env: {}, stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (part) => {
      told += part;
      // Another place each time.
      if (told.length > 2 + round * 40) child.kill('SIGKILL');
    });
    await once(child.stdout, 'end');
    assert.deepEqual(await exit, [null, 'SIGKILL']);
    const last = Math.max(...told.split('\n').slice(0, -1).map(Number));
    const found = await takeAll(t, places);
    // It may have kept more than it could tell.
    const all = Array.from({ length: Math.max(found.length, last + 1) }, (_, number) => `k-${number}`).sort();
    assert.deepEqual(found, all, `round ${round}: told ${last}`);
  }
});
