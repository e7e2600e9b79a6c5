// Many processes on the same files: none loses or doubles a line of another, and what a killed one has kept is there.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { FileOutbox } from '../src/node/outbox.js';
import { newFolder } from './node-data.mjs';

const FILER = fileURLToPath(new URL('node-filer.mjs', import.meta.url));
const NAMES = ['a', 'b', 'c', 'd'];

/** Runs a process for each name, all at once, to their ends. @param {string} what @param {string} state @param {(number | string)[]} more */
async function together(what, state, ...more) {
  const arguments_ = (/** @type {string} */ name) => [FILER, what, state, name, ...more.map(String)];
  await Promise.all(NAMES.map((name) => promisify(execFile)(process.execPath, arguments_(name), { env: {} })));
}

/** The names of so many lines of each process, sorted. @param {number} count */
function expected(count) {
  return NAMES.flatMap((name) => Array.from({ length: count }, (_, number) => `${name}-${number}`)).sort();
}

/** Takes everything that is left in an outbox, as a process does that comes much later. @param {string} state */
function takeAll(state) {
  const outbox = new FileOutbox(state, 'agent-toolkit', { now: () => Date.now() + 3_600_000 });
  const lines = [];
  for (let segment = outbox.claim(64 * 1024); segment; segment = outbox.claim(64 * 1024)) {
    lines.push(...segment.lines.split('\n').filter((line) => line !== ''));
    outbox.discard(segment.id);
  }
  outbox.end();
  // A process that was killed while it wrote may have left what is no segment yet.
  const left = readdirSync(join(state, 'outbox', 'agent-toolkit'));
  assert.deepEqual(
    left.filter((name) => !name.endsWith('.tmp')),
    [],
  );
  return lines;
}

/**
 * The names of the lines of an audit log, sorted. A line of which another process saw the middle is followed by an empty one.
 *
 * @param {string} state
 * @param {string[]} files
 */
function audited(state, files) {
  const text = files.map((name) => readFileSync(join(state, 'audit', name), 'utf8')).join('');
  assert.ok(text.endsWith('\n'));
  const lines = text.split('\n').filter((line) => line !== '');
  return lines
    .map((line) => JSON.parse(line))
    .map(({ name, number }) => `${name}-${number}`)
    .sort();
}

test('processes that take over each other’s lines lose none and double none', async (test) => {
  const state = newFolder(test);
  await together('share', state, 100);
  assert.deepEqual(takeAll(state).sort(), expected(100));
});

test('processes that write one audit log lose no line and tear none', async (test) => {
  const state = newFolder(test);
  await together('audit', state, 500);
  assert.deepEqual(audited(state, ['agent-toolkit.jsonl']), expected(500));
});

test('an audit log that is rotated while processes write loses no line', async (test) => {
  const state = newFolder(test);
  // Reached once: with the lines of all there is one and a half times as much.
  await together('audit', state, 300, 4 * 200 * 230);
  const files = ['agent-toolkit.1.jsonl', 'agent-toolkit.jsonl'];
  assert.deepEqual(readdirSync(join(state, 'audit')).sort(), files);
  assert.deepEqual(audited(state, files), expected(300));
});

test('what a killed process has kept is there, once', async (test) => {
  const ROUNDS = 15;
  for (let round = 0; round < ROUNDS; round++) {
    const state = newFolder(test);
    const child = spawn(process.execPath, [FILER, 'live', state, 'k', '0'], { env: {}, stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (part) => {
      told += part;
      // Another place each time.
      if (told.length > 2 + round * 7) child.kill('SIGKILL');
    });
    await once(child.stdout, 'end');
    const [code, signal] = await exit;
    assert.deepEqual([code, signal], [null, 'SIGKILL']);
    const numbers = told.split('\n').slice(0, -1).map(Number);
    const last = numbers.at(-1) ?? -1;
    // The lines since the last replacement; and it may have done one thing more than it could tell.
    const kept = (/** @type {number} */ upTo) => {
      const base = Math.floor((upTo + 1) / 10) * 10 - 1;
      const start = base < 0 ? [] : [`k-again-${base}`];
      return [...start, ...Array.from({ length: upTo - base }, (_, index) => `k-${base + 1 + index}`)];
    };
    const found = takeAll(state);
    const isExpected = [kept(last), kept(last + 1)].some((lines) => JSON.stringify(lines) === JSON.stringify(found));
    assert.ok(isExpected, `round ${round}: told ${last}, found ${found.join(' ')}`);
  }
});
