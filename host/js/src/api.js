// Everything that the package exports, in all its builds.

import { environment } from '#environment';
import { Client } from './client.js';
import { read, teller } from './options.js';
import { preview as previewIn } from './preview.js';

export { TelemetryError } from './error.js';
export { labels } from './labels.js';
export { decide, queries, validate } from './standalone.js';

/** @type {typeof import('./index.js').open} */
export function open(options) {
  try {
    return new Client(environment, read(options, environment));
  } catch (error) {
    if (options?.strict) throw error;
    return Client.broken(environment, error, teller(options?.onProblem ?? environment.notify));
  }
}

/** @type {typeof import('./index.js').preview} */
export function preview(settings, events) {
  return previewIn(environment, settings, events);
}
