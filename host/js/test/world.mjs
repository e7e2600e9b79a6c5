// Surroundings that a test makes itself: a collector, folders, an environment without variables.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const EVENT = 'nat_cli_command';
export const PARAMETERS = Object.freeze({ command: 'run', taskStatus: 'success', pythonVersion: '3.12.4' });

/**
 * A collector on this machine, which ends with the test.
 *
 * @param {import('node:test').TestContext} t
 * @param {import('node:http').RequestListener} [answer] what it does with a request once its body is there; without it: 200
 */
export async function collector(t, answer = (_, response) => void response.end()) {
  /** @type {string[]} */
  const bodies = [];
  /** @type {import('node:http').IncomingHttpHeaders[]} */
  const headers = [];
  /** @type {Set<() => void>} */
  const waiting = new Set();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      bodies.push(body);
      headers.push(request.headers);
      for (const each of waiting) each();
      answer(request, response);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    endpoint: `http://127.0.0.1:${port}/v1.1/events/json`,
    bodies,
    headers,
    /** The events that arrived. */
    get events() {
      return bodies.flatMap((body) => JSON.parse(body).events);
    },
    /** Until so many requests have come. @param {number} count @returns {Promise<void>} */
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (bodies.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

/** A new folder, which goes with the test. @param {import('node:test').TestContext} t */
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'nemo-telemetry-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Folders of a person. @param {import('node:test').TestContext} t */
export function paths(t) {
  const home = folder(t);
  return { state: join(home, 'state'), config: join(home, 'config'), machine: join(home, 'machine') };
}

/**
 * Options of a program that says yes, in memory only and in no environment.
 *
 * @param {Partial<import('nemo-telemetry').Options>} [more]
 * @returns {import('nemo-telemetry').Options & { notices: string[] }}
 */
export function yes(more) {
  /** @type {string[]} */
  const notices = [];
  const options = {
    product: /** @type {const} */ ('agent-toolkit'),
    clientVersion: '1.9.0',
    enabled: true,
    outbox: false,
    audit: false,
  };
  const shown = Object.defineProperty({}, 'notices', { value: notices, enumerable: false });
  return Object.assign(/** @type {{ notices: string[] }} */ (shown), options, {
    variables: {},
    paths: {},
    onProblem: (/** @type {string} */ message) => void notices.push(message),
    ...more,
  });
}

/** Whether the equation of a ledger holds. @param {import('nemo-telemetry').Ledger} ledger */
export function isBalanced({ accepted, recovered, delivered, pending, kept, dropped }) {
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return accepted + recovered === delivered + pending + kept + lost;
}
