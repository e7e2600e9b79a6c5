// What is known to be off before the component is loaded.
//
// Most programs that are off can know it from a few variables and a file. The pre-check may say off and never on: where it says nothing,
// the component decides. `host/FACTS.md` has its rules, `tests/host/precheck.json` their cases.

import { NO, PRODUCTS, YES } from './precheck-table.js';

/** @typedef {import('./imports.js').Fact} Fact */
/** @typedef {import('./imports.js').Query} Query */

/**
 * The fact for which a product is off; undefined when the component has to be asked, and for a product that the table does not know.
 *
 * @param {string} product its identifier, such as `agent-toolkit`
 * @param {(query: Query) => string | undefined} look answers what `policy.queries` could name as it would for
 *   the component; it is asked for nothing that is not needed
 * @returns {Fact | undefined}
 */
export function precheck(product, look) {
  if (!Object.hasOwn(PRODUCTS, product)) return undefined;
  const row = PRODUCTS[product];
  /** @param {Query['source']} source @param {string} name @param {string} variable @returns {Fact | undefined} */
  const fact = (source, name, variable = '') => {
    const value = name === '' ? undefined : look({ source, name, ...(variable !== '' && { variable }) });
    return value === undefined ? undefined : { source, name, value };
  };

  const compiledOut = fact('host', 'compiled-out');
  if (compiledOut && !says(compiledOut, NO)) return compiledOut;
  for (const name of row.killSwitches) {
    const killSwitch = fact('variable', name);
    if (killSwitch && !says(killSwitch, NO)) return killSwitch;
  }
  for (const name of ['global-privacy-control', 'do-not-track']) {
    const signal = fact('host', name);
    if (signal && says(signal, YES)) return signal;
  }
  const enabled = fact('call', 'enabled');
  if (enabled && says(enabled, NO)) return enabled;
  const setting = fact('call', 'emit_telemetry');
  if (setting && says(setting, NO)) return setting;
  const variable = fact('variable', row.variable);
  if (variable && !says(variable, YES)) return variable;

  const destination = fact('call', 'destination');
  if (destination && says(destination, YES)) return undefined;
  const file = fact('file', row.path, row.pathVariable);
  if (file && (row.format === 'marker' || refuses(file.value))) return file;

  if (row.default !== 'off' && row.default !== 'ask') return undefined;
  const saidYes = (enabled && says(enabled, YES)) || variable || file || fact('call', 'answer');
  return saidYes ? undefined : { source: 'host', name: 'default', value: row.default };
}

/** Only white space of ASCII is cut off, which every language does alike. @param {Fact} fact @param {readonly string[]} words */
function says({ value }, words) {
  return words.includes(value.replaceAll(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '').toLowerCase());
}

/** Whether a stored decision has a line that says no. @param {string} text */
function refuses(text) {
  return text.split('\n').some((line) => line.replaceAll(/[\t\f\r "']/g, '').toLowerCase() === 'consent=disabled');
}
