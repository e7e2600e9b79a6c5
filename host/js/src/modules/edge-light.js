// Core modules as workers of Vercel and Next.js have them: the same files, under names that say what is wanted of them.

import core from './telemetry.core.wasm?module';
import core2 from './telemetry.core2.wasm?module';
import core3 from './telemetry.core3.wasm?module';

const MODULES = { 'telemetry.core.wasm': core, 'telemetry.core2.wasm': core2, 'telemetry.core3.wasm': core3 };

/** @param {string} name @returns {WebAssembly.Module} */
export function coreModule(name) {
  return /** @type {Record<string, any>} */ (MODULES)[name];
}
