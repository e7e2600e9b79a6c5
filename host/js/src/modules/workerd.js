// Core modules as an edge worker has them: files beside this one, which it has compiled before it starts.

import core from './telemetry.core.wasm';
import core2 from './telemetry.core2.wasm';
import core3 from './telemetry.core3.wasm';

const MODULES = { 'telemetry.core.wasm': core, 'telemetry.core2.wasm': core2, 'telemetry.core3.wasm': core3 };

/** @param {string} name @returns {WebAssembly.Module} */
export function coreModule(name) {
  return /** @type {Record<string, any>} */ (MODULES)[name];
}
