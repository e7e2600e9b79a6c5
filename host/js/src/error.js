/** @typedef {import('./index.js').Problem} Problem */

/**
 * Something about telemetry that is wrong.
 *
 * @type {typeof import('./index.js').TelemetryError}
 */
export const TelemetryError = class TelemetryError extends Error {
  // What is minified keeps its name, which is seen in what is printed of it.
  static name = 'TelemetryError';

  /** @readonly @type {'TelemetryError'} */
  name = 'TelemetryError';

  /** @param {string} message @param {readonly Problem[]} problems @param {ErrorOptions} [options] */
  constructor(message, problems = [], options) {
    super([message, ...problems.map(shown)].join('\n  '), options);
    this.problems = problems;
  }
};

/** A problem as a line for people. @param {Problem} problem */
export function shown({ pointer, code, message, suggestion }) {
  return `${pointer || '(the whole)'}: ${message}${suggestion ? `; did you mean ${suggestion}?` : ''} [${code}]`;
}
