// What the command has around it: the environment and the person's folders.

import { platform } from 'node:process';
import { decisionOf, queryOf } from '../component/values.js';
import { environment } from '../environment/node.js';
import { find } from '../node/consent-file.js';
import { gather } from '../node/facts.js';
import { findPaths } from '../node/paths.js';
import { ownValue } from '../own.js';
import { PRODUCTS } from '../precheck-table.js';
import { ask } from '../standalone.js';
import { wallMs } from '../time.js';

/** @typedef {import('../imports.js').Fact} Fact */

/**
 * One product in these surroundings.
 *
 * @typedef {ReturnType<typeof around>} Around
 */

/** What is around this process, for one product. Looks at variables alone. @param {string} product */
export function around(product) {
  const variables = process.env;
  const paths = findPaths(platform, (name) => ownValue(variables, name));
  const { path, pathVariable } = PRODUCTS[product];
  return {
    product,
    variables,
    paths,
    /** Where the decision is stored, by the name that its fact has. */
    decision: { name: path, ...find({ path, variable: pathVariable }, variables, paths.config) },
    calls: {},
    hosts: {},
    now: wallMs,
    onWarning: () => true,
    row: PRODUCTS[product],
  };
}

/** The folder of what waits and of the audit log. @param {Around} around */
export function folderOf(around) {
  const folder = environment.folder(around);
  if (!folder) throw new Error('this environment has no folders');
  return folder;
}

/**
 * Decides for a program that starts now, with all that was found.
 *
 * @param {Around} around
 * @throws where the component does not run
 */
export function decide(around) {
  return ask(({ policy }) => {
    const facts = gather(policy.queries(around.product).map(queryOf), around);
    return { ...decisionOf(policy.decide(around.product, facts)), facts };
  });
}

/** Decides by one fact, as if nobody else spoke. @param {Around} around @param {Fact} fact */
export function decideBy({ product }, fact) {
  return ask(({ policy }) => decisionOf(policy.decide(product, [fact])));
}
