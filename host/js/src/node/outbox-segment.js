// What is in a segment that was claimed: the part of it that fits, as text.

import { isUtf8 } from 'node:buffer';
import * as fs from 'node:fs';
import { readHead, writeNew } from './private.js';

/** More than any client writes into a line. What is longer is damaged, and is cut so that it does not stay for ever. */
const LONGEST_LINE = 128 * 1024;

const LINE_FEED = 10;

/**
 * Reads the whole lines that fit into so many bytes. `part` is how many bytes of the file they are, when it has more.
 *
 * Bytes that are not UTF-8 become NUL, which stands in no JSON: the line counts as damaged, where a replacement character would pass.
 *
 * @param {string} path
 * @param {number} maxBytes
 * @returns {{ lines: string, part?: number }}
 */
export function readLines(path, maxBytes) {
  const bytes = readHead(path, maxBytes + 1);
  if (bytes.length <= maxBytes) return { lines: decode(bytes) };
  const end = bytes.subarray(0, maxBytes).lastIndexOf(LINE_FEED) + 1;
  const part = end > 0 ? end : maxBytes < LONGEST_LINE ? 0 : maxBytes;
  return { lines: decode(bytes.subarray(0, part)), part };
}

/** Copies what comes after the first `start` bytes to a new file. @param {string} from @param {number} start @param {string} to */
export function copyRest(from, start, to) {
  writeNew(to, fs.readFileSync(from).subarray(start));
}

/** @param {Buffer} bytes */
function decode(bytes) {
  if (isUtf8(bytes)) return bytes.toString();
  // Line by line, so that a replacement character that was written as one stays what it is in the lines that are whole.
  let text = '';
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const line = bytes.subarray(start, feed < 0 ? bytes.length : feed + 1);
    text += isUtf8(line) ? line.toString() : line.toString().replaceAll('\ufffd', '\0');
    start += line.length;
  }
  return text;
}
