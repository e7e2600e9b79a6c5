// What the component asks of its host. No import throws and none calls back: an exception would end the instance.

import { monotonicMs } from '../time.js';
import { unanswered } from '../transport.js';

/** @typedef {import('../imports.js').Folder} Folder */
/** @typedef {import('../imports.js').Transport} Transport */
/** @typedef {import('./types.js').ImportObject} ImportObject */

/**
 * What an instance works on.
 *
 * @typedef {object} World
 * @property {() => number} now Unix milliseconds
 * @property {Transport | undefined} [transport]
 * @property {Folder | undefined} [folder] absent: events live in memory only
 */

/**
 * Runs what an import does. If it throws, which is a defect of this host, the component gets an answer that it understands.
 *
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

/** @param {World} world @returns {ImportObject} */
export function importsOf({ now, transport, folder }) {
  return {
    'wasi:clocks/wall-clock@0.2.12': {
      now: () => {
        const ms = Math.max(now(), 0);
        const seconds = Math.floor(ms / 1000);
        return { seconds: BigInt(seconds), nanoseconds: Math.floor((ms - seconds * 1000) * 1e6) };
      },
    },
    'wasi:clocks/monotonic-clock@0.2.12': { now: () => BigInt(Math.floor(monotonicMs() * 1e6)) },
    'wasi:random/random@0.2.12': { getRandomU64: safe(0n, () => crypto.getRandomValues(new BigUint64Array(1))[0]) },
    'nemo:telemetry/http@0.2.0': {
      start: safe(0, (request) => transport?.start(request) ?? 0),
      poll: safe(unanswered('failed', true), (ticket) => (transport ? transport.poll(ticket) : unanswered('failed', false))),
      cancel: safe(true, (ticket) => transport?.cancel(ticket) ?? false),
    },
    'nemo:telemetry/folder@0.2.0': {
      entries: safe('', () => folder?.entries() ?? ''),
      stat: safe({ bytes: 0, touchedMs: 0 }, (name) => folder?.stat(name)),
      read: safe(undefined, (name, offset, most) => folder?.read(name, offset, most)),
      create: safe(false, (name, text) => folder?.create(name, text) ?? false),
      append: safe(false, (name, text) => folder?.append(name, text) ?? false),
      write: safe(false, (name, text) => folder?.write(name, text) ?? false),
      rename: safe(false, (name, to) => folder?.rename(name, to) ?? false),
      touch: safe(false, (name) => folder?.touch(name) ?? false),
      remove: safe(false, (name) => folder?.remove(name) ?? false),
    },
  };
}
