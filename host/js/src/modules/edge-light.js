// The core module as workers of Vercel and Next.js have it: the same file, under a name that says what is wanted of it.

import core from './telemetry.core.wasm?module';

export const coreModule = () => core;
