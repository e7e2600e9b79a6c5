// A program's telemetry: what is queued, and when there is work to do.
//
// Everything happens in one thread, so there is one rule: `Work` is called from `#drive` alone, which nothing enters twice.

import { shown, TelemetryError } from './error.js';
import { onExit } from './exits.js';
import { nothing, sum } from './ledger.js';
import { byteLength, chunks, lineOf, MAX_TEXT, rawLine } from './lines.js';
import { precheck } from './precheck.js';
import { reason } from './pure.js';
import { Work } from './work.js';

/** @typedef {import('./imports.js').Environment} Environment */
/** @typedef {import('./imports.js').Timer} Timer */
/** @typedef {import('./index.js').Enqueued} Enqueued */
/** @typedef {import('./index.js').Ledger} Ledger */
/** @typedef {import('./index.js').Problem} Problem */
/** @typedef {import('./index.js').Status} Status */
/** @typedef {import('./index.js').Client} Telemetry */

/** Bytes that wait to be checked: some hundred events, for the time until the component looks at them. */
const MAX_BUFFER = 2 * MAX_TEXT;

/** How long a program that ends may be held up, in milliseconds. */
const EXIT = 50;

/** Longest time that a caller can ask for, in milliseconds; a timer knows no longer one. */
const LONGEST = 2 ** 31 - 1;

/** Longest time between signs of life for the outbox, in milliseconds. */
const RENEWAL = 60_000;

/**
 * Where the engine has no such symbols, compilers of `using` look for these.
 *
 * @type {typeof Symbol.dispose}
 */
const DISPOSE = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/** @type {typeof Symbol.asyncDispose} */
const ASYNC_DISPOSE = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

/** How long after its time a promise is kept in any case, in milliseconds. */
const GRACE = 25;

/** @implements {Telemetry} */
export class Client {
  #environment;
  #options;
  /** @type {'idle' | 'working' | 'ended'} */
  #phase = 'idle';
  #isClosed = false;
  /** Lines that the component has not seen yet. @type {string[]} */
  #lines = [];
  #buffered = 0;
  /** @type {{ flush: boolean, close?: number, optOut: boolean }} */
  #orders = { flush: false, optOut: false };
  /** @type {Work | undefined} */
  #work;
  #isDriving = false;
  #isClosing = false;
  /** When it is driven next, and what sees to that. @type {{ at: number, timer: Timer } | undefined} */
  #next;
  /** Who waits for nothing to be pending, or for the end. @type {Set<{ until: 'flushed' | 'ended', settle: () => void }>} */
  #waiting = new Set();
  /** @type {{ state?: Status['state'], text: string, problem?: string, problems: readonly Problem[], rejected: number, overflowed: number }} */
  #status = { text: 'no event yet', problems: [], rejected: 0, overflowed: 0 };
  /** What was wrong with lines of the call under way, for strict programs. @type {Problem[]} */
  #rejected = [];
  /** There was something to do since the program last had nothing to do. */
  #isFresh = false;
  #stopListening = () => {};
  /** What ended it. @type {unknown} */
  #error;
  /** Where the events were that an earlier `Work` had. @type {Ledger} */
  #past = nothing();

  /**
   * @param {Environment} environment
   * @param {ReturnType<typeof import('./options.js').read>} options
   */
  constructor(environment, options) {
    this.#environment = environment;
    this.#options = options;
    const { surroundings, strict, outbox } = options;
    const forbids = precheck(surroundings.product, (query) => environment.facts([query], surroundings)[0]?.value);
    if (forbids) {
      this.#phase = 'ended';
      this.#status.state = 'off';
      this.#status.text = `telemetry is off: ${forbids.name} says so`;
    } else if (strict) {
      this.#begin();
      this.#drive();
      this.#complain();
    } else if (outbox && environment.outbox(surroundings)?.isSomethingLeft()) {
      this.#begin();
    }
  }

  /**
   * A client that does nothing, because of what it was opened with.
   *
   * @param {Environment} environment
   * @param {unknown} error
   * @param {(message: string) => void} onWarning
   */
  static broken(environment, error, onWarning) {
    const surroundings = { product: '', calls: {}, hosts: {}, onWarning, now: Date.now };
    const client = new Client(environment, { surroundings, settings: '', outbox: false, patienceMs: 0, strict: false });
    client.#giveUp(error);
    return client;
  }

  /** @param {string} event @param {unknown} parameters @param {{ schemaVersion?: string, ts?: Date }} [options] @returns {Enqueued} */
  enqueue(event, parameters, { schemaVersion, ts } = {}) {
    if (this.#isClosed || this.#phase === 'ended') return this.#status.state && this.#status.state !== 'on' ? 'off' : 'closed';
    let line;
    try {
      const instant = ts ?? new Date(this.#options.surroundings.now());
      line = lineOf(event, parameters, { ts: instant.toISOString(), ...(schemaVersion !== undefined && { schemaVersion }) });
    } catch (error) {
      this.#status.rejected += 1;
      const message = `an event cannot be used: ${reason(error)}`;
      if (this.#options.strict) throw new TelemetryError(message, [], { cause: error });
      this.#options.surroundings.onWarning(message);
      return 'unusable';
    }
    const bytes = byteLength(line);
    if (this.#buffered + bytes > MAX_BUFFER) {
      this.#status.overflowed += 1;
      return 'full';
    }
    this.#lines.push(line);
    this.#buffered += bytes;
    this.#begin();
    if (this.#options.strict) {
      this.#drive();
      this.#complain();
    }
    return this.#status.state && this.#status.state !== 'on' ? 'off' : 'buffered';
  }

  /** @param {{ timeoutMs?: number }} [options] */
  flush({ timeoutMs = 5000 } = {}) {
    if (this.#phase !== 'working') return Promise.resolve(this.ledger());
    this.#orders.flush = true;
    this.#schedule(0);
    return this.#promise('flushed', milliseconds(timeoutMs));
  }

  /** @param {{ timeoutMs?: number }} [options] */
  close({ timeoutMs = EXIT } = {}) {
    this.#isClosed = true;
    if (this.#phase !== 'working') {
      this.#finish();
      return Promise.resolve(this.ledger());
    }
    const within = this.#patient(milliseconds(timeoutMs));
    this.#orders.close = Math.min(this.#orders.close ?? LONGEST, within);
    this.#schedule(0);
    return this.#promise('ended', within + GRACE);
  }

  optOut() {
    this.#isClosed = true;
    this.#forget();
    this.#orders.optOut = true;
    if (this.#phase !== 'working') {
      // What earlier processes left is emptied too, for which it takes a new session.
      this.#past = this.ledger();
      this.#work = undefined;
      this.#phase = 'working';
    }
    this.#drive();
    // Nothing is left to wait for, unless this is a callback of a call that is under way.
    return this.#isDriving ? this.#promise('ended', LONGEST) : Promise.resolve(this.ledger());
  }

  ledger() {
    return sum(this.#past, this.#work?.ledger ?? nothing());
  }

  /** @returns {Status} */
  status() {
    const { state, problem, ...simple } = this.#status;
    const audit = this.#work?.auditProblem;
    return {
      ...simple,
      ...(state && { state }),
      ...(problem !== undefined && { problem }),
      ...(audit !== undefined && { auditProblem: audit }),
      ledger: this.ledger(),
      buffered: this.#buffered,
      restarts: this.#work?.restarts ?? 0,
      hasEnded: this.#phase === 'ended',
    };
  }

  [DISPOSE]() {
    this.#end();
  }

  async [ASYNC_DISPOSE]() {
    await this.close();
  }

  /** There is something to do: later, so that whoever has something to do now is not held up. */
  #begin() {
    this.#isFresh = true;
    if (this.#phase === 'idle') {
      this.#phase = 'working';
      this.#stopListening = onExit(this.#environment, (stage) => this.#leave(stage));
    }
    if (this.#lines.length <= 1) this.#schedule(0);
  }

  /** Sees to it that it is driven within that time. @param {number} ms */
  #schedule(ms) {
    const at = performance.now() + ms;
    if (this.#next && this.#next.at <= at) return;
    this.#next?.timer.cancel();
    const timer = this.#environment.timer(() => this.#drive(), Math.min(ms, LONGEST), false);
    this.#next = { at, timer };
  }

  /** Does what there is to do. Whatever goes wrong ends telemetry, and nothing else. */
  #drive() {
    if (this.#isDriving || this.#phase !== 'working') return;
    this.#isDriving = true;
    this.#next?.timer.cancel();
    this.#next = undefined;
    try {
      this.#turn();
    } catch (error) {
      this.#giveUp(error);
    }
    this.#isDriving = false;
    // What was asked for by a callback meanwhile.
    if (this.#phase === 'working' && (this.#orders.optOut || this.#orders.flush || this.#lines.length > 0)) this.#schedule(0);
    this.#settle();
  }

  #turn() {
    this.#work ??= new Work(this.#environment, this.#options, () => this.#drive());
    const work = this.#work;
    if (this.#orders.optOut) {
      this.#orders.optOut = false;
      work.optOut();
      return this.#off(work);
    }
    if (!work.isOn) return this.#off(work);
    if (work.wasRevoked()) {
      work.stop();
      return this.#off(work);
    }
    this.#status.state = 'on';
    this.#status.text = work.decision.text;
    this.#hand(work);
    if (this.#orders.flush) work.flush();
    this.#orders.flush = false;
    if (this.#orders.close !== undefined) {
      this.#isClosing = true;
      work.close(this.#orders.close);
      delete this.#orders.close;
    }
    const wake = work.poll();
    if (wake !== undefined) this.#schedule(Math.min(wake, RENEWAL));
    else if (this.#isClosing) {
      work.end();
      this.#finish();
    }
  }

  /** Passes on what has gathered. @param {Work} work */
  #hand(work) {
    const lines = this.#lines;
    this.#forget();
    for (const text of chunks(lines)) {
      const report = work.enqueue(text);
      if (!report) {
        this.#status.rejected += text.split('\n').length - 1;
        continue;
      }
      for (const { problems } of report.rejected) {
        this.#status.rejected += 1;
        this.#status.problems = problems;
        this.#rejected.push(...problems);
        if (this.#options.strict) continue;
        for (const problem of problems) this.#options.surroundings.onWarning(`an event was rejected: ${shown(problem)}`);
      }
    }
  }

  /** Telemetry is off, for good. @param {Work} work */
  #off(work) {
    const { state, text } = work.decision;
    this.#status.state = state;
    this.#status.text = text;
    this.#finish();
  }

  /** It cannot work. What is in the buffer was not looked at and is gone. @param {unknown} error */
  #giveUp(error) {
    this.#status.problem = error instanceof TelemetryError ? error.message : `telemetry does not work: ${reason(error)}`;
    if (error instanceof TelemetryError) this.#status.problems = error.problems;
    this.#error = error;
    this.#options.surroundings.onWarning(this.#status.problem);
    this.#finish();
  }

  #finish() {
    this.#phase = 'ended';
    this.#forget();
    this.#next?.timer.cancel();
    this.#next = undefined;
    this.#stopListening();
    this.#settle();
  }

  #forget() {
    this.#lines = [];
    this.#buffered = 0;
  }

  /** Throws what a strict program wants to know. */
  #complain() {
    const problems = this.#rejected;
    this.#rejected = [];
    if (this.#error instanceof TelemetryError) throw this.#error;
    if (this.#error) throw new TelemetryError(`telemetry does not work: ${reason(this.#error)}`, [], { cause: this.#error });
    if (problems.length > 0) throw new TelemetryError('an event was rejected', problems);
  }

  /** @param {'flushed' | 'ended'} until @param {number} withinMs @returns {Promise<Ledger>} */
  #promise(until, withinMs) {
    return new Promise((resolve) => {
      const waiting = {
        until,
        settle: () => {
          timer.cancel();
          this.#waiting.delete(waiting);
          resolve(this.ledger());
        },
      };
      // This timer holds the process, because somebody waits.
      const timer = this.#environment.timer(() => waiting.settle(), withinMs, true);
      this.#waiting.add(waiting);
    });
  }

  /** Keeps the promises that are due. */
  #settle() {
    const isFlushed = !this.#orders.flush && this.#lines.length === 0 && this.ledger().pending === 0;
    for (const waiting of [...this.#waiting]) {
      if (this.#phase === 'ended' || (waiting.until === 'flushed' && isFlushed)) waiting.settle();
    }
  }

  /** The time that a close may take: more, when program after program has reached no collector. @param {number} withinMs */
  #patient(withinMs) {
    const { patienceMs, outbox, surroundings } = this.#options;
    if (!outbox || patienceMs <= withinMs || (this.ledger().pending === 0 && this.#lines.length === 0)) return withinMs;
    return this.#environment.exits(surroundings)?.isOverdue() ? milliseconds(patienceMs) : withinMs;
  }

  /** The program ends, or may end. @param {'pause' | 'end'} stage */
  #leave(stage) {
    if (stage === 'end') return this.#end();
    // Once for what came since the last time, or a program that has nothing more to do would never end.
    if (!this.#isFresh && this.#environment.name === 'node') return;
    this.#isFresh = false;
    this.#orders.flush = true;
    this.#drive();
    const isBusy = this.#phase === 'working' && this.ledger().pending > 0;
    if (isBusy && this.#environment.name === 'node') this.#promise('flushed', this.#patient(EXIT));
  }

  /** Nothing asynchronous will be done any more. */
  #end() {
    this.#isClosed = true;
    if (this.#phase === 'idle') return this.#finish();
    this.#orders.close = 0;
    // The first ends what is under way, and what follows finds that nothing is left.
    for (let round = 0; round < 3 && this.#phase === 'working'; round++) this.#drive();
    if (this.#phase !== 'working') return;
    // The program ends in a callback of a call that is under way: the component cannot be asked any more.
    this.#keepRaw();
    this.#work?.end();
    this.#finish();
  }

  /** Keeps what the component has not seen, for a later process to check. */
  #keepRaw() {
    try {
      this.#work?.keep(this.#lines.map((line) => rawLine(line, this.#options.surroundings.product)).join(''));
    } catch {
      // A line that is no JSON. It would have been rejected.
    }
  }
}

/** A time that a caller gave. @param {number} ms */
function milliseconds(ms) {
  return Number.isFinite(ms) ? Math.min(Math.max(Math.ceil(ms), 0), LONGEST) : LONGEST;
}
