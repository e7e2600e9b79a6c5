// Inflates what the build has deflated, as Node does it.

import { inflateRawSync } from 'node:zlib';

/** @param {Uint8Array} packed @param {number} _size of the result @returns {Uint8Array<ArrayBuffer>} */
export const inflate = (packed, _size) => inflateRawSync(packed);
