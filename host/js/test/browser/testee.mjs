// The testee in Chromium: `node test/browser/testee.mjs` passes each line to a page, and prints what it answers.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { linesOf } from '../../vectors.mjs';
import { launch } from './chromium.mjs';
import { page, serve } from './server.mjs';

/** @param {string} name */
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const NODE = ['crypto', 'http', 'https', 'os', 'path', 'tty'];

const { outputFiles } = await build({
  entryPoints: [here('testee-page.mjs')],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'browser',
  alias: {
    'node:fs': here('fs.mjs'),
    ...Object.fromEntries(NODE.map((name) => [`node:${name}`, here('nothing.mjs')])),
  },
  loader: { '.wasm': 'base64' },
  logLevel: 'error',
});
const script = { text: outputFiles[0].text, type: 'text/javascript; charset=utf-8' };
const server = await serve({ '/': page('/testee.js'), '/testee.js': script });
const browser = await launch();
console.error(`Chromium ${browser.version()}`);
const tab = await browser.newPage();
tab.on('pageerror', (error) => console.error(error));
await tab.goto(server.origin);
await tab.waitForFunction(() => 'answer' in globalThis);
for await (const line of linesOf(process.stdin)) {
  const answer = await tab.evaluate((line) => /** @type {any} */ (globalThis).answer(line), line);
  process.stdout.write(`${answer}\n`);
}
await browser.close();
server.close();
