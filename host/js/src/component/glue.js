// Instances of the component, over what jco made of it.

import { coreModule } from '#modules';
import { instantiate } from '../../generated/telemetry.js';

/** @typedef {import('../../generated/telemetry.js').Root} Root */
/** @typedef {import('../../generated/telemetry.js').ImportObject} ImportObject */

/** Core modules that have been compiled, by name. @type {Map<string, WebAssembly.Module>} */
const compiled = new Map();

/** @param {string} name */
function compile(name) {
  const known = compiled.get(name) ?? coreModule(name);
  compiled.set(name, known);
  return known;
}

/**
 * A new instance with these imports. The first one compiles the component.
 *
 * @param {ImportObject} imports
 * @returns {Root}
 * @throws where the engine has no WebAssembly, or its content security policy refuses it
 */
export function link(imports) {
  if (typeof WebAssembly !== 'object') throw new Error('this engine has no WebAssembly');
  // The types name imports with their versions, the glue looks them up without.
  const unversioned = Object.fromEntries(Object.entries(imports).map(([name, functions]) => [name.split('@')[0], functions]));
  return instantiate(compile, /** @type {any} */ (unversioned));
}
