// Makes generated/ from the component: JavaScript glue, its types, and the core modules that it links together.

import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transpile, writeFiles } from '@bytecodealliance/jco-transpile';

const built = fileURLToPath(new URL('../../target/guest/wasm32-wasip2/wasm/nemo_telemetry_component.wasm', import.meta.url));
const component = process.env.NEMO_TELEMETRY_WASM ?? built;
if (!existsSync(component)) {
  console.error(`no component at ${component}: run \`cargo build -p nemo-telemetry-artifact\`, or name one in NEMO_TELEMETRY_WASM`);
  process.exit(1);
}

const outDir = fileURLToPath(new URL('generated', import.meta.url));
await rm(outDir, { recursive: true, force: true });
// What `jco transpile -I sync --no-nodejs-compat --strict` does. Sync: the caller compiles the modules, so the same glue runs in a page,
// a worker and Node. Strict: 1.5 or "7" for a u32 is a TypeError; without it both become some other number in silence.
const { files } = await transpile(component, {
  name: 'telemetry',
  outDir,
  instantiation: 'sync',
  nodejsCompat: false,
  noComponentErrorWrapping: false,
  strict: true,
});
await writeFiles(files);
