// A headless Chromium for tests: the one that CHROMIUM names, else one of this machine, else one from npm.

import { execFileSync } from 'node:child_process';
import { accessSync, constants, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const WINDOWS = process.platform === 'win32';

/** Names under which systems have it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge', 'msedge'];

/** Where it is when it is not in PATH. */
const PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Whether a path is a program. @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A browser of this machine. */
function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const inPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, WINDOWS ? `${name}.exe` : name)));
  return [...inPath, chromium.executablePath(), ...PLACES].find(isExecutable);
}

/**
 * The folder of the one from npm, installed and unpacked once. It is built for Linux on x64 and needs only the C library: the others
 * come with it.
 */
function fromNpm() {
  const wanted = fileURLToPath(new URL('npm', import.meta.url));
  const parent = fileURLToPath(new URL('../../../../target/hosts', import.meta.url));
  const lock = 'package-lock.json';
  const folder = join(parent, 'chromium');
  if (existsSync(folder)) {
    if (readFileSync(join(folder, lock), 'utf8') === readFileSync(join(wanted, lock), 'utf8')) return folder;
    rmSync(folder, { recursive: true });
  }
  mkdirSync(parent, { recursive: true });
  // Another test may be at the same: whoever is done first names the folder.
  const own = mkdtempSync(join(parent, 'chromium-'));
  cpSync(wanted, own, { recursive: true });
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: own, stdio: 'pipe' });
  // It unpacks into the folder for temporary files, and its libraries only where it takes the machine for a bare one.
  const env = { ...process.env, TMPDIR: own, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
  const unpack = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
  execFileSync(process.execPath, ['--eval', unpack], { cwd: own, env, stdio: 'pipe' });
  try {
    renameSync(own, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(own, { recursive: true });
  }
  return folder;
}

/** What playwright needs to start it. @returns {import('playwright-core').LaunchOptions} */
function options() {
  // As root, in a container, its sandbox cannot be set up; the pages are our own.
  const args = ['--no-sandbox'];
  const executablePath = process.env.CHROMIUM ?? installed();
  if (executablePath !== undefined) return { executablePath, args };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const command = 'npx playwright-core install chromium';
    throw new Error(
      `no Chromium in PATH or in the usual places: name one in CHROMIUM, or run \`${command}\` in host/js, which downloads one`,
    );
  }
  const folder = fromNpm();
  const path = [join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter((part) => part).join(delimiter);
  return { executablePath: join(folder, 'chromium'), args, env: { ...environment(), LD_LIBRARY_PATH: path } };
}

/** The environment without what is not set. */
function environment() {
  return /** @type {Record<string, string>} */ (
    Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== undefined))
  );
}

/** A new browser; close it. */
export function launch() {
  return chromium.launch(options());
}
