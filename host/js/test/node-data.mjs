// The data that hosts in every language share, and folders for it.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The instant at which every scenario starts, in milliseconds since 1970. */
export const START = Date.UTC(2026, 0, 1);

/** A list of cases in `tests/host`. @param {string} name @returns {any[]} */
export function cases(name) {
  const list = JSON.parse(readFileSync(new URL(`../../../tests/host/${name}`, import.meta.url), 'utf8'));
  if (!Array.isArray(list) || list.length === 0) throw new Error(`tests/host/${name}: expected a list of cases, found none`);
  return list;
}

/**
 * A new folder that is gone when the test has ended.
 *
 * @param {{ after(callback: () => void): void }} test
 */
export function newFolder(test) {
  const folder = mkdtempSync(join(tmpdir(), 'nemo-telemetry-test-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
