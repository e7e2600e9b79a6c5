// What a browser loads grows with what it can do, and never unseen.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

/** Bytes that a file may have, as it is and packed. Whoever raises them says what the bytes buy. */
const BUDGETS = { 'browser.js': [208_000, 143_000], 'slim.browser.js': [38_700, 13_800] };

for (const [name, most] of Object.entries(BUDGETS)) {
  test(`${name} stays within its budget`, () => {
    const bytes = readFileSync(new URL(`../dist/${name}`, import.meta.url));
    const found = [bytes.length, gzipSync(bytes, { level: 9 }).length];
    assert.ok(
      found.every((size, index) => size <= most[index]),
      `expected at most ${most} bytes, as they are and packed, found ${found}`,
    );
  });
}
