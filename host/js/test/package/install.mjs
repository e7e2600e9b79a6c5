// The package as a user gets it: packed, and installed into an empty folder without a network.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The package's own folder. */
export const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));

/** @param {string} folder */
function environment(folder) {
  // Nothing of this machine's settings, and no registry.
  const { PATH, SystemRoot } = process.env;
  return {
    PATH,
    SystemRoot,
    HOME: folder,
    USERPROFILE: folder,
    npm_config_cache: join(folder, '.npm'),
    npm_config_offline: 'true',
  };
}

/**
 * Runs a program in a folder; it fails with what the program printed.
 *
 * @param {string} folder
 * @param {string} program
 * @param {string[]} args
 * @param {string} home where it may leave its own files
 */
export async function command(folder, program, args, home = folder) {
  try {
    return (await run(program, args, { cwd: folder, env: environment(home), shell: process.platform === 'win32' })).stdout;
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (error);
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
  }
}

/** Runs Node in a folder. @param {string} folder @param {string[]} args */
export function node(folder, args) {
  return command(folder, process.execPath, args);
}

/** The tarball, and an empty project in which it is installed. `dist` has to be built. */
export async function install() {
  const root = await mkdtemp(join(tmpdir(), 'nemo-telemetry-'));
  const project = join(root, 'project');
  await mkdir(project);
  // `npm test` has built the package; another build would pull it from under the tests beside this one.
  const packed = await command(PACKAGE, 'npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', root], root);
  /** @type {[{ filename: string, size: number, unpackedSize: number, files: { path: string, size: number }[] }]} */
  const [description] = JSON.parse(packed);
  const tarball = join(root, description.filename);
  await writeFile(join(project, 'package.json'), '{ "private": true }\n');
  await command(project, 'npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', tarball]);
  return { project, tarball, description, remove: () => rm(root, { recursive: true }) };
}
