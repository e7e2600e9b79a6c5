// A core module that the program has compiled itself.

/** Its name in the package. */
export const NAME = 'telemetry.core.wasm';

/** @type {WebAssembly.Module | undefined} */
let given;

/** @param {WebAssembly.Module} module */
export function setModule(module) {
  given = module;
}

export function coreModule() {
  if (!given) throw new Error('no component yet: pass the compiled module to `provide` first, or wait for `load`');
  return given;
}
