// What is on disk: events that wait, and the audit log.

import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MAX_FOLDER_TEXT } from '../limits.js';
import { codeOf, mustNotBeForeign } from '../node/private.js';
import { segments } from '../node/refusal.js';
import { folderOf } from './around.js';
import { reasonOf } from './reason.js';

/** @typedef {import('./around.js').Around} Around */
/** @typedef {import('../imports.js').Folder} Folder */

const { O_WRONLY, O_APPEND, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;

/** Events that wait; null: nothing says where a person's state is. @param {Around} around */
export function waiting(around) {
  const { state } = around.paths;
  if (state === undefined) return null;
  const folder = folderOf(around);
  const found = segments(folder.entries());
  const problem = folder.takeProblem() ?? null;
  const lines = found.map(
    ({ name }) =>
      textOf(folder, name)
        .split('\n')
        .filter((line) => line.trim() !== '').length,
  );
  const sum = (/** @type {number[]} */ numbers) => numbers.reduce((total, number) => total + number, 0);
  return { folder: join(state, around.product), events: sum(lines), bytes: sum(found.map(({ bytes }) => bytes)), problem };
}

/** The audit log; null likewise. @param {Around} around */
export function audit(around) {
  const { state } = around.paths;
  if (state === undefined) return null;
  const folder = folderOf(around);
  const file = join(state, around.product, 'audit.jsonl');
  let bytes = 0;
  let text = '';
  for (const name of ['audit.1.jsonl', 'audit.jsonl']) {
    bytes += folder.stat(name)?.bytes ?? 0;
    text += textOf(folder, name);
  }
  const problem = folder.takeProblem() ?? null;
  return { file, bytes, problem: whyNot(tryWriting, file) ?? problem, lastRequest: lastRequest(text) };
}

/** Why a file could not be made; null: it could. @param {string} path */
export function unstorable(path) {
  return whyNot(tryMaking, path);
}

/** The whole text of a file; empty where there is none. @param {Folder} folder @param {string} name */
function textOf(folder, name) {
  let text = '';
  for (let offset = 0; ; offset += MAX_FOLDER_TEXT) {
    const part = folder.read(name, offset, MAX_FOLDER_TEXT) ?? '';
    if (part === '') return text;
    text += part;
  }
}

/** @param {string} text of an audit log */
function lastRequest(text) {
  /** @type {{ at: string, sha256: string, outcome: string | null } | null} */
  let last = null;
  for (const line of text.split('\n')) {
    try {
      const { what, ts, sha256, outcome } = JSON.parse(line);
      if (what === 'request') last = { at: ts, sha256, outcome: null };
      else if (what === 'answer' && last !== null && last.sha256 === sha256) last = { at: last.at, sha256, outcome };
    } catch {
      // No line of an audit log.
    }
  }
  return last;
}

/** @param {(path: string) => void} attempt @param {string} path */
function whyNot(attempt, path) {
  try {
    attempt(path);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Finds out whether a line could be added to a file, without making or changing anything. @param {string} path */
function tryWriting(path) {
  try {
    fs.closeSync(fs.openSync(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    tryMaking(path);
  }
}

/** Finds out whether a file could be made: of the folders above it, the first that is there decides. @param {string} path */
function tryMaking(path) {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const data = fs.statSync(folder, { throwIfNoEntry: false });
    if (!data && dirname(folder) !== folder) continue;
    if (!data?.isDirectory()) throw new Error('expected a folder, found something else');
    mustNotBeForeign(folder);
    return fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
  }
}
