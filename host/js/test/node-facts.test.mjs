import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs, {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { locate, read, store } from '../src/node/consent-file.js';
import { gather, testRunner } from '../src/node/facts.js';
import { cases, newFolder } from './node-data.mjs';

const NOWHERE = { variables: {}, paths: {}, calls: {}, hosts: {} };

/** @param {string} home @param {Record<string, any>} files */
function leave(home, files) {
  for (const [name, { text, hex, repeat, folder, link, unreadable }] of Object.entries(files)) {
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    if (link !== undefined) symlinkSync(join(home, link), path);
    else if (folder) mkdirSync(path);
    else if (repeat) writeFileSync(path, repeat[0].repeat(repeat[1]));
    else writeFileSync(path, hex === undefined ? text : Buffer.from(hex, 'hex'));
    if (unreadable) chmodSync(path, 0);
  }
}

/** Whether the file can be read whatever its mode is, as root can. @param {string} path */
function modeMeansNothing(path) {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

for (const { name, query, variables, files, expect } of cases('facts.json')) {
  test(`facts: ${name}`, (test) => {
    const home = newFolder(test);
    leave(home, files);
    for (const path of Object.keys(files).filter((path) => files[path].unreadable)) {
      if (modeMeansNothing(join(home, path))) return test.skip('this user may read every file');
    }
    const replaced = Object.fromEntries(
      Object.entries(variables).map(([key, value]) => [key, String(value).replace('{home}', home)]),
    );
    const surroundings = { ...NOWHERE, variables: replaced, paths: { config: join(home, 'config') } };
    const value = expect?.repeat ? expect.repeat[0].repeat(expect.repeat[1]) : expect?.value;
    const expected = expect ? [{ source: 'file', name: expect.name, value }] : [];
    const [path, variable] = query.split(':').reverse();
    assert.deepEqual(gather([{ source: 'file', name: path, ...(variable && { variable }) }], surroundings), expected);
  });
}

/** @param {string} name */
const host = (name) => /** @type {const} */ ({ source: 'host', name });

test('a variable counts as it is set, and nothing that an object has by itself is one', () => {
  const queries = ['EMPTY', 'SET', 'NOT_SET', 'toString', '__proto__'].map(
    (name) => /** @type {const} */ ({ source: 'variable', name }),
  );
  const facts = gather(queries, { ...NOWHERE, variables: { EMPTY: '', SET: ' 1 ' } });
  assert.deepEqual(
    facts.map(({ name, value }) => [name, value]),
    [
      ['EMPTY', ''],
      ['SET', ' 1 '],
    ],
  );
  for (const source of /** @type {const} */ (['variable', 'call', 'host'])) {
    const variables = source === 'variable' ? process.env : {};
    assert.deepEqual(gather([{ source, name: 'toString' }], { ...NOWHERE, variables }), []);
  }
});

test('what the program says counts, and stands in place of what is found', () => {
  const calls = { enabled: 'true' };
  const hosts = { terminals: 'stdin', 'host-name': 'other', 'compiled-out': 'false' };
  const queries = [
    { source: /** @type {const} */ ('call'), name: 'enabled' },
    host('terminals'),
    host('host-name'),
    host('compiled-out'),
    host('notice'),
  ];
  assert.deepEqual(
    gather(queries, { ...NOWHERE, calls, hosts }).map(({ value }) => value),
    ['true', 'stdin', 'other', 'false'],
  );
});

test('the administrator of the machine is asked, and nobody stands for a folder that is not there', (test) => {
  const machine = newFolder(test);
  assert.deepEqual(gather([host('administrator')], NOWHERE), []);
  assert.deepEqual(gather([host('administrator')], { ...NOWHERE, paths: { machine } }), []);
  writeFileSync(join(machine, 'policy.toml'), 'consent = "enabled"\n');
  const [fact] = gather([host('administrator')], { ...NOWHERE, paths: { machine } });
  assert.deepEqual(fact, { source: 'host', name: 'administrator', value: 'consent = "enabled"\n' });
});

test('what the machine and its user are called is for the guard', () => {
  const queries = ['user-name', 'host-name', 'home-directory'].map(host);
  const facts = gather(queries, { ...NOWHERE, variables: { USER: 'ada', HOME: '/home/ada' } });
  assert.deepEqual(
    facts.map(({ value }) => value),
    ['ada', hostname(), '/home/ada'],
  );
});

test('a test runner is known by what it puts among the globals, or by the options of Node', () => {
  assert.equal(testRunner({}, []), undefined);
  assert.equal(testRunner({ describe() {}, it() {} }, ['--enable-source-maps']), undefined);
  assert.equal(testRunner({ __vitest_worker__: {} }, []), 'vitest');
  assert.equal(testRunner({ [Symbol.for('jest-native-promise')]: Promise }, []), 'jest');
  assert.equal(testRunner({}, ['--test', '--test-isolation=none']), 'node:test');
});

test('a fact that nobody knows is none', () => {
  assert.deepEqual(gather([host('global-privacy-control'), host('do-not-track'), host('weather')], NOWHERE), []);
});

test('a path that Node cannot say is unreadable, and nothing is looked for or stored beside it', (test) => {
  const home = join(newFolder(test), 'caf\ufffd');
  mkdirSync(join(home, 'nat'), { recursive: true });
  writeFileSync(join(home, 'nat', 'telemetry.toml'), 'consent = "enabled"\n');
  const query = /** @type {const} */ ({ source: 'file', name: 'nat/telemetry.toml' });
  const unreadable = [{ ...query, value: '' }];
  assert.deepEqual(gather([query], { ...NOWHERE, paths: { config: home } }), unreadable);
  const variables = { NAT_FILE: join(home, 'mine') };
  assert.deepEqual(gather([{ ...query, variable: 'NAT_FILE' }], { ...NOWHERE, variables }), unreadable);
  assert.match(store(join(home, 'mine'), 'x') ?? '', /not UTF-8/);
  assert.deepEqual(readdirSync(home), ['nat']);
});

/** Makes calls of `node:fs` fail with a code. @param {{ after(callback: () => void): void }} test @param {string} name @param {string} code */
function failing(test, name, code) {
  const all = /** @type {any} */ (fs);
  const original = all[name];
  // As an error of another realm is: no `Error` of this one.
  all[name] = () => {
    throw runInNewContext(`Object.assign(new Error('${code}: of a test'), { code: '${code}' })`);
  };
  syncBuiltinESMExports();
  test.after(() => {
    all[name] = original;
    syncBuiltinESMExports();
  });
}

for (const [code, expected] of /** @type {const} */ ([
  ['ENOENT', undefined],
  ['ENOTDIR', undefined],
  ['EACCES', ''],
  ['ELOOP', ''],
  ['EIO', ''],
  ['EMFILE', ''],
])) {
  for (const name of ['statSync', 'openSync']) {
    test(`${code} of ${name} says ${expected === undefined ? 'absent' : 'unreadable'}, also where errors are of another realm`, (test) => {
      const path = join(newFolder(test), 'decision');
      writeFileSync(path, 'consent = "enabled"\n');
      failing(test, name, code);
      assert.equal(read(path), expected);
    });
  }
}

const PLACE = { path: 'nat/telemetry.toml', variable: 'NAT_FILE' };

test('a decision is stored below new private folders, takes the place of another, and is removed', (test) => {
  const config = join(newFolder(test), 'config');
  const path = join(config, 'nat', 'telemetry.toml');
  assert.equal(locate(PLACE, {}, config), path);
  for (const text of ['one\n', 'two\n', '']) {
    assert.equal(store(path, text), undefined);
    assert.equal(readFileSync(path, 'utf8'), text);
    assert.deepEqual(readdirSync(dirname(path)), ['telemetry.toml']);
  }
  if (process.platform !== 'win32') {
    assert.deepEqual(
      [config, dirname(path), path].map((path) => statSync(path).mode & 0o777),
      [0o700, 0o700, 0o600],
    );
  }
  for (const _ of ['there', 'gone already']) {
    assert.equal(store(path, undefined), undefined);
    assert.deepEqual(readdirSync(dirname(path)), []);
  }
});

test('a variable says where a decision is stored', (test) => {
  const home = newFolder(test);
  const surroundings = { variables: { NAT_FILE: join(home, 'mine') }, paths: { config: join(home, 'config') } };
  assert.equal(store(locate(PLACE, surroundings.variables, surroundings.paths.config), 'x'), undefined);
  assert.deepEqual(readdirSync(home), ['mine']);
  const query = { source: /** @type {const} */ ('file'), name: PLACE.path, variable: PLACE.variable };
  assert.deepEqual(gather([query], { ...NOWHERE, ...surroundings }), [{ source: 'file', name: 'nat/telemetry.toml', value: 'x' }]);
});

test('a link to a file that is its person’s alone stays, and any other is replaced', (test) => {
  if (process.platform === 'win32') return test.skip('no modes');
  const home = newFolder(test);
  const [own, open, link] = ['own', 'open', 'link'].map((name) => join(home, name));
  writeFileSync(own, 'old', { mode: 0o600 });
  writeFileSync(open, 'old');
  chmodSync(open, 0o666);
  symlinkSync(own, link);
  assert.equal(store(link, 'new'), undefined);
  assert.deepEqual([lstatSync(link).isSymbolicLink(), readFileSync(own, 'utf8')], [true, 'new']);
  for (const elsewhere of [open, join(home, 'nothing')]) {
    rmSync(link);
    symlinkSync(elsewhere, link);
    assert.equal(store(link, 'new'), undefined);
    assert.equal(lstatSync(link).isFile(), true);
  }
  assert.equal(readFileSync(open, 'utf8'), 'old');
  assert.deepEqual(readdirSync(home).sort(), ['link', 'open', 'own']);
});

test('a decision takes the place of no pipe', { skip: process.platform === 'win32' }, (test) => {
  const path = join(newFolder(test), 'decision');
  execFileSync('mkfifo', [path]);
  for (const text of ['no', undefined]) {
    assert.match(store(path, text) ?? '', /expected a file, found something else$/);
    assert.equal(lstatSync(path).isFIFO(), true);
  }
});

test('what cannot be stored is a problem, and leaves nothing behind', (test) => {
  const path = join(newFolder(test), 'nat', 'telemetry.toml');
  mkdirSync(path, { recursive: true });
  assert.match(store(path, 'x') ?? '', /^failed to write .*telemetry\.toml: /);
  assert.deepEqual(readdirSync(dirname(path)), ['telemetry.toml']);
  assert.match(store(locate(PLACE, {}, undefined), 'x') ?? '', /set HOME/);
});
