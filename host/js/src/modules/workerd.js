// The core module as an edge worker has it: a file beside this one, which it has compiled before it starts.

import core from './telemetry.core.wasm';

export const coreModule = () => core;
