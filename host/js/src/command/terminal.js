// What the command prints. Nothing of it steers a terminal, whoever wrote it, and no stream of it can end the command.

import { codeOf } from '../node/private.js';
import { reasonOf } from './reason.js';

/** Standard output and standard error. Nothing here throws. */
export class Terminal {
  /** Why standard output cannot be written. @type {unknown} */
  #failure;

  constructor() {
    process.stdout.on('error', (error) => {
      this.#failure ??= error;
    });
    process.stderr.on('error', () => {});
  }

  /** A line of what was asked for. @param {string} line */
  async say(line) {
    await write(process.stdout, printable(line));
  }

  /** A line of JSON: as it is into files and pipes. @param {string} line */
  async data(line) {
    await write(process.stdout, process.stdout.isTTY ? printable(line) : line);
  }

  /** A line that was not asked for. @param {string} line */
  async complain(line) {
    await write(process.stderr, printable(line));
  }

  /** Whether all was printed, or nobody wants to read it. */
  async end() {
    if (this.#failure === undefined || codeOf(this.#failure) === 'EPIPE') return true;
    await this.complain(`error: standard output cannot be written: ${reasonOf(this.#failure)}`);
    return false;
  }
}

/** @param {NodeJS.WriteStream} stream @param {string} line @returns {Promise<void>} */
function write(stream, line) {
  return new Promise((resolve) => {
    stream.write(`${line}\n`, () => resolve());
  });
}

/** With escapes of JSON for what steers a terminal, or begins another line. @param {string} text */
function printable(text) {
  return text.replaceAll(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, (letter) => {
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
