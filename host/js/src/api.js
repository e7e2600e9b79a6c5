// Everything that the package exports, in all its builds.

export { TelemetryError } from './error.js';
export { decide, queries, validate } from './pure.js';
