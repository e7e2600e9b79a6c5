// A person's decision, kept for the next program.

import { locate, store } from './consent-file.js';

/**
 * Stores the text that `policy.consent-file` gave in the file that the policy asks for; the empty text removes that file. Does nothing
 * where no query names a file. Never throws.
 *
 * @param {readonly import('./facts.js').Query[]} queries
 * @param {string} text
 * @param {Pick<import('./facts.js').Surroundings, 'variables' | 'paths'>} surroundings
 * @returns {string | undefined} a problem, for `status` to show
 */
export function storeDecision(queries, text, { variables, paths }) {
  const query = queries.find(({ source }) => source === 'file');
  if (!query) return undefined;
  const { path } = locate(query.name, variables, paths.config);
  if (path === undefined) return 'the decision was not stored: no home folder to store it below; set HOME';
  try {
    store(path, text);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `the decision was not stored: failed to write ${path}: ${reason}`;
  }
}
