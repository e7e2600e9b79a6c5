// The component as the build finds it.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export { mainModule } from './core-module.mjs';

/** The bytes of the component that `NEMO_TELEMETRY_WASM` names, else of the one that cargo has built. */
export function component() {
  const path = process.env.NEMO_TELEMETRY_WASM ?? fileURLToPath(new URL('../../target/guest/component.wasm', import.meta.url));
  if (existsSync(path)) return readFileSync(path);
  throw new Error(`no component at ${path}: run \`cargo build -p nemo-telemetry-artifact\`, or name one in NEMO_TELEMETRY_WASM`);
}
