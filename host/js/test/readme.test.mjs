// The programs that the READMEs show, as they stand there, against a collector.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { collector, folder } from './world.mjs';

for (const name of ['../README.md', '../../../README.md']) {
  test(`the program in ${name} delivers its event`, async (t) => {
    const programs = [...readFileSync(new URL(name, import.meta.url), 'utf8').matchAll(/^```js\n(.*?)^```$/gms)].map(
      ([, text]) => text,
    );
    assert.ok(programs.length > 0);
    for (const shown of programs) {
      const server = await collector(t);
      // A page names a collector on this machine; the test has one of its own.
      const program = shown.replaceAll('http://127.0.0.1:8787/v1.1/events/json', server.endpoint);
      const env = {
        PATH: process.env.PATH,
        HOME: folder(t),
        NAT_TELEMETRY_ENABLED: 'true',
        NAT_TELEMETRY_ENDPOINT: server.endpoint,
      };
      const cwd = fileURLToPath(new URL('..', import.meta.url));
      const { stderr, code } = await new Promise((resolve) => {
        execFile(process.execPath, ['--input-type=module', '--eval', program], { cwd, env }, (error, _, stderr) => {
          resolve({ stderr, code: error?.code ?? 0 });
        });
      });
      assert.deepEqual({ stderr, code }, { stderr: '', code: 0 });
      assert.deepEqual(
        server.events.map(({ name: event }) => event),
        ['nat_cli_command'],
      );
    }
  });
}
