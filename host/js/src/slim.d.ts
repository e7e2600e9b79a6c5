/**
 * The package without the component, which a program brings itself: compiled, as edge workers have it, or fetched.
 *
 * @packageDocumentation
 */
export * from './index.js';

/**
 * Pass the component's core modules, by the names of their files: `telemetry.core.wasm`, `telemetry.core2.wasm` and
 * `telemetry.core3.wasm`. To be called before anything else here has something to do.
 *
 * @example
 * ```js
 * import core from 'nemo-telemetry/telemetry.core.wasm';
 * import core2 from 'nemo-telemetry/telemetry.core2.wasm';
 * import core3 from 'nemo-telemetry/telemetry.core3.wasm';
 * provide({ 'telemetry.core.wasm': core, 'telemetry.core2.wasm': core2, 'telemetry.core3.wasm': core3 });
 * ```
 */
export function provide(modules: Readonly<Record<string, WebAssembly.Module>>): void;

/**
 * Fetch and compile the core modules from a folder, where the files of the package's `dist/*.wasm` are.
 *
 * @param folder - Absolute URL.
 * @throws {@link TelemetryError} where one of them is not there; whatever `fetch` and the engine throw.
 */
export function load(folder: URL | string): Promise<void>;
