// One file of a module and all that it needs, as a bundler would ship it.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * @param {string} contents a module, or CommonJS
 * @param {'node' | 'browser'} platform
 * @returns {Promise<string>} a minified module
 */
export async function bundle(contents, platform = 'node') {
  const stdin = { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) };
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    minify: true,
    legalComments: 'none',
    write: false,
    format: 'esm',
    platform,
  });
  return outputFiles[0].text;
}
