// The end of a program, for all clients that are open: one listener, however many there are.

/** @typedef {import('./imports.js').Stage} Stage */

/** @type {Set<(stage: Stage) => void>} */
const listeners = new Set();
/** @type {(() => void) | undefined} */
let stop;

/**
 * @param {import('./imports.js').Environment} environment
 * @param {(stage: Stage) => void} listener
 * @returns {() => void} stops it
 */
export function onExit(environment, listener) {
  listeners.add(listener);
  stop ??= environment.onExit((stage) => {
    for (const each of [...listeners]) each(stage);
  });
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = undefined;
  };
}
