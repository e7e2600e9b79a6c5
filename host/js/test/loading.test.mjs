// How the package is loaded, and what becomes of it where it cannot be.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as esm from 'nemo-telemetry';
import * as slim from 'nemo-telemetry/slim';
import { collector, EVENT, PARAMETERS, yes } from './world.mjs';

const DIST = new URL('../dist/', import.meta.url);
const require = createRequire(import.meta.url);

/** Runs a module in a new process, without any telemetry variable. @param {string} text @param {string[]} flags */
function run(text, ...flags) {
  const { PATH = '' } = process.env;
  const program = `const PARAMETERS = ${JSON.stringify(PARAMETERS)}; const QUIET = { product: 'agent-toolkit', enabled: true, outbox: false, variables: {}, paths: {}, onProblem: () => {} };\n${text}`;
  return execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', program], {
    encoding: 'utf8',
    env: { PATH },
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
}

/** The core module of the package. */
const MODULE = 'telemetry.core.wasm';
const bytes = readFileSync(new URL(MODULE, DIST));

test('import and require offer the same', () => {
  const cjs = require('nemo-telemetry');
  assert.deepEqual(Object.keys(cjs).sort(), Object.keys(esm).sort());
  assert.equal(cjs.validate(EVENT, PARAMETERS).canonical, esm.validate(EVENT, PARAMETERS).canonical);
  assert.equal(require('nemo-telemetry/package.json').name, 'nemo-telemetry');
});

test('each entry is one file that takes nothing but what the engine has, and does not wait while it is loaded', async () => {
  for (const name of readdirSync(DIST).filter((each) => /\.c?js$/.test(each))) {
    // As a format that knows no `await` outside of functions.
    const { metafile } = await build({
      entryPoints: [fileURLToPath(new URL(name, DIST))],
      bundle: true,
      external: ['*'],
      format: 'cjs',
      outdir: 'out',
      write: false,
      metafile: true,
    });
    const taken = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    const allowed = /^(?:node|slim\.node|command)\./.test(name)
      ? /^node:/
      : name === 'workerd.js'
        ? /^\.\/telemetry\.core\.wasm$/
        : name === 'edge-light.js'
          ? /^\.\/telemetry\.core\.wasm\?module$/
          : /^$/;
    assert.deepEqual(
      taken.filter((specifier) => !allowed.test(specifier)),
      [],
      name,
    );
  }
});

test('the builds for a browser work in an engine that has no module of Node', async (t) => {
  const server = await collector(t);
  const built = await import(new URL('browser.js', DIST).href);
  const client = built.open({ ...yes({ endpoint: server.endpoint }), variables: undefined });
  client.enqueue(EVENT, PARAMETERS);
  assert.equal((await client.close({ timeoutMs: 10_000 })).delivered, 1);
  assert.equal(require(fileURLToPath(new URL('browser.cjs', DIST))).validate(EVENT, PARAMETERS).problems.length, 0);
});

test('the slim entry says what it lacks, and works with a compiled module', async () => {
  const before = slim.validate(EVENT, PARAMETERS);
  assert.match(before.problems[0].message, /no component yet/);
  const client = slim.open(yes({ dryRun: true }));
  client.enqueue(EVENT, PARAMETERS);
  await client.flush();
  assert.match(client.status().problem ?? '', /no component yet/);

  slim.provide(new WebAssembly.Module(bytes));
  assert.deepEqual(slim.validate(EVENT, PARAMETERS).problems, []);
});

test('the slim entry fetches its module from a folder', () => {
  const output = run(`
    import { readFileSync } from 'node:fs';
    import { load, validate } from 'nemo-telemetry/slim';
    const asked = [];
    globalThis.fetch = async (url) => {
      asked.push(String(url));
      const name = new URL(url).pathname.slice(1);
      return new Response(readFileSync('dist/' + name), { headers: { 'content-type': 'application/octet-stream' } });
    };
    await load('https://cdn.example/');
    console.log(asked.length, validate('${EVENT}', PARAMETERS).problems.length);
    globalThis.fetch = async () => new Response('not there', { status: 404 });
    console.log(await load('https://cdn.example/').catch((error) => error.name + ': ' + error.message));
  `);
  assert.equal(
    output,
    '1 0\nTelemetryError: expected telemetry.core.wasm at https://cdn.example/telemetry.core.wasm, found the status 404\n',
  );
});

test('where WebAssembly is refused nothing happens but a reason', () => {
  for (const refuse of [
    'delete globalThis.WebAssembly;',
    'WebAssembly.validate = () => false;',
    'WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError("refused by the content security policy"); } };',
  ]) {
    const output = run(`
      ${refuse}
      const { open, validate, labels, decide, preview } = await import('nemo-telemetry');
      const client = open(QUIET);
      client.enqueue('${EVENT}', PARAMETERS);
      const ledger = await client.flush();
      const { problem, hasEnded } = client.status();
      await client.optOut();
      console.log(JSON.stringify({
        problem, hasEnded, ledger, later: client.enqueue('${EVENT}', PARAMETERS),
        checked: validate('${EVENT}', PARAMETERS).problems[0].code, label: labels.bucketRecords(7),
        state: decide('agent-toolkit').state, bodies: preview(QUIET, []).problems.length,
      }));
    `);
    const { problem, ledger, ...found } = JSON.parse(output);
    assert.match(problem, /^telemetry does not work: .*(?:no WebAssembly|no vectors|content security policy)/);
    assert.deepEqual([ledger.accepted, ledger.dropped], [1, { closed: 1 }]);
    assert.deepEqual(found, {
      hasEnded: true,
      later: 'closed',
      checked: 'unavailable',
      label: 'undefined',
      state: 'off',
      bodies: 1,
    });
  }
});

test('while it is off, and before there is an event, the component is not loaded', () => {
  const output = run(`
    const { Module } = WebAssembly;
    let loaded = 0;
    WebAssembly.Module = class extends Module { constructor(bytes) { loaded += 1; super(bytes); } };
    const { open } = await import('nemo-telemetry');
    const off = open({ ...QUIET, variables: { DO_NOT_TRACK: '1' } });
    off.enqueue('${EVENT}', PARAMETERS);
    await off.close();
    const idle = open(QUIET);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await idle.close();
    console.log(loaded);
    const on = open({ ...QUIET, dryRun: true });
    on.enqueue('${EVENT}', PARAMETERS);
    console.log(loaded);
    await on.close();
    console.log(loaded);
  `);
  assert.equal(output, '0\n0\n1\n');
});

test('the package has no side effects, no dependencies and nothing that runs when it is installed', () => {
  /** @type {Record<string, any>} */
  const { sideEffects, scripts, ...rest } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  assert.equal(sideEffects, false);
  assert.deepEqual(
    Object.keys(rest).filter((name) => /dependencies/i.test(name)),
    ['devDependencies'],
  );
  assert.deepEqual(
    Object.keys(scripts).filter((name) => /install|^prepare$/.test(name)),
    [],
  );
});
