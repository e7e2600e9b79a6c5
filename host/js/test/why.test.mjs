// A program that delivers nothing can ask why, and is told in words.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { folder } from './world.mjs';

const PROGRAM = `
  import { open } from 'nemo-telemetry';
  const telemetry = open({ product: 'agent-toolkit', endpoint: 'http://127.0.0.1:1/v1.1/events/json', ...JSON.parse(process.argv[1]) });
  const answer = telemetry.enqueue('nat_cli_command', { command: 'run', taskStatus: 'success', pythonVersion: '3.12' });
  const { accepted } = await telemetry.flush();
  console.log(answer + ' ' + accepted + ' ' + telemetry.status().text);`;

/** @param {import('node:test').TestContext} t @param {{ env?: NodeJS.ProcessEnv, options?: object, stored?: string }} given */
function told(t, { env, options = {}, stored }) {
  const home = folder(t);
  if (stored !== undefined) {
    mkdirSync(join(home, '.config/nat'), { recursive: true });
    writeFileSync(join(home, '.config/nat/telemetry.toml'), stored);
  }
  const words = ['--input-type=module', '--eval', PROGRAM, JSON.stringify(options)];
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  return execFileSync(process.execPath, words, { cwd, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: home, ...env } });
}

test('a variable that forbids is named', (t) => {
  const out = told(t, { env: { DO_NOT_TRACK: '1' }, options: { enabled: true } });
  assert.equal(out, 'off 0 telemetry is off: DO_NOT_TRACK=1 in the environment\n');
});

test('a value that is no word is not repeated', (t) => {
  const out = told(t, { env: { DO_NOT_TRACK: 'ask ada about it' } });
  assert.equal(out, 'off 0 telemetry is off: DO_NOT_TRACK in the environment\n');
});

test('a stored no is named', (t) => {
  const out = told(t, { stored: '[telemetry]\nconsent = "disabled"\n', options: { enabled: true } });
  assert.equal(out, 'off 0 telemetry is off: the stored decision nat/telemetry.toml\n');
});

test('the own word of the program is named', (t) => {
  assert.equal(told(t, { options: { enabled: false } }), 'off 0 telemetry is off: the program says enabled=false\n');
});

test('where nobody was asked, the default of the product is named', (t) => {
  assert.equal(told(t, {}), "off 0 telemetry is off: the product's default: to ask first\n");
});
