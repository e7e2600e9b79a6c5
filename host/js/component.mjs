// The component as the build finds it: which file it is, and the core module in it.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The bytes of the component that `NEMO_TELEMETRY_WASM` names, else of the one that cargo has built. */
export function component() {
  const path = process.env.NEMO_TELEMETRY_WASM ?? fileURLToPath(new URL('../../target/guest/component.wasm', import.meta.url));
  if (existsSync(path)) return readFileSync(path);
  throw new Error(`no component at ${path}: run \`cargo build -p nemo-telemetry-artifact\`, or name one in NEMO_TELEMETRY_WASM`);
}

/** The preamble of every binary, and the number of the section that holds a core module. */
const PREAMBLE = 8;
const CORE_MODULE = 1;

/**
 * The core modules of a component. They are sections of it, as they are.
 *
 * @param {Buffer} component
 * @returns {Buffer[]}
 */
function coreModules(component) {
  const modules = [];
  for (let at = PREAMBLE; at < component.length; ) {
    const id = component[at++];
    let size = 0;
    for (let shift = 0, isLast = false; !isLast; shift += 7, at++) {
      size |= (component[at] & 127) << shift;
      isLast = component[at] < 128;
    }
    if (id === CORE_MODULE) modules.push(component.subarray(at, at + size));
    at += size;
  }
  return modules;
}

/**
 * The core module that has all of the component's code. The others do nothing but connect it with its imports, which the glue does itself.
 *
 * @param {Buffer} component
 */
export function mainModule(component) {
  const hasMemory = (/** @type {Buffer} */ bytes) =>
    WebAssembly.Module.exports(new WebAssembly.Module(Uint8Array.from(bytes))).some(({ kind }) => kind === 'memory');
  const found = coreModules(component).filter(hasMemory);
  if (found.length !== 1) throw new Error(`expected one core module that exports a memory, found ${found.length}`);
  return found[0];
}
