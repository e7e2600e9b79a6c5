// What needs no client. One instance serves all calls; one that has failed is dropped, and the next call makes another.

import { link } from './component/glue.js';
import { importsOf, Journal } from './component/imports.js';
import { decisionOf } from './component/values.js';

/** @typedef {import('./index.js').Checked} Checked */
/** @typedef {import('./component/glue.js').Root} Root */

/** @type {Root | undefined} */
let instance;
/** The newest version of each event. @type {Map<string, string> | undefined} */
let newest;

/**
 * Asks the component.
 *
 * @template T
 * @param {(component: Root) => T} work
 * @returns {T}
 * @throws where the component does not run, or an argument does not fit its type
 */
export function ask(work) {
  try {
    instance ??= link(importsOf({ now: Date.now }, new Journal()));
    return work(instance);
  } catch (error) {
    instance = undefined;
    throw error;
  }
}

/** What went wrong, in a line. @param {unknown} error */
export function reason(error) {
  return error instanceof Error ? error.message : String(error);
}

/** A problem that the host itself has. @param {string} code @param {string} message @returns {Checked} */
export function unchecked(code, message) {
  return { problems: [{ pointer: '', code, message, offset: 0 }] };
}

/** The JSON text of parameters, which may be one already. @param {unknown} parameters @returns {string} */
export function textOf(parameters) {
  const text = typeof parameters === 'string' ? parameters : JSON.stringify(parameters);
  if (text === undefined) throw new TypeError(`expected an object, found ${typeof parameters}`);
  return text;
}

/** Longest parameters in bytes; the component refuses them, and what is much longer does not fit its memory. */
const MAX_PARAMETERS = 64 * 1024;

/** @type {typeof import('./index.js').validate} */
export function validate(event, parameters, { schemaVersion } = {}) {
  let text;
  try {
    text = textOf(parameters);
  } catch (error) {
    return unchecked('syntax', `expected what JSON can say: ${reason(error)}`);
  }
  if (text.length > MAX_PARAMETERS) return unchecked('too-long', `expected at most ${MAX_PARAMETERS} bytes, found more`);
  try {
    return ask(({ catalog }) => {
      newest ??= new Map(catalog.events().map(({ name, version }) => [name, version]));
      return catalog.validate({ name: event, version: schemaVersion ?? newest.get(event) ?? '' }, text);
    });
  } catch (error) {
    return unchecked('unavailable', `the component does not run: ${reason(error)}`);
  }
}

/** @type {typeof import('./index.js').queries} */
export function queries(product) {
  try {
    return ask(({ policy }) => policy.queries(product));
  } catch {
    return [];
  }
}

/** @type {typeof import('./index.js').decide} */
export function decide(product, facts = []) {
  try {
    return decisionOf(ask(({ policy }) => policy.decide(product, [...facts])));
  } catch (error) {
    return unavailable(error);
  }
}

/** The decision where the component does not run: nothing can be sent. @param {unknown} error @returns {import('./index.js').Decision} */
export function unavailable(error) {
  return {
    state: 'off',
    signal: { source: 'host', name: 'unavailable', value: 'true' },
    ignored: [],
    text: `telemetry is off: the component does not run: ${reason(error)}`,
    resolved: {
      endpoint: '',
      sink: 'none',
      deploymentType: 'undefined',
      sessionPrefix: '',
      sessionId: '',
      heartbeatIntervalMs: 0,
      redacted: 0,
      warnings: [],
    },
  };
}
