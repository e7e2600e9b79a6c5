import assert from 'node:assert/strict';
import { test } from 'node:test';
import { precheck } from '../src/precheck.js';
import { cases } from './node-data.mjs';

test('the pre-check says what the data says', () => {
  for (const { name, product, variables, call, host = {}, file, expect } of cases('precheck.json')) {
    const look = (/** @type {{ source: string, name: string }} */ { source, name }) =>
      source === 'file' ? (file ?? undefined) : { variable: variables, call, host }[source]?.[name];
    assert.equal(precheck(product, look) ? 'off' : 'load', expect, name);
  }
});

test('the pre-check says nothing of a product that it does not know', () => {
  for (const product of ['', 'toString', '__proto__', 'agent-tolkit'])
    assert.equal(
      precheck(product, () => '1'),
      undefined,
    );
});

test('the pre-check looks at nothing that is not needed', () => {
  /** @type {string[]} */
  const looked = [];
  const look = (/** @type {{ name: string }} */ { name }) => {
    looked.push(name);
    return name === 'DO_NOT_TRACK' ? '1' : undefined;
  };
  assert.deepEqual(precheck('agent-toolkit', look), { source: 'variable', name: 'DO_NOT_TRACK', value: '1' });
  assert.deepEqual(looked, ['compiled-out', 'DO_NOT_TRACK']);
});

test('only white space of ASCII is cut off, as in the component', () => {
  const off = (/** @type {Record<string, string>} */ variables) =>
    precheck('agent-toolkit', ({ name, source }) => (source === 'variable' ? variables[name] : undefined))?.name;
  const enabled = { NAT_TELEMETRY_ENABLED: '\t yes\r\n' };
  assert.equal(off(enabled), undefined);
  assert.equal(off({ ...enabled, DO_NOT_TRACK: ' \f' }), undefined);
  for (const space of ['\u00a0', '\u2003', '\ufeff', '\v']) {
    assert.equal(off({ ...enabled, DO_NOT_TRACK: space }), 'DO_NOT_TRACK', 'not empty, so it is set');
    assert.equal(off({ NAT_TELEMETRY_ENABLED: `${space}yes` }), 'NAT_TELEMETRY_ENABLED');
  }
});
