// Labels, which a program uses while it builds an event: nothing here throws.

import { reason, unchecked } from './error.js';
import { textOf } from './lines.js';
import { own } from './own.js';
import { ask } from './standalone.js';

/** @typedef {import('./component/types.js').Root['labels']} Raw */

/**
 * @template T
 * @param {(labels: Raw) => T} work
 * @param {T} otherwise where the component does not run, or does not take the argument
 * @returns {T}
 */
function label(work, otherwise) {
  try {
    return ask(({ labels }) => work(labels));
  } catch {
    return otherwise;
  }
}

const UNDEFINED = 'undefined';

/** @type {typeof import('./index.js').labels} */
export const labels = {
  sanitizeModel: (name, options) => label((raw) => raw.sanitizeModel(name ?? undefined, own(options).onDisk ?? false), UNDEFINED),
  bucketRecords: (count) => label((raw) => raw.bucketRecords(count), UNDEFINED),
  bucketColumns: (count) => label((raw) => raw.bucketColumns(count), UNDEFINED),
  classifyModelHost: (endpoint, options) =>
    label((raw) => raw.classifyModelHost(endpoint ?? undefined, own(options).strict ?? false), UNDEFINED),
  collectModelHosts: (hosts) => label((raw) => raw.collectModelHosts(Array.from(hosts, (host) => host ?? undefined)), []),
  joinAliases: (aliases) => label((raw) => raw.joinAliases([...aliases]), UNDEFINED),
  averageTokens: (total, records) => label((raw) => raw.averageTokens(total, records), -1),
  derive: (name, input) => {
    try {
      const text = textOf(input);
      return ask((component) => component.labels.derive(name, text));
    } catch (error) {
      return unchecked('unavailable', `the label cannot be made: ${reason(error)}`);
    }
  },
  derivations: () => label((raw) => raw.derivations(), []),
};
