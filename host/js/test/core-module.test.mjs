// The core module in the package is the one in the component, whose hash everybody can compare.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { component, mainModule } from '../component.mjs';

/** @param {Uint8Array} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** @param {string} name */
const dist = (name) => new URL(`../dist/${name}`, import.meta.url);

test('the file of the package is the core module of the component', () => {
  assert.equal(sha256(readFileSync(dist('telemetry.core.wasm'))), sha256(mainModule(component())));
});

for (const [name, before] of [
  ['node.js', ''],
  ['node.js', 'delete process.getBuiltinModule;'],
  ['node.cjs', ''],
  ['browser.js', ''],
  ['browser.cjs', ''],
]) {
  test(`${name} compiles the same module ${before && 'in an older Node'}`, () => {
    const program = `
      ${before}
      import { createHash } from 'node:crypto';
      const { Module } = WebAssembly;
      WebAssembly.Module = class extends Module {
        constructor(bytes) {
          super(bytes);
          process.stdout.write(createHash('sha256').update(bytes).digest('hex'));
        }
      };
      const built = await import('${dist(name)}');
      (built.default ?? built).validate('nat_cli_command', {});`;
    const compiled = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
    assert.equal(compiled, sha256(mainModule(component())));
  });
}

test('the command tells the hash of the component that the module was taken from', () => {
  const command = process.env.NEMO_TELEMETRY_COMMAND ?? '';
  assert.ok(command, 'NEMO_TELEMETRY_COMMAND has to be the path of the built command');
  const output = execFileSync(command, ['component', 'verify'], {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  });
  assert.ok(output.includes(sha256(component())), output);
});
