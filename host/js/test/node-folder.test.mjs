import assert from 'node:assert/strict';
import fs, {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { store } from '../src/node/consent-file.js';
import { ProductFolder } from '../src/node/folder.js';
import { cases, newFolder, START } from './node-data.mjs';

const WINDOWS = process.platform === 'win32';

/** A folder whose clock a test sets. @param {{ after(callback: () => void): void }} test */
function world(test) {
  const home = newFolder(test);
  const [state, config] = [join(home, 'state'), join(home, 'config')];
  const clock = { ms: START };
  const folder = new ProductFolder({ state, config, product: 'guardrails', now: () => clock.ms });
  return { home, state, config, clock, folder, path: (/** @type {string} */ name) => join(state, 'guardrails', name) };
}

/** @param {string} home @param {Record<string, any>} files */
function leave(home, files) {
  for (const [name, { text = '', hex, repeat, folder, mode, link, owner, ageMs = 0 }] of Object.entries(files)) {
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    if (link !== undefined) symlinkSync(join(home, link), path);
    else if (folder) mkdirSync(path, { recursive: true });
    else writeFileSync(path, hex === undefined ? (repeat?.[0].repeat(repeat[1]) ?? text) : Buffer.from(hex, 'hex'));
    if (mode !== undefined) chmodSync(path, Number.parseInt(mode, 8));
    if (owner !== undefined) chownSync(path, owner, owner);
    if (link === undefined && !folder) utimesSync(path, (START - ageMs) / 1000, (START - ageMs) / 1000);
  }
}

/** The regular files below a folder, but not through links. @param {string} home @param {string} [below] @returns {[string, string][]} */
function files(home, below = '') {
  return readdirSync(join(home, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return files(home, name);
    return entry.isFile() ? [/** @type {[string, string]} */ ([name, readFileSync(join(home, name), 'utf8')])] : [];
  });
}

/** A folder that does what a step says, and the answer as the data has it. */
class Run {
  /** @param {ReturnType<typeof world>} world */
  constructor({ home, clock, folder }) {
    this.home = home;
    this.clock = clock;
    this.folder = folder;
  }

  /** @param {string} operation @param {any[]} given */
  call(operation, given) {
    const found = /** @type {any} */ (this.folder)[operation](...given);
    if (operation === 'entries') {
      return found
        .trimEnd()
        .split('\n')
        .filter(Boolean)
        .map((/** @type {string} */ line) => line.replace(/\d+$/, (ms) => String(this.clock.ms - Number(ms))))
        .sort();
    }
    if (operation !== 'stat' || !found) return found ?? null;
    const { bytes, touchedMs } = found;
    return touchedMs === 0 ? { bytes, touchedMs } : { bytes, ageMs: this.clock.ms - touchedMs };
  }

  /** @param {string} path */
  mode(path) {
    const data = lstatSync(join(this.home, path), { throwIfNoEntry: false });
    return data ? (data.mode & 0o777).toString(8) : null;
  }

  /** @param {any} step @param {Record<string, any>} before @param {string} place */
  step({ expect, ...step }, before, place) {
    const [[action, given]] = Object.entries(step);
    switch (action) {
      case 'advance':
        this.clock.ms += given;
        return;
      case 'files': {
        const found = files(this.home).filter(([name]) => !Object.hasOwn(before, name) || Object.hasOwn(given, name));
        return assert.deepEqual(Object.fromEntries(found), given, place);
      }
      case 'modes':
        for (const [path, mode] of Object.entries(given)) assert.equal(this.mode(path), mode, `${place}: ${path}`);
        return;
      default:
        return assert.deepEqual(
          this.call(action, given),
          Array.isArray(expect?.repeat) ? expect.repeat[0].repeat(expect.repeat[1]) : expect,
          place,
        );
    }
  }
}

for (const { name, unix = false, root = false, files = {}, steps } of [...cases('folder.json'), ...cases('folder-owners.json')]) {
  test(`folder: ${name}`, (test) => {
    if (unix && WINDOWS) return test.skip('for another system');
    if (root && process.geteuid?.() !== 0) return test.skip('needs root, which alone can give a file away');
    const run = new Run(world(test));
    leave(run.home, files);
    for (const [index, step] of steps.entries()) run.step(step, files, `step ${index + 1}`);
  });
}

test('a file that is longer than a number can say has the largest number', (test) => {
  const { folder, path } = world(test);
  folder.create('a', '');
  try {
    truncateSync(path('a'), 2 ** 32 + 5);
  } catch {
    return test.skip('no file of this length here');
  }
  assert.equal(folder.stat('a')?.bytes, 2 ** 32 - 1);
});

test('without a home, or with one that Node cannot say, there is no folder', (test) => {
  const home = newFolder(test);
  for (const state of [undefined, join(home, 'caf\ufffd')]) {
    const folder = new ProductFolder({ state, config: state, product: 'guardrails', now: Date.now });
    for (const name of ['a', 'usage_stats.json']) {
      assert.equal(folder.stat(name), undefined);
      assert.equal(folder.create(name, 'x'), false);
      assert.equal(folder.write(name, 'x'), false);
      assert.equal(folder.remove(name), true);
    }
    assert.equal(folder.entries(), '');
    assert.match(folder.takeProblem() ?? '', /set HOME/);
    assert.equal(folder.takeProblem(), undefined, 'it is told once');
  }
  assert.deepEqual(readdirSync(home), []);
});

/** Puts something in place of a function of `node:fs`. @param {{ after(callback: () => void): void }} test @param {string} name @param {(original: any) => any} replace */
function patch(test, name, replace) {
  const all = /** @type {any} */ (fs);
  const original = all[name];
  const undo = () => {
    all[name] = original;
    syncBuiltinESMExports();
  };
  all[name] = replace(original);
  syncBuiltinESMExports();
  test.after(undo);
  return undo;
}

test('a write that is cut short is taken back', (test) => {
  const { folder, path } = world(test);
  folder.create('a', 'one\n');
  const undo = patch(
    test,
    'writeSync',
    (write) => (/** @type {number} */ file, /** @type {Buffer} */ bytes) => write(file, bytes.subarray(0, 2)),
  );
  assert.equal(folder.append('a', 'two\n'), false);
  undo();
  assert.equal(readFileSync(path('a'), 'utf8'), 'one\n');
  assert.match(folder.takeProblem() ?? '', /cut short/);
});

test('a full disk leaves nothing behind, and says why', (test) => {
  const { folder, path } = world(test);
  folder.create('a', 'one\n');
  patch(test, 'writeSync', () => () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  });
  assert.equal(folder.create('b', 'x'), false);
  assert.equal(folder.write('a', 'x'), false);
  assert.equal(folder.append('a', 'x'), false);
  assert.deepEqual(readdirSync(path('')), ['a']);
  assert.equal(readFileSync(path('a'), 'utf8'), 'one\n');
  assert.match(folder.takeProblem() ?? '', /ENOSPC/);
});

test('what the system does not let be seen is there', (test) => {
  const { folder } = world(test);
  folder.create('a', 'one\n');
  patch(test, 'lstatSync', (lstat) => (/** @type {string} */ path, /** @type {any} */ options) => {
    if (path.endsWith('a')) throw Object.assign(new Error('EIO: of a test'), { code: 'EIO' });
    return lstat(path, options);
  });
  assert.deepEqual(folder.stat('a'), { bytes: 0, touchedMs: 0 });
  assert.equal(folder.remove('a'), false);
});

test('a time that lies far behind or ahead is told as it is', (test) => {
  const { folder, path } = world(test);
  folder.create('a', 'x');
  for (const ms of [START - 10 * 365 * 24 * 3_600_000, START + 3_600_000, START + 1]) {
    utimesSync(path('a'), ms / 1000, ms / 1000);
    assert.equal(folder.stat('a')?.touchedMs, ms);
  }
});

/** Somebody who is not the user of this process. */
const OTHER = 65_534;

test('root makes no folder for a decision below one of another user, and says why', (test) => {
  if (process.geteuid?.() !== 0) return test.skip('needs root');
  const { home, folder, config } = world(test);
  mkdirSync(config);
  for (const path of [home, config]) chownSync(path, OTHER, OTHER);
  assert.match(store(join(config, 'nat/telemetry.toml'), 'x') ?? '', /found another user's/);
  folder.create('a', 'x');
  assert.equal(folder.takeProblem(), `expected a folder of root, found another user's: ${home}; run this program as that user`);
  assert.deepEqual(readdirSync(home, { recursive: true }), ['config']);
});

test('a reason names the folder, and not the descriptor that leads to it', (test) => {
  const { folder, path } = world(test);
  folder.create('a', 'x');
  mkdirSync(path('b'));
  assert.equal(folder.read('b', 0, 1), undefined);
  assert.ok(folder.takeProblem()?.endsWith(path('b')));
  rmSync(path(''), { recursive: true });
  writeFileSync(path(''), 'x');
  assert.equal(folder.create('a', 'x'), false);
  assert.ok(folder.takeProblem()?.endsWith(`: ${path('').replace(/\/$/, '')}`));
});

test('what is exchanged after it was looked at is neither closed nor written to', (test) => {
  if (process.platform !== 'linux') return test.skip('Node works below a descriptor on Linux alone');
  const { home, folder, state } = world(test);
  folder.create('a', 'x');
  chmodSync(state, 0o755);
  const victim = join(home, 'victim');
  mkdirSync(join(victim, 'guardrails'), { recursive: true });
  chmodSync(victim, 0o755);
  let isExchanged = false;
  const exchange = () => {
    if (isExchanged) return;
    isExchanged = true;
    renameSync(state, join(home, 'moved'));
    symlinkSync(victim, state);
  };
  // Whichever way the folder is looked at.
  for (const look of ['lstatSync', 'fstatSync']) {
    patch(test, look, (original) => (/** @type {unknown[]} */ ...args) => {
      const data = original(...args);
      if (data?.isDirectory()) exchange();
      return data;
    });
  }
  assert.equal(folder.create('b', 'x'), true);
  assert.equal(isExchanged, true);
  assert.equal((lstatSync(victim).mode & 0o777).toString(8), '755');
  assert.deepEqual(readdirSync(join(victim, 'guardrails')), []);
  assert.deepEqual(readdirSync(join(home, 'moved/guardrails')).sort(), ['a', 'b']);
  assert.equal((lstatSync(join(home, 'moved')).mode & 0o777).toString(8), '700');
});
