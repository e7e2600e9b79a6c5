// The test vectors in tests/vectors, on the component in JavaScript.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Runner, read, VectorError } from '../vectors.mjs';
import { assertWhole, content, names, sha256 } from './vector-files.mjs';

const VALIDATE = '"kind": "validate", "name": "n", "event": "e"';
const SCRIPT = '"kind": "script", "name": "n", "settings": {}, "clock": "2026-01-01T00:00:00.000Z"';

test('every vector', async (t) => {
  const [runner, start] = [new Runner(), performance.now()];
  let [known, ran] = [0, 0];
  for (const name of names()) {
    const vectors = read(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content(name)));
    known += vectors.length;
    for (const vector of vectors) {
      await t.test(`${name}: ${vector.name}`, () => {
        const differences = runner.run(vector);
        ran += 1;
        assert.deepEqual(differences, []);
      });
    }
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  t.diagnostic(`vectors: ${ran} ran, ${known - ran} skipped, ${seconds} s, SHA-256 ${sha256()}`);
  assert.ok(ran > 0);
  assert.equal(known - ran, 0);
  assertWhole(ran, sha256());
});

test('texts stay as they are', () => {
  const texts = [
    String.raw`{"a": [1.0, 1e400, -0, "\u0041\ud800 b"], "a": {}}`,
    `"${'\x7f\x85é'.repeat(10_000)}"`,
    '['.repeat(50_000) + ']'.repeat(50_000),
  ];
  for (const text of texts) {
    const [vector] = read(`{${VALIDATE}, "parameters": ${text}}`);
    assert.equal(vector.content.parameters, text.replaceAll(', ', ',').replaceAll(': ', ':'));
  }
});

test('values stand one after the other', () => {
  assert.equal(read(`{${VALIDATE}}\n[{${VALIDATE}}, {${VALIDATE}}]{${VALIDATE}}[]`).length, 4);
});

test('what is no vector is refused', () => {
  for (const text of [
    '1',
    '{}',
    '[[]]',
    `{${VALIDATE}`,
    `{${VALIDATE}, }`,
    `{${VALIDATE}, 'text': ''}`,
    `{${VALIDATE}, "parameters": 01}`,
    `{${VALIDATE}, "parameters": [1 2]}`,
    `{${VALIDATE}, "parameters": NaN}`,
    String.raw`{${VALIDATE}, "text": "\ud800"}`,
    `{${VALIDATE}, "text": "\n"}`,
    `{${VALIDATE}, "text": "", "text": ""}`,
    `{${VALIDATE}, "version": "1.5"}`,
    `{${VALIDATE}, "toString": "1.5"}`,
    `{${VALIDATE}, "expect": null}`,
    `{${VALIDATE}, "expect": {"problem": []}}`,
    `{${VALIDATE}, "expect": {"problems": [{"Code": "x"}]}}`,
    `{${VALIDATE}, "expect": {"problems": [{"offset": 1.0}]}}`,
    `{${SCRIPT}}`,
    `{${SCRIPT}, "steps": [{}]}`,
    `{${SCRIPT}, "steps": [{"flush": false}]}`,
    `{${SCRIPT}, "steps": [{"flush": true, "poll": true}]}`,
    `{${SCRIPT}, "steps": [{"flush": true, "expect": {}}]}`,
    `{${SCRIPT}, "steps": [{"poll": true, "expect": {"accepted": 1}}]}`,
    `{${SCRIPT}, "steps": [{"answer": {"outcome": "lost"}}]}`,
    `{${SCRIPT}, "steps": [], "random": [18446744073709551616]}`,
    `{${SCRIPT.replace('2026-01-01', '2026-02-29')}, "steps": []}`,
    `{${SCRIPT.replace('2026', '1969')}, "steps": []}`,
  ]) {
    assert.throws(() => read(text), VectorError, text);
  }
});
