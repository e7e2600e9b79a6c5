// The package in a page, for a test to use.

import * as telemetry from 'nemo-telemetry';

/** Clients that outlive one call of a test. @type {import('nemo-telemetry').Client[]} */
const clients = [];

const page = { ...telemetry, clients };

/** @typedef {typeof page} Page */

Object.assign(globalThis, { inPage: () => page });
