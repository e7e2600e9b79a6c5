// The outbox on disk; `host/OUTBOX.md` has the rule that hosts in every language follow, `tests/host/outbox.json` its scenarios.
//
// All calls are synchronous, because they run inside the component's imports and at the end of a process, and none throws: where the disk
// is full or the folder cannot be written, events live in memory only, and one warning says so.

import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { Folder, LEASE_MS } from './outbox-folder.js';
import { copyRest, readLines } from './outbox-segment.js';
import { isMissing, removeQuietly, setModified, writeAll, writeNew } from './private.js';

/** @typedef {import('./outbox-folder.js').Name} Name */

/** An owner that has given no sign for so long may be about to lose its segment, and takes it again before it relies on it. */
const DOUBT_MS = LEASE_MS / 2;

/** A live owner calls `renew` at least that often. */
export const RENEWAL_MS = LEASE_MS / 10;

/**
 * What an outbox may hold.
 *
 * @typedef {object} Limits
 * @property {number} bytes of all segments of the product, whoever wrote them
 * @property {number} segments of the product
 * @property {number} ageMs when there is no room, segments that nobody has touched for so long are removed: no client sends events of
 *   that age
 */

/** 16 MiB in 512 segments for 7 days. @type {Readonly<Limits>} */
export const LIMITS = { bytes: 16 * 2 ** 20, segments: 512, ageMs: 7 * 24 * 3600 * 1000 };

/**
 * The outbox of one product and one client, on disk. After `end` its segment is there for any other process. A process that is killed
 * leaves its segment too; others take it when its lease has run out.
 */
export class FileOutbox {
  #folder;
  #now;
  #token;
  #onWarning;
  #limits;
  /** Number of the last name that was given out. */
  #last = 0;
  /**
   * The own segment; `torn`: its last line was written in part and could not be taken back.
   *
   * @type {{ name: Name, bytes: number, renewed: number, torn: boolean } | undefined}
   */
  #own;
  /** Another process has what was the own segment. */
  #lost = false;
  /** By number; `part`: how many bytes were handed out, when the segment has more. @type {Map<number, { name: Name, part?: number }>} */
  #claimed = new Map();
  /** Segments that may be claimable, in the order in which they are tried. @type {Name[]} */
  #candidates = [];
  /** What is neither the own segment nor claimed, as last counted. @type {{ bytes: number, segments: number } | undefined} */
  #others;
  #warned = false;

  /**
   * Looks at nothing yet.
   *
   * @param {string} state this project's folder for state, such as `findPaths` names it
   * @param {string} product
   * @param {object} [options]
   * @param {() => number} [options.now] the wall clock in milliseconds since 1970; leases are measured by it because a monotonic clock
   *   may stand still while a machine sleeps
   * @param {string} [options.token] tells this owner's files from all others: 16 hexadecimal digits in lower case, unpredictable
   * @param {(message: string) => void} [options.onWarning] told once why lines could not be kept
   * @param {Readonly<Limits>} [options.limits]
   */
  constructor(
    state,
    product,
    { now = Date.now, token = randomBytes(8).toString('hex'), onWarning = () => {}, limits = LIMITS } = {},
  ) {
    this.#folder = new Folder(state, product);
    this.#now = now;
    this.#token = token;
    this.#onWarning = onWarning;
    this.#limits = limits;
  }

  /**
   * Adds lines, each ending in a line feed, to the own segment; the first make it. True: the system has them, so they survive a kill of
   * the process. False: nothing was kept.
   *
   * @param {string} lines
   * @returns {boolean}
   */
  append(lines) {
    if (lines === '') return true;
    if (!this.renew() || !this.#try(() => this.#add(Buffer.from(lines)))) return false;
    // A machine that slept in the midst of it may have written to what is another's by now.
    return this.renew();
  }

  /**
   * Puts lines in place of everything in the own segment, atomically; the empty text removes it. False: the old lines are still there.
   *
   * @param {string} lines
   * @returns {boolean}
   */
  replace(lines) {
    if (!this.renew()) return false;
    return this.#try(() => (lines === '' ? this.#remove() : this.#exchange(Buffer.from(lines))));
  }

  /**
   * A segment whose owner is gone, or the whole lines of it that fit into so many bytes; undefined: there is none.
   *
   * @param {number} maxBytes
   * @returns {{ id: number, lines: string } | undefined}
   */
  claim(maxBytes) {
    if (this.#lost) return undefined;
    const now = this.#now();
    if (this.#candidates.length === 0) this.#candidates = this.#claimable(now);
    for (;;) {
      const name = this.#candidates.shift();
      if (!name) return undefined;
      const segment = this.#quietly(() => this.#claim(name, maxBytes, now));
      if (segment) return segment;
    }
  }

  /** Gives a claimed segment back unchanged, for another process. @param {number} id */
  release(id) {
    const claimed = this.#claimed.get(id);
    this.#claimed.delete(id);
    if (claimed) this.#free(claimed.name);
  }

  /** Removes what was handed out of a claimed segment: its lines have been taken over or are worthless. @param {number} id */
  discard(id) {
    const claimed = this.#claimed.get(id);
    this.#claimed.delete(id);
    if (!claimed) return;
    const { name, part } = claimed;
    const path = this.#folder.file(name);
    if (part === undefined) return removeQuietly(path);
    const temporary = this.#folder.file({ ...name, kind: 'temporary' });
    const isRest = this.#quietly(() => {
      copyRest(path, part, temporary);
      fs.renameSync(temporary, path);
      return true;
    });
    // Where the rest cannot be written the whole stays, and may be sent again: that is what at-least-once means.
    if (!isRest) removeQuietly(temporary);
    if (this.#free(name) && isRest) this.#candidates.unshift({ ...name, kind: 'ready' });
  }

  /**
   * A sign of life; to be called before each request and once in `RENEWAL_MS`. False: another process has what was the own segment.
   * Nothing of it may be sent any more; the client is to be closed with 0 ms, and what was in it counts as kept.
   *
   * @returns {boolean}
   */
  renew() {
    const own = this.#own;
    if (!own) return !this.#lost;
    const now = this.#now();
    const path = this.#folder.file(own.name);
    // A sign that lies ahead was given before the clock was set.
    const since = now < own.renewed ? Number.POSITIVE_INFINITY : now - own.renewed;
    const isOurs = this.#quietly(() => {
      if (since > DOUBT_MS) own.name = this.#take(own.name, now);
      else if (since > RENEWAL_MS) touch(path, now);
      else fs.lstatSync(path);
      return true;
    });
    // What else went wrong, such as a folder that cannot be written any more, keeps others away too.
    if (!isOurs && isGone(path)) {
      this.#own = undefined;
      this.#lost = true;
    } else if (since > RENEWAL_MS) {
      own.renewed = now;
    }
    return !this.#lost;
  }

  /** Whether another process has left something that nobody holds. Looks at names and times only. @returns {boolean} */
  isSomethingLeft() {
    return this.#claimable(this.#now()).length > 0;
  }

  /** Frees the own segment, and what is claimed, for all. Nothing is to be called after it. */
  end() {
    for (const { name } of this.#claimed.values()) this.#free(name);
    this.#claimed.clear();
    if (this.renew() && this.#own) this.#free(this.#own.name);
    this.#own = undefined;
    this.#lost = true;
  }

  /** @param {Buffer} lines */
  #add(lines) {
    this.#makeRoom(lines.length);
    const own = this.#own;
    if (!own) return this.#begin(lines);
    const file = fs.openSync(this.#folder.file(own.name), fs.constants.O_WRONLY | fs.constants.O_APPEND);
    try {
      const before = own.bytes;
      try {
        writeAll(file, own.torn ? Buffer.concat([Buffer.from('\n'), lines]) : lines);
      } catch (error) {
        own.torn = this.#quietly(() => fs.ftruncateSync(file, before) === undefined) !== true;
        throw error;
      }
      own.torn = false;
      own.bytes = before + lines.length;
      own.renewed = this.#now();
      // The lines are there, and the system has set a time too.
      this.#quietly(() => setModified(file, own.renewed));
    } finally {
      fs.closeSync(file);
    }
  }

  /** @param {Buffer} lines */
  #begin(lines) {
    this.#folder.create();
    const name = this.#nextName();
    const now = this.#now();
    writeNew(this.#folder.file(name), lines, now);
    this.#own = { name, bytes: lines.length, renewed: now, torn: false };
  }

  /** Beside the own segment first, then over it. @param {Buffer} lines */
  #exchange(lines) {
    const own = this.#own;
    if (!own) return this.#begin(lines);
    const temporary = this.#folder.file({ ...own.name, kind: 'temporary' });
    const now = this.#now();
    writeNew(temporary, lines, now);
    try {
      fs.renameSync(temporary, this.#folder.file(own.name));
    } catch (error) {
      removeQuietly(temporary);
      throw error;
    }
    this.#own = { name: own.name, bytes: lines.length, renewed: now, torn: false };
  }

  /** Removes the own segment. The next one looks anew at what others have. */
  #remove() {
    if (!this.#own) return;
    fs.unlinkSync(this.#folder.file(this.#own.name));
    this.#own = undefined;
    this.#others = undefined;
  }

  /** Throws when so many bytes more, or one segment more, would be too many. @param {number} more */
  #makeRoom(more) {
    const limits = this.#limits;
    const own = this.#own;
    const fits = (/** @type {{ bytes: number, segments: number }} */ others) =>
      others.bytes + (own?.bytes ?? 0) + more <= limits.bytes && (own !== undefined || others.segments < limits.segments);
    if (this.#others && fits(this.#others)) return;
    const now = this.#now();
    this.#quietly(() => this.#folder.sweep(now));
    const mine = new Set([...this.#claimed.values()].map(({ name }) => this.#folder.file(name)));
    if (own) mine.add(this.#folder.file(own.name));
    const stored = this.#folder.segments(now).filter(({ name }) => !mine.has(this.#folder.file(name)));
    const others = { bytes: stored.reduce((sum, { bytes }) => sum + bytes, 0), segments: stored.length };
    if (!fits(others)) {
      const old = stored.filter(({ hold, modified }) => hold !== 'live' && Math.abs(now - modified) > limits.ageMs);
      for (const { name, bytes } of old) {
        if (this.#quietly(() => fs.unlinkSync(this.#folder.file(name)) === undefined)) {
          others.bytes -= bytes;
          others.segments -= 1;
        }
      }
    }
    this.#others = others;
    if (!fits(others)) throw new Error(`the outbox is full: at most ${limits.bytes} bytes in ${limits.segments} files`);
  }

  /** @param {number} now @returns {Name[]} */
  #claimable(now) {
    const segments = this.#quietly(() => this.#folder.segments(now)) ?? [];
    return segments.filter(({ hold }) => hold !== 'live').map(({ name }) => name);
  }

  /** @param {Name} name @param {number} maxBytes @param {number} now */
  #claim(name, maxBytes, now) {
    const hold = this.#folder.hold(name, now);
    if (hold === undefined || hold === 'live') return undefined;
    const taken = this.#take(name, now);
    const path = this.#folder.file(taken);
    const head = this.#quietly(() => readLines(path, maxBytes));
    if (!head || head.part === 0) {
      this.#free(taken);
      return undefined;
    }
    if (head.part === undefined && head.lines === '') {
      removeQuietly(path);
      return undefined;
    }
    this.#claimed.set(taken.number, { name: taken, part: head.part });
    return { id: taken.number, lines: head.lines };
  }

  /**
   * Renames a segment to a name of this owner; of all who try, one succeeds, and for the others it throws. The sign of life comes first:
   * a file that appears under a new name with an old time would be taken again at once.
   *
   * @param {Name} name
   * @param {number} now
   */
  #take(name, now) {
    touch(this.#folder.file(name), now);
    const taken = this.#nextName();
    fs.renameSync(this.#folder.file(name), this.#folder.file(taken));
    return taken;
  }

  /** Makes a segment of this owner free for all. @param {Name} name */
  #free(name) {
    return (
      this.#quietly(() => fs.renameSync(this.#folder.file(name), this.#folder.file({ ...name, kind: 'ready' })) === undefined) ??
      false
    );
  }

  /** @returns {Name} */
  #nextName() {
    this.#last += 1;
    return { token: this.#token, number: this.#last, kind: 'held' };
  }

  /** Whether it went well; the first time that it does not, somebody is told. @param {() => void} action */
  #try(action) {
    try {
      action();
      return true;
    } catch (error) {
      if (!this.#warned) {
        this.#warned = true;
        const reason = error instanceof Error ? error.message : String(error);
        const warning = `events are kept in memory only: failed to write below ${this.#folder.path}: ${reason}`;
        this.#quietly(() => this.#onWarning(warning));
      }
      return false;
    }
  }

  /**
   * What it gives, or undefined where the system refuses.
   *
   * @template T
   * @param {() => T} action
   * @returns {T | undefined}
   */
  #quietly(action) {
    try {
      return action();
    } catch {
      return undefined;
    }
  }
}

/** @param {string} path @param {number} now */
function touch(path, now) {
  // Opened and not just named, so that a time is only set on what could also be written.
  const file = fs.openSync(path, 'r+');
  try {
    setModified(file, now);
  } finally {
    fs.closeSync(file);
  }
}

/** @param {string} path */
function isGone(path) {
  try {
    fs.lstatSync(path);
    return false;
  } catch (error) {
    return isMissing(error);
  }
}
