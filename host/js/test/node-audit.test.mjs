import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { FileAudit } from '../src/node/audit.js';
import { cases, newFolder, START } from './node-data.mjs';

/** The processes of a scenario, which share folders and a clock. */
class Run {
  #ms = START;
  /** @type {Map<string, FileAudit>} */
  #processes = new Map();
  /** @type {Map<string, number>} */
  #warnings = new Map();

  /** @param {string} home @param {number | undefined} limit */
  constructor(home, limit) {
    this.home = home;
    this.limit = limit;
  }

  /** @param {string} name */
  process(name) {
    const known = this.#processes.get(name);
    if (known) return known;
    const audit = new FileAudit({
      state: join(this.home, 'state'),
      config: join(this.home, 'config'),
      product: 'guardrails',
      now: () => this.#ms,
      onWarning: () => void this.#warnings.set(name, (this.#warnings.get(name) ?? 0) + 1),
      limit: this.limit,
    });
    this.#processes.set(name, audit);
    return audit;
  }

  /** @param {Record<string, any>} entries */
  put(entries) {
    for (const [name, entry] of Object.entries(entries)) {
      const path = join(this.home, name);
      if (entry === null) {
        rmSync(path);
        continue;
      }
      mkdirSync(dirname(path), { recursive: true });
      if (entry.link !== undefined) symlinkSync(join(this.home, entry.link), path);
      else if (entry.folder) {
        mkdirSync(path, { recursive: true });
        if (entry.mode !== undefined) chmodSync(path, Number.parseInt(entry.mode, 8));
      } else {
        writeFileSync(path, entry.text);
        const seconds = (START - (entry.ageMs ?? 0)) / 1000;
        utimesSync(path, seconds, seconds);
      }
    }
  }

  /** Does what a step says. @param {any} step @param {string} place */
  step({ by, append, expect, ...world }, place) {
    if (by !== undefined) {
      const audit = this.process(by);
      assert.equal(audit.append(append), expect, place);
      return assert.equal(audit.problem === undefined, expect, place);
    }
    const [[action, argument], ...more] = Object.entries(world);
    assert.equal(more.length, 0, `${place}: expected one action`);
    switch (action) {
      case 'advance':
        this.#ms += argument;
        return;
      case 'put':
        return this.put(argument);
      case 'files':
        return assert.deepEqual(Object.fromEntries(this.#files(this.home)), argument, place);
      case 'modes':
        if (process.platform === 'win32') return;
        for (const [name, mode] of Object.entries(argument)) {
          const found = statSync(join(this.home, name)).mode & 0o7777;
          assert.equal(found.toString(8).padStart(4, '0'), mode, `${place}: ${name}`);
        }
        return;
      case 'warnings':
        for (const [name, count] of Object.entries(argument))
          assert.equal(this.#warnings.get(name) ?? 0, count, `${place}: ${name}`);
        return;
      default:
        assert.fail(`${place}: unknown action ${action}`);
    }
  }

  /** @param {string} folder @returns {[string, string][]} */
  #files(folder) {
    return readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      const data = lstatSync(path);
      if (data.isDirectory()) return this.#files(path);
      return data.isFile() ? [[relative(this.home, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')]] : [];
    });
  }
}

for (const { name, limit, files = {}, steps } of cases('audit.json')) {
  test(`audit: ${name}`, (test) => {
    const run = new Run(newFolder(test), limit);
    run.put(files);
    for (const [index, step] of steps.entries()) run.step(step, `step ${index + 1}`);
  });
}

test('a problem says what could not be written, and is over when a line is written', (test) => {
  const home = newFolder(test);
  /** @type {string[]} */
  const warnings = [];
  const audit = new FileAudit({
    state: join(home, 'state'),
    config: undefined,
    product: 'anonymizer',
    onWarning: (text) => warnings.push(text),
  });
  writeFileSync(join(home, 'state'), '');
  assert.equal(audit.append('{}'), false);
  assert.match(
    audit.problem ?? '',
    /^the audit log has gaps: failed to write .*anonymizer\.jsonl: expected a folder, found a link or a file: /,
  );
  assert.deepEqual(warnings, [audit.problem]);
  rmSync(join(home, 'state'));
  assert.equal(audit.append('{}'), true);
  assert.equal(audit.problem, undefined);
  assert.equal(audit.append('{"usageStats":{}}'), false, 'there is no folder for usage stats');
  assert.match(audit.problem ?? '', /set HOME/);
});
