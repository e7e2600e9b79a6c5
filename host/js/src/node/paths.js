// Where things are on this machine: one pure function of the system and a few variables. `tests/host/paths.json` says what it answers.

/**
 * Folders, as absolute paths; undefined where the system does not say where a person's things are. None of them need be there.
 *
 * @typedef {object} Paths
 * @property {string | undefined} config what persons decide, of all programs: `.config` in the person's own folder, in which each product
 *   has one
 * @property {string | undefined} state this project's own: outboxes and audit logs, which outlive a restart
 * @property {string | undefined} cache this project's own: what can be made again
 * @property {string | undefined} machine what the administrator of the machine decides, for everybody
 */

/**
 * The folders by the variables that `variable` knows. A value that is empty or no absolute path counts as not set, as the XDG base
 * directory specification has it.
 *
 * @param {string} system as `process.platform` has it; everything but `win32` is a Unix
 * @param {(name: string) => string | undefined} variable
 * @returns {Paths}
 */
export function findPaths(system, variable) {
  const windows = system === 'win32';
  const isAbsolute = windows ? /^(\\\\|[A-Za-z]:[\\/])/ : /^\//;
  const atEnd = windows ? /[\\/]+$/ : /\/+$/;

  /** @param {string | undefined} folder @param {string[]} steps */
  const below = (folder, ...steps) =>
    folder === undefined ? undefined : [folder.replace(atEnd, ''), ...steps].join(windows ? '\\' : '/');
  /** @param {string} name */
  const folder = (name) => {
    const path = variable(name);
    return path !== undefined && isAbsolute.test(path) ? path : undefined;
  };
  /** A folder that is named, else one in the person's own. @param {string} name @param {string} home @param {string[]} steps */
  const either = (name, home, ...steps) => folder(name) ?? below(folder(home), ...steps);

  // The products look nowhere else, whatever XDG_CONFIG_HOME or APPDATA say; elsewhere a no that one of them stored would not be seen.
  const config = below(folder(windows ? 'USERPROFILE' : 'HOME'), '.config');
  if (windows) {
    const local = either('LOCALAPPDATA', 'USERPROFILE', 'AppData', 'Local');
    return {
      config,
      state: below(local, 'nemo-telemetry'),
      cache: below(local, 'nemo-telemetry', 'cache'),
      machine: below(folder('PROGRAMDATA'), 'nemo-telemetry'),
    };
  }
  return {
    config,
    state: below(either('XDG_STATE_HOME', 'HOME', '.local', 'state'), 'nemo-telemetry'),
    cache: below(either('XDG_CACHE_HOME', 'HOME', '.cache'), 'nemo-telemetry'),
    machine: '/etc/nemo-telemetry',
  };
}

/**
 * Whether a path is known as it is. Node replaces what is not UTF-8, and then it is another one.
 *
 * @param {string} path
 */
export function isExpressible(path) {
  return !path.includes('\ufffd');
}
