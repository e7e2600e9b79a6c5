import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPaths } from '../src/node/paths.js';
import { cases } from './node-data.mjs';

const SYSTEMS = new Map([
  ['linux', 'linux'],
  ['macos', 'darwin'],
  ['windows', 'win32'],
]);

test('the folders are those of the data', () => {
  for (const { name, system, variables, expect } of cases('paths.json')) {
    const platform = SYSTEMS.get(system);
    assert.ok(platform, name);
    const { config = null, state = null, cache = null, machine = null } = findPaths(platform, (variable) => variables[variable]);
    assert.deepEqual({ config, state, cache, machine }, expect, name);
  }
});
