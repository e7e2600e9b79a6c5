// Node, and engines that are like it.

import { arch } from 'node:process';
import { byFetch } from '../fetch.js';
import { TicketTransport } from '../transport.js';

/** Node's names of processors, where a machine calls them otherwise. @type {Readonly<Record<string, string>>} */
const MACHINES = { x64: 'x86_64', arm64: process.platform === 'darwin' ? 'arm64' : 'aarch64', ia32: 'i686' };

/** @type {import('../imports.js').Environment} */
export const environment = {
  name: 'node',
  cpuArchitecture: MACHINES[arch] ?? arch,
  settings: {},
  facts: (queries, { calls, hosts, variables = process.env }) =>
    queries.flatMap(({ source, name }) => {
      const value = source === 'file' ? undefined : { variable: variables, call: calls, host: hosts }[source][name];
      return value === undefined ? [] : [{ source, name, value }];
    }),
  storeDecision: () => undefined,
  outbox: () => undefined,
  audit: () => undefined,
  transport: () => new TicketTransport(byFetch({ keepalive: false }), environment.timer),
  exits: () => undefined,
  notify: (text) => void process.stderr.write(`${text}\n`),
  timer: (callback, ms, hold) => {
    const timer = setTimeout(callback, ms);
    if (!hold) timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
  onExit: (callback) => {
    const pause = () => callback('pause');
    const end = () => callback('end');
    process.on('beforeExit', pause);
    process.on('exit', end);
    return () => {
      process.off('beforeExit', pause);
      process.off('exit', end);
    };
  },
};
