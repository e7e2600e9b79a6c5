// Makes generated/ from the component (JavaScript glue, its types, the core modules that it links together), and from that and src/
// the package in dist/.

import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transpile, writeFiles } from '@bytecodealliance/jco-transpile';
import { build, transform } from 'esbuild';

const MODULES = ['telemetry.core.wasm', 'telemetry.core2.wasm', 'telemetry.core3.wasm'];

/** Stands before each call of the glue's log. */
const LOG = 'JCO_LOG';

/** @param {string} name */
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Runs jco on the component. */
async function generate() {
  const component = process.env.NEMO_TELEMETRY_WASM ?? here('../../target/guest/component.wasm');
  if (!existsSync(component)) {
    console.error(
      `no component at ${component}: run \`cargo build -p nemo-telemetry-artifact\`, or name one in NEMO_TELEMETRY_WASM`,
    );
    process.exit(1);
  }
  await rm(here('generated'), { recursive: true, force: true });
  // What `jco transpile -I sync --no-nodejs-compat --strict` does. Sync: the caller compiles the modules, so the same glue runs in a
  // page, a worker and Node. Strict: 1.5 or "7" for a u32 is a TypeError; without it both become some other number in silence.
  const { files } = await transpile(component, {
    name: 'telemetry',
    outDir: here('generated'),
    instantiation: 'sync',
    nodejsCompat: false,
    noComponentErrorWrapping: false,
    strict: true,
  });
  await writeFiles(files);
  await lighten(here('generated/telemetry.js'));
}

/**
 * Replaces two parts of the glue that take more time than the component does: calls of a log, each of which reads an environment
 * variable, get a label by which esbuild drops them, and texts are encoded by `src/component/encode.js`.
 *
 * @param {string} path
 */
async function lighten(path) {
  const glue = await readFile(path, 'utf8');
  const log = /^(\s*)(_debugLog\()/gm;
  const encode = 'function _utf8AllocateAndEncode(';
  if (!log.test(glue) || glue.split(encode).length !== 2) {
    throw new Error(`${path} has another form than that of the pinned jco: look at \`lighten\` in build.mjs`);
  }
  const labelled = glue.replace(log, `$1${LOG}: $2`).replace(encode, 'function _replacedEncode(');
  const { code } = await transform(labelled, { dropLabels: [LOG], legalComments: 'inline' });
  await writeFile(path, `import { encode as _utf8AllocateAndEncode } from '../src/component/encode.js';\n${code}`);
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
    loader: { '.wasm': 'base64' },
    define: { 'WebAssembly.promising': 'unchanged', 'Object.defineProperty': 'define' },
    inject: ['unchanged', 'define'].map((name) => here(`src/component/${name}.js`)),
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
  bundle('testing.js', 'testing.js', []),
  bundle('slim.js', 'slim.node.js', ['node', 'slim']),
  bundle('slim.js', 'slim.browser.js', ['browser', 'slim']),
  bundle('slim.js', 'slim.other.js', ['slim']),
  ...['index', 'events', 'records', 'settings'].map(types),
  copyFile(here('src/slim.d.ts'), here('dist/slim.d.ts')),
  // Where npm looks for them.
  ...['LICENSE', 'NOTICE'].map((name) => copyFile(here(`../../${name}`), here(name))),
  ...MODULES.map((name) => copyFile(here(`generated/${name}`), here(`dist/${name}`))),
]);
await writeFile(here('dist/testing.d.ts'), "export { link } from '../src/component/glue.js';\n");
