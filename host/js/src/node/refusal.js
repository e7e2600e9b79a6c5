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
export function refuse(surroundings, folder) {
  const { product, variables, paths } = surroundings;
  const refusal = ownValue(REFUSALS, product);
  const problem = refusal && store(locate(refusal, variables, paths.config), refusalOf(surroundings));
  const { stuck } = purge(folder);
  const undone = [
    problem && `the no could not be stored and holds for this process only: ${problem}`,
    stuck && `events that waited could not be removed: ${stuck}`,
  ];
  return undone.filter(Boolean).join('; ') || undefined;
}

/**
 * The text that stores a no; undefined: the product has no place for it.
 *
 * @param {Pick<Surroundings, 'product' | 'now'>} surroundings
 */
export function refusalOf({ product, now }) {
  const at = new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z');
  return ownValue(REFUSALS, product)?.text.replace('{at}', at);
}

/**
 * Removes the events that wait, as the component does that is told no. Never throws.
 *
 * @param {Folder} folder the product's own
 * @returns {{ removed: number, stuck: string | undefined }} how many files are gone, and why not all are
 */
export function purge(folder) {
  if (folder.isNowhere) return { removed: 0, stuck: undefined };
  // What went wrong before is no reason.
  folder.takeProblem();
  const names = segments(folder.entries()).map(({ name }) => name);
  let stuck = folder.takeProblem();
  let removed = 0;
  for (const name of names) {
    if (folder.remove(name)) removed += 1;
    else stuck = folder.takeProblem() ?? `${name} cannot be removed`;
  }
  return { removed, stuck };
}

/** The files of events that wait, in a listing of the folder. @param {string} entries */
export function segments(entries) {
  return entries.split('\n').flatMap((line) => {
    const [name = '', bytes] = line.split(' ');
    return SEGMENT.test(name) ? [{ name, bytes: Number(bytes) }] : [];
  });
}
