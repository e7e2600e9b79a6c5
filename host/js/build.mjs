// Makes generated/ from the component: the core module in it, as it is and packed; and from that and src/ the package in dist/.

import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { component, mainModule } from './component.mjs';

const MODULE = 'telemetry.core.wasm';

/** @param {string} name */
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

async function generate() {
  const bytes = component();
  const core = mainModule(bytes);
  const packed = deflateRawSync(core, { level: 9, memLevel: 9 }).toString('base64');
  await rm(here('generated'), { recursive: true, force: true });
  await mkdir(here('generated'));
  await writeFile(here(`generated/${MODULE}`), core);
  await writeFile(
    here('generated/packed.js'),
    `/** The core module, deflated, in base64. */\nexport const PACKED = '${packed}';\n\n/** Its bytes. */\nexport const SIZE = ${core.length};\n`,
  );
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await writeFile(here('generated/identity.js'), `/** Of the component, in hexadecimal. */\nexport const SHA256 = '${sha256}';\n`);
}

/**
 * Bundles an entry into one file.
 *
 * @param {string} entry
 * @param {string} outfile
 * @param {string[]} conditions which environment and which modules, as `imports` in package.json has them
 * @param {import('esbuild').BuildOptions} more
 */
async function bundle(entry, outfile, conditions, more = {}) {
  await build({
    entryPoints: [here(`src/${entry}`)],
    outfile: here(`dist/${outfile}`),
    bundle: true,
    minify: true,
    legalComments: 'none',
    target: 'es2022',
    format: outfile.endsWith('.cjs') ? 'cjs' : 'esm',
    platform: 'neutral',
    external: ['node:*'],
    conditions,
    logLevel: 'warning',
    ...more,
  });
}

/** Writes a file of types for `require`, beside the one for `import`. @param {string} name */
async function types(name) {
  const text = await readFile(here(`src/${name}.d.ts`), 'utf8');
  await writeFile(here(`dist/${name}.d.ts`), text);
  await writeFile(here(`dist/${name}.d.cts`), text.replaceAll(/'(\.\/[a-z]+)\.js'/g, "'$1.cjs'"));
}

await generate();
await rm(here('dist'), { recursive: true, force: true });
await mkdir(here('dist'));
await Promise.all([
  bundle('index.js', 'node.js', ['node']),
  bundle('index.js', 'node.cjs', ['node']),
  bundle('index.js', 'browser.js', ['browser']),
  bundle('index.js', 'browser.cjs', ['browser']),
  bundle('index.js', 'workerd.js', ['workerd'], { external: ['*.wasm'] }),
  bundle('index.js', 'edge-light.js', ['edge-light'], { external: ['*.wasm?module'] }),
  bundle('slim.js', 'slim.node.js', ['node', 'slim']),
  bundle('slim.js', 'slim.browser.js', ['browser', 'slim']),
  bundle('slim.js', 'slim.other.js', ['slim']),
  bundle('command/main.js', 'command.js', ['node', 'slim']),
  ...['index', 'events', 'records', 'settings'].map(types),
  copyFile(here('src/slim.d.ts'), here('dist/slim.d.ts')),
  // Where npm looks for them.
  ...['LICENSE', 'NOTICE'].map((name) => copyFile(here(`../../${name}`), here(name))),
  copyFile(here(`generated/${MODULE}`), here(`dist/${MODULE}`)),
]);
