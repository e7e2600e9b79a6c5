// Files that only their person can read: 0700 for folders and 0600 for files where there are modes. On Windows a person's folders are
// private by inheritance. Everything here is synchronous and throws what `node:fs` throws.

import * as fs from 'node:fs';
import { basename, dirname } from 'node:path';

const WINDOWS = process.platform === 'win32';
const { O_RDONLY, O_DIRECTORY = 0, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;

const ROOT = 0;

/**
 * Makes a folder that only its person can enter, and what is above it.
 *
 * @param {string} path
 */
export function createFolder(path) {
  if (isFolder(path)) return;
  mustNotBeForeign(path);
  makeStep(path);
}

/** Step by step: where the system says that a folder above is absent although it is there, as in `/proc`, Node's own `recursive` never returns. @param {string} path */
function makeStep(path) {
  const above = dirname(path);
  if (above !== path && !isFolder(above)) makeStep(above);
  try {
    fs.mkdirSync(path, 0o700);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (codeOf(error) !== 'EEXIST' || !isFolder(path)) throw error;
  }
}

/** @param {string} path */
function isFolder(path) {
  return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * Throws where root would make something in a folder of another user, as with `sudo`: it would shut that person out.
 *
 * @param {string} path of the folder, which need not be there
 */
export function mustNotBeForeign(path) {
  if (process.geteuid?.() !== ROOT) return;
  const data = fs.statSync(path, { throwIfNoEntry: false });
  if (!data) return mustNotBeForeign(dirname(path));
  if (data.uid !== ROOT) throw new Error(`expected a folder of root, found another user's: ${path}; run this program as that user`);
}

/**
 * Works in the last of these folders of this project, each of which is in the one before. Throws where one is absent, a link or a file,
 * belongs to another person, or is open to others and cannot be closed.
 *
 * The folders are looked at through their descriptors. On Linux the path that `work` gets leads through the descriptor, too, so that it is the
 * folder that was looked at. Elsewhere Node has nothing to work below a descriptor with: there a person that may write in the folder
 * above can exchange it in between.
 *
 * @template T
 * @param {readonly string[]} folders
 * @param {boolean} make make those that are missing
 * @param {(folder: string) => T} work
 * @returns {T}
 */
export function within(folders, make, work) {
  return folders.reduceRight(
    (/** @type {(above: string) => T} */ inner, folder) => (above) => {
      const path = above === '' ? folder : `${above}/${basename(folder)}`;
      return WINDOWS ? inner(checked(path, make)) : below(path, make, inner);
    },
    work,
  )('');
}

/** A folder where there are no descriptors of them. @param {string} path @param {boolean} make */
function checked(path, make) {
  if (make) createFolder(path);
  if (!fs.lstatSync(path).isDirectory()) throw notAFolder(path);
  return path;
}

/**
 * @template T
 * @param {string} path
 * @param {boolean} make
 * @param {(folder: string) => T} work
 * @returns {T}
 */
function below(path, make, work) {
  const folder = openFolder(path, make);
  try {
    const data = fs.fstatSync(folder);
    if (data.uid !== process.geteuid?.()) throw new Error(`expected a folder of this user, found another user's: ${path}`);
    // What this project's folders hold is nobody else's business.
    if ((data.mode & 0o077) !== 0) fs.fchmodSync(folder, 0o700);
    return work(pathOf(folder, data) ?? path);
  } finally {
    fs.closeSync(folder);
  }
}

/** @param {string} path @param {boolean} make @returns {number} */
function openFolder(path, make) {
  try {
    return fs.openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  } catch (error) {
    const isThere = fs.lstatSync(path, { throwIfNoEntry: false });
    if (isThere && !isThere.isDirectory()) throw notAFolder(path);
    if (isThere || !make) throw error;
    createFolder(path);
    return openFolder(path, false);
  }
}

/** The path of a descriptor, where paths lead through it. @param {number} folder @param {fs.Stats} data */
function pathOf(folder, { dev, ino }) {
  // Deno would ask the person for everything before it looks there.
  if (process.platform !== 'linux' || 'Deno' in globalThis) return undefined;
  try {
    const path = `/proc/self/fd/${folder}`;
    const found = fs.statSync(path);
    return found.dev === dev && found.ino === ino ? path : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes a file with this text. Throws when there is a file already, or a link; a file that could not be written whole is removed.
 *
 * @param {string} path
 * @param {string} content
 * @param {number} [modified] time of modification in milliseconds since 1970, where it is not to be the system's
 */
export function writeNew(path, content, modified) {
  const file = fs.openSync(path, 'wx', 0o600);
  try {
    try {
      writeAll(file, content);
      if (modified !== undefined) setModified(file, modified);
    } finally {
      fs.closeSync(file);
    }
  } catch (error) {
    removeQuietly(path);
    throw error;
  }
}

/**
 * Puts a text in place of a file's, so that after a crash one of the two is there.
 *
 * @param {string} path
 * @param {string} temporary a path beside it, at which there is nothing
 * @param {string} text
 * @param {number} [modified] as of `writeNew`
 */
export function replaceFile(path, temporary, text, modified) {
  writeNew(temporary, text, modified);
  try {
    fs.renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

/**
 * Opens a file that is there. A link is not followed, and what is no regular file is refused. Whoever opens it closes it.
 *
 * @param {string} path
 * @param {number} flags
 */
export function openFile(path, flags) {
  // Windows has no such flag; there a link is seen before, which leaves a moment in between.
  if (WINDOWS && fs.lstatSync(path).isSymbolicLink()) throw notAFile(path);
  // To open what is no file must not wait for somebody at its other end.
  const file = fs.openSync(path, flags | O_NOFOLLOW | O_NONBLOCK);
  if (fs.fstatSync(file).isFile()) return file;
  fs.closeSync(file);
  throw notAFile(path);
}

/** Writes everything, in as many calls as the system wants. @param {number} file @param {string} content */
export function writeAll(file, content) {
  const bytes = Buffer.from(content);
  for (let written = 0; written < bytes.length; ) written += fs.writeSync(file, bytes, written);
}

/** At most so many bytes of a file, from an offset on. @param {number} file @param {number} offset @param {number} most */
export function readAt(file, offset, most) {
  const bytes = Buffer.allocUnsafe(Math.max(Math.min(most, fs.fstatSync(file).size - offset), 0));
  let length = 0;
  while (length < bytes.length) {
    const count = fs.readSync(file, bytes, length, bytes.length - length, offset + length);
    if (count === 0) break;
    length += count;
  }
  return bytes.subarray(0, length);
}

/** Sets the time of modification, in milliseconds since 1970. @param {number} file @param {number} modified */
export function setModified(file, modified) {
  fs.futimesSync(file, modified / 1000, modified / 1000);
}

/** In whole milliseconds since 1970: times are set through a floating point number of seconds. @param {fs.Stats} data */
export function modified(data) {
  return Math.round(data.mtimeMs);
}

/** Removes a file that need not be there, and that may stay where it cannot be removed. @param {string} path */
export function removeQuietly(path) {
  try {
    fs.unlinkSync(path);
  } catch {
    // Somebody else has removed it, or will look at it again.
  }
}

/** The code of what `node:fs` throws, also of another realm, as test runners have. @param {unknown} error */
export function codeOf(error) {
  return /** @type {{ code?: unknown } | undefined} */ (error)?.code;
}

/** Whether an error says that there is no such file. Any other leaves it open. @param {unknown} error */
export function isAbsent(error) {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

/** @param {string} path */
export function notAFile(path) {
  return new Error(`expected a file, found a link or something else: ${path}`);
}

/** @param {string} path */
function notAFolder(path) {
  return new Error(`expected a folder, found a link or a file: ${path}`);
}
