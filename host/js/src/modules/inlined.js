// The core modules inside of this file. They are compiled when they are first used.

import core from '../../generated/telemetry.core.wasm';
import core2 from '../../generated/telemetry.core2.wasm';
import core3 from '../../generated/telemetry.core3.wasm';

/** @type {Readonly<Record<string, string>>} */
const BASE64 = { 'telemetry.core.wasm': core, 'telemetry.core2.wasm': core2, 'telemetry.core3.wasm': core3 };

/** @param {string} name */
export function coreModule(name) {
  return new WebAssembly.Module(decode(BASE64[name]));
}

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer>} */
function decode(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
