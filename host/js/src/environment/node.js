// Node, and engines that are like it.

import { arch, platform } from 'node:process';
import { clearTimeout, setTimeout } from 'node:timers';
import { locate, store } from '../node/consent-file.js';
import { gather } from '../node/facts.js';
import { ProductFolder } from '../node/folder.js';
import { findPaths } from '../node/paths.js';
import { byNode } from '../node/post.js';
import { refuse } from '../node/refusal.js';
import { toStream } from '../node/sinks.js';
import { ownValue } from '../own.js';
import { timersOf } from '../time.js';
import { TicketTransport } from '../transport.js';

/** @typedef {import('../imports.js').Surroundings} Surroundings */

/** Node's names of processors, where a machine calls them otherwise. @type {Readonly<Record<string, string>>} */
const MACHINES = { x64: 'x86_64', arm64: platform === 'darwin' ? 'arm64' : 'aarch64', ia32: 'i686' };

/** Surroundings with all that the program has left to this environment. @param {Surroundings} surroundings */
function complete(surroundings) {
  const { variables = process.env } = surroundings;
  return {
    ...surroundings,
    variables,
    paths: { ...findPaths(platform, (name) => ownValue(variables, name)), ...surroundings.paths },
  };
}

/** @type {import('../imports.js').Environment} */
export const environment = {
  name: 'node',
  cpuArchitecture: MACHINES[arch] ?? arch,
  settings: {},
  facts: (queries, surroundings) => gather(queries, complete(surroundings)),
  store: (place, text, surroundings) => {
    const { variables, paths } = complete(surroundings);
    return store(locate(place, variables, paths.config), text);
  },
  refuse: (surroundings) => {
    const folder = environment.folder(surroundings);
    return folder && refuse(complete(surroundings), folder);
  },
  folder: (surroundings) => {
    const { paths, product, now } = complete(surroundings);
    return new ProductFolder({ state: paths.state, config: paths.config, product, now });
  },
  transport: (surroundings) => new TicketTransport(byNode(complete(surroundings).variables), environment.timer),
  notify: (text) => toStream(process.stderr, text),
  timer: timersOf({ setTimeout, clearTimeout }),
  // It is true for as long as the listeners of `exit` run.
  isEnding: () => /** @type {{ _exiting?: boolean }} */ (process)._exiting === true,
  onExit: (callback) => {
    const pause = () => callback('idle');
    const end = () => callback('end');
    process.on('beforeExit', pause);
    process.on('exit', end);
    return () => {
      process.off('beforeExit', pause);
      process.off('exit', end);
    };
  },
};
