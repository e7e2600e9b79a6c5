// What a program has asked for and the component has not heard yet, and who waits for it.

import { MAX_BUFFER } from './limits.js';
import { byteLength } from './lines.js';
import { LONGEST, milliseconds, monotonicMs } from './time.js';

const { AbortSignal } = globalThis;

/** @typedef {import('./imports.js').Environment} Environment */

export class Inbox {
  /** Bytes of the lines. */
  bytes = 0;
  flush = false;
  /** Milliseconds within which to end. @type {number | undefined} */
  close;
  optOut = false;
  #environment;
  /** @type {string[]} */
  #lines = [];
  /** When a close that was passed on will have ended; on the clock of `monotonicMs`. */
  #ends = 0;
  /** Who waits for nothing to be pending, or for the end. @type {Set<{ until: 'flushed' | 'ended', settle: () => void }>} */
  #waiting = new Set();

  /** @param {Environment} environment */
  constructor(environment) {
    this.#environment = environment;
  }

  get lines() {
    return this.#lines.length;
  }

  get isEmpty() {
    return this.lines === 0 && !this.flush && this.close === undefined && !this.optOut;
  }

  /** Adds a line. False: there is no room. @param {string} line */
  add(line) {
    const bytes = byteLength(line);
    if (this.bytes + bytes > MAX_BUFFER) return false;
    this.#lines.push(line);
    this.bytes += bytes;
    return true;
  }

  /** Hands out the lines. */
  take() {
    const lines = this.#lines;
    this.#lines = [];
    this.bytes = 0;
    return lines;
  }

  /** Forgets all of it. */
  clear() {
    this.take();
    this.flush = false;
    this.close = undefined;
    this.optOut = false;
  }

  /** Shortens the time within which to end. @param {number} ms */
  closeWithin(ms) {
    this.close = Math.min(this.close ?? LONGEST, ms);
  }

  /** A close was passed on, and may take so long. @param {number} ms */
  endsWithin(ms) {
    this.#ends = monotonicMs() + ms;
  }

  /**
   * Until it is flushed, or ended, or the time is over. It holds the process, because somebody waits.
   *
   * @param {'flushed' | 'ended'} until
   * @param {number} withinMs
   * @returns {Promise<void>}
   */
  promise(until, withinMs) {
    return new Promise((resolve) => {
      const settle = () => {
        stop();
        this.#waiting.delete(waiting);
        resolve();
      };
      const late = () => {
        stop();
        const left = until === 'ended' ? this.#ends - monotonicMs() : 0;
        if (left <= 0) settle();
        else stop = this.#after(milliseconds(left, 0), settle);
      };
      let stop = this.#after(withinMs, late);
      const waiting = { until, settle };
      this.#waiting.add(waiting);
    });
  }

  /** Calls back, also where a test has put timers of its own in place of the engine's. The answer stops it. @param {number} ms @param {() => void} callback */
  #after(ms, callback) {
    const timer = this.#environment.timer(callback, ms, true);
    const signal = ms < LONGEST ? AbortSignal?.timeout?.(ms) : undefined;
    signal?.addEventListener('abort', callback);
    return () => {
      timer.cancel();
      signal?.removeEventListener('abort', callback);
    };
  }

  /** Whether somebody waits for nothing to be pending. */
  awaitsFlush() {
    return [...this.#waiting].some(({ until }) => until === 'flushed');
  }

  /** Keeps the promises that are due. @param {boolean} isFlushed @param {boolean} hasEnded */
  settle(isFlushed, hasEnded) {
    for (const waiting of [...this.#waiting]) {
      if (hasEnded || (waiting.until === 'flushed' && isFlushed)) waiting.settle();
    }
  }
}
