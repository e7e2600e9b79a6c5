// A client in an instance of its own.

import { TelemetryError } from '../error.js';
import { ComponentError } from './canonical.js';

/** @typedef {import('./glue.js').Root} Root */
/** @typedef {import('./types.js').Client} ComponentClient */
/** @typedef {import('./types.js').Life} Life */

/**
 * Opens the client of an instance. Whatever a method of it throws, the instance is lost.
 *
 * @param {Root} instance
 * @param {string} settings JSON text
 * @param {import('../imports.js').Fact[]} facts
 * @param {Life} life
 * @returns {ComponentClient}
 * @throws {TelemetryError} for settings that are wrong; anything else where the instance traps
 */
export function openClient({ client }, settings, facts, life) {
  try {
    return client.Client.open(settings, facts, life);
  } catch (error) {
    if (!(error instanceof ComponentError)) throw error;
    throw new TelemetryError('the settings are wrong', /** @type {import('./types.js').Problem[]} */ (error.payload));
  }
}
