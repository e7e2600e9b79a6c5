/** The package without the component: a program passes the compiled modules itself. */
export * from './index.js';

/**
 * Pass the component's core modules, by the names of their files: `telemetry.core.wasm`, `telemetry.core2.wasm` and
 * `telemetry.core3.wasm`. To be called before anything else of this package has something to do.
 */
export function provide(modules: Readonly<Record<string, WebAssembly.Module>>): void;
