// A client that outlives its instance: after a failure another instance takes over what the outbox has, and the count goes on.

import { ComponentClient } from './component/client.js';
import { TelemetryError } from './error.js';
import { countsOf, drop, nothing, sum } from './ledger.js';

/** @typedef {import('./component/imports.js').World} World */
/** @typedef {import('./imports.js').Fact} Fact */
/** @typedef {import('../generated/interfaces/nemo-telemetry-client.js').Report} Report */

/** Instances in a row that fail before they have done anything. One that does is a defect that the next one has too. */
const MAX_FAILURES = 3;

export class Session {
  /** How often another instance had to be started. */
  restarts = 0;
  #world;
  #settings;
  #facts;
  /** None: closed for good. @type {ComponentClient | undefined} */
  #client;
  /** When it has to have ended, once it was closed; on the clock of `performance.now`. @type {number | undefined} */
  #ends;
  /** The last known ledger of the client. */
  #seen = nothing();
  /** The ledgers of the clients before it. */
  #past = nothing();
  /** Events that a failed client kept and its successor recovered. They have not moved. */
  #carried = 0;
  #answers = 0;
  #failures = 0;

  /**
   * @param {() => World} world makes what an instance works on
   * @param {string} settings JSON text
   * @param {readonly Fact[]} facts
   * @throws {TelemetryError} for settings that are wrong; anything else where the component does not run
   */
  constructor(world, settings, facts) {
    this.#world = world;
    this.#settings = settings;
    this.#facts = facts;
    this.#begin(0);
  }

  /** Whether a server has answered at all. */
  get wasAnswered() {
    return this.#answers + (this.#client?.journal.answers ?? 0) > 0;
  }

  /** Where every event is, over all clients. */
  get ledger() {
    const ledger = sum(this.#past, this.#seen);
    ledger.kept -= this.#carried;
    ledger.recovered -= this.#carried;
    return ledger;
  }

  /** Takes lines; nothing: they brought two instances down, and no more are tried. @param {string} lines @returns {Report | undefined} */
  enqueue(lines) {
    for (let attempt = 0; attempt < 2 && this.#client; attempt++) {
      const client = this.#client;
      const before = client.journal.kept;
      let report;
      try {
        report = client.enqueue(lines);
      } catch {
        const { hasKept, kept } = client.journal;
        const fresh = hasKept ? Math.max(kept - before, 0) : 0;
        this.#seen.accepted += fresh;
        this.#seen.pending += fresh;
        this.#restart();
        if (hasKept) return { accepted: fresh, ignored: 0, rejected: [] };
        continue;
      }
      // It lost its segment in this very call and took nothing: the lines are the next client's.
      if (client.isLost && report.ignored > 0 && this.#ends === undefined) {
        this.#follow();
        continue;
      }
      // So that they are counted even if the instance fails before it says so itself.
      this.#seen.accepted += report.accepted;
      this.#seen.pending += report.accepted;
      this.#look();
      return report;
    }
    return undefined;
  }

  /** Does what is due. The longest time in milliseconds until the next call; nothing: there is nothing left to do. */
  poll() {
    if (!this.#client) return undefined;
    let wake;
    try {
      wake = this.#client.poll();
    } catch {
      this.#restart();
      return 0;
    }
    if (this.#client.isLost) {
      this.#follow();
      return 0;
    }
    this.#look();
    return wake;
  }

  flush() {
    this.#call((client) => client.flush());
  }

  /** @param {number} withinMs */
  close(withinMs) {
    this.#ends = performance.now() + withinMs;
    this.#call((client) => client.close(this.#left()));
  }

  /** Stops for good. An instance that fails in it is followed by one that does it, because the no has to be done. */
  optOut() {
    this.#call((client) => client.optOut());
  }

  /** Lets go of everything. What it has in the outbox is for others from now on. */
  end() {
    this.#retire();
  }

  /** @param {(client: ComponentClient) => void} call */
  #call(call) {
    while (this.#client) {
      try {
        call(this.#client);
        break;
      } catch {
        this.#restart();
      }
    }
    this.#look();
  }

  /** Takes down the ledger. */
  #look() {
    if (!this.#client) return;
    try {
      this.#seen = countsOf(this.#client.ledger());
      this.#failures = 0;
    } catch {
      this.#restart();
    }
  }

  /** Opens a client after one that has lost its segment. What that one kept is another process's now; what comes is a new client's. */
  #follow() {
    this.#look();
    this.#retire();
    this.#begin(0);
  }

  /** Puts another client in place of one whose instance has failed. */
  #restart() {
    this.restarts += 1;
    // What is in the segment is there for the next client. Of the rest nobody knows: it was settled in the call that failed, or was in
    // memory only.
    const kept = Math.min(this.#client?.journal.kept ?? 0, this.#seen.pending);
    const unknown = this.#seen.pending - kept;
    this.#seen.pending = 0;
    this.#seen.kept += kept;
    this.#seen.unsure += unknown;
    drop(this.#seen, 'closed', unknown);
    this.#retire();
    this.#failures += 1;
    if (this.#failures > MAX_FAILURES) throw new Error('the component fails again and again');
    this.#begin(kept);
  }

  /** The client is over; what it holds of the outbox is free for others. */
  #retire() {
    this.#past = sum(this.#past, this.#seen);
    this.#seen = nothing();
    this.#answers += this.#client?.journal.answers ?? 0;
    this.#client?.abandon();
    this.#client = undefined;
  }

  /** Opens a client, which recovers up to that many events that the one before it kept. @param {number} kept */
  #begin(kept) {
    for (;;) {
      let client;
      try {
        client = new ComponentClient(this.#world(), this.#settings, this.#facts);
        // A client that was closed is followed by one that only ends what it had begun.
        if (this.#ends !== undefined) client.close(this.#left());
        this.#seen = countsOf(client.ledger());
      } catch (error) {
        client?.abandon();
        if (error instanceof TelemetryError || this.#failures >= MAX_FAILURES) throw error;
        this.#failures += 1;
        continue;
      }
      this.#carried += Math.min(this.#seen.recovered, kept);
      this.#client = client;
      return;
    }
  }

  /** Milliseconds until it has to have ended. */
  #left() {
    return Math.max(Math.ceil((this.#ends ?? 0) - performance.now()), 0);
  }
}
