// The exact bodies of events, from a client whose requests go nowhere.

import { reason, TelemetryError, told, unchecked } from './error.js';
import { chunks, lineOf } from './lines.js';
import { read } from './options.js';
import { own } from './own.js';
import { wallMs } from './time.js';
import { Worker } from './worker.js';

/** @typedef {import('./imports.js').Environment} Environment */
/** @typedef {import('./index.js').Preview} Preview */
/** @typedef {import('./index.js').Problem} Problem */

/** A server that takes everything, inside of this process. @implements {Transport} */
class Mirror {
  /** @type {string[]} */
  bodies = [];
  onAnswer = () => {};

  /** @param {import('./imports.js').Request} request */
  start({ body }) {
    return this.bodies.push(body);
  }

  /** @returns {import('./imports.js').Answer} */
  poll() {
    return { outcome: 'answered', status: 200, retryAfter: '', unsure: false };
  }

  cancel() {
    return false;
  }

  abandon() {}
}

/** @typedef {import('./imports.js').Transport} Transport */

/**
 * @param {Environment} environment
 * @param {import('./index.js').Options} settings
 * @param {readonly import('./index.js').PreviewEvent[]} events
 * @returns {Preview}
 */
export function preview(environment, settings, events) {
  const mirror = new Mirror();
  /** @type {{ index: number, problems: readonly Problem[] }[]} */
  const rejected = [];
  try {
    const options = read({ ...settings, outbox: false, audit: false }, environment);
    /** @type {import('./imports.js').Fact[]} */
    const facts = [{ source: 'call', name: 'enabled', value: 'true' }];
    const closed = { ...environment, facts: () => facts, transport: () => mirror, folder: () => undefined };
    const worker = new Worker(closed, options.surroundings, options.settings, () => {});
    worker.run();
    /** @type {{ index: number, line: string }[]} */
    const lines = [];
    Array.from(events).forEach((given, index) => {
      try {
        const { event, parameters, ts = new Date(wallMs()).toISOString(), schemaVersion } = own(given);
        lines.push({ index, line: lineOf(event, parameters, { ts, schemaVersion }) });
      } catch (error) {
        rejected.push({ index, ...unchecked('syntax', told(error)) });
      }
    });
    let passed = 0;
    for (const text of chunks(lines.map(({ line }) => line))) {
      for (const { line, problems } of worker.session.enqueue(text)?.rejected ?? [])
        rejected.push({ index: lines[passed + line - 1].index, problems });
      passed += text.split('\n').length - 1;
      worker.session.flush();
      for (let sent = -1; sent < mirror.bodies.length; ) {
        sent = mirror.bodies.length;
        worker.run();
      }
    }
    return { bodies: mirror.bodies, rejected: rejected.sort((one, other) => one.index - other.index), problems: [] };
  } catch (error) {
    const problems =
      error instanceof TelemetryError && error.problems.length > 0
        ? error.problems
        : unchecked('unavailable', reason(error)).problems;
    return { bodies: [], rejected: [], problems };
  }
}
