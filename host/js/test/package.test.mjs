// The packed tarball: what is in it, and that it installs and works in an empty project.

import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { install, node, PACKAGE } from './package/install.mjs';

const { project, tarball, description, remove } = await install();
after(remove);

/** @param {string} name */
const tool = (name) => fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url));

test('the tarball holds what package.json exports, and nothing that only builds it', async () => {
  const files = new Set(description.files.map(({ path }) => path));
  /** @type {string[]} */
  const exported = [];
  /** @param {unknown} value */
  const collect = (value) => {
    if (typeof value === 'string') exported.push(value);
    else for (const one of Object.values(value ?? {})) collect(one);
  };
  const { exports } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'));
  collect(exports);
  assert.ok(exported.length > 10);
  for (const path of exported) assert.ok(files.has(path.replace(/^\.\//, '')), path);
  for (const path of ['README.md', 'package.json']) assert.ok(files.has(path), path);
  const foreign = [...files].filter(
    (path) => !path.startsWith('dist/') && !/^(README|LICENSE|NOTICE|THIRD-PARTY|package)[.a-z]*$/.test(path),
  );
  assert.deepEqual(foreign, []);
});

test('it brings no other package and no script', async () => {
  const installed = (await readdir(join(project, 'node_modules'))).filter((name) => !name.startsWith('.'));
  assert.deepEqual(installed, ['nemo-telemetry']);
  const { scripts = {}, dependencies } = JSON.parse(
    await readFile(join(project, 'node_modules/nemo-telemetry/package.json'), 'utf8'),
  );
  assert.equal(dependencies, undefined);
  for (const name of ['preinstall', 'install', 'postinstall']) assert.ok(!(name in scripts), name);
});

test('publint has nothing to say', async () => {
  const content = await readFile(tarball);
  const { messages, pkg } = await publint({ pack: { tarball: Uint8Array.from(content).buffer }, strict: true });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg, { color: false })),
    [],
  );
});

test('attw finds the right types for every way to import', async () => {
  const check = (/** @type {string[]} */ options) =>
    node(project, [tool('@arethetypeswrong/cli/dist/index.js'), tarball, '--no-emoji', '--no-color', ...options]);
  // `./slim` is for ES modules alone, and a WebAssembly module has no types.
  const { exports } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'));
  const modules = Object.keys(exports).filter((name) => name.endsWith('.wasm'));
  assert.match(await check(['--exclude-entrypoints', './slim', ...modules]), /No problems found/);
  assert.match(await check(['--entrypoints', './slim', '--profile', 'esm-only']), /"nemo-telemetry\/slim"/);
});

const USE = `
  const { problems } = validate('nat_cli_command', { command: 'run', taskStatus: 'sucess', pythonVersion: '3.12' });
  console.log(problems[0].suggestion);`;

test('it can be imported and required', async () => {
  await writeFile(join(project, 'esm.mjs'), `import { validate } from 'nemo-telemetry';${USE}`);
  await writeFile(join(project, 'cjs.cjs'), `const { validate } = require('nemo-telemetry');${USE}`);
  for (const file of ['esm.mjs', 'cjs.cjs']) assert.equal(await node(project, [file]), 'success\n', file);
});

test('its types hold under every strict resolution', async () => {
  const typed = `
    import { type EventMap, open, TelemetryError, validate } from 'nemo-telemetry';
    const parameters: EventMap['nat_cli_command'] = { command: 'run', taskStatus: 'success', pythonVersion: '3.12' };
    open({ product: 'agent-toolkit', enabled: false }).enqueue('nat_cli_command', parameters);
    // @ts-expect-error: a word that is not allowed
    open({ product: 'agent-toolkit' }).enqueue('nat_cli_command', { ...parameters, taskStatus: 'sucess' });
    export const suggestion: string | undefined = validate('nat_cli_command', parameters).problems[0]?.suggestion;
    export const isOne = (error: unknown): boolean => error instanceof TelemetryError && error.problems.length > 0;`;
  await writeFile(join(project, 'types.mts'), typed);
  await writeFile(join(project, 'types.cts'), typed);
  await writeFile(join(project, 'types.ts'), typed);
  const strict = ['--strict', '--noEmit', '--target', 'es2022', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
  const tsc = tool('typescript/bin/tsc');
  await node(project, [tsc, ...strict, '--module', 'nodenext', 'types.mts', 'types.cts']);
  await node(project, [tsc, ...strict, '--module', 'esnext', '--moduleResolution', 'bundler', 'types.ts']);
});
