// What becomes of answers and addresses: `host/HTTP.md` has the rules, `tests/host/http.json` and `addresses.json` the cases.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { permitted } from '../src/address.js';
import { environment } from '../src/environment/node.js';
import { byNode } from '../src/node/post.js';
import { TicketTransport } from '../src/transport.js';
import { cases } from './node-data.mjs';

/** A text, also one that is given as so many times another. @param {string | { repeat: [string, number] }} value */
const textOf = (value) => (typeof value === 'string' ? value : value.repeat[0].repeat(value.repeat[1]));

/** Reads a head and the body that it announces. @param {import('node:net').Socket} socket */
async function readRequest(socket) {
  let text = '';
  for (;;) {
    const end = text.indexOf('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (end >= 0 && text.length >= end + 4 + length) return;
    const [part] = await once(socket, 'data');
    text += part.toString('latin1');
  }
}

/** Until the client is gone. @param {import('node:net').Socket} socket */
async function hang(socket) {
  if (!socket.closed) await once(socket, 'close');
}

/** @param {import('node:net').Socket} socket @param {string} text */
async function endless(socket, text) {
  const gone = hang(socket);
  while (!socket.destroyed) {
    if (!socket.write(text, 'latin1')) await Promise.race([once(socket, 'drain'), gone]);
  }
}

/** @param {import('node:net').Socket} socket @param {Record<string, any>} step */
async function take(socket, step) {
  const [[what, given]] = Object.entries(step);
  switch (what) {
    case 'read':
      return readRequest(socket);
    case 'send':
      return void socket.write(given, 'latin1');
    case 'repeat':
      return void socket.write(given[0].repeat(given[1]), 'latin1');
    case 'endless':
      return endless(socket, given);
    case 'hang':
      return hang(socket);
    default:
      assert.fail(`expected a step that is known, found ${what}`);
  }
}

/** @param {import('node:test').TestContext} t @param {Record<string, any>[]} steps */
async function serve(t, steps) {
  let connections = 0;
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  const server = createServer(async (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    for (const step of steps) await take(socket, step);
    socket.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { place: `http://127.0.0.1:${port}/`, connections: () => connections };
}

for (const { name, proxy = false, timeoutMs = 60_000, server: steps, expect } of cases('http.json')) {
  test(`http: ${name}`, async (t) => {
    const { place, connections } = await serve(t, steps);
    const [url, variables] = proxy ? ['https://collector.invalid/', { https_proxy: place }] : [place, {}];
    const transport = new TicketTransport(byNode(variables), environment.timer);
    // Neither the timer nor the connection keeps a process alive; the test has to.
    const alive = setInterval(() => {}, 1000);
    const ticket = await new Promise((resolve) => {
      const ticket = transport.start({ url, body: '{}', timeoutMs });
      transport.onAnswer = () => resolve(ticket);
    });
    clearInterval(alive);
    assert.deepEqual(transport.poll(ticket), { ...expect, retryAfter: textOf(expect.retryAfter) });
    assert.equal(connections(), 1);
  });
}

for (const { url, permitted: expected, why } of cases('addresses.json')) {
  test(`address: ${why}: ${url}`, () => {
    assert.equal(permitted(url) !== undefined, expected);
  });
}
