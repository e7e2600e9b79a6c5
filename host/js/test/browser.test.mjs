// The package in a page of Chromium.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { read } from '../vectors.mjs';
import { launch } from './browser/chromium.mjs';
import { page, serve } from './browser/server.mjs';
import { assertWhole, content, FOLDER, names } from './vector-files.mjs';

const browser = await launch();
after(() => browser.close());

/** @param {string} name */
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

test('every vector in a page', async (t) => {
  const alias = { 'node:fs': here('browser/fs.mjs'), 'node:util': here('browser/util.mjs') };
  const entry = here('browser/vectors-page.mjs');
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    alias,
    loader: { '.wasm': 'base64' },
  });
  const script = { text: outputFiles[0].text, type: 'text/javascript; charset=utf-8' };
  const server = await serve({ '/': page('/vectors.js'), '/vectors.js': script, '/vectors/': FOLDER });
  t.after(() => server.close());
  const tab = await browser.newPage();
  await tab.goto(server.origin);
  const { ran, differences, sha256: found } = await tab.evaluate((names) => /** @type {any} */ (globalThis).run(names), names());
  t.diagnostic(`vectors: ${ran} ran, Chromium ${browser.version()}, SHA-256 ${found}`);
  assert.deepEqual(differences, []);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  assert.equal(ran, names().flatMap((name) => read(decoder.decode(content(name)))).length);
  assertWhole(ran, found);
});
