// A POST by `fetch`.

import { permitted } from './address.js';
import { unanswered } from './transport.js';

/** @typedef {import('./imports.js').Answer} Answer */

/** What browsers let all requests that outlive their page have together, in bytes. */
const KEEPALIVE = 64 * 1024;

/** What `fetch` reports of a server that forwards: the answer is hidden, but for being a 3xx. */
const HIDDEN_REDIRECT = 300;

/**
 * Sends with `fetch`. No redirect is followed, no cookie and no referrer is sent. The body of the answer is not read.
 *
 * @param {{ keepalive: boolean }} options `keepalive`: where it fits, the request outlives its page
 * @returns {import('./transport.js').Send}
 */
export function byFetch({ keepalive }) {
  let alive = 0;
  return async ({ url, body }, signal, leaves) => {
    const target = permitted(url);
    if (!target) return unanswered('denied', false);
    const bytes = new TextEncoder().encode(body);
    const outlives = keepalive && alive + bytes.byteLength <= KEEPALIVE;
    if (outlives) alive += bytes.byteLength;
    // When it does, `fetch` does not say.
    leaves();
    try {
      const response = await fetch(target, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: bytes,
        redirect: 'manual',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal,
        ...(outlives && { keepalive: true }),
      });
      // What comes after the head is nobody's business, and would hold the connection.
      response.body?.cancel().catch(() => {});
      const status = response.type === 'opaqueredirect' ? HIDDEN_REDIRECT : response.status;
      return { outcome: 'answered', status, retryAfter: response.headers.get('retry-after') ?? '', unsure: false };
    } catch {
      // A browser says the same of a name that does not exist, of a server that refuses and of an answer that it may not show.
      return unanswered('failed', true);
    } finally {
      if (outlives) alive -= bytes.byteLength;
    }
  };
}
