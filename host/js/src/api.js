// Everything that the package exports, in all its builds.

import { environment } from '#environment';
import { Client } from './client.js';
import { TelemetryError, told } from './error.js';
import { read, teller } from './options.js';
import { own } from './own.js';
import { preview as previewIn } from './preview.js';

export { TelemetryError } from './error.js';
export { labels } from './labels.js';
export { checkBody, decide, queries, validate } from './standalone.js';

/** @type {typeof import('./index.js').open} */
export function open(options) {
  let given = /** @type {import('./index.js').Options} */ ({});
  /** @param {unknown} error */
  const broken = (error) => {
    if (given.strict) throw error;
    return Client.broken(environment, error, teller(given.onProblem, environment));
  };
  let parsed;
  try {
    given = own(options);
    parsed = read(given, environment);
  } catch (error) {
    if (error instanceof TelemetryError) return broken(error);
    return broken(new TelemetryError(`the options: ${told(error)}`, [], { cause: error }));
  }
  try {
    return new Client(environment, parsed);
  } catch (error) {
    return broken(error);
  }
}

/** @type {typeof import('./index.js').preview} */
export function preview(settings, events) {
  return previewIn(environment, settings, events);
}
