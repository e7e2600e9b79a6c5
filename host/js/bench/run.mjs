// Compares with what JavaScript has for the same: `npm run bench`, or `npm run bench -- EVENTS` where the heap is not to be compared after a
// million events. It prints one table; ratios say more than times.

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programs } from './programs.mjs';
import { event, SUBJECTS } from './subjects.mjs';

// Short ones, of which some are not interrupted even where a machine has other work.
const ROUNDS = 300;
const ROUND_MS = 4;
const STARTS = 11;
const HEAP_EVENTS = Number(process.argv[2] ?? 1_000_000);

/** Microseconds of one call: the best of many short rounds, in which all take turns. @param {Record<string, () => unknown>} jobs */
function best(jobs) {
  const best = new Map();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, job] of Object.entries(jobs)) {
      const start = performance.now();
      let [calls, ms] = [0, 0];
      while (ms < ROUND_MS) {
        job();
        calls += 1;
        ms = performance.now() - start;
      }
      best.set(name, Math.min(best.get(name) ?? Infinity, (ms * 1000) / calls));
    }
  }
  return best;
}

/** What a process of its own prints. @param {string[]} args */
const apart = (...args) => Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));

/** @param {string} name */
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** @param {number[]} numbers */
const median = (numbers) => numbers.sort((left, right) => left - right)[Math.floor(numbers.length / 2)];

const text = event();
const texts = Array.from({ length: 50 }, () => text);
/** @type {Record<string, import('./subjects.mjs').Subject>} */
const subjects = {};
for (const [name, make] of Object.entries(SUBJECTS)) subjects[name] = await make();

// They do the same, or a comparison says nothing.
for (const [name, { check, envelope }] of Object.entries(subjects)) {
  if (JSON.parse(check(text) ?? '{}').task !== JSON.parse(text).task) throw new Error(`${name}: the event is refused`);
  if (JSON.parse(envelope(texts)).events.length !== 50) throw new Error(`${name}: not fifty events`);
}

/** @param {(subject: import('./subjects.mjs').Subject) => () => unknown} job */
const jobs = (job) => Object.fromEntries(Object.entries(subjects).map(([name, subject]) => [name, job(subject)]));
const checks = best(
  jobs(
    ({ check }) =>
      () =>
        check(text),
  ),
);
const envelopes = best(
  jobs(
    ({ envelope }) =>
      () =>
        envelope(texts),
  ),
);

const [first] = Object.keys(SUBJECTS);
/** @param {Map<string, number>} times @param {string} name */
const ratio = (times, name) => ((times.get(name) ?? 0) / (times.get(first) ?? 1)).toFixed(2);

const folder = await mkdtemp(join(tmpdir(), 'nemo-telemetry-bench-'));
const eventFile = join(folder, 'event.json');
await writeFile(eventFile, text);
/** Milliseconds to the first answer; a bare engine needs none. @type {Map<string, string>} */
const loads = new Map();
for (const [name, program] of Object.entries(await programs())) {
  const file = join(folder, 'program.mjs');
  await writeFile(file, program);
  const times = Array.from({ length: STARTS }, () => apart(here('load.mjs'), file, eventFile));
  loads.set(name, median(times).toFixed(1));
}
await rm(folder, { recursive: true });

console.log(`Node ${process.version}, an event of ${text.length} bytes\n`);
console.log(`| | check, µs | ratio | envelope of 50, µs | ratio | load, ms | heap after ${HEAP_EVENTS} events, KB |`);
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const name of Object.keys(SUBJECTS)) {
  const heap = apart('--expose-gc', here('heap.mjs'), name, String(HEAP_EVENTS)) / 1024;
  const cells = [
    name,
    checks.get(name)?.toFixed(2),
    ratio(checks, name),
    envelopes.get(name)?.toFixed(0),
    ratio(envelopes, name),
    loads.get(name) ?? '',
    heap.toFixed(0),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
