// One file of a module and all that it needs, as a bundler would ship it.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** @param {string} contents a module, or CommonJS @returns {Promise<string>} a minified module */
export async function bundle(contents) {
  const stdin = { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) };
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    minify: true,
    legalComments: 'none',
    write: false,
    format: 'esm',
    platform: 'node',
    loader: { '.wasm': 'base64' },
  });
  return outputFiles[0].text;
}
