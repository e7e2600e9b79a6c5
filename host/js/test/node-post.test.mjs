import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { environment } from '../src/environment/node.js';
import { byNode } from '../src/node/post.js';
import { TicketTransport } from '../src/transport.js';
import { VERSION } from '../src/version.js';
import { cases, newFolder } from './node-data.mjs';

/** @typedef {{ after(callback: () => void): void }} Test */

/** @param {string} name */
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const POSTER = here('node-poster.mjs');
const CERTIFICATE = here('node-tls/certificate.pem');
const TLS = { cert: readFileSync(CERTIFICATE), key: readFileSync(here('node-tls/key.pem')) };
const BODY = '{"text":"é"}';

/**
 * A server on this machine, gone when the test has ended.
 *
 * @param {Test} test
 * @param {net.Server} server
 * @returns {Promise<number>} its port
 */
async function listen(test, server) {
  /** @type {Set<net.Socket>} */
  const sockets = new Set();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  test.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return /** @type {net.AddressInfo} */ (server.address()).port;
}

/**
 * A server that answers everything the same.
 *
 * @param {Test} test
 * @param {(options: object, listener: http.RequestListener) => net.Server} create
 * @param {(response: http.ServerResponse) => void} [answer]
 */
async function collector(test, create = http.createServer, answer = (response) => response.end()) {
  /** @type {{ method?: string, url?: string, rawHeaders: string[], body: string }[]} */
  const received = [];
  const server = create(TLS, (request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, rawHeaders } = request;
      received.push({ method, url, rawHeaders, body: Buffer.concat(chunks).toString() });
      answer(response);
    });
  });
  return { port: await listen(test, server), received };
}

/**
 * A proxy that takes every host for this machine.
 *
 * @param {Test} test
 * @param {number} port where the way leads
 * @param {object} [options]
 * @param {(options: object) => http.Server} [options.create]
 * @param {number} [options.status]
 */
async function proxy(test, port, { create = http.createServer, status = 200 } = {}) {
  /** @type {{ url?: string, headers: http.IncomingHttpHeaders }[]} */
  const asked = [];
  const server = create(TLS);
  server.on('connect', ({ url, headers }, client) => {
    asked.push({ url, headers });
    if (status !== 200) return client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const upstream = net.connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
  });
  return { port: await listen(test, server), asked };
}

/** What the function that sends answers here. @param {string} url @param {Record<string, string>} [variables] */
async function post(url, variables = {}) {
  let left = false;
  const signal = new AbortController().signal;
  const answer = await byNode(variables)({ url, body: BODY, timeoutMs: 60_000 }, signal, () => {
    left = true;
  });
  return { ...answer, left };
}

/**
 * The same in a process of its own, which trusts the certificate of the tests.
 *
 * @param {string} url
 * @param {Record<string, string>} [variables]
 */
async function postElsewhere(url, variables = {}) {
  const env = { NODE_EXTRA_CA_CERTS: CERTIFICATE, ...variables };
  const { stdout } = await promisify(execFile)(process.execPath, [POSTER, url, BODY], { env });
  return JSON.parse(stdout);
}

const OK = { outcome: 'answered', status: 200, retryAfter: '', unsure: false, left: true };
const UNREACHABLE = { outcome: 'unreachable', status: 0, retryAfter: '', unsure: false, left: false };
const FAILED = { outcome: 'failed', status: 0, retryAfter: '', unsure: true, left: true };

test('a body arrives as it is, with four headers and no more', async (test) => {
  const { port, received } = await collector(test);
  assert.deepEqual(await post(`http://localhost:${port}/v1.1/events/json?a=b#c`), OK);
  const headers = ['host', `localhost:${port}`, 'content-type', 'application/json', 'content-length', '13'];
  assert.deepEqual(received, [
    {
      method: 'POST',
      url: '/v1.1/events/json?a=b',
      rawHeaders: [...headers, 'user-agent', `nemo-telemetry/${VERSION}`],
      body: BODY,
    },
  ]);
});

test('a collector is reached by either kind of address, also under the name of this machine', async (test) => {
  for (const address of ['127.0.0.1', '::1']) {
    const server = http.createServer((request, response) => {
      request.resume().on('end', () => response.end());
    });
    test.after(() => server.close());
    server.listen(0, address);
    await once(server, 'listening');
    const { port } = /** @type {net.AddressInfo} */ (server.address());
    const host = net.isIPv6(address) ? `[${address}]` : address;
    for (const name of [host, 'localhost']) assert.deepEqual(await post(`http://${name}:${port}/`), OK, `${name} at ${address}`);
  }
});

test('the version is that of the package', () => {
  assert.equal(VERSION, JSON.parse(readFileSync(here('../package.json'), 'utf8')).version);
});

test('an answer is its status and its Retry-After, and no redirect is followed', async (test) => {
  for (const [status, retryAfter] of /** @type {const} */ ([
    [204, ''],
    [307, ''],
    [413, ''],
    [429, '120'],
    [503, 'Wed, 21 Oct 2026 07:28:00 GMT'],
  ])) {
    const { port, received } = await collector(test, http.createServer, (response) => {
      response.writeHead(status, { location: '/elsewhere', ...(retryAfter && { 'retry-after': retryAfter }) }).end('{"secret":1}');
    });
    assert.deepEqual(await post(`http://127.0.0.1:${port}/`), { ...OK, status, retryAfter });
    assert.equal(received.length, 1);
  }
});

test('a Retry-After that is not ASCII is none', async (test) => {
  const { port } = await collector(test, http.createServer, (response) => response.writeHead(503, { 'retry-after': 'é' }).end());
  assert.deepEqual(await post(`http://127.0.0.1:${port}/`), { ...OK, status: 503 });
});

test('where nobody listens nothing has left', async (test) => {
  const server = net.createServer();
  const port = await listen(test, server);
  server.close();
  await once(server, 'close');
  assert.deepEqual(await post(`http://127.0.0.1:${port}/`), UNREACHABLE);
});

test('an address that is not permitted is denied', async () => {
  for (const url of ['', 'relative', 'http://collector.example/', 'ftp://localhost/', 'https://user:password@localhost/']) {
    assert.deepEqual(await post(url), { ...UNREACHABLE, outcome: 'denied' }, url);
  }
});

test('a server that answers nothing that can be read may have the body', async (test) => {
  for (const answer of [
    '',
    'nonsense\r\n\r\n',
    'HTTP/1.1 999 No\r\n\r\n',
    'HTTP/1.1 101 Other\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
  ]) {
    const port = await listen(
      test,
      net.createServer((socket) => socket.once('data', () => socket.end(answer))),
    );
    assert.deepEqual(await post(`http://127.0.0.1:${port}/`), FAILED, answer);
  }
});

test('https goes to a server whose certificate is trusted and names it, and to no other', async (test) => {
  const { port, received } = await collector(test, https.createServer);
  assert.deepEqual(await postElsewhere(`https://localhost:${port}/`), OK);
  assert.deepEqual(await postElsewhere(`https://127.0.0.1:${port}/`), OK);
  assert.deepEqual(await postElsewhere(`https://127.0.0.2:${port}/`), UNREACHABLE, 'not in the certificate');
  const untrusted = { NODE_EXTRA_CA_CERTS: '', NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' };
  assert.deepEqual(await postElsewhere(`https://localhost:${port}/`, untrusted), UNREACHABLE);
  assert.equal(received.length, 2);
});

for (const { certificate, host, believed, why } of cases('tls.json')) {
  test(`a certificate is ${believed ? '' : 'not '}believed: ${why}`, async (test) => {
    const pem = readFileSync(here(`../../../tests/host/tls/${certificate}.pem`));
    const server = https.createServer({ cert: pem, key: pem }, (_, response) => response.end());
    const port = await listen(test, server);
    const variables = { NODE_EXTRA_CA_CERTS: here('../../../tests/host/tls/authority.pem') };
    assert.deepEqual(await postElsewhere(`https://${host}:${port}/`, variables), believed ? OK : UNREACHABLE);
  });
}

test('a request goes through the proxy of the environment, which sees the host and nothing else', async (test) => {
  const { port, received } = await collector(test, https.createServer);
  const { port: proxyPort, asked } = await proxy(test, port);
  for (const variables of /** @type {Record<string, string>[]} */ ([
    { HTTPS_PROXY: `http://127.0.0.1:${proxyPort}` },
    { https_proxy: `localhost:${proxyPort}` },
    { ALL_PROXY: `http://127.0.0.1:${proxyPort}/` },
    { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: `http://127.0.0.1:${proxyPort}` },
  ])) {
    assert.deepEqual(await postElsewhere('https://collector.example/path', variables), OK);
  }
  assert.deepEqual(
    received.map(({ url, body }) => [url, body]),
    Array(4).fill(['/path', BODY]),
  );
  assert.deepEqual(
    asked.map(({ url, headers }) => [url, headers.host, headers['proxy-authorization'], headers['user-agent']]),
    Array(4).fill(['collector.example:443', 'collector.example:443', undefined, undefined]),
  );
});

test('a proxy gets its own password, and may itself be reached by https', async (test) => {
  const { port } = await collector(test, https.createServer);
  const { port: proxyPort, asked } = await proxy(test, port, { create: https.createServer });
  assert.deepEqual(
    await postElsewhere('https://collector.example/', { HTTPS_PROXY: `https://ada:p%40ss@localhost:${proxyPort}` }),
    OK,
  );
  assert.equal(asked[0].headers['proxy-authorization'], `Basic ${Buffer.from('ada:p@ss').toString('base64')}`);
});

test('a proxy that refuses, is silent, is not there or cannot be used leaves the body where it is', async (test) => {
  const { port, received } = await collector(test, https.createServer);
  const { port: refusing } = await proxy(test, port, { status: 407 });
  const silent = await listen(
    test,
    net.createServer(() => {}),
  );
  const ending = await listen(
    test,
    net.createServer((socket) => socket.end()),
  );
  for (const HTTPS_PROXY of [refusing, silent, ending, 'socks5://127.0.0.1:1', 'http://127.0.0.1:1'].map(String)) {
    const url = HTTPS_PROXY.includes(':') ? HTTPS_PROXY : `http://127.0.0.1:${HTTPS_PROXY}`;
    assert.deepEqual(await post('https://collector.example/', { HTTPS_PROXY: url }), UNREACHABLE, HTTPS_PROXY);
  }
  assert.deepEqual(received, []);
});

test('a certificate that does not name the host is refused through a proxy too', async (test) => {
  const { port, received } = await collector(test, https.createServer);
  const { port: proxyPort } = await proxy(test, port);
  assert.deepEqual(await postElsewhere('https://other.example/', { HTTPS_PROXY: `http://127.0.0.1:${proxyPort}` }), UNREACHABLE);
  assert.deepEqual(received, []);
});

test('loopback and the hosts of NO_PROXY pass the proxy by', async (test) => {
  const { port, received } = await collector(test);
  const { port: proxyPort, asked } = await proxy(test, port);
  const variables = { ALL_PROXY: `http://127.0.0.1:${proxyPort}`, NO_PROXY: 'invalid' };
  assert.deepEqual(await post(`http://127.0.0.1:${port}/`, variables), OK);
  assert.deepEqual(await post('https://host.invalid/', variables), UNREACHABLE, 'no such host');
  assert.equal(received.length, 1);
  assert.deepEqual(asked, []);
});

test('the time of a request is its deadline, and whether the body may have arrived is known', async (test) => {
  const silent = await listen(
    test,
    net.createServer(() => {}),
  );
  for (const [url, variables, unsure] of /** @type {[string, Record<string, string>, boolean][]} */ ([
    [`http://127.0.0.1:${silent}/`, {}, true],
    ['https://collector.example/', { HTTPS_PROXY: `http://127.0.0.1:${silent}` }, false],
  ])) {
    const transport = new TicketTransport(byNode(variables), environment.timer);
    const answered = new Promise((resolve) => {
      transport.onAnswer = () => resolve(undefined);
    });
    const ticket = transport.start({ url, body: BODY, timeoutMs: 200 });
    // Neither the timer nor the connection keeps a process alive; the test has to.
    const alive = setInterval(() => {}, 1000);
    await answered;
    clearInterval(alive);
    assert.deepEqual(transport.poll(ticket), { outcome: 'timeout', status: 0, retryAfter: '', unsure });
  }
});

test('a request that waits for its answer does not keep the process alive', async (test) => {
  const silent = await listen(
    test,
    net.createServer(() => {}),
  );
  const child = spawn(process.execPath, [POSTER, `http://127.0.0.1:${silent}/`, BODY, 'idle'], {
    env: {},
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const chunks = await child.stdout.toArray();
  // 13: the program's own top-level await is not done, and nothing is left to wait for.
  const status = child.exitCode ?? (await once(child, 'exit'))[0];
  assert.deepEqual([status, Buffer.concat(chunks).toString()], [13, '']);
});

test('a sink on this machine gets the body and a line feed', async (test) => {
  const path = join(newFolder(test), 'bodies.jsonl');
  for (const _ of ['new', 'longer']) assert.deepEqual(await post(`file:${path}`), OK);
  assert.equal(readFileSync(path, 'utf8'), `${BODY}\n${BODY}\n`);
  if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
  for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
    const output = await promisify(execFile)(process.execPath, [POSTER, `${stream}:`, BODY], { env: {} });
    const lines = { stdout: '', stderr: '' };
    lines[stream] += `${BODY}\n`;
    lines.stdout += `${JSON.stringify(OK)}\n`;
    assert.deepEqual(output, lines);
  }
});

test('a sink that cannot be written has failed, and ends no program', async (test) => {
  const folder = newFolder(test);
  mkdirSync(join(folder, 'folder'));
  assert.deepEqual(await post(`file:${join(folder, 'folder')}`), { ...FAILED, unsure: false });
  assert.deepEqual(await post('file:relative'), { ...UNREACHABLE, outcome: 'denied' });
  const other = `file:${join(folder, 'caf\ufffd')}`;
  assert.deepEqual(await post(other), { ...UNREACHABLE, outcome: 'denied' }, 'Node does not know the path as it is');
  assert.deepEqual(readdirSync(folder), ['folder']);
  if (process.platform === 'win32') return;
  // The reader of standard error is gone before anything is written to it.
  const script = `exec "$0" "$1" stderr: '${BODY}' 2>&1 1>&3 | :`;
  const child = spawn('sh', ['-c', script, process.execPath, POSTER], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const output = /** @type {import('node:stream').Readable} */ (child.stdio[3]);
  const answer = JSON.parse(Buffer.concat(await output.toArray()).toString());
  assert.ok(answer.outcome === 'failed' || answer.outcome === 'answered', answer.outcome);
});

test('many lines to a stream at once are no leak, and nobody listens when they are written', async () => {
  const program = `
    import { toStream } from '${new URL('../src/node/sinks.js', import.meta.url)}';
    await Promise.all(Array.from({ length: 15 }, (_, number) => toStream(process.stderr, String(number))));
    process.once('exit', () => console.log(process.stderr.listenerCount('error')));`;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { env: {} });
  const { stdout, stderr } = await run;
  assert.deepEqual([stdout, stderr], ['0\n', `${Array.from({ length: 15 }, (_, number) => number).join('\n')}\n`]);
});
