/**
 * The package without the component, which a program brings itself: compiled, as edge workers have it, or fetched.
 *
 * @packageDocumentation
 */
export * from './index.js';

/**
 * Pass the component's core module, `telemetry.core.wasm`. To be called before anything else here has something to do.
 *
 * @example
 * ```js
 * import core from 'nemo-telemetry/telemetry.core.wasm';
 * provide(core);
 * ```
 */
export function provide(module: WebAssembly.Module): void;

/**
 * Fetch and compile the core module from a folder, where the file of the package's `dist` is.
 *
 * @param folder - Absolute URL.
 * @throws {@link TelemetryError} where it is not there; whatever `fetch` and the engine throw.
 */
export function load(folder: URL | string): Promise<void>;
