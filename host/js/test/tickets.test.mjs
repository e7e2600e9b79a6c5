// Tickets: what the component learns of a request, and what becomes of too many.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TicketTransport } from '../src/transport.js';

const REQUEST = { url: 'https://collector.example/', body: '{}', timeoutMs: 60_000 };
const ANSWER = /** @type {const} */ ({ outcome: 'answered', status: 200, retryAfter: '', unsure: false });
const FAILED = { outcome: 'failed', status: 0, retryAfter: '', unsure: false };

/** A transport whose requests a test answers. */
function world() {
  /** @type {{ signal: AbortSignal, leaves: () => void, answer: (answer: import('../src/imports.js').Answer) => void }[]} */
  const sent = [];
  const transport = new TicketTransport(
    (_, signal, leaves) => new Promise((answer) => void sent.push({ signal, leaves, answer })),
    (callback, ms) => {
      const timer = setTimeout(callback, ms).unref();
      return { cancel: () => clearTimeout(timer) };
    },
  );
  return { transport, sent };
}

test('an answer is there once', async () => {
  const { transport, sent } = world();
  const ticket = transport.start(REQUEST);
  assert.equal(transport.poll(ticket), undefined);
  const answered = new Promise((resolve) => {
    transport.onAnswer = () => resolve(undefined);
  });
  sent[0].answer(ANSWER);
  await answered;
  assert.deepEqual([transport.poll(ticket), transport.poll(ticket), transport.poll(99)], [ANSWER, FAILED, FAILED]);
});

test('a cancelled request may have arrived only once bytes may have left', async () => {
  const { transport, sent } = world();
  const [connecting, leaving, answered] = [transport.start(REQUEST), transport.start(REQUEST), transport.start(REQUEST)];
  sent[1].leaves();
  sent[2].answer(ANSWER);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    [connecting, leaving, answered].map((ticket) => transport.cancel(ticket)),
    [false, true, true],
  );
  assert.deepEqual(
    [connecting, leaving, 99].map((ticket) => transport.cancel(ticket)),
    [false, false, false],
  );
  assert.deepEqual(
    sent.map(({ signal }) => signal.aborted),
    [true, true, true],
  );
  assert.deepEqual(transport.poll(leaving), FAILED);
});

test('an instance may have sixteen requests under way, and gives all up when it has trapped', () => {
  const { transport, sent } = world();
  const tickets = Array.from({ length: 17 }, () => transport.start(REQUEST));
  assert.deepEqual([new Set(tickets).size, tickets.at(-1), sent.length], [17, 0, 16]);
  assert.deepEqual(transport.poll(0), FAILED);
  transport.abandon();
  assert.ok(sent.every(({ signal }) => signal.aborted));
  assert.equal(transport.start(REQUEST), 17, 'no ticket is used again');
  transport.abandon();
});
