// One event on its way to a collector: the smallest host of the component there can be.
//
// A host supplies six imports, calls an instance from one place at a time, and keeps the drive contract: after `enqueue`, `flush`,
// `close` or an answer it calls `poll`, and again no later than `poll` says. An import must not throw or answer a value of another type:
// the client that called it would be dead without saying so.

import { readFileSync } from 'node:fs';
import { instantiate } from './generated/telemetry.js';

/** @typedef {import('./generated/interfaces/nemo-telemetry-http.js').Request} Request */
/** @typedef {import('./generated/interfaces/nemo-telemetry-http.js').Answer} Answer */

/** Tickets that are not spent, each with its answer once there is one. @type {Map<number, Answer | undefined>} */
const tickets = new Map();
/** What the component asked for, in order; the first has ticket 1. @type {Request[]} */
const requests = [];

/** @type {import('./generated/telemetry.js').ImportObject} */
const imports = {
  'wasi:clocks/wall-clock@0.2.12': {
    now() {
      const ms = Date.now();
      return { seconds: BigInt(Math.floor(ms / 1000)), nanoseconds: (ms % 1000) * 1e6 };
    },
  },
  'wasi:clocks/monotonic-clock@0.2.12': { now: () => BigInt(Math.round(performance.now() * 1e6)) },
  'wasi:random/random@0.2.12': { getRandomU64: () => crypto.getRandomValues(new BigUint64Array(1))[0] },
  'nemo:telemetry/http@0.1.0': {
    // A real host calls `fetch` here with `redirect: 'manual'` and `AbortSignal.timeout(request.timeoutMs)`, does not wait for it,
    // and sets the ticket's answer when it is there.
    start(request) {
      const ticket = requests.push(request);
      tickets.set(ticket, undefined);
      return ticket;
    },
    poll(ticket) {
      if (!tickets.has(ticket)) return { outcome: 'failed', status: 0, retryAfter: '', unsure: false };
      const answer = tickets.get(ticket);
      if (answer) tickets.delete(ticket);
      return answer;
    },
    cancel: (ticket) => void tickets.delete(ticket),
  },
  // No storage: events live in memory only.
  'nemo:telemetry/outbox@0.1.0': {
    append: () => false,
    replace: () => false,
    claim: () => undefined,
    release: () => {},
    discard: () => {},
  },
  'nemo:telemetry/audit@0.1.0': { append: () => false },
};

const module = (/** @type {string} */ name) => new WebAssembly.Module(readFileSync(new URL(`generated/${name}`, import.meta.url)));
// The types name imports with their versions, as the component does; the glue looks them up without.
const unversioned = Object.fromEntries(Object.entries(imports).map(([name, functions]) => [name.split('@')[0], functions]));
const telemetry = instantiate(module, /** @type {any} */ (unversioned));

// Wrong settings throw an error whose `payload` lists the problems.
const client = telemetry.client.Client.open(JSON.stringify({ product: 'agent-toolkit', clientVersion: '1.9.0' }), [
  { source: 'call', name: 'enabled', value: 'true' },
]);
const parameters = { command: 'run', taskStatus: 'success', pythonVersion: '3.12.4' };
client.enqueue(JSON.stringify({ event: 'nat_cli_command', parameters }));
client.flush();
client.poll();

console.log(requests[0].body);
tickets.set(1, { outcome: 'answered', status: 200, retryAfter: '', unsure: false });
client.poll();
console.log(JSON.stringify(client.ledger()));
