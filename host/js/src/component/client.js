// A client in an instance of its own.

import { TelemetryError } from '../error.js';

/** @typedef {import('./glue.js').Root} Root */
/** @typedef {import('../../generated/interfaces/nemo-telemetry-client.js').Client} ComponentClient */
/** @typedef {import('../../generated/interfaces/nemo-telemetry-client.js').Life} Life */

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
    // The glue throws the error of the WIT as `payload`, in a class that it does not export.
    const { payload } = /** @type {{ payload?: unknown }} */ (error);
    if (!Array.isArray(payload)) throw error;
    throw new TelemetryError('the settings are wrong', payload);
  }
}
