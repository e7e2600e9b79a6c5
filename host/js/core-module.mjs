// The core module in a component.

/** The preamble of every binary, and the number of the section that holds a core module. */
const PREAMBLE = 8;
const CORE_MODULE = 1;

/**
 * The core modules of a component. They are sections of it, as they are.
 *
 * @param {Uint8Array} component
 * @returns {Uint8Array<ArrayBuffer>[]}
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
    if (id === CORE_MODULE) modules.push(Uint8Array.from(component.subarray(at, at + size)));
    at += size;
  }
  return modules;
}

/**
 * The core module that has all of the component's code. The others do nothing but connect it with its imports, which the glue does itself.
 *
 * @param {Uint8Array} component
 */
export function mainModule(component) {
  const hasMemory = (/** @type {Uint8Array<ArrayBuffer>} */ bytes) =>
    WebAssembly.Module.exports(new WebAssembly.Module(bytes)).some(({ kind }) => kind === 'memory');
  const found = coreModules(component).filter(hasMemory);
  if (found.length !== 1) throw new Error(`expected one core module that exports a memory, found ${found.length}`);
  return found[0];
}
