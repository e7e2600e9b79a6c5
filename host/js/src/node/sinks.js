// Places on this machine that bodies are written to, a line each, instead of being sent.

import * as fs from 'node:fs';
import { isAbsolute } from 'node:path';
import { setImmediate } from 'node:timers';
import { unanswered } from '../transport.js';
import { isExpressible } from './paths.js';
import { writeAll } from './private.js';

/** @typedef {import('../imports.js').Answer} Answer */

/** @type {Answer} */
const WRITTEN = { outcome: 'answered', status: 200, retryAfter: '', unsure: false };

/**
 * How to write to `stdout:`, `stderr:` or `file:` with an absolute path, taken as it stands; undefined for every other address, and for a
 * path that is not UTF-8. Answers as
 * a server would: 200, or that it failed.
 *
 * @param {string} url
 * @returns {((body: string) => Promise<Answer>) | undefined}
 */
export function sinkFor(url) {
  if (url === 'stdout:') return (body) => toStream(process.stdout, body);
  if (url === 'stderr:') return (body) => toStream(process.stderr, body);
  const path = url.startsWith('file:') ? url.slice('file:'.length) : '';
  return isAbsolute(path) && isExpressible(path) ? async (body) => toFile(path, body) : undefined;
}

/** How many writes to a stream are not over. @type {Map<NodeJS.WriteStream, number>} */
const underWay = new Map();

const ignore = () => {};

/** @param {NodeJS.WriteStream} stream @param {1 | -1} change */
function count(stream, change) {
  const writes = (underWay.get(stream) ?? 0) + change;
  underWay.set(stream, writes);
  // A reader that is gone must not end the program, which it would do where nobody listens.
  if (writes === 1 && change === 1) stream.on('error', ignore);
  if (writes === 0) stream.off('error', ignore);
}

/**
 * Through the stream and not past it, so that what the program itself writes stays in order.
 *
 * @param {NodeJS.WriteStream} stream
 * @param {string} body
 * @returns {Promise<Answer>}
 */
export function toStream(stream, body) {
  return new Promise((resolve) => {
    count(stream, 1);
    stream.write(`${body}\n`, (error) => {
      resolve(error ? unanswered('failed', true) : WRITTEN);
      // The error is told to listeners after this.
      setImmediate(count, stream, -1).unref?.();
    });
  });
}

/** @param {string} path @param {string} body @returns {Answer} */
function toFile(path, body) {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK = 0 } = fs.constants;
  let file;
  try {
    // A pipe that nobody reads must not hold the program.
    file = fs.openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o600);
  } catch {
    return unanswered('failed', false);
  }
  try {
    writeAll(file, `${body}\n`);
    return WRITTEN;
  } catch {
    return unanswered('failed', true);
  } finally {
    fs.closeSync(file);
  }
}
