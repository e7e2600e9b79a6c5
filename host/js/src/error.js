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

/** What went wrong, in a line; also of an error of another realm. For errors of the engine: a program's may say what is private. @param {unknown} error */
export function reason(error) {
  try {
    const { message } = Object(error);
    return typeof message === 'string' ? message : String(error);
  } catch {
    return kindOf(error);
  }
}

/** The same with every problem of a {@link TelemetryError}, in one line. @param {unknown} error */
export function inLine(error) {
  if (!(error instanceof TelemetryError)) return reason(error);
  const [what] = error.message.split('\n', 1);
  return [what, ...error.problems.map(({ pointer, message }) => `${pointer}: ${message}`)].join('; ');
}

/** The class of an error that a program's own code may have thrown. Its text is not told. @param {unknown} error */
export function kindOf(error) {
  try {
    const { name } = Object(error);
    return /^[A-Z][A-Za-z]{0,40}Error$/.test(name) ? String(name) : 'Error';
  } catch {
    return 'Error';
  }
}

/** What was wrong with what a program passed. @param {unknown} error */
export function told(error) {
  return error instanceof TelemetryError ? error.message : `expected what can be read, found what fails: ${kindOf(error)}`;
}

/** A problem that the host itself has. @param {string} code @param {string} message @returns {import('./index.js').Checked} */
export function unchecked(code, message) {
  return { problems: [{ pointer: '', code, message, offset: 0 }] };
}
