// Engines beside Node and Chromium, each with how to get it and how to run the program in it. A browser has no driver here: its page
// tells the server what came out.

import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundle } from '../bench/bundle.mjs';
import { isExecutable } from '../test/browser/chromium.mjs';
import { serve } from '../test/browser/server.mjs';

/** A result may take as long; an engine that starts for the first time is slow. */
const LIMIT_MS = 90_000;

/**
 * @typedef {object} World
 * @property {string} project a folder with the installed package
 * @property {string} collector the collector's address
 *
 * @typedef {object} Engine
 * @property {() => Promise<string>} version its version; fails with what is missing
 * @property {(world: World) => Promise<unknown>} run what the program says
 */

/** @param {string} program @param {string[]} args @param {string} [cwd] */
function output(program, args, cwd) {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS });
}

/** The folder of the engines that npm has. */
async function fromNpm() {
  const folder = fileURLToPath(new URL('../../../target/hosts/wide', import.meta.url));
  const wanted = fileURLToPath(new URL('npm', import.meta.url));
  const lock = 'package-lock.json';
  const marker = join(folder, '.installed-from');
  const content = await readFile(join(wanted, lock), 'utf8');
  if (existsSync(marker) && (await readFile(marker, 'utf8')) === content) return folder;
  await mkdir(folder, { recursive: true });
  await cp(wanted, folder, { recursive: true });
  output('npm', ['ci', '--no-audit', '--no-fund'], folder);
  await writeFile(marker, content);
  return folder;
}

/** @param {string} name */
const binary = async (name) => join(await fromNpm(), 'node_modules/.bin', name);

/** A program of the system, installed by its package where that can be done. @param {string[]} packages @param {string[]} places */
function fromSystem(packages, ...places) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const find = () =>
    places.flatMap((place) => (place.startsWith('/') ? [place] : folders.map((folder) => join(folder, place)))).find(isExecutable);
  const found = find();
  if (found !== undefined) return found;
  output('apt-get', ['install', '--quiet', '--yes', '--no-install-recommends', ...packages]);
  const installed = find();
  if (installed === undefined) throw new Error(`none of ${places.join(', ')} after installing ${packages.join(' ')}`);
  return installed;
}

/** Runs the program as a script. @param {string} engine @param {string[]} args @param {World} world */
async function asScript(engine, args, { project, collector }) {
  const script = join(project, 'script.mjs');
  await writeFile(script, `import { run } from './program.js';\nconsole.log(JSON.stringify(await run('${collector}')));\n`);
  // The collector is in this process: it must not wait.
  const { stdout } = await promisify(execFile)(engine, [...args, script], { cwd: project, timeout: LIMIT_MS });
  return JSON.parse(stdout);
}

/**
 * Runs the program in a page of a browser that opens the address it is given.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {World} world
 */
async function asPage(program, args, { project, collector }) {
  const text = await bundle(
    `import { run } from '${join(project, 'program.js')}';
    run('${collector}').catch((error) => ({ error: String(error) })).then((result) => fetch('/result', { method: 'POST', body: JSON.stringify(result) }));`,
    'browser',
  );
  /** @type {(text: string) => void} */
  let tell = () => {};
  const result = new Promise((/** @type {(text: string) => void} */ resolve) => {
    tell = resolve;
  });
  const page = '<!doctype html><title>wide</title><script type="module" src="/script.js"></script>';
  const server = await serve(
    { '/': { text: page, type: 'text/html' }, '/script.js': { text, type: 'text/javascript; charset=utf-8' } },
    { '/result': tell },
  );
  const browser = spawn(program, [...args, server.origin], { stdio: 'ignore', detached: true });
  const limit = setTimeout(() => tell('{"error":"no result"}'), LIMIT_MS);
  try {
    return JSON.parse(await result);
  } finally {
    clearTimeout(limit);
    // With what it has started.
    if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
    server.close();
  }
}

/** A port that is free now. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/** Runs the program as a worker of workerd. @param {World} world */
async function asWorker({ project, collector }) {
  const port = await freePort();
  const dist = join(project, 'node_modules/nemo-telemetry/dist');
  const core = 'telemetry.core.wasm';
  for (const name of ['workerd.js', core]) await cp(join(dist, name), join(project, name));
  const program = (await readFile(join(project, 'program.js'), 'utf8')).replace("'nemo-telemetry'", "'./workerd.js'");
  await writeFile(
    join(project, 'worker.js'),
    `${program}\nexport default { fetch: async () => Response.json(await run('${collector}')) };\n`,
  );
  const entries = [
    ...['worker.js', 'workerd.js'].map((name) => `(name = "${name}", esModule = embed "${name}")`),
    `(name = "${core}", wasm = embed "${core}")`,
  ];
  const config = join(project, 'config.capnp');
  await writeFile(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker), (name = "outside", network = (allow = ["private", "local"]))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const worker :Workerd.Worker = (modules = [${entries.join(', ')}], compatibilityDate = "2026-01-01", globalOutbound = "outside");
`,
  );
  const engine = spawn(await binary('workerd'), ['serve', config], { stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        return await (await fetch(`http://127.0.0.1:${port}/`)).json();
      } catch (error) {
        if (attempt === 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  } finally {
    if (engine.pid !== undefined) process.kill(-engine.pid, 'SIGKILL');
  }
}

const firefox = () => fromSystem(['firefox-esr'], 'firefox-esr', 'firefox');
const webkit = () =>
  fromSystem(['webkit2gtk-driver', 'libwebkit2gtk-4.1-0'], '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser', 'MiniBrowser');
const xvfb = () => fromSystem(['xvfb', 'xauth'], 'xvfb-run');

/** @type {Record<string, Engine>} */
export const ENGINES = {
  Node: { version: async () => process.version.slice(1), run: (world) => asScript(process.execPath, [], world) },
  Bun: {
    version: async () => output(await binary('bun'), ['--version']),
    run: async (world) => asScript(await binary('bun'), ['run'], world),
  },
  Deno: {
    version: async () => output(await binary('deno'), ['--version']).split(/\s/)[1],
    run: async (world) => asScript(await binary('deno'), ['run', '--allow-all', '--node-modules-dir=manual'], world),
  },
  workerd: { version: async () => output(await binary('workerd'), ['--version']).replace('workerd ', ''), run: asWorker },
  'Firefox, page': {
    version: async () => output(firefox(), ['--version']).replace('Mozilla Firefox ', ''),
    run: async (world) => {
      const profile = await mkdtemp(join(tmpdir(), 'firefox-'));
      return asPage(firefox(), ['--headless', '--no-remote', '--profile', profile], world);
    },
  },
  'WebKitGTK, page': {
    version: async () => webkit() && output('dpkg-query', ['--show', 'libwebkit2gtk-4.1-0']).split('\t')[1],
    run: async (world) => asPage(xvfb(), ['--auto-servernum', webkit()], world),
  },
};
