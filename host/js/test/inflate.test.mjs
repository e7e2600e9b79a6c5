// The inflater of engines that have none which answers at once.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { constants, deflateRawSync } from 'node:zlib';
import { inflate } from '../src/inflate/other.js';

/** Bytes that are the same in every run. @param {number} size @param {number} alphabet */
function noise(size, alphabet) {
  const bytes = new Uint8Array(size);
  for (let at = 0, state = size + alphabet; at < size; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = (state >>> 16) % alphabet;
  }
  return bytes;
}

const TEXTS = {
  nothing: new Uint8Array(),
  'one byte': Uint8Array.of(7),
  'a run': new Uint8Array(100_000).fill(1),
  'noise, which is kept as it is': noise(200_000, 256),
  'few letters': noise(100_000, 3),
  'many letters': noise(70_000, 200),
  'a repeat at the longest distance': Uint8Array.from([...noise(32_768, 256), ...noise(32_768, 256)]),
  'the core module': readFileSync(new URL('../generated/telemetry.core.wasm', import.meta.url)),
};

const { Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } = constants;

for (const [name, bytes] of Object.entries(TEXTS)) {
  test(`${name} comes out as it was, by any way to pack it`, () => {
    for (const strategy of [Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE]) {
      for (const level of [0, 1, 9]) {
        const packed = deflateRawSync(bytes, { level, strategy });
        assert.ok(Buffer.from(bytes).equals(inflate(packed, bytes.length)));
      }
    }
  });
}

test('what is damaged is an error, and ends', () => {
  const packed = deflateRawSync(noise(5000, 20), { level: 9 });
  for (let size = 0; size < packed.length; size += 37) assert.throws(() => inflate(packed.subarray(0, size), 5000), RangeError);
  assert.throws(() => inflate(packed, 4999), RangeError);
  assert.throws(() => inflate(Uint8Array.of(7), 0), RangeError);
});
