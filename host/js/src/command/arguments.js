// The words that a person types after `nemo-telemetry`.

import { parseArgs } from 'node:util';
import { PRODUCTS } from '../precheck-table.js';

/** What is wrong with the words, for the person who typed them. */
export class WordsError extends Error {}

/**
 * What a person asks for. `schema` has `list`, or `show` and an event.
 *
 * @typedef {{ verb: string, products: string[], json: boolean, rest: string[] }} Words
 */

const names = Object.keys(PRODUCTS);

export const HELP = `Anonymous usage telemetry in the format of NVIDIA's NeMo products: look at it, turn it on or off.

Usage: nemo-telemetry <COMMAND>

Commands:
  status  Tell whether telemetry is on, why, how to turn it off, and where everything is [--json]
  on      Store a yes; needs --product
  off     Store a no, and remove the events that wait to be sent
  schema  Read what is collected: \`schema list\` has every event, \`schema show EVENT\` its fields

Options:
  --product <PRODUCT>  One of ${names.join(', ')}; without it every product
  --help               Print this
  --version            Print the version

Exit codes: 0 done; 2 the words are wrong, or the system refuses something; 70 the component does not run.
`;

/**
 * @param {string[]} words
 * @returns {Words | 'help' | 'version'}
 * @throws {WordsError}
 */
export function parse(words) {
  const text = { type: /** @type {const} */ ('string') };
  const flag = { type: /** @type {const} */ ('boolean') };
  let parsed;
  try {
    const options = { product: text, json: flag, help: { ...flag, short: 'h' }, version: { ...flag, short: 'V' } };
    parsed = parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    throw new WordsError(/** @type {Error} */ (error).message);
  }
  const { product, json = false, help, version } = parsed.values;
  if (help) return 'help';
  if (version) return 'version';
  const [verb = '', ...rest] = parsed.positionals;
  check(verb, rest, json);
  if (product !== undefined && !names.includes(product))
    throw new WordsError(`expected --product ${names.join('|')}, found another word`);
  if (verb === 'on' && product === undefined) throw new WordsError(`expected --product ${names.join('|')}, found none`);
  return { verb, products: product === undefined ? names : [product], json, rest };
}

/** @param {string} verb @param {string[]} rest @param {boolean} json */
function check(verb, rest, json) {
  const isSchema = verb === 'schema' && (rest[0] === 'list' ? rest.length === 1 : rest[0] === 'show' && rest.length === 2);
  const isOther = ['status', 'on', 'off'].includes(verb) && rest.length === 0;
  if (!isSchema && !isOther) {
    throw new WordsError(
      'expected status, on, off, schema list or schema show EVENT; the command that is built from Rust has more, such as collect',
    );
  }
  if (json && verb !== 'status') throw new WordsError('expected --json with status only');
}
