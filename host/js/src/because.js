// Why telemetry is off where no component was asked, in a person's words.

/** Longest value of a variable that is repeated: switches have words; what is longer may be somebody's own. */
const LONGEST = 16;

/** A fact by which the pre-check decides. No file's text is in it. @param {import('./imports.js').Fact} fact */
export function because({ source, name, value }) {
  if (source === 'file') return `the stored decision ${name}`;
  if (source === 'variable') {
    const isWord = value.length <= LONGEST && /^[A-Za-z0-9._-]*$/.test(value);
    return isWord ? `${name}=${value} in the environment` : `${name} in the environment`;
  }
  if (source === 'call') return `the program says ${name}=${value}`;
  if (name === 'compiled-out') return 'this build leaves telemetry out';
  if (name === 'default') return `the product's default: ${value === 'ask' ? 'to ask first' : 'off'}`;
  return `the host says ${name}=${value}`;
}
