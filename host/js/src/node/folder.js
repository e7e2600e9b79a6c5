// The folder that the component may use: `STATE/PRODUCT`. `host/FOLDER.md` has the rules, `tests/host/folder.json` their scenarios.
//
// All calls are synchronous, because they run inside of imports and at the end of a process, and none throws.

import { isUtf8 } from 'node:buffer';
import * as fs from 'node:fs';
import { basename, join } from 'node:path';
import { reason } from '../error.js';
import { MAX_FOLDER_TEXT } from '../limits.js';
import { isExpressible } from './paths.js';
import {
  codeOf,
  createFolder,
  isAbsent,
  modified,
  mustNotBeForeign,
  notAFile,
  openFile,
  readAt,
  replaceFile,
  setModified,
  within,
  writeNew,
} from './private.js';

const { O_RDONLY, O_WRONLY, O_APPEND } = fs.constants;

/** What the component may name. */
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** How names begin that are Guardrails' own and not in this folder. */
const USAGE_STATS = 'usage_stats.json';

/** Codes of errors that are ordinary answers. @type {readonly unknown[]} */
const ORDINARY = ['ENOENT', 'ENOTDIR', 'EEXIST'];

/** The code of an error: there is no folder at all. */
const NOWHERE = 'NOWHERE';

const LINE_FEED = 10;

/** @typedef {import('../imports.js').Folder} Folder */

/** @implements {Folder} */
export class ProductFolder {
  /** The folders of this project, the outer one first. @type {string[]} */
  #folders;
  #stats;
  #now;
  /** @type {string | undefined} */
  #problem;

  /**
   * Looks at nothing yet.
   *
   * @param {object} of
   * @param {string | undefined} of.state this project's folder for state
   * @param {string | undefined} of.config where Guardrails has its usage stats, a folder deeper
   * @param {string} of.product
   * @param {() => number} of.now the wall clock in milliseconds since 1970, by which times of change are set
   */
  constructor({ state, config, product, now }) {
    this.#folders = state === undefined || !isExpressible(state) ? [] : [state, join(state, product)];
    this.#stats = config === undefined || !isExpressible(config) ? undefined : join(config, 'nemoguardrails');
    this.#now = now;
  }

  get isNowhere() {
    return this.#folders.length === 0;
  }

  /** The last reason why something could not be done, once. */
  takeProblem() {
    const problem = this.#problem;
    this.#problem = undefined;
    return problem;
  }

  entries() {
    return this.#try('', '', () => {
      let text = '';
      this.#within(false, (folder) => {
        for (const name of fs.readdirSync(folder)) {
          if (!NAME.test(name) || name.startsWith(USAGE_STATS)) continue;
          // Another process may have taken it since.
          const data = fs.lstatSync(join(folder, name), { throwIfNoEntry: false });
          const line = data?.isFile() ? `${name} ${data.size} ${modified(data)}\n` : '';
          if (text.length + line.length <= MAX_FOLDER_TEXT) text += line;
        }
      });
      return text;
    });
  }

  /** @param {string} name */
  stat(name) {
    if (!NAME.test(name)) return undefined;
    return this.#try({ bytes: 0, touchedMs: 0 }, undefined, () =>
      this.#find(name, (_, data) => ({ bytes: Math.min(data.size, 0xffff_ffff), touchedMs: modified(data) })),
    );
  }

  /** @param {string} name @param {number} offset @param {number} most */
  read(name, offset, most) {
    const length = Math.min(most, MAX_FOLDER_TEXT);
    return this.#try(undefined, undefined, () => this.#with(name, O_RDONLY, (file) => decode(readAt(file, offset, length))));
  }

  /** @param {string} name @param {string} text */
  create(name, text) {
    return this.#do(() => this.#at(name, true, (path) => writeNew(path, text, this.#now())));
  }

  /** @param {string} name @param {string} text */
  append(name, text) {
    return this.#do(() => this.#with(name, O_WRONLY | O_APPEND, (file) => addAtOnce(file, Buffer.from(text), this.#now())));
  }

  /** @param {string} name @param {string} text */
  write(name, text) {
    return this.#do(() => this.#at(name, true, (path) => replaceFile(path, `${path}.tmp`, text, this.#now())));
  }

  /** @param {string} name @param {string} to */
  rename(name, to) {
    return this.#do(() => this.#find(name, (path) => this.#at(to, false, (target) => fs.renameSync(path, target))));
  }

  /** @param {string} name */
  touch(name) {
    // Opened for writing, so that a time is only set on what could also be written.
    return this.#do(() => this.#with(name, O_WRONLY, (file) => setModified(file, this.#now())));
  }

  /** @param {string} name */
  remove(name) {
    return this.#do(() => this.#find(name, (path) => fs.unlinkSync(path)), true);
  }

  /**
   * Does something with a regular file that is there.
   *
   * @template T
   * @param {string} name
   * @param {(path: string, data: fs.Stats) => T} work
   */
  #find(name, work) {
    return this.#at(name, false, (path) => {
      const data = fs.lstatSync(path);
      if (!data.isFile()) throw notAFile(path);
      return work(path, data);
    });
  }

  /**
   * Does something where a file is. Throws where it cannot be anywhere.
   *
   * @template T
   * @param {string} name
   * @param {boolean} make make its folder, too
   * @param {(path: string) => T} work
   */
  #at(name, make, work) {
    if (!NAME.test(name)) throw new Error('expected a name of one step');
    if (!name.startsWith(USAGE_STATS)) return this.#within(make, (folder) => work(`${folder}/${name}`));
    // The product's own folder: it is left as it is.
    const folder = somewhere(this.#stats);
    if (make) {
      createFolder(folder);
      mustNotBeForeign(folder);
    }
    return work(join(folder, name));
  }

  /**
   * @template T
   * @param {boolean} make
   * @param {(folder: string) => T} work
   */
  #within(make, work) {
    somewhere(this.#folders[1]);
    return within(this.#folders, make, work);
  }

  /**
   * @template T
   * @param {string} name
   * @param {number} flags
   * @param {(file: number) => T} work
   */
  #with(name, flags, work) {
    return this.#at(name, false, (path) => {
      const file = openFile(path, flags);
      try {
        return work(file);
      } finally {
        fs.closeSync(file);
      }
    });
  }

  /** A reason with the folder's own path in place of one that leads through a descriptor. @param {string} text */
  #shown(text) {
    const [outer, folder] = this.#folders;
    if (outer === undefined) return text;
    return text.replaceAll(new RegExp(`/proc/self/fd/\\d+(/${basename(folder)}(?![\\w.-]))?`, 'g'), folder);
  }

  /** Whether it was done. @param {() => void} work @param {boolean} [absent] what is said where the file is absent */
  #do(work, absent = false) {
    return this.#try(false, absent, () => {
      work();
      return true;
    });
  }

  /**
   * What it gives, or what is said where the system refuses, or where the file is absent.
   *
   * @template T, F, A
   * @param {F} otherwise
   * @param {A} absent
   * @param {() => T} work
   * @returns {T | F | A}
   */
  #try(otherwise, absent, work) {
    try {
      return work();
    } catch (error) {
      if (!ORDINARY.includes(codeOf(error))) this.#problem = this.#shown(reason(error));
      return isAbsent(error) || codeOf(error) === NOWHERE ? absent : otherwise;
    }
  }
}

/** Adds bytes in one call, so that nobody's come between. @param {number} file @param {Buffer} bytes @param {number} now */
function addAtOnce(file, bytes, now) {
  const { size } = fs.fstatSync(file);
  const written = fs.writeSync(file, bytes);
  if (written < bytes.length) {
    // Unless another process has written after it.
    if (fs.fstatSync(file).size === size + written) fs.ftruncateSync(file, size);
    throw new Error('a write was cut short');
  }
  try {
    setModified(file, now);
  } catch {
    // The bytes are there, and the system has set a time, too.
  }
}

/** @param {string | undefined} folder */
function somewhere(folder) {
  if (folder !== undefined) return folder;
  throw Object.assign(new Error('no home folder, or none whose name is UTF-8, to keep files below; set HOME'), { code: NOWHERE });
}

/** Lines whose bytes are not UTF-8 become NUL, which stands in no JSON: they count as damaged. @param {Buffer} bytes */
function decode(bytes) {
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed < 0 ? bytes.length : feed;
    const line = bytes.subarray(start, end);
    text += isUtf8(line) ? line.toString() : '\0'.repeat(line.length);
    if (feed >= 0) text += '\n';
    start = end + 1;
  }
  return text;
}
