// Requests: what they say, and what becomes of each kind of ending.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { open } from 'nemo-telemetry';
import { collector, EVENT, isBalanced, PARAMETERS, yes } from './world.mjs';

/**
 * Sends an event and ends.
 *
 * @param {Partial<import('nemo-telemetry').Options>} options
 * @param {number} [count]
 */
async function send(options, count = 1) {
  const client = open(yes({ timeoutMs: 300, retries: 0, ...options }));
  for (let index = 0; index < count; index++) client.enqueue(EVENT, PARAMETERS);
  await client.flush({ timeoutMs: 10_000 });
  const ledger = await client.close({ timeoutMs: 1000 });
  assert.ok(isBalanced(ledger));
  const { delivered, dropped, unsure } = ledger;
  return { delivered, dropped, unsure };
}

test('a request says what it has to and no more', async (t) => {
  const server = await collector(t);
  await send({ endpoint: server.endpoint });
  const [headers] = server.headers;
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers['content-length'], String(Buffer.byteLength(server.bodies[0])));
  for (const name of ['cookie', 'authorization', 'referer', 'origin']) assert.ok(!(name in headers), name);
});

test('a body is UTF-8, and its length is counted in bytes', async (t) => {
  const server = await collector(t);
  await send({ endpoint: server.endpoint, sessionId: 'é漢😀' });
  assert.equal(JSON.parse(server.bodies[0]).sessionId, 'é漢😀');
  assert.equal(server.headers[0]['content-length'], String(Buffer.byteLength(server.bodies[0])));
});

for (const [status, reason] of /** @type {const} */ ([
  [400, 'refused'],
  [413, 'too-large'],
  [422, 'refused'],
])) {
  test(`${status} ends an event as ${reason}`, async (t) => {
    const server = await collector(t, (_, response) => void response.writeHead(status).end());
    assert.deepEqual(await send({ endpoint: server.endpoint }), { delivered: 0, dropped: { [reason]: 1 }, unsure: 0 });
    assert.equal(server.bodies.length, 1);
  });
}

test('413 halves a batch', async (t) => {
  const server = await collector(t, (_, response) => void response.writeHead(server.bodies.length === 1 ? 413 : 200).end());
  assert.deepEqual(await send({ endpoint: server.endpoint }, 2), { delivered: 2, dropped: {}, unsure: 0 });
  assert.deepEqual(
    server.bodies.map((body) => JSON.parse(body).events.length),
    [2, 1, 1],
  );
});

test('503 is tried again, and 429 no sooner than it says', async (t) => {
  /** @type {number[]} */
  const times = [];
  const server = await collector(t, (_, response) => {
    times.push(performance.now());
    const [status, headers] = /** @type {[number, Record<string, string>][]} */ ([
      [503, {}],
      [429, { 'retry-after': '1' }],
      [200, {}],
    ])[times.length - 1];
    response.writeHead(status, headers).end();
  });
  const client = open(yes({ endpoint: server.endpoint, retries: 5 }));
  client.enqueue(EVENT, PARAMETERS);
  const { delivered, unsure } = await client.flush({ timeoutMs: 30_000 });
  assert.deepEqual({ delivered, unsure }, { delivered: 1, unsure: 0 });
  assert.ok(times[2] - times[1] >= 999, 'a pause that the server asked for is kept');
  await client.close();
});

test('a redirect is refused and not followed', async (t) => {
  const other = await collector(t);
  for (const status of [301, 302, 307, 308]) {
    const server = await collector(t, (_, response) => void response.writeHead(status, { location: other.endpoint }).end());
    assert.deepEqual(await send({ endpoint: server.endpoint }), { delivered: 0, dropped: { refused: 1 }, unsure: 0 });
  }
  assert.equal(other.bodies.length, 0);
});

test('a server that says nothing, or its head by drops, is given up at the deadline', async (t) => {
  const silent = await collector(t, () => {});
  assert.deepEqual(await send({ endpoint: silent.endpoint }), { delivered: 0, dropped: { attempts: 1 }, unsure: 1 });

  const head = 'HTTP/1.1 200 OK\r\nx-slow: ';
  const drip = createServer((socket) => {
    let sent = 0;
    const timer = setInterval(() => socket.write(head[sent] ?? 'x', () => (sent += 1)), 20);
    socket.on('error', () => {}).on('close', () => clearInterval(timer));
  });
  await new Promise((resolve) => drip.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => drip.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (drip.address());
  assert.deepEqual(await send({ endpoint: `http://127.0.0.1:${port}/` }), { delivered: 0, dropped: { attempts: 1 }, unsure: 1 });
});

test('an answer counts when its head is there, however long its body takes', async (t) => {
  const server = await collector(t, (_, response) => void response.writeHead(200).write('x'));
  assert.deepEqual(await send({ endpoint: server.endpoint }), { delivered: 1, dropped: {}, unsure: 0 });
});

test('a connection that breaks may have delivered', async (t) => {
  const server = await collector(t, (request) => void request.socket.resetAndDestroy());
  assert.deepEqual(await send({ endpoint: server.endpoint }), { delivered: 0, dropped: { attempts: 1 }, unsure: 1 });
});

test('what may not be sent to is not', async (t) => {
  const server = await collector(t);
  const port = new URL(server.endpoint).port;
  for (const endpoint of [`http://user:secret@127.0.0.1:${port}/`, `http://0.0.0.0:${port}/`, `http://example.invalid:${port}/`]) {
    const { delivered, unsure } = await send({ endpoint });
    assert.deepEqual({ delivered, unsure }, { delivered: 0, unsure: 0 }, endpoint);
  }
  assert.equal(server.bodies.length, 0);
});
