import assert from 'node:assert/strict';
import fs, {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { ProductFolder } from '../src/node/folder.js';
import { newFolder, START } from './node-data.mjs';

const WINDOWS = process.platform === 'win32';

/** A folder whose clock a test sets. @param {{ after(callback: () => void): void }} test */
function world(test) {
  const home = newFolder(test);
  const [state, config] = [join(home, 'state'), join(home, 'config')];
  const clock = { ms: START };
  const folder = new ProductFolder({ state, config, product: 'guardrails', now: () => clock.ms });
  return { home, state, config, clock, folder, path: (/** @type {string} */ name) => join(state, 'guardrails', name) };
}

test('nothing is made before the first file, and then for its person alone', (test) => {
  const { home, state, folder, path } = world(test);
  assert.equal(folder.entries(), '');
  assert.equal(folder.stat('a'), undefined);
  assert.equal(folder.read('a', 0, 10), undefined);
  assert.equal(folder.append('a', 'x'), false);
  assert.equal(folder.rename('a', 'b'), false);
  assert.equal(folder.touch('a'), false);
  assert.equal(folder.remove('a'), true, 'absent is as good as gone');
  assert.deepEqual(readdirSync(home), []);
  assert.equal(folder.takeProblem(), undefined, 'what is absent is no problem');
  assert.equal(folder.create('a', 'x\n'), true);
  if (WINDOWS) return;
  assert.deepEqual(
    [state, join(state, 'guardrails'), path('a')].map((each) => statSync(each).mode & 0o777),
    [0o700, 0o700, 0o600],
  );
});

test('a file is made once, added to, replaced, renamed and removed', (test) => {
  const { folder, path } = world(test);
  assert.equal(folder.create('a', 'one\n'), true);
  assert.equal(folder.create('a', 'other\n'), false);
  assert.equal(folder.append('a', 'two\n'), true);
  assert.equal(readFileSync(path('a'), 'utf8'), 'one\ntwo\n');
  assert.equal(folder.write('a', 'é'), true);
  assert.equal(folder.write('b', 'b'), true);
  assert.deepEqual(readdirSync(path('')).sort(), ['a', 'b']);
  assert.deepEqual([folder.stat('a')?.bytes, folder.read('a', 0, 99)], [2, 'é']);
  assert.equal(folder.rename('a', 'b'), true);
  assert.equal(folder.rename('a', 'b'), false);
  assert.equal(readFileSync(path('b'), 'utf8'), 'é');
  assert.equal(folder.remove('b'), true);
  assert.deepEqual(readdirSync(path('')), []);
});

test('a file beside the one that is replaced is not overwritten', (test) => {
  const { folder, path } = world(test);
  folder.create('a.tmp', 'of another');
  assert.equal(folder.write('a', 'x'), false);
  assert.deepEqual([existsSync(path('a')), readFileSync(path('a.tmp'), 'utf8')], [false, 'of another']);
});

test('times are those of the clock that the component reads', (test) => {
  const { folder, clock } = world(test);
  const touched = () => folder.stat('a')?.touchedMs;
  folder.create('a', 'x');
  assert.equal(touched(), START);
  for (const change of [() => folder.append('a', 'y'), () => folder.write('a', 'z'), () => folder.touch('a')]) {
    clock.ms += 12_345;
    assert.equal(change(), true);
    assert.equal(touched(), clock.ms);
  }
  clock.ms += 1000;
  folder.rename('a', 'b');
  assert.equal(folder.stat('b')?.touchedMs, clock.ms - 1000, 'a name is no change');
});

test('a listing has the regular files, but none of the product’s own', (test) => {
  const { folder, path } = world(test);
  folder.create('0123456789abcdef-1.jsonl', 'x\n');
  folder.create('audit.jsonl', '');
  for (const name of ['usage_stats.json', '.hidden', 'with space', 'line\nfeed', 'é']) {
    if (!WINDOWS || name !== 'line\nfeed') writeFileSync(path(name), 'x');
  }
  mkdirSync(path('folder'));
  symlinkSync(path('audit.jsonl'), path('link'));
  const lines = folder.entries().split('\n').sort();
  assert.deepEqual(lines, ['', `0123456789abcdef-1.jsonl 2 ${START}`, `audit.jsonl 0 ${START}`]);
});

test('a name of more than one step is refused', (test) => {
  const { folder, home } = world(test);
  folder.create('a', 'x');
  writeFileSync(join(home, 'outside'), 'x');
  for (const name of [
    '',
    '.',
    '..',
    '.a',
    '../outside',
    '../../outside',
    'a/b',
    'a\\b',
    'C:a',
    'a\0',
    'ä',
    'a\n',
    join(home, 'outside'),
  ]) {
    assert.equal(folder.read(name, 0, 10), undefined, name);
    const done = [
      folder.create(name, 'x'),
      folder.append(name, 'x'),
      folder.write(name, 'x'),
      folder.rename(name, 'b'),
      folder.rename('a', name),
      folder.touch(name),
      folder.remove(name),
    ];
    assert.deepEqual(new Set(done), new Set([false]), name);
  }
  assert.equal(readFileSync(join(home, 'outside'), 'utf8'), 'x');
  assert.deepEqual(readdirSync(home).sort(), ['outside', 'state']);
});

test('a link and what is no file are left alone', (test) => {
  const { folder, home, path } = world(test);
  folder.create('a', 'x');
  const outside = join(home, 'outside');
  writeFileSync(outside, 'old');
  symlinkSync(outside, path('link'));
  mkdirSync(path('folder'));
  for (const name of ['link', 'folder']) {
    assert.deepEqual(folder.stat(name), { bytes: 0, touchedMs: 0 }, 'something is there');
    assert.equal(folder.read(name, 0, 10), undefined);
    assert.equal(folder.create(name, 'new'), false);
    assert.equal(folder.append(name, 'new'), false);
    assert.equal(folder.touch(name), false);
    assert.equal(folder.rename(name, 'other'), false);
    assert.equal(folder.remove(name), false);
    assert.match(folder.takeProblem() ?? '', /expected a file|ELOOP|EISDIR/);
  }
  assert.equal(readFileSync(outside, 'utf8'), 'old');
  assert.equal(lstatSync(path('link')).isSymbolicLink(), true);
});

test('a folder of this project that is a link is refused, and one that is open to others closed', (test) => {
  for (const which of ['', 'guardrails']) {
    const { folder, home, state } = world(test);
    const elsewhere = join(home, 'elsewhere');
    mkdirSync(elsewhere);
    if (which !== '') mkdirSync(state, { mode: 0o755 });
    symlinkSync(elsewhere, join(state, which));
    assert.equal(folder.create('a', 'x'), false);
    assert.equal(folder.write('a', 'x'), false);
    assert.equal(folder.entries(), '');
    assert.deepEqual(folder.stat('a'), { bytes: 0, touchedMs: 0 }, 'whether it is there cannot be learnt');
    assert.match(folder.takeProblem() ?? '', /expected a folder, found a link/);
    assert.deepEqual(readdirSync(elsewhere), []);
    if (which !== '' && !WINDOWS) assert.equal(statSync(state).mode & 0o777, 0o700);
  }
});

test('what is read has the length that was asked for, and NUL for lines that are not UTF-8', (test) => {
  const { folder, path } = world(test);
  folder.create('a', 'one\ntwo\n');
  assert.deepEqual(
    [folder.read('a', 0, 3), folder.read('a', 4, 99), folder.read('a', 8, 1), folder.read('a', 99, 1)],
    ['one', 'two\n', '', ''],
  );
  folder.create('b', '');
  writeFileSync(path('b'), Buffer.from('6f6e650a61ff620a74776f0a', 'hex'));
  assert.equal(folder.read('b', 0, 99), 'one\n\0\0\0\ntwo\n');
  folder.write('c', 'é\n\ufffd\n');
  assert.equal(folder.read('c', 0, 99), 'é\n\ufffd\n', 'what was written as one is one');
  assert.equal(folder.read('c', 1, 99), '\0\n\ufffd\n', 'a character that is cut costs its line');
  assert.equal(folder.read('c', 0, 1), '\0');
  truncateSync(path('c'), 2 ** 20);
  assert.equal(folder.read('c', 0, 0xffff_ffff)?.length, 512 * 1024 - 3);
});

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

test('usage stats are in the product’s own folder, which is left as it is', (test) => {
  const { folder, config, home, state } = world(test);
  const own = join(config, 'nemoguardrails');
  assert.equal(folder.stat('usage_stats.json'), undefined);
  assert.equal(folder.create('usage_stats.json', 'x\n'), true);
  assert.equal(folder.rename('usage_stats.json', 'usage_stats.json.1'), true);
  assert.deepEqual(readdirSync(own), ['usage_stats.json.1']);
  assert.equal(existsSync(state), false);
  if (!WINDOWS) assert.equal(statSync(own).mode & 0o777, 0o700);

  const linked = world(test);
  const elsewhere = join(home, 'elsewhere');
  mkdirSync(elsewhere);
  mkdirSync(linked.config);
  symlinkSync(elsewhere, join(linked.config, 'nemoguardrails'));
  chmodSync(elsewhere, 0o755);
  assert.equal(linked.folder.create('usage_stats.json', 'x\n'), true);
  assert.deepEqual(readdirSync(elsewhere), ['usage_stats.json']);
  if (!WINDOWS) assert.equal(statSync(elsewhere).mode & 0o777, 0o755);
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
