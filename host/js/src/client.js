// A program's telemetry, and when there is work to do for it.
//
// Everything happens in one thread, so there is one rule: the worker is called from `#drive` alone, which nothing enters twice.

import { describe } from './command/told.js';
import { ledgerOf, NOTHING } from './component/values.js';
import { inLine, reason, shown, TelemetryError, told } from './error.js';
import { onExit } from './exits.js';
import { Inbox } from './inbox.js';
import { EXIT_MS, FLUSH_MS, SHUTDOWN_RESERVE_MS } from './limits.js';
import { chunks, lineOf, newToken, rawLine, toText } from './lines.js';
import { own } from './own.js';
import { precheck } from './precheck.js';
import { LONGEST, milliseconds, monotonicMs, wallMs } from './time.js';
import { Worker } from './worker.js';

/** @typedef {import('./imports.js').Environment} Environment */
/** @typedef {import('./index.js').Enqueued} Enqueued */
/** @typedef {import('./index.js').Problem} Problem */
/** @typedef {import('./index.js').Status} Status */

/**
 * Where the engine has no such symbols, compilers of `using` look for these.
 *
 * @type {typeof Symbol.dispose}
 */
const DISPOSE = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/** @type {typeof Symbol.asyncDispose} */
const ASYNC_DISPOSE = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

/** What a listing of the folder has when an earlier process has left events. */
const LEFT = /\.ready\.jsonl /;

/** Files in the folder at which no raw lines are added: each event after the end makes one. */
const MOST_FILES = 512;

/** What says, besides the facts of the pre-check, that a decision no longer holds. */
const ADMINISTRATOR = /** @type {const} */ ({ source: 'host', name: 'administrator' });

/** @implements {Pick<import('./index.js').Client, 'flush' | 'close' | 'optOut' | 'ledger' | 'status'>} */
export class Client {
  #environment;
  #options;
  #inbox;
  /** @type {'idle' | 'working' | 'ended'} */
  #phase = 'idle';
  /** No more events are taken. */
  #isClosed = false;
  /** The worker, or the last one. @type {Worker | undefined} */
  #worker;
  /** The worker has something to do; without it there is another one for what comes. */
  #isLive = false;
  /** The worker ends because the process is idle. What comes is the next one's. */
  #isPausing = false;
  #isDriving = false;
  /** When it is driven next, and what sees to that. @type {{ at: number, timer: import('./imports.js').Timer } | undefined} */
  #next;
  /** @type {{ state?: Status['state'], text: string, problem?: string, problems: readonly Problem[], rejected: number, overflowed: number }} */
  #status = { text: 'no event yet', problems: [], rejected: 0, overflowed: 0 };
  /** What was wrong with lines of the call under way, for strict programs. @type {Problem[]} */
  #rejected = [];
  /** There was something to do since the process was idle the last time. */
  #isFresh = false;
  /** Lines that are on their way to the component. @type {string[]} */
  #crossing = [];
  /** Events that were kept without the component. */
  #keptRaw = 0;
  /** Events that were taken, and that nothing came of. @type {Map<'closed' | 'opt-out', number>} */
  #lost = new Map();
  /** What the administrator said when the component decided. @type {string | undefined} */
  #administrator;
  #stopListening = () => {};
  /** What ended it. @type {unknown} */
  #error;

  /**
   * @param {Environment} environment
   * @param {ReturnType<typeof import('./options.js').read>} options
   */
  constructor(environment, options) {
    this.#environment = environment;
    this.#options = options;
    this.#inbox = new Inbox(environment);
    const { surroundings, strict, outbox } = options;
    const forbids = this.#forbids();
    if (forbids) {
      this.#phase = 'ended';
      this.#status.state = 'off';
      this.#status.text = `telemetry is off: ${describe(forbids)}`;
    } else if (strict) {
      this.#begin();
      this.#drive();
      this.#complain();
    } else if (outbox && LEFT.test(environment.folder(surroundings)?.entries() ?? '')) {
      this.#begin();
    }
  }

  /**
   * A client that does nothing, because of what it was opened with.
   *
   * @param {Environment} environment
   * @param {unknown} error
   * @param {(message: string) => boolean} onWarning
   */
  static broken(environment, error, onWarning) {
    const surroundings = { product: '', calls: {}, hosts: {}, onWarning, now: wallMs };
    const client = new Client(environment, { surroundings, settings: '', outbox: false, strict: false });
    client.#giveUp(error);
    return client;
  }

  /** What is known to forbid now, without the component. */
  #forbids() {
    const { surroundings } = this.#options;
    return precheck(surroundings.product, (query) => this.#environment.facts([query], surroundings)[0]?.value);
  }

  /** @param {string} event @param {unknown} parameters @param {{ schemaVersion?: string, ts?: Date }} [options] @returns {Enqueued} */
  enqueue(event, parameters, options) {
    if (this.#isClosed || this.#phase === 'ended') return this.#isOff() ? 'off' : 'closed';
    let line;
    try {
      const { schemaVersion, ts } = own(options);
      line = lineOf(event, parameters, { ts: instantOf(ts ?? new Date(wallMs())), schemaVersion });
    } catch (error) {
      this.#status.rejected += 1;
      const message = `an event cannot be used: ${told(error)}`;
      if (this.#options.strict) throw new TelemetryError(message, [], { cause: error });
      this.#options.surroundings.onWarning(message);
      return 'unusable';
    }
    if (this.#hasLeft()) return this.#keepLate(line);
    if (!this.#inbox.add(line)) {
      this.#status.overflowed += 1;
      return 'full';
    }
    this.#begin();
    if (this.#options.strict) {
      this.#drive();
      this.#complain();
    }
    return this.#isOff() ? 'off' : 'buffered';
  }

  /** @param {{ timeoutMs?: number }} [options] */
  async flush(options) {
    const within = timeoutOf(options, FLUSH_MS);
    if (this.#phase === 'working') {
      this.#inbox.flush = true;
      await this.#soon(this.#inbox.promise('flushed', within));
    }
    return this.ledger();
  }

  /** @param {{ timeoutMs?: number }} [options] */
  async close(options) {
    const within = timeoutOf(options, EXIT_MS);
    this.#isClosed = true;
    if (this.#phase === 'working') {
      this.#inbox.closeWithin(Math.max(within - SHUTDOWN_RESERVE_MS, 0));
      await this.#soon(this.#inbox.promise('ended', within));
    } else {
      this.#finish();
    }
    return this.ledger();
  }

  async optOut() {
    this.#isClosed = true;
    this.#inbox.clear();
    this.#inbox.optOut = true;
    this.#phase = 'working';
    this.#drive();
    // Nothing is left to wait for, unless this is a callback of a call that is under way.
    if (this.#isDriving) await this.#inbox.promise('ended', LONGEST);
    return this.ledger();
  }

  ledger() {
    const { accepted, kept, dropped, ...ledger } = this.#worker?.session.ledger ?? NOTHING;
    const tallies = new Map(dropped.map(({ reason, count }) => [reason, count]));
    let taken = this.#keptRaw;
    for (const [reason, count] of this.#lost) {
      tallies.set(reason, (tallies.get(reason) ?? 0) + count);
      taken += count;
    }
    const sums = [...tallies].map(([reason, count]) => ({ reason, count }));
    return ledgerOf({ ...ledger, accepted: accepted + taken, kept: kept + this.#keptRaw, dropped: sums });
  }

  /** @returns {Status} */
  status() {
    return {
      ...this.#worker?.problems,
      ...this.#status,
      ledger: this.ledger(),
      buffered: this.#inbox.bytes,
      restarts: this.#worker?.session.traps ?? 0,
      hasEnded: this.#phase === 'ended',
    };
  }

  [DISPOSE]() {
    this.#isClosed = true;
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
      this.#stopListening();
      this.#stopListening = onExit(this.#environment, (stage) => this.#leave(stage));
    }
    // In the last moments of a process no timer is due any more.
    if (this.#environment.isEnding() && !this.#isDriving) this.#end();
    else if (this.#inbox.lines <= 1) this.#schedule(0);
  }

  /** Drives it for who waits, once the caller's own turn is over; no timer is needed for that, which a test may have replaced. @param {Promise<void>} promise */
  async #soon(promise) {
    await undefined;
    this.#drive();
    await promise;
  }

  /** Sees to it that it is driven within that time. @param {number} ms */
  #schedule(ms) {
    const at = monotonicMs() + ms;
    if (ms === Number.POSITIVE_INFINITY || (this.#next && this.#next.at <= at)) return;
    this.#next?.timer.cancel();
    const timer = this.#environment.timer(() => this.#drive(), milliseconds(ms, 0), false);
    this.#next = { at, timer };
  }

  #unschedule() {
    this.#next?.timer.cancel();
    this.#next = undefined;
  }

  /** Does what there is to do. Whatever goes wrong ends telemetry, and nothing else. */
  #drive() {
    if (this.#isDriving || this.#phase !== 'working') return;
    this.#isDriving = true;
    this.#unschedule();
    try {
      this.#turn();
    } catch (error) {
      this.#giveUp(error);
    }
    this.#isDriving = false;
    this.#settle();
  }

  /** Until there is nothing more to do now. */
  #turn() {
    const worker = this.#revive();
    while (this.#phase === 'working') {
      if (this.#inbox.optOut) worker.session.optOut();
      this.#inbox.optOut = false;
      const wait = worker.run();
      const { state, text } = worker.session.decision;
      this.#status.state = state;
      this.#status.text = text;
      // What a callback has asked for meanwhile.
      if (this.#inbox.optOut) continue;
      if (wait === undefined) return this.#rest(state === 'on');
      if (!this.#pass(worker)) return this.#schedule(wait);
    }
  }

  /** @returns {Worker} */
  #revive() {
    if (this.#worker && this.#isLive) return this.#worker;
    const { surroundings, settings } = this.#options;
    // A no holds whatever is wrong with the settings.
    const needed = this.#inbox.optOut ? toText({ product: surroundings.product }) : settings;
    // Before the component asks: what changes in between then counts as a change.
    this.#administrator = this.#ofAdministrator();
    this.#worker = new Worker(this.#environment, surroundings, needed, () => this.#drive(), this.#worker?.session.ledger);
    this.#isLive = true;
    return this.#worker;
  }

  /** Passes on what was asked for. False: that was nothing. @param {Worker} worker */
  #pass(worker) {
    const inbox = this.#inbox;
    const { close } = inbox;
    if (close === undefined && (this.#isPausing || inbox.isEmpty)) return false;
    inbox.close = undefined;
    if (!this.#isPausing) {
      // While somebody waits for a flush, what has come since then goes at once, too. Left to its own time it would be waited for.
      const flush = inbox.flush || (inbox.lines > 0 && inbox.awaitsFlush());
      // Before the lines are, because what is told of them may lead to more of both.
      inbox.flush = false;
      this.#hand(worker, inbox.take());
      if (flush) worker.session.flush();
    }
    if (close !== undefined) {
      inbox.endsWithin(worker.session.close(close) + SHUTDOWN_RESERVE_MS);
      // Nobody has closed it: the process is idle, and may go on.
      if (!this.#isClosed) this.#isPausing = true;
    }
    return true;
  }

  /** @param {Worker} worker @param {string[]} lines */
  #hand(worker, lines) {
    this.#crossing = lines;
    for (const text of chunks([...lines])) {
      const report = worker.session.enqueue(text);
      const { length } = lines.splice(0, text.split('\n').length - 1);
      if (!report) {
        this.#status.rejected += length;
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

  /** The worker has ended. @param {boolean} isOn */
  #rest(isOn) {
    const wasPausing = this.#isPausing;
    this.#isLive = false;
    this.#isPausing = false;
    if (!isOn || !wasPausing) return this.#finish();
    this.#inbox.flush = false;
    if (this.#inbox.lines > 0) {
      // They came while it ended.
      if (this.#isClosed) this.#inbox.closeWithin(SHUTDOWN_RESERVE_MS);
      this.#schedule(0);
    } else if (this.#isClosed) {
      this.#finish();
    } else {
      this.#phase = 'idle';
    }
  }

  /** It cannot work. What it has taken is lost. @param {unknown} error */
  #giveUp(error) {
    this.#isLive = false;
    this.#isClosed = true;
    const text = `telemetry does not work: ${inLine(error)}`;
    if (!this.#isOff()) this.#status.text = text;
    this.#status.problem = error instanceof TelemetryError ? error.message : text;
    if (error instanceof TelemetryError) this.#status.problems = error.problems;
    this.#error = error;
    this.#options.surroundings.onWarning(this.#status.problem);
    this.#lose(this.#unread().length, 'closed', 'telemetry does not work');
    if (this.#inbox.optOut) {
      const { surroundings } = this.#options;
      const undone = this.#environment.refuse(surroundings);
      if (undone !== undefined) surroundings.onWarning(undone);
    }
    this.#finish();
  }

  /** Hands out the lines that the component has not seen. */
  #unread() {
    return [...this.#crossing.splice(0), ...this.#inbox.take()];
  }

  /** Counts events that nothing came of, and tells of them; while telemetry is off there are none. @param {number} count @param {'closed' | 'opt-out'} reason @param {string} why */
  #lose(count, reason, why) {
    if (count === 0 || this.#isOff()) return;
    this.#lost.set(reason, (this.#lost.get(reason) ?? 0) + count);
    if (reason === 'closed') this.#options.surroundings.onWarning(`events lost: ${count}; ${why}`);
  }

  /** It was decided, and telemetry is not on. */
  #isOff() {
    return this.#status.state !== undefined && this.#status.state !== 'on';
  }

  #finish() {
    this.#phase = 'ended';
    this.#inbox.clear();
    this.#unschedule();
    this.#stopListening();
    this.#settle();
  }

  /** Throws what a strict program wants to know. */
  #complain() {
    const problems = this.#rejected;
    this.#rejected = [];
    if (this.#error instanceof TelemetryError) throw this.#error;
    if (this.#error) throw new TelemetryError(`telemetry does not work: ${reason(this.#error)}`, [], { cause: this.#error });
    if (problems.length > 0) throw new TelemetryError('an event was rejected', problems);
  }

  /** Keeps the promises that are due. */
  #settle() {
    const isFlushed = !this.#inbox.flush && this.#inbox.lines === 0 && this.ledger().pending === 0;
    this.#inbox.settle(isFlushed, this.#phase !== 'working');
  }

  /** The program ends, or may end. @param {import('./imports.js').Stage} stage */
  #leave(stage) {
    if (stage === 'end') return this.#end();
    if (this.#phase !== 'working') return;
    if (stage === 'hidden') {
      this.#inbox.flush = true;
      return this.#drive();
    }
    // Once for what came since the last time, or a program that has nothing more to do would never end.
    if (!this.#isFresh) return;
    this.#isFresh = false;
    this.#inbox.closeWithin(EXIT_MS);
    this.#drive();
    if (this.#phase === 'working') this.#inbox.promise('ended', EXIT_MS);
  }

  /** Nothing asynchronous will be done any more; what comes after this begins anew, unless it is closed. */
  #end() {
    if (this.#isDriving) return this.#breakOff();
    if (this.#phase !== 'working') {
      if (this.#isClosed) this.#finish();
      return;
    }
    // The second one is for what came while the first one ended.
    for (let round = 0; round < 2 && this.#phase === 'working'; round++) {
      this.#inbox.close = 0;
      this.#drive();
    }
  }

  /** The program ends in a callback of a call that is under way. */
  #breakOff() {
    const lines = this.#unread();
    this.#finish();
    const worker = this.#isLive ? this.#worker : undefined;
    const { rejected } = this.#status;
    const isOn = worker?.session.decision.state === 'on';
    if (!isOn || !this.#keepRaw(lines, this.#environment.folder(this.#options.surroundings))) {
      const count = lines.length - (this.#status.rejected - rejected);
      this.#lose(
        count,
        this.#forbids() ? 'opt-out' : 'closed',
        'the program ended before they were sent, and they may not be kept',
      );
    }
    worker?.end();
  }

  /** The process is ending, and the worker has ended for it. Another one would take up again what this one left, for each event that comes. */
  #hasLeft() {
    return this.#phase === 'idle' && this.#usesNetwork() && this.#environment.isEnding();
  }

  /** Only what goes over the network is kept. Files and streams take an event at once, and a dry run ends it. */
  #usesNetwork() {
    return this.#worker?.session.decision.settled.sink === 'http';
  }

  /** Keeps an event that comes after the end. @param {string} line @returns {Enqueued} */
  #keepLate(line) {
    const { surroundings, outbox } = this.#options;
    const { rejected } = this.#status;
    const folder = this.#environment.folder(surroundings);
    if (this.#keepRaw([line], folder)) return 'buffered';
    if (this.#status.rejected > rejected) return 'unusable';
    if (this.#forbids()) return 'off';
    if (outbox && folder && !folder.isNowhere) {
      const reason = folder.takeProblem();
      surroundings.onWarning(`an event is lost: it came after the end, and could not be kept${reason ? `: ${reason}` : ''}`);
    }
    return 'closed';
  }

  #ofAdministrator() {
    return this.#environment.facts([ADMINISTRATOR], this.#options.surroundings)[0]?.value;
  }

  /** Whether nobody has said no since the component decided. */
  #isStillOn() {
    return !this.#forbids() && this.#ofAdministrator() === this.#administrator;
  }

  /**
   * Keeps what the component has not seen, for a later process to check. Whether that was done.
   *
   * @param {string[]} lines
   * @param {import('./imports.js').Folder | undefined} folder
   */
  #keepRaw(lines, folder) {
    const { surroundings, outbox, settings } = this.#options;
    if (!outbox || lines.length === 0 || !folder || !this.#usesNetwork() || !this.#isStillOn()) return false;
    const { clientVersion, cpuArchitecture } = JSON.parse(settings);
    const envelope = {
      product: surroundings.product,
      clientVer: clientVersion,
      sessionId: this.#worker?.session.decision.settled.sessionId || undefined,
      cpuArchitecture,
    };
    let text = '';
    let count = 0;
    for (const line of lines) {
      try {
        text += rawLine(line, envelope);
        count += 1;
      } catch {
        // A line that is no JSON. It would have been rejected.
        this.#status.rejected += 1;
      }
    }
    const name = `${newToken()}-1.ready.jsonl`;
    if (count === 0 || folder.entries().split('\n').length > MOST_FILES || !folder.create(name, text)) return false;
    if (!this.#isStillOn()) {
      // A no came meanwhile, and what removed the others did not see this one.
      folder.remove(name);
      return false;
    }
    this.#keptRaw += count;
    return true;
  }
}

/** An instant in RFC 3339, also of a realm other than this. @param {Date} ts */
function instantOf(ts) {
  try {
    return Date.prototype.toISOString.call(ts);
  } catch {
    throw new TelemetryError('expected a valid Date under `ts`');
  }
}

/** The time that a caller gave. @param {{ timeoutMs?: number } | undefined} options @param {number} otherwise */
function timeoutOf(options, otherwise) {
  try {
    return milliseconds(own(options).timeoutMs, otherwise);
  } catch {
    return otherwise;
  }
}
