// Inflates what the build has deflated, as Node does it. Before 20.16 its module would have to be imported by every program, also by one in
// which telemetry is off.

import { inflate as byItself } from './other.js';

/** @param {Uint8Array} packed @param {number} size of the result @returns {Uint8Array<ArrayBuffer>} */
export function inflate(packed, size) {
  const zlib = process.getBuiltinModule?.('node:zlib');
  return zlib ? zlib.inflateRawSync(packed) : byItself(packed, size);
}
