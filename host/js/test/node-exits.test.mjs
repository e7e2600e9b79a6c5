import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Exits } from '../src/node/exits.js';
import { newFolder, START } from './node-data.mjs';

const DAY = 24 * 3600 * 1000;

/** Exits whose clock a test sets. @param {{ after(callback: () => void): void }} test */
function world(test) {
  const state = newFolder(test);
  const folder = join(state, 'outbox', 'agent-toolkit');
  mkdirSync(folder, { recursive: true });
  const clock = { ms: START };
  return { clock, folder, path: join(folder, 'exits.json'), exits: new Exits(state, 'agent-toolkit', { now: () => clock.ms }) };
}

test('after five exits one is patient, and begins a new row', (test) => {
  const { clock, exits, path } = world(test);
  for (let count = 1; count <= 5; count++) {
    assert.equal(exits.isOverdue(), false);
    exits.note();
    clock.ms += 1000;
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { exits: count, since: START });
  }
  assert.equal(exits.isOverdue(), true);
  exits.note();
  assert.equal(exits.isOverdue(), false);
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { exits: 1, since: START + 5000 });
  if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('after a day one is patient, and an answer ends the row', (test) => {
  const { clock, exits, folder } = world(test);
  exits.note();
  clock.ms += DAY - 1;
  assert.equal(exits.isOverdue(), false);
  clock.ms += 1;
  assert.equal(exits.isOverdue(), true);
  exits.forget();
  assert.equal(exits.isOverdue(), false);
  assert.deepEqual(readdirSync(folder), []);
});

test('what is no count counts as none', (test) => {
  const { exits, path } = world(test);
  for (const text of ['', '{', 'null', '7', '{"exits":9}', '{"exits":"9","since":0}', '{"exits":-9,"since":0}']) {
    writeFileSync(path, text);
    assert.equal(exits.isOverdue(), false, text);
  }
  exits.note();
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { exits: 1, since: START });
});

test('without the folder nothing is noted, and nothing made', (test) => {
  const state = newFolder(test);
  const exits = new Exits(state, 'agent-toolkit');
  exits.note();
  exits.forget();
  assert.equal(exits.isOverdue(), false);
  assert.deepEqual(readdirSync(state), []);
});
