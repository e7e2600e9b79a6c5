// A collector of another origin, which lets pages send to it.

import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * A request as it came.
 *
 * @typedef {object} Received
 * @property {string} body
 * @property {import('node:http').IncomingHttpHeaders} headers
 */

/** Answers 200 to every POST. */
export async function collect() {
  /** @type {Received[]} */
  const received = [];
  let preflights = 0;
  /** @type {Array<() => void>} */
  let waiting = [];
  const server = createServer(async (request, response) => {
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    if (request.method === 'OPTIONS') {
      preflights += 1;
      response.writeHead(204, { 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'content-type' }).end();
      return;
    }
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    received.push({ body, headers: request.headers });
    response.writeHead(200).end();
    for (const tell of waiting) tell();
    waiting = [];
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected an address with a port');
  return {
    url: `http://127.0.0.1:${address.port}/v1.1/events/json`,
    received,
    /** How often a browser asked whether it may send. */
    get preflights() {
      return preflights;
    },
    /** The first requests, once there are so many. @param {number} count */
    async first(count) {
      while (received.length < count) await new Promise((/** @type {(value?: undefined) => void} */ tell) => waiting.push(tell));
      return received.slice(0, count);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
