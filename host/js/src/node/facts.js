// What the policy may look at, as it is around this process. `host/FACTS.md` says how a host looks.

import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { ownValue } from '../own.js';
import { locate, read } from './consent-file.js';

/** @typedef {import('../imports.js').Query} Query */
/** @typedef {import('../imports.js').Fact} Fact */

/**
 * Where to look.
 *
 * @typedef {object} Surroundings
 * @property {import('./consent-file.js').Variables} variables environment variables by name
 * @property {{ config?: string | undefined, machine?: string | undefined }} paths folders of stored decisions and of the administrator
 * @property {Readonly<Record<string, string>>} calls facts of the source `call`, by name
 * @property {Readonly<Record<string, string>>} hosts facts of the source `host` by name, in place of what would be found
 */

/**
 * What is found of that which the policy asks for. Synchronous; never throws: what cannot be looked at is no fact.
 *
 * @param {readonly Query[]} queries
 * @param {Surroundings} surroundings
 * @returns {Fact[]}
 */
export function gather(queries, surroundings) {
  return queries.flatMap((query) => {
    const fact = look(query, surroundings);
    return fact ? [fact] : [];
  });
}

/**
 * One fact; undefined where there is none.
 *
 * @param {Query} query
 * @param {Surroundings} surroundings
 * @returns {Fact | undefined}
 */
export function look({ source, name, variable }, surroundings) {
  const { variables, calls } = surroundings;
  /** @type {string | undefined} */
  let value;
  if (source === 'file') {
    const path = locate({ path: name, ...(variable !== undefined && { variable }) }, variables, surroundings.paths.config);
    value = path === undefined ? undefined : read(path);
  } else {
    value = source === 'host' ? ofHost(name, surroundings) : ownValue(source === 'variable' ? variables : calls, name);
  }
  return value === undefined ? undefined : { source, name, value };
}

/** @param {string} name @param {Surroundings} surroundings @returns {string | undefined} */
function ofHost(name, { variables, paths, hosts }) {
  const given = ownValue(hosts, name);
  if (given !== undefined) return given;
  switch (name) {
    case 'administrator':
      return paths.machine === undefined ? undefined : read(join(paths.machine, 'policy.toml'));
    case 'terminals':
      return ['stdin', 'stdout', 'stderr'].filter((_, descriptor) => isatty(descriptor)).join(' ');
    case 'test-runner':
      return testRunner(globalThis, process.execArgv);
    case 'user-name':
      return (
        ownValue(variables, 'USER') ??
        ownValue(variables, 'LOGNAME') ??
        ownValue(variables, 'USERNAME') ??
        quietly(() => userInfo().username)
      );
    case 'host-name':
      return quietly(hostname);
    case 'home-directory':
      return ownValue(variables, 'HOME') ?? ownValue(variables, 'USERPROFILE') ?? quietly(homedir);
    default:
      return undefined;
  }
}

/**
 * The test runner that works in this process. The variables that test runners set are queries of their own.
 *
 * @param {object} globals
 * @param {readonly string[]} execArgv
 */
export function testRunner(globals, execArgv) {
  if ('__vitest_worker__' in globals) return 'vitest';
  // Jest keeps what it needs itself under such names, so that tests can replace the globals.
  if (Symbol.for('jest-native-promise') in globals) return 'jest';
  // Without isolation the files run in the runner's own process, which has no variable.
  return execArgv.includes('--test') ? 'node:test' : undefined;
}

/** @param {() => string} find */
function quietly(find) {
  try {
    return find();
  } catch {
    return undefined;
  }
}
