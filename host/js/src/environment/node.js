// Node, and engines that are like it.

import { arch, platform } from 'node:process';
import { FileAudit } from '../node/audit.js';
import { storeDecision } from '../node/decision.js';
import { Exits } from '../node/exits.js';
import { gather } from '../node/facts.js';
import { FileOutbox } from '../node/outbox.js';
import { findPaths } from '../node/paths.js';
import { byNode } from '../node/post.js';
import { TicketTransport } from '../transport.js';

/** @typedef {import('../imports.js').Surroundings} Surroundings */

/** Node's names of processors, where a machine calls them otherwise. @type {Readonly<Record<string, string>>} */
const MACHINES = { x64: 'x86_64', arm64: platform === 'darwin' ? 'arm64' : 'aarch64', ia32: 'i686' };

/** Surroundings with all that the program has left to this environment. @param {Surroundings} surroundings */
function complete(surroundings) {
  const { variables = process.env } = surroundings;
  return { ...surroundings, variables, paths: { ...findPaths(platform, (name) => variables[name]), ...surroundings.paths } };
}

/** @type {import('../imports.js').Environment} */
export const environment = {
  name: 'node',
  cpuArchitecture: MACHINES[arch] ?? arch,
  settings: {},
  facts: (queries, surroundings) => gather(queries, complete(surroundings)),
  storeDecision: (queries, text, surroundings) => storeDecision(queries, text, complete(surroundings)),
  outbox: (surroundings) => {
    const { paths, product, now, onWarning } = complete(surroundings);
    return paths.state === undefined ? undefined : new FileOutbox(paths.state, product, { now, onWarning });
  },
  audit: (surroundings) => {
    const { paths, product, now, onWarning } = complete(surroundings);
    return new FileAudit({ state: paths.state, config: paths.config, product, now, onWarning });
  },
  transport: (surroundings) => new TicketTransport(byNode(complete(surroundings).variables), environment.timer),
  exits: (surroundings) => {
    const { paths, product, now } = complete(surroundings);
    return paths.state === undefined ? undefined : new Exits(paths.state, product, { now });
  },
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
