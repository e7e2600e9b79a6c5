// Everything that the package exports, in all its builds.

import { environment } from '#environment';
import { Client } from './client.js';
import { TelemetryError, told } from './error.js';
import { read, teller } from './options.js';
import { own } from './own.js';
import { preview as previewIn } from './preview.js';

export { TelemetryError } from './error.js';
export { labels } from './labels.js';
export { decide, queries, validate } from './standalone.js';

/** @type {typeof import('./index.js').open} */
export function open(options) {
  let given = /** @type {import('./index.js').Options} */ ({});
  try {
    given = own(options);
    return new Client(environment, read(given, environment));
  } catch (error) {
    const problem =
      error instanceof TelemetryError ? error : new TelemetryError(`the options: ${told(error)}`, [], { cause: error });
    if (given.strict) throw problem;
    return Client.broken(environment, problem, teller(given.onProblem, environment));
  }
}

/** @type {typeof import('./index.js').preview} */
export function preview(settings, events) {
  return previewIn(environment, settings, events);
}
