// Core modules that the program has compiled itself.

/** Names of the core modules. */
export const NAMES = ['telemetry.core.wasm', 'telemetry.core2.wasm', 'telemetry.core3.wasm'];

/** @type {Readonly<Record<string, WebAssembly.Module>> | undefined} */
let given;

/** @param {Readonly<Record<string, WebAssembly.Module>>} modules */
export function setModules(modules) {
  given = modules;
}

/** @param {string} name */
export function coreModule(name) {
  if (!given) throw new Error('no component yet: pass the compiled modules to `provide` first, or wait for `load`');
  const module = given[name];
  if (!module) throw new Error(`expected the module ${name} among those of the component, found ${Object.keys(given).join(', ')}`);
  return module;
}
