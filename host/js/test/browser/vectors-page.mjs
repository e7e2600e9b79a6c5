// The vectors in a page: bundled with stand-ins for `node:fs` and `node:util`, which have a file each beside this one.

import { Runner, read } from '../../vectors.mjs';

/**
 * Runs every vector of these files, whose order counts.
 *
 * @param {string[]} names below /tests/vectors
 */
export async function run(names) {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const runner = new Runner();
  /** @type {Uint8Array[]} */
  const parts = [];
  /** @type {string[]} */
  const differences = [];
  let ran = 0;
  for (const name of names) {
    const response = await fetch(`/vectors/${name.split('/').map(encodeURIComponent).join('/')}`);
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    const content = new Uint8Array(await response.arrayBuffer());
    parts.push(new TextEncoder().encode(`${name}\n`), content);
    for (const vector of read(decoder.decode(content))) {
      differences.push(...runner.run(vector).map((difference) => `${name}: ${vector.name}: ${difference}`));
      ran += 1;
    }
  }
  const digest = await crypto.subtle.digest('SHA-256', await new Blob(/** @type {BlobPart[]} */ (parts)).arrayBuffer());
  const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { ran, differences, sha256 };
}

Object.assign(globalThis, { run });
