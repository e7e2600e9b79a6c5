// The core module inside of this file. It is compiled when it is first used.

import { inflate } from '#inflate';
import { PACKED, SIZE } from '../../generated/packed.js';

export function coreModule() {
  return new WebAssembly.Module(inflate(decode(PACKED), SIZE));
}

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer>} */
function decode(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
