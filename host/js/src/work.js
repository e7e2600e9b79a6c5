// What is done once there is something to do: the component is loaded, decides, and a session is driven. Called by `client.js` alone.

import { Consent } from './consent.js';
import { Session } from './session.js';

/** @typedef {import('./imports.js').Environment} Environment */
/** @typedef {import('./imports.js').Outbox} Outbox */
/** @typedef {import('./index.js').Decision} Decision */
/** @typedef {import('./index.js').Ledger} Ledger */
/** @typedef {ReturnType<typeof import('./options.js').read>} Options */

export class Work {
  #environment;
  #options;
  #consent;
  #audit;
  /** Nothing while telemetry is off. @type {Session | undefined} */
  #session;
  /** @type {Outbox | undefined} */
  #outbox;
  /** @type {Decision} */
  #decision;

  /**
   * Loads the component and decides.
   *
   * @param {Environment} environment
   * @param {Options} options
   * @param {() => void} onAnswer called when a request was answered
   * @throws {import('./error.js').TelemetryError} for settings that are wrong; anything else where the component does not run
   */
  constructor(environment, options, onAnswer) {
    const { surroundings, settings } = options;
    this.#environment = environment;
    this.#options = options;
    this.#consent = new Consent(environment, surroundings);
    this.#decision = this.#consent.decide(surroundings.onWarning);
    if (this.#decision.state !== 'on') return;
    this.#audit = environment.audit(surroundings);
    const world = () => {
      const transport = environment.transport(surroundings);
      transport.onAnswer = onAnswer;
      this.#outbox = options.outbox ? environment.outbox(surroundings) : undefined;
      return { now: surroundings.now, transport, outbox: this.#outbox, audit: this.#audit };
    };
    this.#session = new Session(world, settings, this.#consent.facts);
  }

  get isOn() {
    return this.#session !== undefined && this.#decision.state === 'on';
  }

  get decision() {
    return this.#decision;
  }

  /** Where every event is. @returns {Ledger | undefined} */
  get ledger() {
    return this.#session?.ledger;
  }

  get restarts() {
    return this.#session?.restarts ?? 0;
  }

  /** Why the audit log is not written, if it is not. */
  get auditProblem() {
    return this.#audit?.problem;
  }

  /** Whether the stored decision has become a no since it was looked at last. Looked at before anything can be sent. */
  wasRevoked() {
    if (!this.#consent.haveChanged()) return false;
    this.#decision = this.#consent.decide(this.#options.surroundings.onWarning);
    return this.#decision.state !== 'on';
  }

  /** @param {string} lines */
  enqueue(lines) {
    return this.#session?.enqueue(lines);
  }

  /** Keeps lines that the component could not take, for a later process to check. @param {string} lines raw lines */
  keep(lines) {
    return this.isOn && (this.#outbox?.append(lines) ?? false);
  }

  poll() {
    return this.#session?.poll();
  }

  flush() {
    this.#session?.flush();
  }

  /** @param {number} withinMs */
  close(withinMs) {
    this.#session?.close(withinMs);
  }

  /** Ends because of a person's no, which is stored first. */
  optOut() {
    try {
      this.#consent.store(false);
    } finally {
      this.stop();
    }
    this.#decision = {
      ...this.#decision,
      state: 'off',
      text: 'telemetry is off: it was turned off while it ran',
      signal: { source: 'call', name: 'opt-out', value: 'true' },
    };
  }

  /** Ends because of a no that is stored already. */
  stop() {
    this.#session?.optOut();
    this.end();
  }

  /** Lets go of everything; the outbox is for others from now on. */
  end() {
    if (!this.#session) return;
    const exits = this.#options.outbox ? this.#environment.exits(this.#options.surroundings) : undefined;
    if (this.#session.wasAnswered) exits?.forget();
    else if (this.#session.ledger.kept > 0) exits?.note();
    this.#session.end();
  }
}
