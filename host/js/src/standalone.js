// What needs no client. One instance serves all calls; one that has failed is dropped, and the next call makes another.

import { link } from './component/glue.js';
import { importsOf } from './component/imports.js';
import { decisionOf, queryOf } from './component/values.js';
import { reason, told, unchecked } from './error.js';
import { MAX_CHECKED_BODY, MAX_LINE } from './limits.js';
import { textOf } from './lines.js';
import { own } from './own.js';
import { wallMs } from './time.js';

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
    instance ??= link(importsOf({ now: wallMs }));
    return work(instance);
  } catch (error) {
    instance = undefined;
    throw error;
  }
}

/** @type {typeof import('./index.js').validate} */
export function validate(event, parameters, options) {
  let text;
  let name;
  let version;
  try {
    text = textOf(parameters);
    name = String(event);
    const { schemaVersion } = own(options);
    version = schemaVersion === undefined ? undefined : String(schemaVersion);
  } catch (error) {
    return unchecked('syntax', told(error));
  }
  // The component refuses them, and what is much longer does not fit its memory.
  if (text.length > MAX_LINE) return unchecked('too-long', `expected at most ${MAX_LINE} bytes, found more`);
  try {
    return ask(({ catalog }) => {
      newest ??= new Map(catalog.events().map(({ name, version }) => [name, version]));
      return catalog.validate({ name, version: version ?? newest.get(name) ?? '' }, text);
    });
  } catch (error) {
    return unchecked('unavailable', `the component does not run: ${reason(error)}`);
  }
}

/** @type {typeof import('./index.js').checkBody} */
export function checkBody(body) {
  if (typeof body !== 'string') return unjudged('not-json', 400, 'syntax', `expected a text, found ${typeof body}`);
  try {
    return ask(({ catalog }) => catalog.checkBody(checkedPart(body)));
  } catch (error) {
    return unjudged('unchecked', 503, 'unavailable', `the component does not run: ${reason(error)}`);
  }
}

/** As much of a body as its check has to see: of one that is too long it says the same when it sees that. @param {string} body */
function checkedPart(body) {
  // A unit of UTF-16 takes at most three bytes of UTF-8.
  if (body.length * 3 <= MAX_CHECKED_BODY) return body;
  const { read } = new TextEncoder().encodeInto(body, new Uint8Array(MAX_CHECKED_BODY + 4));
  return body.slice(0, read);
}

/** @param {'not-json' | 'unchecked'} form @param {number} status @param {string} code @param {string} message @returns {import('./index.js').BodyVerdict} */
function unjudged(form, status, code, message) {
  return { form, status, ...unchecked(code, message), accepted: 0, refused: 0, rejections: [] };
}

/** @type {typeof import('./index.js').queries} */
export function queries(product) {
  try {
    return ask(({ policy }) => policy.queries(product)).map(queryOf);
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
function unavailable(error) {
  return {
    state: 'off',
    signal: { source: 'host', name: 'unavailable', value: 'true' },
    ignored: [],
    text: `telemetry is off: the component does not run: ${reason(error)}`,
    resolved: {
      endpoint: '',
      sink: 'none',
      deploymentType: '',
      sessionPrefix: '',
      sessionId: '',
      heartbeatIntervalMs: 0,
      redacted: 0,
      warnings: [],
    },
  };
}
