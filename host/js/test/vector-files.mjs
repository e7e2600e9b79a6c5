// The files of test vectors, and what names the set.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';

/** The folder of the vectors. */
export const FOLDER = new URL('../../../tests/vectors/', import.meta.url);

/** Paths of every file of vectors below the folder, in the order of their bytes. */
export function names() {
  return readdirSync(FOLDER, { encoding: 'utf8', recursive: true })
    .map((name) => name.split(sep).join('/'))
    .filter((name) => name.endsWith('.json') && name !== 'schema.json')
    .sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
}

/** The bytes of a file. @param {string} name */
export function content(name) {
  return readFileSync(new URL(name.split('/').map(encodeURIComponent).join('/'), FOLDER));
}

/** SHA-256 of the set: of each file in order its path, a line feed and its bytes. It is the same in every host. */
export function sha256() {
  const digest = createHash('sha256');
  for (const name of names()) digest.update(`${name}\n`).update(content(name));
  return digest.digest('hex');
}

/**
 * Fails unless this is the whole set, as a runner has seen it. `cargo test` says what it is to the reference host: the number of vectors
 * and the SHA-256, in NEMO_TELEMETRY_VECTORS.
 *
 * @param {number} ran
 * @param {string} found
 */
export function assertWhole(ran, found) {
  assert.equal(found, sha256());
  const { NEMO_TELEMETRY_VECTORS: reference } = process.env;
  if (reference !== undefined) assert.equal(`${ran} ${found}`, reference);
}
