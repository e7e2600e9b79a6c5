// Whether telemetry may be sent: facts are gathered here, the component decides.

import { decisionOf } from './component/values.js';
import { ask } from './pure.js';

/** @typedef {import('./imports.js').Environment} Environment */
/** @typedef {import('./imports.js').Fact} Fact */
/** @typedef {import('./imports.js').Surroundings} Surroundings */

export class Consent {
  #environment;
  #surroundings;
  #queries;
  /** @type {Fact[]} */
  #facts;

  /**
   * Gathers the facts that the policy of the product asks for.
   *
   * @param {Environment} environment
   * @param {Surroundings} surroundings
   * @throws where the component does not run
   */
  constructor(environment, surroundings) {
    this.#environment = environment;
    this.#surroundings = surroundings;
    this.#queries = ask(({ policy }) => policy.queries(surroundings.product));
    this.#facts = environment.facts(this.#queries, surroundings);
  }

  get facts() {
    return this.#facts;
  }

  /**
   * Decides. A notice that has to be shown first is shown, and that is a fact; what a person has answered is stored.
   *
   * @param {(notice: string) => void} show
   */
  decide(show) {
    let decision = this.#decide();
    if (decision.state === 'notify') {
      show(decision.text);
      this.#facts = [...this.#facts, { source: 'host', name: 'notice', value: 'true' }];
      decision = this.#decide();
    }
    if (decision.signal.source === 'call' && decision.signal.name === 'answer') this.store(decision.state === 'on');
    return decision;
  }

  /** Looks at the stored decision once more. Whether it says something else than before. */
  haveChanged() {
    const files = this.#queries.filter(({ source }) => source === 'file');
    const found = this.#environment.facts(files, this.#surroundings);
    const others = this.#facts.filter(({ source }) => source !== 'file');
    const before = JSON.stringify(this.#facts.filter(({ source }) => source === 'file'));
    if (before === JSON.stringify(found)) return false;
    this.#facts = [...others, ...found];
    return true;
  }

  /** Stores what a person has decided, where the product has a place for it. Problems are told to the surroundings. @param {boolean} granted */
  store(granted) {
    const { product, now, onWarning } = this.#surroundings;
    const text = ask(({ policy }) => policy.consentFile(product, granted, now()));
    const problem = this.#environment.storeDecision(this.#queries, text, this.#surroundings);
    if (problem) onWarning(`the decision holds for this process only, it could not be stored: ${problem}`);
  }

  #decide() {
    return decisionOf(ask(({ policy }) => policy.decide(this.#surroundings.product, this.#facts)));
  }
}
