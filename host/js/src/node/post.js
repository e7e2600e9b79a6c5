// A POST by Node's own modules.
//
// Not by `fetch`: that adds headers of its own, knows no proxy, keeps the process alive while it waits, and does not tell whether a body
// has begun to leave.

import * as http from 'node:http';
import * as https from 'node:https';
import { clearTimeout, setTimeout } from 'node:timers';
import { permitted } from '../address.js';
import { CONNECT_MS } from '../limits.js';
import { unanswered } from '../transport.js';
import { VERSION } from '../version.js';
import { connect } from './connect.js';
import { proxyFor } from './proxy.js';
import { sinkFor } from './sinks.js';

/** @typedef {import('../imports.js').Answer} Answer */

/** Most that may come before a body, with interim answers, in bytes. */
const MAX_HEAD = 16 * 1024;

/** What a `Retry-After` may be made of. */
const ASCII = /^[\t\x20-\x7e]*$/;

/**
 * Sends to a server, or writes to `stdout:`, `stderr:` or `file:`. No redirect is followed, and nothing is read of the answer but its head.
 * The certificates are Node's: `NODE_EXTRA_CA_CERTS` adds to them; `SSL_CERT_FILE` and `SSL_CERT_DIR` count under `--use-openssl-ca`, and
 * those of the system under `--use-system-ca`.
 *
 * @param {Readonly<Record<string, string | undefined>>} variables the environment, for its proxies
 * @returns {import('../transport.js').Send}
 */
export function byNode(variables) {
  return async ({ url, body }, signal, leaves) => {
    const sink = sinkFor(url);
    if (sink) {
      leaves();
      return sink(body);
    }
    const target = permitted(url);
    if (!target) return unanswered('denied', false);
    const route = proxyFor(target, variables);
    if (route === 'none') return unanswered('unreachable', false);
    const socket = await inTime(signal, (limited) => connect(target, route, limited));
    if (!socket) return unanswered('unreachable', false);
    leaves();
    try {
      return await exchange(socket, target, Buffer.from(body));
    } finally {
      socket.destroy();
    }
  };
}

/**
 * What comes of an attempt to connect; undefined when it fails or takes too long.
 *
 * @template T
 * @param {AbortSignal} signal
 * @param {(limited: AbortSignal) => Promise<T>} attempt
 * @returns {Promise<T | undefined>}
 */
async function inTime(signal, attempt) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const limit = setTimeout(abort, CONNECT_MS);
  limit.unref?.();
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    const result = await attempt(controller.signal);
    return controller.signal.aborted ? undefined : result;
  } catch {
    return undefined;
  } finally {
    clearTimeout(limit);
  }
}

/**
 * Ends when the head of the answer is there, or the connection has ended.
 *
 * @param {import('node:net').Socket} socket
 * @param {URL} url
 * @param {Buffer} body
 * @returns {Promise<Answer>}
 */
function exchange(socket, url, body) {
  return new Promise((resolve) => {
    const { request: begin } = url.protocol === 'https:' ? https : http;
    const request = begin({
      path: url.pathname + url.search,
      method: 'POST',
      maxHeaderSize: MAX_HEAD,
      headers: {
        host: url.host,
        'content-type': 'application/json',
        'content-length': body.length,
        'user-agent': `nemo-telemetry/${VERSION}`,
      },
      createConnection: () => socket,
    });
    request.removeHeader('connection');
    let length = 0;
    /** Whether the heads until now are short enough. @param {http.InformationEvent | http.IncomingMessage} head */
    const isShort = ({ statusMessage = '', rawHeaders }) => {
      length += 'HTTP/1.1 200 \r\n\r\n'.length + statusMessage.length + rawHeaders.length * 2 + rawHeaders.join('').length;
      return length <= MAX_HEAD;
    };
    // A row of interim answers may have no end.
    request.on('information', (head) => {
      if (!isShort(head)) request.destroy();
    });
    request.once('response', (response) => {
      const { statusCode = 0, headers } = response;
      const retryAfter = headers['retry-after'] ?? '';
      const isStatus = statusCode >= 200 && statusCode <= 599 && isShort(response);
      resolve(
        isStatus
          ? { outcome: 'answered', status: statusCode, retryAfter: ASCII.test(retryAfter) ? retryAfter : '', unsure: false }
          : unanswered('failed', true),
      );
    });
    request.on('error', () => resolve(unanswered('failed', true)));
    request.once('close', () => resolve(unanswered('failed', true)));
    request.end(body);
  });
}
