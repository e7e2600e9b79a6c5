// Threads and clusters: each has a client of its own, and what is left at its end is there for the next program.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { collector, EVENT, folder, PARAMETERS } from './world.mjs';

/**
 * What a program leaves: the text that each event bears, and whether all segments are ready for others.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} text a module in which `open()` makes a client and `event(client, text)` enqueues an event
 */
async function left(t, text) {
  const [home, server] = [folder(t), await collector(t, () => {})];
  const program = join(home, 'program.mjs');
  writeFileSync(
    program,
    `import * as telemetry from '${new URL('../dist/node.js', import.meta.url)}';
    import cluster from 'node:cluster';
    import { isMainThread, parentPort, Worker } from 'node:worker_threads';
    const open = () => telemetry.open({ product: 'agent-toolkit', enabled: true, endpoint: '${server.endpoint}' });
    const event = (client, command) => client.enqueue('${EVENT}', { ...${JSON.stringify(PARAMETERS)}, command });
    const thread = () => new Worker(new URL(import.meta.url));
    ${text}`,
  );
  const env = { HOME: home, PATH: process.env.PATH };
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
  const product = join(home, '.local/state/nemo-telemetry/agent-toolkit');
  const segments = readdirSync(product).filter((name) => /^[0-9a-f]{16}-/.test(name));
  const lines = segments.flatMap((name) => readFileSync(join(product, name), 'utf8').trimEnd().split('\n'));
  const commands = lines.map((line) => JSON.parse(line).parameters.command).sort();
  return { commands, isReady: segments.every((name) => name.endsWith('.ready.jsonl')), stdout };
}

/** What a thread does besides, and what is left of it. @type {Record<string, [text: string, commands: string[]]>} */
const ENDS = {
  'has nothing more to do': ['', ['thread']],
  'calls process.exit': ['process.exit();', ['thread']],
  throws: ['throw new Error("of a test");', ['thread']],
  'passes an event at its exit': ['process.on("exit", () => event(client, "late"));', ['late', 'thread']],
};

for (const [name, [text, commands]] of Object.entries(ENDS)) {
  test(`a thread that ${name} leaves its events`, async (t) => {
    const program = `
      if (isMainThread) {
        thread().on('error', () => {});
      } else {
        const client = open();
        event(client, 'thread');
        ${text}
      }`;
    assert.deepEqual(await left(t, program), { commands, isReady: true, stdout: '' });
  });
}

test('a thread and the program that began it leave the events of both', async (t) => {
  const program = `
    event(open(), isMainThread ? 'main' : 'thread');
    if (isMainThread) thread();`;
  assert.deepEqual(await left(t, program), { commands: ['main', 'thread'], isReady: true, stdout: '' });
});

test('a thread that is ended from outside leaves what the component has seen', async (t) => {
  for (const end of ['worker.terminate()', 'process.exit()']) {
    const program = `
      if (isMainThread) {
        const worker = thread();
        worker.on('message', () => ${end});
      } else {
        const client = open();
        event(client, 'seen');
        const alive = setInterval(() => {
          if (client.ledger().accepted < 1) return;
          clearInterval(alive);
          parentPort.postMessage('seen');
          // Nobody gives it another turn.
          for (;;);
        }, 1);
      }`;
    // Its segment is for others when the lease has run out, as that of a killed process.
    assert.deepEqual(await left(t, program), { commands: ['seen'], isReady: false, stdout: '' }, end);
  }
});

test('the processes of a cluster leave their events', async (t) => {
  const program = `
    const client = open();
    event(client, cluster.isPrimary ? 'primary' : 'worker');
    if (cluster.isPrimary) {
      for (let count = 0; count < 2; count++) cluster.fork({ HOW: String(count) });
    } else if (process.env.HOW === '0') {
      process.exit();
    } else {
      cluster.worker.disconnect();
    }`;
  assert.deepEqual(await left(t, program), { commands: ['primary', 'worker', 'worker'], isReady: true, stdout: '' });
});
