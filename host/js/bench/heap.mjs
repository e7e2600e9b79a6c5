// In a process of its own, with `--expose-gc`: by how many bytes the heap is larger after so many events than after a thousand.

import { event, SUBJECTS } from './subjects.mjs';

const [name, count] = process.argv.slice(2);
const { check, envelope } = await SUBJECTS[name]();
const texts = Array.from({ length: 50 }, () => event());

/** Checks and sends events, fifty at a time. @param {number} events */
function work(events) {
  for (let done = 0; done < events; done += texts.length) {
    for (const text of texts) check(text);
    envelope(texts);
  }
  /** @type {() => void} */ (globalThis.gc)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const before = work(1000);
console.log(work(Number(count)) - before);
