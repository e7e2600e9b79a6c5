// Optimises the core module of a component: node optimise.mjs [--names] FROM TO
//
// With --names the functions keep their names, so that `cargo xtask sizes` can tell them apart.
// A component is a list of sections, as binary modules are. The largest core module is the guest; the
// others are a few bytes that link it to its imports. The section of names is for debuggers.

import { readFileSync, writeFileSync } from 'node:fs';
import binaryen from 'binaryen';

const PREAMBLE = 8;
const CUSTOM = 0;
const CORE_MODULE = 1;
const NAMES = 'component-name';

/** What rustc emits for this target, and what every engine of host/js/README.md has. */
const FEATURES =
  binaryen.Features.BulkMemory |
  binaryen.Features.BulkMemoryOpt |
  binaryen.Features.MutableGlobals |
  binaryen.Features.Multivalue |
  binaryen.Features.NontrappingFPToInt |
  binaryen.Features.ReferenceTypes |
  binaryen.Features.SignExt |
  binaryen.Features.SIMD128;

/** An unsigned LEB128 and where it ends. @param {Uint8Array} bytes @param {number} at @returns {[number, number]} */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

/** @param {number} value */
function leb128(value) {
  const bytes = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value);
  return bytes;
}

/** @param {Uint8Array} component */
function sections(component) {
  const found = [];
  for (let at = PREAMBLE; at < component.length; ) {
    const id = component[at];
    const [length, start] = number(component, at + 1);
    at = start + length;
    found.push({ id, body: component.subarray(start, at) });
  }
  return found;
}

/** @param {Uint8Array} body of a custom section */
function name(body) {
  const [length, start] = number(body, 0);
  return Buffer.from(body.subarray(start, start + length)).toString();
}

/** @param {Uint8Array} bytes of a core module */
function optimised(bytes) {
  const module = binaryen.readBinary(bytes);
  module.setFeatures(FEATURES);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(1);
  binaryen.setDebugInfo(names);
  module.optimize();
  if (!module.validate()) throw new Error('the optimised module is not valid');
  const result = module.emitBinary();
  module.dispose();
  return result;
}

const names = process.argv[2] === '--names';
const [from, to] = process.argv.slice(names ? 3 : 2);
const component = readFileSync(from);
const all = sections(component);
const modules = all.filter(({ id }) => id === CORE_MODULE);
const guest = modules.reduce((one, other) => (one.body.length < other.body.length ? other : one));
const parts = [component.subarray(0, PREAMBLE)];
for (const { id, body } of all) {
  if (id === CUSTOM && name(body) === NAMES) continue;
  const written = id === CORE_MODULE && body === guest.body ? optimised(body) : body;
  parts.push(Uint8Array.from([id, ...leb128(written.length)]), written);
}
writeFileSync(to, Buffer.concat(parts));
