// Looking names up where name servers answer, answer for one kind of addresses, refuse, and say nothing.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { familyOf, lookupUntil } from '../src/node/lookup.js';
import { newFolder } from './node-data.mjs';
import { EVENT, PARAMETERS } from './world.mjs';

const [FOUR, SIX] = [1, 28];
const [OK, SERVER_FAILURE, NO_SUCH_NAME] = [0, 2, 3];

/**
 * A name server.
 *
 * @param {import('node:test').TestContext} t
 * @param {(type: number) => number | undefined} answer the code for a type of records; nothing: it says nothing
 * @param {'127.0.0.1' | '::1'} [at]
 */
async function nameServer(t, answer, at = '127.0.0.1') {
  /** @type {Buffer[]} */
  const asked = [];
  const socket = createSocket(at === '::1' ? 'udp6' : 'udp4');
  socket.on('message', (question, from) => {
    asked.push(question);
    const code = answer(question[question.length - 3]);
    const reply = Buffer.from(question);
    reply[2] |= 128;
    reply[3] |= code ?? 0;
    if (code !== undefined) socket.send(reply, from.port, from.address);
  });
  socket.bind(0, at);
  await once(socket, 'listening');
  t.after(() => socket.close());
  const { port } = socket.address();
  return { server: at === '::1' ? `[::1]:${port}` : `${at}:${port}`, asked };
}

/** A port at which nobody is. */
async function nobody() {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return `127.0.0.1:${port}`;
}

/**
 * What is known of a name by these servers.
 *
 * @param {string[]} servers
 * @param {{ name?: string, hosts?: string, ms?: number }} [options] `ms`: how long a silent server is waited for
 */
async function family(servers, { name = 'collector.example', hosts = '/nowhere', ms = 60_000 } = {}) {
  // The sockets keep no process alive; the test has to.
  const alive = setInterval(() => {}, 1000);
  try {
    return await familyOf(name, AbortSignal.timeout(ms), { servers, hosts });
  } catch {
    return 'silent';
  } finally {
    clearInterval(alive);
  }
}

test('a server that answers both questions lets the system be asked for both', async (t) => {
  for (const code of [OK, NO_SUCH_NAME]) {
    const { server, asked } = await nameServer(t, () => code);
    assert.equal(await family([server]), 0);
    assert.deepEqual(asked.map((question) => question[question.length - 3]).sort(), [FOUR, SIX]);
    assert.ok(asked.every((question) => question.includes('\x09collector\x07example\0')));
  }
});

test('a server is reached by either kind of address', async (t) => {
  const { server, asked } = await nameServer(t, () => OK, '::1');
  assert.equal(await family([server]), 0);
  assert.equal(asked.length, 2);
});

test('a server that answers for one kind of addresses lets the system be asked for that one', async (t) => {
  const four = await nameServer(t, (type) => (type === FOUR ? OK : undefined));
  assert.equal(await family([four.server]), 4);
  const six = await nameServer(t, (type) => (type === SIX ? OK : undefined));
  assert.equal(await family([six.server]), 6);
});

test('a silent server stops the look-up, and the next one is not asked, as the system would wait for the first', async (t) => {
  const silent = await nameServer(t, () => undefined);
  const other = await nameServer(t, () => OK);
  assert.equal(await family([silent.server, other.server], { ms: 300 }), 'silent');
  assert.deepEqual(other.asked, []);
});

test('after a server that is not there, or fails, the next one is asked', async (t) => {
  const silent = await nameServer(t, () => undefined);
  const failing = await nameServer(t, () => SERVER_FAILURE);
  for (const server of [await nobody(), failing.server]) {
    assert.equal(await family([server, silent.server], { ms: 300 }), 'silent');
    assert.equal(await family([server]), 0, 'the system learns as soon that there is nobody');
  }
});

test('no server is asked for an address, for what is no name, and for a name in the file of hosts', async (t) => {
  const { server, asked } = await nameServer(t, () => undefined);
  const hosts = join(newFolder(t), 'hosts');
  writeFileSync(hosts, '# 127.0.0.1 commented\n127.0.0.1\tlocalhost Collector.example # note\n');
  for (const name of ['127.0.0.1', '::1', 'a..b', `${'x'.repeat(64)}.example`, 'collector.example', 'COLLECTOR.example.']) {
    assert.equal(await family([server], { name, hosts }), 0, name);
  }
  assert.deepEqual(asked, []);
  assert.equal(await family([server], { name: 'commented', hosts, ms: 300 }), 'silent');
});

test('after an abort the system is not asked', async (t) => {
  const { server } = await nameServer(t, () => OK);
  const controller = new AbortController();
  const found = new Promise((resolve) => {
    const lookup = lookupUntil(controller.signal, { servers: [server], hosts: '/nowhere' });
    lookup('localhost', { all: true }, (error, addresses) => resolve([error instanceof Error, addresses]));
  });
  controller.abort();
  assert.deepEqual(await found, [true, '']);
});

/** Gives a process a network and a name server of its own, which answers nothing, and says how many questions it was asked. */
const ALONE = `
  import socket, subprocess, sys
  server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
  server.bind(("127.0.0.1", 53))
  subprocess.run(["mount", "--bind", sys.argv[1], "/etc/resolv.conf"], check=True)
  code = subprocess.run(sys.argv[2:]).returncode
  server.setblocking(False)
  questions = 0
  try:
      while server.recv(4096):
          questions += 1
  except BlockingIOError:
      print(questions)
  sys.exit(code)`.replaceAll(/^ {2}/gm, '');

test('a silent name server holds no program up, and its event is kept', async (t) => {
  const run = promisify(execFile);
  const apart = ['-rmn', 'sh', '-c', 'ip link set lo up && exec "$@"', '-'];
  const home = newFolder(t);
  const servers = join(home, 'resolv.conf');
  writeFileSync(servers, 'nameserver 127.0.0.1\n');
  const inside = [...apart, 'python3', '-c', ALONE, servers];
  try {
    await run('unshare', [...inside, 'true']);
  } catch {
    return t.skip('needs a network of its own: Linux with unshare, ip and python3');
  }
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const ends = ['', 'await telemetry.close();', 'setTimeout(() => process.exit(0), 200);'];
  for (const [index, end] of [...ends, '/* through a proxy */'].entries()) {
    const HOME = join(home, String(index));
    const proxy = index < ends.length ? {} : { https_proxy: 'http://proxy.example:3128' };
    const program = `
      import { open } from 'nemo-telemetry';
      const telemetry = open({ product: 'agent-toolkit', enabled: true, endpoint: 'https://collector.example/', timeoutMs: 60000 });
      telemetry.enqueue('${EVENT}', ${JSON.stringify(PARAMETERS)});
      ${end}`;
    const options = { cwd, env: { ...proxy, HOME, PATH: process.env.PATH } };
    const { stdout } = await run('unshare', [...inside, process.execPath, '--input-type=module', '--eval', program], options);
    // Two are ours. Those of the system would hold the process for as long as it waits.
    assert.ok(Number(stdout) <= 2, `${stdout.trim()} questions: ${end}`);
    const product = join(HOME, '.local/state/nemo-telemetry/agent-toolkit');
    const [segment, ...others] = readdirSync(product).filter((name) => name.endsWith('.ready.jsonl'));
    assert.deepEqual(others, []);
    const lines = readFileSync(join(product, segment), 'utf8').trimEnd().split('\n');
    assert.deepEqual([lines.length, JSON.parse(lines[0]).unsure ?? false], [1, false], end);
  }
});
