// Files that only their person can read: 0700 for folders and 0600 for files where there are modes. On Windows a person's folders are
// private by inheritance. Everything here is synchronous and throws what `node:fs` throws.

import * as fs from 'node:fs';

const WINDOWS = process.platform === 'win32';

/** Makes a folder that only its person can enter, and what is above it. @param {string} path */
export function createFolder(path) {
  fs.mkdirSync(path, { recursive: true, mode: 0o700 });
}

/**
 * Whether folders of this project are there, the outer one first. Throws when one is a link or a file, or is open to others and cannot
 * be closed.
 *
 * @param {readonly string[]} folders
 */
export function checkFolders(folders) {
  for (const folder of folders) {
    const data = fs.lstatSync(folder, { throwIfNoEntry: false });
    if (!data) return false;
    if (!data.isDirectory()) throw new Error(`expected a folder, found a link or a file: ${folder}`);
    // What this project's folders hold is nobody else's business; only the owner can change that, for others it fails.
    if (!WINDOWS && (data.mode & 0o077) !== 0) fs.chmodSync(folder, 0o700);
  }
  return true;
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
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;
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
