// A client in an instance of its own.

import { TelemetryError } from '../error.js';
import { link } from './glue.js';
import { importsOf, Journal } from './imports.js';

/** @typedef {import('./imports.js').World} World */
/** @typedef {import('../imports.js').Fact} Fact */
/** @typedef {import('../../generated/interfaces/nemo-telemetry-client.js').Ledger} Ledger */

/**
 * One client, for as long as its instance works. Whatever a method throws, the instance is to be dropped: see `abandon`.
 */
export class ComponentClient {
  /** What is known of it even when it has failed. */
  journal = new Journal();
  /** Another process has what this client kept; it has closed, and its ledger says `kept`. */
  isLost = false;
  #world;
  #client;

  /**
   * @param {World} world
   * @param {string} settings JSON text
   * @param {readonly Fact[]} facts
   * @throws {TelemetryError} for settings that are wrong; anything else where the component does not run
   */
  constructor(world, settings, facts) {
    this.#world = world;
    const { client } = link(importsOf(world, this.journal));
    try {
      this.#client = client.Client.open(settings, [...facts]);
    } catch (error) {
      // The glue throws the error of the WIT as `payload`, in a class that it does not export.
      if (!(error instanceof Error && 'payload' in error)) throw error;
      throw new TelemetryError('the settings are wrong', /** @type {import('../index.js').Problem[]} */ (error.payload));
    }
  }

  /** @param {string} lines at most 256 KiB */
  enqueue(lines) {
    this.journal.hasKept = false;
    this.#checkOutbox();
    return this.#client.enqueue(lines);
  }

  /** The longest time in milliseconds until the next call; nothing: there is nothing left to do. */
  poll() {
    this.#checkOutbox();
    const wake = this.#client.poll();
    return this.#checkOutbox() ? undefined : wake;
  }

  flush() {
    this.#client.flush();
  }

  /** @param {number} withinMs */
  close(withinMs) {
    this.#client.close(withinMs);
  }

  optOut() {
    this.#client.optOut();
  }

  /** @returns {Ledger} */
  ledger() {
    return this.#client.ledger();
  }

  /** Gives up what is under way, and what it holds of the outbox. The instance is not called any more. */
  abandon() {
    const { transport, outbox } = this.#world;
    if (transport) transport.onAnswer = () => {};
    for (const ticket of this.journal.tickets) transport?.cancel(ticket);
    outbox?.end();
  }

  /** Gives a sign of life for the outbox. Whether the client was closed just now because it has lost its segment. */
  #checkOutbox() {
    if (this.isLost || this.#world.outbox?.renew() !== false) return false;
    this.isLost = true;
    // A request that was not let go is asked for before the end, so that it does not count as cancelled under way.
    this.#client.poll();
    this.#client.close(0);
    // What it had is counted as kept before anybody looks.
    this.#client.poll();
    return true;
  }
}
