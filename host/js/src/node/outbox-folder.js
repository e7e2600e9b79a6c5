// The folder of an outbox: the names of its files, which alone say whose a segment is, and how long it stays so.

import * as fs from 'node:fs';
import { join } from 'node:path';
import { checkFolders, createFolder, modified, removeQuietly } from './private.js';

/** How long a segment belongs to its owner after the last sign of life, which is the file's time of modification. */
export const LEASE_MS = 600_000;

/**
 * A segment that its owner holds, one for whoever takes it, or a file that is no segment yet.
 *
 * @typedef {'held' | 'ready' | 'temporary'} Kind
 */

/**
 * The name of a file of an outbox.
 *
 * @typedef {object} Name
 * @property {string} token of the owner that named it
 * @property {number} number no owner uses one twice
 * @property {Kind} kind
 */

/**
 * A file of an outbox.
 *
 * @typedef {object} Stored
 * @property {Name} name
 * @property {number} bytes
 * @property {number} modified in milliseconds since 1970
 * @property {'live' | 'ready' | 'expired'} hold whose it is: a process works with it, it was left to others, or its owner has given no
 *   sign of life for as long as a lease lasts
 */

/** @type {Readonly<Record<Kind, string>>} */
const ENDINGS = { held: '.jsonl', ready: '.ready.jsonl', temporary: '.tmp' };

/** @type {readonly Kind[]} */
const KINDS = ['held', 'ready', 'temporary'];

/** The text of a name. @param {Name} name */
export function write({ token, number, kind }) {
  return `${token}-${number}${ENDINGS[kind]}`;
}

/** Reads a file's name; undefined for a file that is not of an outbox. @param {string} text @returns {Name | undefined} */
export function parse(text) {
  const [, token, digits, ending] = /^([0-9a-f]{16})-(0|[1-9]\d{0,9})(\..+)$/.exec(text) ?? [];
  const number = Number(digits);
  const kind = KINDS.find((kind) => ENDINGS[kind] === ending);
  return token !== undefined && kind && number < 2 ** 32 ? { token, number, kind } : undefined;
}

/** Those that were touched longest ago first. @param {Stored} one @param {Stored} other */
function compare(one, other) {
  if (one.modified !== other.modified) return one.modified - other.modified;
  if (one.name.token !== other.name.token) return one.name.token < other.name.token ? -1 : 1;
  return one.name.number - other.name.number || KINDS.indexOf(one.name.kind) - KINDS.indexOf(other.name.kind);
}

/** @param {Kind} kind @param {number} modified @param {number} now @returns {Stored['hold']} */
function hold(kind, modified, now) {
  if (kind === 'ready') return 'ready';
  // A time far ahead was set by a wrong clock.
  return Math.abs(now - modified) <= LEASE_MS ? 'live' : 'expired';
}

/** Where the segments of one product are. Every method may throw what `node:fs` throws. */
export class Folder {
  /** @type {readonly string[]} */
  #folders;

  /** @param {string} state this project's folder for state @param {string} product */
  constructor(state, product) {
    this.path = join(state, 'outbox', product);
    this.#folders = [state, join(state, 'outbox'), this.path];
  }

  /** The path of a file. @param {Name} name */
  file(name) {
    return join(this.path, write(name));
  }

  /** Makes the folder, and what is above it. */
  create() {
    if (checkFolders(this.#folders)) return;
    createFolder(this.path);
    checkFolders(this.#folders);
  }

  /**
   * The segments, those that were touched longest ago first; none where the folder is not there. Throws when it is a link.
   *
   * @param {number} now
   */
  segments(now) {
    return this.#files(now)
      .filter(({ name }) => name.kind !== 'temporary')
      .sort(compare);
  }

  /** Whose a segment is now; undefined: it is gone, or no file. @param {Name} name @param {number} now */
  hold(name, now) {
    const data = fs.lstatSync(this.file(name), { throwIfNoEntry: false });
    return data?.isFile() ? hold(name.kind, modified(data), now) : undefined;
  }

  /** Removes files that were not finished: whoever wrote them is gone. @param {number} now */
  sweep(now) {
    for (const { name, hold } of this.#files(now)) {
      if (name.kind === 'temporary' && hold === 'expired') removeQuietly(this.file(name));
    }
  }

  /** @param {number} now @returns {Stored[]} */
  #files(now) {
    if (!checkFolders(this.#folders)) return [];
    return fs.readdirSync(this.path).flatMap((text) => {
      const name = parse(text);
      if (!name) return [];
      // One that is gone between the two calls was taken by another process.
      const data = fs.lstatSync(this.file(name), { throwIfNoEntry: false });
      if (!data?.isFile()) return [];
      const time = modified(data);
      return [{ name, bytes: data.size, modified: time, hold: hold(name.kind, time, now) }];
    });
  }
}
