// A client that outlives its instances: after a trap another instance takes over, and the ledger goes on.

import { openClient } from './component/client.js';
import { link } from './component/glue.js';
import { importsOf } from './component/imports.js';
import { NOTHING, queryOf } from './component/values.js';
import { TelemetryError } from './error.js';
import { MAX_TRAPS } from './limits.js';
import { newToken } from './lines.js';
import { monotonicMs } from './time.js';

/** @typedef {import('./component/client.js').ComponentClient} ComponentClient */
/** @typedef {import('./component/imports.js').World} World */
/** @typedef {import('./component/values.js').RawDecision} RawDecision */
/** @typedef {import('./component/values.js').RawLedger} RawLedger */
/** @typedef {import('./imports.js').Fact} Fact */
/** @typedef {import('./imports.js').Query} Query */
/** @typedef {import('./component/types.js').Report} Report */

/** A query whose answer is to be stored. Only what is told after `open` is. @param {Query} query */
const isAnswer = ({ source, name }) => source === 'call' && name === 'answer';

export class Session {
  /** Instances that have trapped. */
  traps = 0;
  /** The component is at work: it must not be called. */
  isBusy = false;
  /** What it said last. @type {RawLedger} */
  ledger;
  /** What was decided last. @type {RawDecision} */
  decision = /** @type {any} */ (undefined);
  #world;
  #product;
  #settings;
  #look;
  #token = newToken();
  /** What was told besides the answers to queries. @type {Fact[]} */
  #told = [];
  /** @type {ComponentClient | undefined} */
  #client;
  #wasFlushed = false;
  #hasOptedOut = false;
  /** When it has to have ended, once it was closed; on the clock of `monotonicMs`. @type {number | undefined} */
  #ends;

  /**
   * @param {World} world
   * @param {string} product
   * @param {string} settings JSON text
   * @param {(queries: readonly Query[]) => Fact[]} look
   * @param {RawLedger} [ledger] of an earlier session of the same program
   * @throws {TelemetryError} for settings that are wrong; anything else where the component does not run
   */
  constructor(world, product, settings, look, ledger = NOTHING) {
    this.#world = world;
    this.#product = product;
    this.#settings = settings;
    this.#look = look;
    this.ledger = ledger;
    this.#open();
  }

  /** What is to be done next. */
  poll() {
    return this.#call((client) => {
      const order = client.poll();
      this.#see(client);
      return order;
    });
  }

  /** Looks at these again. @param {readonly Query[]} queries */
  lookAgain(queries) {
    this.#call((client) => client.tell(this.#look(queries)));
  }

  /** @param {Fact} fact */
  tell(fact) {
    this.#told.push(fact);
    this.#call((client) => client.tell([fact]));
  }

  /** Takes lines; nothing: they brought two instances down, and no more are tried. @param {string} lines @returns {Report | undefined} */
  enqueue(lines) {
    for (let attempt = 0; attempt < 2; attempt++) {
      const before = this.ledger.accepted;
      try {
        return this.#enter((client) => {
          const report = client.enqueue(lines);
          this.#see(client);
          return report;
        });
      } catch {
        this.#follow();
      }
      // The folder has what the instance took before it failed.
      const accepted = this.ledger.accepted - before;
      if (accepted > 0) return { accepted, ignored: 0, rejected: [] };
    }
    return undefined;
  }

  flush() {
    this.#wasFlushed = true;
    this.#call((client) => client.flush());
  }

  /** The milliseconds that it may take. @param {number} withinMs */
  close(withinMs) {
    const ms = this.#call((client) => client.close(withinMs));
    this.#ends = Math.min(this.#ends ?? Number.POSITIVE_INFINITY, monotonicMs() + ms);
    return ms;
  }

  optOut() {
    this.#hasOptedOut = true;
    this.#call((client) => client.optOut());
  }

  /** @param {ComponentClient} client */
  #see(client) {
    this.ledger = client.ledger();
    this.decision = client.decision();
  }

  /**
   * Does this in as many instances as it takes.
   *
   * @template T
   * @param {(client: ComponentClient) => T} work
   * @returns {T}
   */
  #call(work) {
    for (;;) {
      try {
        return this.#enter(work);
      } catch {
        this.#follow();
      }
    }
  }

  /**
   * @template T
   * @param {(client: ComponentClient) => T} work
   * @returns {T}
   */
  #enter(work) {
    this.isBusy = true;
    try {
      return work(/** @type {ComponentClient} */ (this.#client));
    } finally {
      this.isBusy = false;
    }
  }

  /** Puts another instance in place of one that has trapped. */
  #follow() {
    this.#trapped();
    this.#open();
  }

  #trapped() {
    this.#world.transport?.abandon();
    this.traps += 1;
    if (this.traps >= MAX_TRAPS) throw new Error('the component fails again and again');
  }

  #open() {
    for (;;) {
      // Where the component does not run it does not run the next time either.
      const instance = link(importsOf(this.#world));
      try {
        this.#client = this.#opened(instance);
        return this.#enter((client) => this.#see(client));
      } catch (error) {
        if (error instanceof TelemetryError) throw error;
        this.#trapped();
      }
    }
  }

  /** @param {import('./component/glue.js').Root} instance */
  #opened(instance) {
    const queries = instance.policy.queries(this.#product).map(queryOf);
    const facts = this.#look(queries.filter((query) => !isAnswer(query)));
    const life = { token: this.#token, traps: this.traps, ledger: this.ledger };
    const client = openClient(instance, this.#settings, [...facts, ...this.#told], life);
    if (client.decision().state === 'ask') client.tell(this.#look(queries.filter(isAnswer)));
    // What the instance before this one was asked for.
    if (this.#wasFlushed) client.flush();
    if (this.#ends !== undefined) client.close(Math.max(Math.ceil(this.#ends - monotonicMs()), 0));
    if (this.#hasOptedOut) client.optOut();
    return client;
  }
}
