// The audit log on disk; `host/AUDIT.md` has the lines and the rule that hosts in every language follow, `tests/host/audit.json` its
// scenarios. All calls are synchronous and none throws: where a line cannot be written telemetry goes on, and one warning says so.

import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { checkFolders, createFolder, modified, openAppendable, removeQuietly, writeNew } from './private.js';

/** Bytes at which a file is rotated, unless options say otherwise: 10 MiB. */
export const LIMIT = 10 * 2 ** 20;

/** A lock that was touched longer ago than this was left by a process that is gone: to rotate takes a moment. */
const STALE_MS = 10_000;

/** What stands before the parameters of a line that is for Guardrails' own file. */
const USAGE_STATS = '{"usageStats":';

const LINE_FEED = 10;

/** The audit log of one product. Any number of them, in any number of processes, may write to the same files. */
export class FileAudit {
  #log;
  #usageStats;
  #now;
  #onWarning;
  #limit;
  #warned = false;

  /** Why the last line was not written; undefined where it was. @type {string | undefined} */
  problem;

  /**
   * Looks at nothing yet.
   *
   * @param {object} options
   * @param {string | undefined} options.state this project's folder for state; without it no line is written
   * @param {string | undefined} options.config where programs keep what persons decide, and Guardrails its usage stats; without it those
   *   are not written
   * @param {string} options.product
   * @param {() => number} [options.now] the wall clock in milliseconds since 1970, which the age of locks is measured by
   * @param {(message: string) => void} [options.onWarning] told once why a line could not be written
   * @param {number} [options.limit] bytes at which a file is rotated
   */
  constructor({ state, config, product, now = Date.now, onWarning = () => {}, limit = LIMIT }) {
    this.#log = state === undefined ? undefined : logOfProduct(state, product);
    this.#usageStats = config === undefined ? undefined : logOfUsageStats(config);
    this.#now = now;
    this.#onWarning = onWarning;
    this.#limit = limit;
  }

  /**
   * Adds a line, given without its line feed. False: it was not written, and `problem` says why.
   *
   * @param {string} line
   * @returns {boolean}
   */
  append(line) {
    const isForStats = line.startsWith(USAGE_STATS) && line.endsWith('}');
    const file = isForStats ? this.#usageStats : this.#log;
    if (!file) {
      this.problem = 'the audit log is not written: no home folder to write it below; set HOME';
      return false;
    }
    try {
      append(file, isForStats ? line.slice(USAGE_STATS.length, -1) : line, this.#limit, this.#now());
      this.problem = undefined;
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.problem = `the audit log has gaps: failed to write ${file.path}: ${reason}`;
      this.#warn(this.problem);
      return false;
    }
  }

  /** @param {string} message */
  #warn(message) {
    if (this.#warned) return;
    this.#warned = true;
    try {
      this.#onWarning(message);
    } catch {
      // What the program does with a warning is its own business.
    }
  }
}

/**
 * A file, where its older lines go, what keeps two processes from moving them at once, and the folders of this project that it is in,
 * the outer one first.
 *
 * @typedef {{ path: string, backup: string, lock: string, folders: readonly string[] }} Log
 */

/** @param {string} state @param {string} product @returns {Log} */
function logOfProduct(state, product) {
  const folder = join(state, 'audit');
  const [path, backup, lock] = ['jsonl', '1.jsonl', 'lock'].map((end) => join(folder, `${product}.${end}`));
  return { path, backup, lock, folders: [state, folder] };
}

/** Guardrails' own file, named as Guardrails names it. @param {string} config @returns {Log} */
function logOfUsageStats(config) {
  const path = join(config, 'nemoguardrails', 'usage_stats.json');
  return { path, backup: `${path}.1`, lock: `${path}.lock`, folders: [] };
}

/** @param {Log} log @param {string} line @param {number} limit @param {number} now */
function append(log, line, limit, now) {
  let { file, length } = open(log);
  try {
    if (length >= limit && rotate(log, limit, now)) {
      const old = file;
      ({ file, length } = open(log));
      fs.closeSync(old);
    }
    const start = length > 0 && !endsInLineFeed(file) ? '\n' : '';
    const bytes = Buffer.from(`${start}${line}\n`);
    // One call, so that nobody's line comes between; what is missing of a line that was cut short cannot be added any more.
    if (fs.writeSync(file, bytes) < bytes.length) throw new Error('the line was cut short');
  } finally {
    fs.closeSync(file);
  }
}

/** @param {Log} log */
function open({ path, folders }) {
  if (folders.length === 0 || !checkFolders(folders)) {
    createFolder(dirname(path));
    checkFolders(folders);
  }
  return openAppendable(path);
}

/** Makes room, unless another process does. Whether the file may be another one now. @param {Log} log @param {number} limit @param {number} now */
function rotate({ path, backup, lock }, limit, now) {
  if (!takeLock(lock, now)) return false;
  try {
    const data = fs.lstatSync(path);
    if (data.isFile() && data.size >= limit) fs.renameSync(path, backup);
  } catch {
    // What cannot be moved grows: a line that is too many is better than one that is missing.
  }
  removeQuietly(lock);
  return true;
}

/** @param {string} lock @param {number} now */
function takeLock(lock, now) {
  if (createLock(lock, now)) return true;
  if (!isStale(lock, now)) return false;
  removeQuietly(lock);
  return createLock(lock, now);
}

/** @param {string} lock @param {number} now */
function createLock(lock, now) {
  try {
    // The clock that others measure its age by.
    writeNew(lock, '', now);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} lock @param {number} now */
function isStale(lock, now) {
  try {
    return Math.abs(now - modified(fs.lstatSync(lock))) > STALE_MS;
  } catch {
    return false;
  }
}

/** @param {number} file */
function endsInLineFeed(file) {
  const last = Buffer.from([LINE_FEED]);
  // Measured anew, because others write too; where nothing is read it was made shorter meanwhile.
  fs.readSync(file, last, 0, 1, fs.fstatSync(file).size - 1);
  return last[0] === LINE_FEED;
}
