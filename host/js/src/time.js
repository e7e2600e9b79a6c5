// Clocks, timers, and the times that callers name. The engine's are taken when the module is loaded: a test or a library may put others in
// their place later, and what those answer is not to be trusted.

const { now } = Date;
const { performance } = globalThis;
const monotonicNow = performance?.now?.bind(performance) ?? now;

/** The longest time that a timer knows, in milliseconds. */
export const LONGEST = 2 ** 31 - 1;

/** The end of the year 9999, in Unix milliseconds. A later instant has no form in RFC 3339. */
const LAST_INSTANT = 253_402_300_799_999;

let elapsed = 0;
let before = 0;
let wall = 0;

/**
 * Milliseconds of a clock that never goes back. Where the engine's goes back, leaps further than a timer can wait, or says no number, this
 * one stands still for that moment.
 */
export function monotonicMs() {
  const reading = read(monotonicNow);
  const step = reading - before;
  if (step > 0 && step <= LONGEST) elapsed += step;
  if (!Number.isNaN(reading)) before = reading;
  return elapsed;
}

/** Unix milliseconds. While the clock says no instant that can be written this is the last one that it said. */
export function wallMs() {
  const reading = read(now);
  if (reading >= 0 && reading <= LAST_INSTANT) wall = reading;
  return wall;
}

/** What a clock says; NaN where that is no number. @param {() => unknown} clock @returns {number} */
function read(clock) {
  try {
    const reading = clock();
    return typeof reading === 'number' ? reading : Number.NaN;
  } catch {
    return Number.NaN;
  }
}

/**
 * A time in whole milliseconds that a timer and the component can take: infinite and too long is the longest, negative is none.
 *
 * @param {unknown} ms
 * @param {number} otherwise what counts for anything that is no number
 */
export function milliseconds(ms, otherwise) {
  return typeof ms === 'number' && !Number.isNaN(ms) ? Math.min(Math.max(Math.ceil(ms), 0), LONGEST) : otherwise;
}

/**
 * Timers that never throw: one that cannot be set is never due. Node's hold the process if they are to.
 *
 * @param {{ setTimeout: (callback: () => void, ms: number) => unknown, clearTimeout: (timer: any) => void }} engine
 * @returns {import('./imports.js').Environment['timer']}
 */
export function timersOf({ setTimeout, clearTimeout }) {
  return (callback, ms, hold) => {
    try {
      const timer = setTimeout(callback, ms);
      // It is a number in browsers, and where a document was put over Node.
      if (!hold) /** @type {{ unref?: () => void } | undefined} */ (timer)?.unref?.();
      return { cancel: () => clearTimeout(timer) };
    } catch {
      return { cancel: () => {} };
    }
  };
}
