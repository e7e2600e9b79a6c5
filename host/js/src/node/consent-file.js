// The file that holds what a person decided: where it is, what is in it, and how another decision takes its place. `host/FACTS.md` has
// the rules, `tests/host/facts.json` the cases of reading.

import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { createFolder, isMissing, readHead, removeQuietly, writeNew } from './private.js';

/** Longest stored decision that is read, in bytes; real ones have some hundred. */
const MAX_BYTES = 64 * 1024;

/**
 * Environment variables by name.
 *
 * @typedef {Readonly<Record<string, string | undefined>>} Variables
 */

/**
 * Where a query for a file points, and the name of its fact. `path` is undefined where there is no configuration folder.
 *
 * @param {string} query a path below the configuration folder, with `/` between its steps; or `VARIABLE:PATH`
 * @param {Variables} variables
 * @param {string | undefined} config
 * @returns {{ name: string, path: string | undefined }}
 */
export function locate(query, variables, config) {
  const colon = query.indexOf(':');
  const name = query.slice(colon + 1);
  const elsewhere = colon < 0 ? '' : (variables[query.slice(0, colon)] ?? '');
  // Taken as it is: relative to the working directory, and `~` is a folder of that name.
  if (elsewhere !== '') return { name, path: elsewhere };
  return { name, path: config === undefined ? undefined : join(config, ...name.split('/')) };
}

/**
 * The text of a regular file, or of one that a link leads to; undefined where there is none. Of one that cannot be read, or is longer than
 * 64 KiB, the text is empty: a damaged decision is never a yes. Never throws.
 *
 * @param {string} path
 * @returns {string | undefined}
 */
export function read(path) {
  try {
    if (!fs.statSync(path).isFile()) return undefined;
  } catch (error) {
    return leadsNowhere(error) ? undefined : '';
  }
  try {
    const bytes = readHead(path, MAX_BYTES + 1);
    return bytes.length > MAX_BYTES ? '' : bytes.toString();
  } catch (error) {
    return isMissing(error) ? undefined : '';
  }
}

/**
 * Puts a text in place of a file's, so that after a crash one of the two is there; the empty text removes the file. Throws what `node:fs`
 * throws.
 *
 * @param {string} path
 * @param {string} text
 */
export function store(path, text) {
  if (text === '') return fs.rmSync(path, { force: true });
  createFolder(dirname(path));
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  writeNew(temporary, text);
  try {
    fs.renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

/** @param {unknown} error */
function leadsNowhere(error) {
  return isMissing(error) || (error instanceof Error && 'code' in error && error.code === 'ENOTDIR');
}
