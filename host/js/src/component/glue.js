// Instances of the component.

import { coreModule } from '#modules';
import { instantiate } from './world.js';

/** @typedef {import('./types.js').Root} Root */
/** @typedef {import('./types.js').ImportObject} ImportObject */

/** Compiled when it is first needed. @type {WebAssembly.Module | undefined} */
let compiled;

/** A module of one function, which makes a vector: what the component is compiled with. */
const VECTORS = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // the preamble
  ...[1, 5, 1, 96, 0, 1, 123], // one type: nothing to v128
  ...[3, 2, 1, 0], // one function of it
  ...[10, 8, 1, 6, 0, 65, 0, 253, 15, 11], // i32.const 0, i8x16.splat, end
);

/**
 * A new instance with these imports. The first one compiles the component.
 *
 * @param {ImportObject} imports
 * @returns {Root}
 * @throws where the engine has no WebAssembly or no vectors in it, or its content security policy refuses it
 */
export function link(imports) {
  if (typeof WebAssembly !== 'object') throw new Error('this engine has no WebAssembly');
  if (!WebAssembly.validate(VECTORS)) throw new Error('this engine has no vectors (SIMD) in its WebAssembly; a newer one has them');
  compiled ??= coreModule();
  return instantiate(compiled, imports);
}
