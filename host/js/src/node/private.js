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
 * @param {string | Uint8Array} content
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
 * Opens a file to add to it and to read it; it is made where it is not there. A link is not followed, and what is no regular file is
 * refused. Whoever opens it closes it.
 *
 * @param {string} path
 * @returns {{ file: number, length: number }}
 */
export function openAppendable(path) {
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;
  // Windows has no such flag; there a link is seen before, which leaves a moment in between.
  if (WINDOWS && fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) throw notAFile(path);
  // To open what is no file must not wait for somebody at its other end.
  const file = fs.openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    const data = fs.fstatSync(file);
    if (!data.isFile()) throw notAFile(path);
    return { file, length: data.size };
  } catch (error) {
    fs.closeSync(file);
    throw error;
  }
}

/** Writes everything, in as many calls as the system wants. @param {number} file @param {string | Uint8Array} content */
export function writeAll(file, content) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let written = 0; written < bytes.length; ) written += fs.writeSync(file, bytes, written);
}

/** At most so many bytes from the start of a file. @param {string} path @param {number} max */
export function readHead(path, max) {
  const file = fs.openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(Math.min(max, fs.fstatSync(file).size));
    let length = 0;
    while (length < bytes.length) {
      const count = fs.readSync(file, bytes, length, bytes.length - length, length);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } finally {
    fs.closeSync(file);
  }
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

/** Whether an error says that there is no such file. @param {unknown} error */
export function isMissing(error) {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** @param {string} path */
function notAFile(path) {
  return new Error(`expected a file, found a link or something else: ${path}`);
}
