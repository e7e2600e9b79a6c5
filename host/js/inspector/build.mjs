// Makes the inspector's page from its sources. What it makes is kept beside them, so that the command can be built without Node; a test
// compares the two.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** @param {string} name */
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The files of the page by their names. */
export async function page() {
  // Its licence asks to stand in every copy.
  const preact = await readFile(here('../node_modules/preact/LICENSE'), 'utf8');
  const { outputFiles } = await build({
    entryPoints: { inspector: here('src/main.tsx'), 'inspector-style': here('style.css') },
    outdir: here('page'),
    bundle: true,
    write: false,
    minify: true,
    legalComments: 'none',
    banner: { js: `/* Preact is in this file.\n\n${preact.trim()}\n*/` },
    charset: 'ascii',
    target: 'es2022',
    format: 'esm',
    platform: 'browser',
    conditions: ['browser', 'slim'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
  });
  const built = (/** @type {string} */ ending) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return {
    'index.html': await readFile(here('index.html'), 'utf8'),
    'inspector.js': built('.js'),
    'inspector.css': built('.css'),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(here('page'), { recursive: true });
  for (const [name, text] of Object.entries(await page())) await writeFile(here(`page/${name}`), text);
}
