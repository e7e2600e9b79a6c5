import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { FileOutbox, LIMITS } from '../src/node/outbox.js';
import { parse } from '../src/node/outbox-folder.js';
import { cases, newFolder, START } from './node-data.mjs';

const PRODUCT = 'agent-toolkit';

/** The processes of a scenario, which share a folder and a clock. */
class Run {
  #ms = START;
  /** @type {Map<string, FileOutbox>} */
  #processes = new Map();
  /** @type {Map<string, number>} */
  #warnings = new Map();
  /** What each process claimed last. @type {Map<string, number>} */
  #claimed = new Map();

  /** @param {string} state @param {import('../src/node/outbox.js').Limits} limits */
  constructor(state, limits) {
    this.state = state;
    this.limits = limits;
    this.folder = join(state, 'outbox', PRODUCT);
  }

  /** @param {Record<string, { text?: string, hex?: string, ageMs: number }>} files */
  leave(files) {
    for (const [name, { text = '', hex, ageMs }] of Object.entries(files)) {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(join(this.folder, name), hex === undefined ? text : Buffer.from(hex, 'hex'));
      const seconds = (START - ageMs) / 1000;
      utimesSync(join(this.folder, name), seconds, seconds);
    }
  }

  /** @param {string} name */
  #process(name) {
    const known = this.#processes.get(name);
    if (known) return known;
    const onWarning = () => void this.#warnings.set(name, (this.#warnings.get(name) ?? 0) + 1);
    const outbox = new FileOutbox(this.state, PRODUCT, {
      now: () => this.#ms,
      token: name.repeat(16),
      onWarning,
      limits: this.limits,
    });
    this.#processes.set(name, outbox);
    return outbox;
  }

  /** Does what a step says. @param {any} step @param {string} place */
  step({ by, expect, ...action }, place) {
    const [[name, argument], ...more] = Object.entries(action);
    assert.equal(more.length, 0, `${place}: expected one action`);
    if (by === undefined) return this.#look(name, argument, place);
    const claimed = this.#claimed.get(by) ?? 0;
    switch (name) {
      case 'append':
        return assert.equal(this.#process(by).append(argument), expect, place);
      case 'replace':
        return assert.equal(this.#process(by).replace(argument), expect, place);
      case 'renew':
        return assert.equal(this.#process(by).renew(), expect, place);
      case 'claim': {
        const segment = this.#process(by).claim(argument);
        if (segment) this.#claimed.set(by, segment.id);
        return assert.equal(segment?.lines ?? null, expect, place);
      }
      case 'release':
        return this.#process(by).release(claimed);
      case 'discard':
        return this.#process(by).discard(claimed);
      case 'end':
        this.#process(by).end();
        return void this.#processes.delete(by);
      case 'kill':
        return void this.#processes.delete(by);
      case 'clear':
        return readdirSync(this.folder)
          .filter(parse)
          .forEach((file) => {
            unlinkSync(join(this.folder, file));
          });
      default:
        assert.fail(`${place}: unknown action ${name}`);
    }
  }

  /** @param {string} action @param {any} argument @param {string} place */
  #look(action, argument, place) {
    switch (action) {
      case 'advance':
        this.#ms += argument;
        return;
      case 'files': {
        const read = (/** @type {string} */ name) => [name, readFileSync(join(this.folder, name), 'utf8')];
        const found = existsSync(this.folder) ? Object.fromEntries(readdirSync(this.folder).map(read)) : null;
        return assert.deepEqual(found, argument, place);
      }
      case 'warnings':
        for (const [name, count] of Object.entries(argument))
          assert.equal(this.#warnings.get(name) ?? 0, count, `${place}: ${name}`);
        return;
      default:
        assert.fail(`${place}: unknown action ${action}`);
    }
  }
}

for (const { name, limits = LIMITS, files = {}, steps } of cases('outbox.json')) {
  test(`outbox: ${name}`, (test) => {
    const run = new Run(join(newFolder(test), 'state'), limits);
    run.leave(files);
    for (const [index, step] of steps.entries()) run.step(step, `step ${index + 1}`);
  });
}

test('what is no folder of its own keeps the events in memory, and one warning says why', (test) => {
  const home = newFolder(test);
  mkdirSync(join(home, 'elsewhere'));
  mkdirSync(join(home, 'a-link'));
  symlinkSync(join(home, 'elsewhere'), join(home, 'a-link', 'outbox'));
  writeFileSync(join(home, 'a-file'), '');
  for (const state of ['a-link', 'a-file'].map((name) => join(home, name))) {
    /** @type {string[]} */
    const warnings = [];
    const outbox = new FileOutbox(state, PRODUCT, { onWarning: (message) => warnings.push(message) });
    assert.equal(outbox.append('1\n'), false);
    assert.equal(outbox.replace('1\n'), false);
    assert.equal(outbox.claim(100), undefined);
    assert.equal(outbox.isSomethingLeft(), false);
    assert.equal(outbox.renew(), true);
    outbox.end();
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /^events are kept in memory only: failed to write below .*agent-toolkit: /);
  }
  assert.deepEqual(readdirSync(join(home, 'elsewhere')), []);
});

test('a warning that throws harms nobody', (test) => {
  const home = newFolder(test);
  writeFileSync(join(home, 'state'), '');
  const onWarning = () => {
    throw new Error('from the program');
  };
  assert.equal(new FileOutbox(join(home, 'state'), PRODUCT, { onWarning }).append('1\n'), false);
});

test('what others left is seen without being touched', (test) => {
  const state = newFolder(test);
  const [one, other] = [new FileOutbox(state, PRODUCT), new FileOutbox(state, PRODUCT)];
  one.append('1\n');
  assert.equal(other.isSomethingLeft(), false, 'the owner lives');
  one.end();
  assert.equal(other.isSomethingLeft(), true);
  const segment = other.claim(100);
  assert.equal(other.isSomethingLeft(), false, 'it is its own now');
  other.discard(segment?.id ?? 0);
  assert.equal(existsSync(join(state, 'outbox', PRODUCT)), true);
  rmSync(state, { recursive: true });
  assert.equal(other.isSomethingLeft(), false);
  assert.equal(existsSync(state), false);
});

test('who has ended keeps nothing more', (test) => {
  const outbox = new FileOutbox(newFolder(test), PRODUCT);
  outbox.end();
  assert.deepEqual(
    [outbox.append('1\n'), outbox.replace('1\n'), outbox.claim(100), outbox.renew()],
    [false, false, undefined, false],
  );
});

test('names are read as they are written, and other files are not read', () => {
  for (const name of ['0123456789abcdef-1.jsonl', '0123456789abcdef-4294967295.ready.jsonl', 'ffffffffffffffff-7.tmp'])
    assert.ok(parse(name), name);
  const others = [
    '',
    'notes.jsonl',
    '0123456789abcdef.jsonl',
    '0123456789abcde-1.jsonl',
    '0123456789ABCDEF-1.jsonl',
    '0123456789abcdef-01.jsonl',
  ];
  for (const name of [
    ...others,
    '0123456789abcdef-1.jsonl~',
    '0123456789abcdef-4294967296.jsonl',
    '.0123456789abcdef-1.jsonl',
    'exits.json',
  ]) {
    assert.equal(parse(name), undefined, name);
  }
});
