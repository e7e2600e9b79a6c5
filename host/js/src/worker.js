// Does what the component says: its orders are carried out here.

import { queryOf } from './component/values.js';
import { Session } from './session.js';

/** @typedef {import('./imports.js').Environment} Environment */
/** @typedef {import('./imports.js').Surroundings} Surroundings */

export class Worker {
  /** Who gives the orders. @type {Session} */
  session;
  /** What could not be kept or stored, as `status` shows it. @type {{ problem?: string, auditProblem?: string, outboxProblem?: string }} */
  problems = {};
  #environment;
  #surroundings;
  #folder;

  /**
   * Loads the component and opens a client.
   *
   * @param {Environment} environment
   * @param {Surroundings} surroundings
   * @param {string} settings JSON text
   * @param {() => void} onAnswer called when a request was answered
   * @param {import('./component/values.js').RawLedger} [ledger] of the worker before this one
   * @throws {import('./error.js').TelemetryError} for settings that are wrong; anything else where the component does not run
   */
  constructor(environment, surroundings, settings, onAnswer, ledger) {
    this.#environment = environment;
    this.#surroundings = surroundings;
    this.#folder = environment.folder(surroundings);
    const transport = environment.transport(surroundings);
    transport.onAnswer = onAnswer;
    const world = { now: surroundings.now, transport, folder: this.#folder };
    const look = (/** @type {readonly import('./imports.js').Query[]} */ queries) => environment.facts(queries, surroundings);
    this.session = new Session(world, surroundings.product, settings, look, ledger);
  }

  /** Does everything that is due. The milliseconds until there is more to do, which may be infinite; nothing: there is nothing left to do. */
  run() {
    for (;;) {
      const order = this.session.poll();
      switch (order.tag) {
        case 'wait':
          return order.val ?? Number.POSITIVE_INFINITY;
        case 'look':
          this.session.lookAgain(order.val.map(queryOf));
          break;
        case 'show':
          if (this.#surroundings.onWarning(order.val)) this.session.tell({ source: 'host', name: 'notice', value: 'true' });
          break;
        case 'warn':
          this.#warn(order.val);
          break;
        case 'store':
          this.#store(order.val);
          break;
        case 'done':
          return undefined;
      }
    }
  }

  /** Ends at once, unless the component is at work: then its segment is for others when the lease has run out. */
  end() {
    if (this.session.isBusy) return;
    this.session.close(0);
    this.run();
  }

  /** @param {string} text */
  #warn(text) {
    // Where nothing can be kept at all, that is no news.
    if (!this.#folder || this.#folder.isNowhere) return;
    const reason = this.#folder.takeProblem();
    const problem = reason === undefined ? text : `${text}: ${reason}`;
    if (text.includes('audit log')) this.problems.auditProblem = problem;
    else this.problems.outboxProblem = problem;
    this.#surroundings.onWarning(problem);
  }

  /** @param {import('./component/types.js').DecisionFile} file */
  #store({ place, text }) {
    const problem = this.#environment.store(place, text, this.#surroundings);
    if (problem === undefined) return;
    this.problems.problem = `${place.path} could not be stored and holds for this process only: ${problem}`;
    this.#surroundings.onWarning(this.problems.problem);
  }
}
