// Programs that end before they reach a collector: when there have been enough of them, one may take more time. `host/OUTBOX.md`, "Exits".

import * as fs from 'node:fs';
import { join } from 'node:path';
import { removeQuietly, writeAll } from './private.js';

/** Exits in a row that reached no collector, after which the next one is patient. */
const EXITS = 5;

/** Time in which no exit reached a collector, after which the next one is patient. */
const TIME_MS = 24 * 3600 * 1000;

/** The count of a product's exits. Synchronous; nothing here throws: what cannot be noted costs patience, and nothing else. */
export class Exits {
  #path;
  #now;

  /** @param {string} state this project's folder for state @param {string} product @param {{ now?: () => number }} [options] */
  constructor(state, product, { now = Date.now } = {}) {
    this.#path = join(state, 'outbox', product, 'exits.json');
    this.#now = now;
  }

  /** Whether it is time for patience. @returns {boolean} */
  isOverdue() {
    const { exits, since } = this.#read();
    return exits >= EXITS || (exits > 0 && this.#now() - since >= TIME_MS);
  }

  /** An exit left events behind without any answer. One that was patient begins a new row. */
  note() {
    const { exits, since } = this.isOverdue() ? NONE : this.#read();
    const count = { exits: exits + 1, since: exits === 0 ? this.#now() : since };
    try {
      const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW = 0 } = fs.constants;
      const file = fs.openSync(this.#path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
      try {
        writeAll(file, JSON.stringify(count));
      } finally {
        fs.closeSync(file);
      }
    } catch {
      // The folder is not there, or not to be written.
    }
  }

  /** A collector was reached. */
  forget() {
    removeQuietly(this.#path);
  }

  #read() {
    try {
      const { exits, since } = JSON.parse(fs.readFileSync(this.#path, 'utf8'));
      return isCount(exits) && isCount(since) ? { exits, since } : NONE;
    } catch {
      return NONE;
    }
  }
}

const NONE = { exits: 0, since: 0 };

/** @param {unknown} value @returns {value is number} */
function isCount(value) {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
