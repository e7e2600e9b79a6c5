// An environment of which nothing is known but that it has `fetch` and timers: an edge worker.

import { byFetch } from '../fetch.js';
import { ownValue } from '../own.js';
import { timersOf } from '../time.js';
import { TicketTransport } from '../transport.js';

/** @type {import('../imports.js').Environment} */
export const environment = {
  name: 'other',
  cpuArchitecture: 'undefined',
  // Nothing is stored, so nobody would read the hashes of what was sent.
  settings: { audit: false },
  facts: (queries, { calls, hosts }) =>
    queries.flatMap(({ source, name }) => {
      const value = source === 'call' ? ownValue(calls, name) : source === 'host' ? ownValue(hosts, name) : undefined;
      return value === undefined ? [] : [{ source, name, value }];
    }),
  store: () => undefined,
  refuse: () => undefined,
  folder: () => undefined,
  transport: () => new TicketTransport(byFetch({ keepalive: false }), environment.timer),
  notify: (text) => console.warn(text),
  timer: timersOf(globalThis),
  onExit: () => () => {},
  isEnding: () => false,
};
