// A person's no, stored without the component: nothing of it can fail but the files themselves.

import { ownValue } from '../own.js';
import { locate, store } from './consent-file.js';
import { REFUSALS } from './refusals.js';

/** @typedef {import('../imports.js').Folder} Folder */
/** @typedef {import('../imports.js').Surroundings} Surroundings */

/** A file of events that wait. */
const SEGMENT = /^[0-9a-f]{16}-[0-9]+(\.ready)?\.jsonl$/;

/**
 * Stores a no where the product has a place for it, and removes the events that wait. Never throws.
 *
 * @param {Surroundings & Required<Pick<Surroundings, 'variables'>> & { paths: { config?: string } }} surroundings
 * @param {Folder} folder the product's own
 * @returns {string | undefined} what could not be done
 */
export function refuse({ product, variables, paths, now }, folder) {
  const refusal = ownValue(REFUSALS, product);
  const at = new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const problem = refusal && store(locate(refusal, variables, paths.config), refusal.text.replace('{at}', at));
  for (const line of folder.entries().split('\n')) {
    const [name = ''] = line.split(' ');
    if (SEGMENT.test(name)) folder.remove(name);
  }
  return problem && `the no could not be stored and holds for this process only: ${problem}`;
}
