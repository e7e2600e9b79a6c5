// What users' bundlers make of the installed package, in a page of Chromium.

import assert from 'node:assert/strict';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import * as vite from 'vite';
import webpack from 'webpack';
import { launch } from './browser/chromium.mjs';
import { collect } from './browser/collector.mjs';
import { serve } from './browser/server.mjs';
import { install } from './package/install.mjs';

const { project, remove } = await install();
const browser = await launch();
after(async () => {
  await browser.close();
  await remove();
});
await cp(fileURLToPath(new URL('apps', import.meta.url)), project, { recursive: true });

/** Each builds the app, without any setting that the package would need, into a folder with an `index.html`. */
const BUNDLERS = {
  /** @param {string} outdir */
  async esbuild(outdir) {
    await esbuild.build({ entryPoints: [join(project, 'main.js')], outdir, bundle: true, minify: true, format: 'esm' });
    await cp(join(project, 'index.html'), join(outdir, 'index.html'));
  },
  /** @param {string} outDir */
  async vite(outDir) {
    await vite.build({ root: project, configFile: false, logLevel: 'error', base: './', build: { outDir, emptyOutDir: true } });
  },
  /** @param {string} path */
  async webpack(path) {
    const compiler = webpack({ context: project, entry: './main.js', mode: 'production', output: { path } });
    const stats = await new Promise((resolve, reject) =>
      compiler?.run((error, stats) => compiler.close(() => (error ? reject(error) : resolve(stats)))),
    );
    const { errors = [] } = stats.toJson({ all: false, errors: true });
    assert.deepEqual(
      errors.map((/** @type {{ message: string }} */ { message }) => message),
      [],
    );
    await cp(join(project, 'index.html'), join(path, 'index.html'));
  },
};

for (const [name, build] of Object.entries(BUNDLERS)) {
  test(`${name} builds an app that sends`, { timeout: 120_000 }, async (t) => {
    const out = join(project, `out-${name}`);
    await mkdir(out);
    await build(out);
    const files = await readdir(out, { recursive: true });
    assert.ok(!files.some((file) => file.endsWith('.wasm')), 'the component is inside of the script');

    const collector = await collect();
    const server = await serve({ '/app/': new URL(`${pathToFileURL(out).href}/`) });
    t.after(() => {
      collector.close();
      server.close();
    });
    const tab = await browser.newPage();
    await tab.goto(`${server.origin}/app/index.html?collector=${encodeURIComponent(collector.url)}`);
    const [{ body }] = await collector.first(1);
    assert.equal(JSON.parse(body).events[0].parameters.command, 'run');
    await tab.waitForFunction(() => document.title.startsWith('{'));
    const { suggestion, ledger } = JSON.parse(await tab.title());
    assert.equal(suggestion, 'success');
    assert.equal(ledger.delivered, 1);
  });
}
