// Facts in the words of a person. Hosts in other languages say the same.

/** @typedef {import('../imports.js').Fact} Fact */

/** Longest value of a variable that is repeated: switches have words; what is longer may be somebody's own. */
const LONGEST = 16;

/** By source and name of a fact. @type {Readonly<Record<string, string>>} */
const TOLD = {
  'call destination': 'this command names where events go',
  'call answer': 'the answer to the question',
  'call opt-out': 'it was turned off while it ran',
  'host administrator': "the policy of this machine's administrator",
  'host compiled-out': 'this build leaves telemetry out',
  'host terminals': 'nobody was asked, and there is no terminal to ask at',
  'host test-runner': 'a test is running',
  'host notice': 'the notice was shown, and nobody objected',
};

/** @type {Readonly<Record<string, string>>} */
const DEFAULTS = { ask: 'to ask first', notify: 'on, after a notice', on: 'on' };

const HEADLINES = {
  on: 'telemetry is on',
  off: 'telemetry is off',
  ask: 'telemetry is off until a person was asked',
  notify: 'telemetry is off until a notice was shown',
};

/** A fact as the reason of a decision. No file's text is in it. @param {Fact} fact */
export function describe({ source, name, value }) {
  if (source === 'variable') {
    const isWord = value.length <= LONGEST && /^[A-Za-z0-9._-]*$/.test(value);
    return isWord ? `${name}=${value} in the environment` : `${name} in the environment`;
  }
  if (source === 'file') return `the stored decision ${name}`;
  if (source === 'host' && name === 'default') return `the product's default: ${DEFAULTS[value] ?? 'off'}`;
  return TOLD[`${source} ${name}`] ?? `the ${source === 'call' ? 'program' : 'host'} says ${name}=${value}`;
}

/** A state: `telemetry is off`. @param {keyof typeof HEADLINES} state */
export function headline(state) {
  return HEADLINES[state];
}
