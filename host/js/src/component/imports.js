// What the component asks of its host. No import throws and none calls back: an exception would leave the instance half done.

import { unanswered } from '../transport.js';

/** @typedef {import('../imports.js').Audit} Audit */
/** @typedef {import('../imports.js').Outbox} Outbox */
/** @typedef {import('../imports.js').Transport} Transport */
/** @typedef {import('../../generated/telemetry.js').ImportObject} ImportObject */

/**
 * What an instance works on.
 *
 * @typedef {object} World
 * @property {() => number} now Unix milliseconds
 * @property {Transport} [transport]
 * @property {Outbox} [outbox]
 * @property {Audit} [audit]
 */

/** Requests under way that an instance may have; an honest one has one. */
const MAX_REQUESTS = 16;

/** What is known of an instance even when it has failed. */
export class Journal {
  /** Lines in the own segment of the outbox. */
  kept = 0;
  /** Lines were put there since this was last set to false. */
  hasKept = false;
  /** Requests that a server answered. */
  answers = 0;
  /** Requests under way. @type {Set<number>} */
  tickets = new Set();
}

/** Runs what an import does. What it throws is a defect of this host; the component gets an answer that it understands.
 * @template {unknown[]} A
 * @template T
 * @param {T} otherwise
 * @param {(...args: A) => T} work
 * @returns {(...args: A) => T}
 */
function safe(otherwise, work) {
  return (...args) => {
    try {
      return work(...args);
    } catch {
      return otherwise;
    }
  };
}

/** @param {string} lines */
function count(lines) {
  return lines.split('\n').length - 1;
}

/**
 * @param {World} world
 * @param {Journal} journal
 * @returns {ImportObject}
 */
export function importsOf({ now, transport, outbox, audit }, journal) {
  return {
    'wasi:clocks/wall-clock@0.2.12': {
      now: () => {
        const ms = Math.max(now(), 0);
        const seconds = Math.floor(ms / 1000);
        return { seconds: BigInt(seconds), nanoseconds: Math.floor((ms - seconds * 1000) * 1e6) };
      },
    },
    'wasi:clocks/monotonic-clock@0.2.12': { now: () => BigInt(Math.floor(performance.now() * 1e6)) },
    'wasi:random/random@0.2.12': { getRandomU64: safe(0n, () => crypto.getRandomValues(new BigUint64Array(1))[0]) },
    'nemo:telemetry/http@0.1.0': {
      // What another process has taken over is that process's to send. 0 is no ticket and answers `failed`.
      start: safe(0, (request) => {
        if (!transport || journal.tickets.size >= MAX_REQUESTS || (outbox && !outbox.renew())) return 0;
        const ticket = transport.start(request);
        journal.tickets.add(ticket);
        return ticket;
      }),
      poll: safe(unanswered('failed', true), (ticket) => {
        if (!transport) return unanswered('failed', false);
        const answer = transport.poll(ticket);
        if (!answer) return undefined;
        journal.tickets.delete(ticket);
        if (answer.outcome === 'answered') journal.answers += 1;
        return answer;
      }),
      cancel: safe(undefined, (ticket) => {
        journal.tickets.delete(ticket);
        transport?.cancel(ticket);
      }),
    },
    'nemo:telemetry/outbox@0.1.0': {
      append: safe(false, (lines) => {
        const kept = outbox?.append(lines) ?? false;
        if (kept) {
          journal.kept += count(lines);
          journal.hasKept = true;
        }
        return kept;
      }),
      replace: safe(false, (lines) => {
        const kept = outbox?.replace(lines) ?? false;
        if (kept) {
          journal.kept = count(lines);
          journal.hasKept = true;
        }
        return kept;
      }),
      claim: safe(undefined, (maxBytes) => outbox?.claim(maxBytes)),
      release: safe(undefined, (id) => outbox?.release(id)),
      discard: safe(undefined, (id) => outbox?.discard(id)),
    },
    'nemo:telemetry/audit@0.1.0': { append: safe(false, (line) => audit?.append(line) ?? false) },
  };
}
