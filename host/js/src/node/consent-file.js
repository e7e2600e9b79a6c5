// The file that holds what a person decided: where it is, what is in it, and how another decision takes its place. `host/FACTS.md` has
// the rules, `tests/host/facts.json` the cases of reading.

import * as fs from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { reason } from '../error.js';
import { MAX_FACT } from '../limits.js';
import { newToken } from '../lines.js';
import { ownValue } from '../own.js';
import { isExpressible } from './paths.js';
import { createFolder, isAbsent, readAt, replaceFile } from './private.js';

/**
 * Environment variables by name.
 *
 * @typedef {Readonly<Record<string, string | undefined>>} Variables
 */

/**
 * Where a file is that the policy names; undefined where there is no configuration folder. `variable` has names with a space between
 * two; where steps follow a name, the variable holds the folder for them.
 *
 * @param {{ path: string, variable?: string }} place
 * @param {Variables} variables
 * @param {string | undefined} config
 */
export function locate(place, variables, config) {
  return find(place, variables, config).path;
}

/**
 * The same, and the variable that has it that way, if one does.
 *
 * @param {{ path: string, variable?: string }} place
 * @param {Variables} variables
 * @param {string | undefined} config
 * @returns {{ path?: string, variable?: string }}
 */
export function find({ path, variable }, variables, config) {
  for (const place of variable?.split(' ') ?? []) {
    const [name = '', ...steps] = place.split('/');
    const value = ownValue(variables, name) ?? '';
    if (steps.length > 0 && isAbsolute(value)) return { path: join(value, ...steps), variable: name };
    // Taken as it is: relative to the working directory, and `~` is a folder of that name.
    if (steps.length === 0 && value !== '') return { path: value, variable: name };
  }
  if (config === undefined) return {};
  const [first = '', ...rest] = path.split('/');
  return { path: first === '~' ? join(dirname(config), ...rest) : join(config, first, ...rest) };
}

/**
 * The text of a regular file, or of one that a link leads to; undefined where the system says that there is none. Of one that cannot be
 * read, or is longer than 64 KiB, the text is empty: a damaged decision is never a yes. Never throws.
 *
 * @param {string} path
 * @returns {string | undefined}
 */
export function read(path) {
  if (!isExpressible(path)) return '';
  try {
    if (!fs.statSync(path).isFile()) return undefined;
    const file = fs.openSync(path, 'r');
    try {
      const bytes = readAt(file, 0, MAX_FACT + 1);
      return bytes.length > MAX_FACT ? '' : bytes.toString();
    } finally {
      fs.closeSync(file);
    }
  } catch (error) {
    return isAbsent(error) ? undefined : '';
  }
}

/**
 * As `put`, and never throws.
 *
 * @param {string | undefined} path
 * @param {string | undefined} text
 * @returns {string | undefined} a problem, for `status` to show
 */
export function store(path, text) {
  if (path === undefined) return 'no home folder to store it below; set HOME';
  try {
    put(path, text);
    return undefined;
  } catch (error) {
    return `failed to write ${path}: ${reason(error)}`;
  }
}

/**
 * Puts a text in place of a file's, so that after a crash one of the two is there; without a text the file is removed.
 *
 * @param {string} path
 * @param {string | undefined} text
 */
export function put(path, text) {
  if (!isExpressible(path)) throw new Error('the path is not UTF-8');
  mustBeAFile(path);
  if (text === undefined) fs.rmSync(path, { force: true });
  else replace(target(path), text);
}

/** A pipe or a device stays: no file takes its place. @param {string} path */
function mustBeAFile(path) {
  const data = fs.lstatSync(path, { throwIfNoEntry: false });
  if (data && !data.isFile() && !data.isSymbolicLink()) throw new Error('expected a file, found something else');
}

/** @param {string} path @param {string} text */
function replace(path, text) {
  createFolder(dirname(path));
  replaceFile(path, `${path}.${newToken()}.tmp`, text);
}

/** Where a decision is written: a link to a file that this person alone can write stays. @param {string} path */
function target(path) {
  try {
    if (!fs.lstatSync(path).isSymbolicLink()) return path;
    const real = fs.realpathSync(path);
    const data = fs.statSync(real);
    return data.isFile() && data.uid === process.getuid?.() && (data.mode & 0o022) === 0 ? real : path;
  } catch {
    return path;
  }
}
