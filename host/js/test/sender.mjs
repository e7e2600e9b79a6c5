// A program that sends telemetry, for tests of many processes: the twin of `tests/src/bin/sender.rs`, with the same words but for AHEAD_MS,
// which has to be 0.
//
// `HOME ENDPOINT FIRST COUNT LIVE_MS CLOSE_MS AHEAD_MS`: it passes events with the numbers from FIRST on, prints each number once its event is
// accepted, lives for a while, closes, and prints what became of all.

import { setTimeout as pause } from 'node:timers/promises';
import { open } from 'nemo-telemetry';

const [home, endpoint, ...numbers] = process.argv.slice(2);
const [first = 0, count = 0, live = 0, close = 0, ahead = 0] = numbers.map(Number);
if (ahead !== 0) throw new Error('expected 0 for AHEAD_MS: this host has no clock but its own');
const start = performance.now();
const telemetry = open({
  product: 'agent-toolkit',
  endpoint,
  retries: 100,
  patienceMs: 0,
  enabled: true,
  variables: {},
  paths: { config: `${home}/config`, state: `${home}/state` },
});
for (let number = first; number < first + count; number += 1) {
  telemetry.enqueue('nat_cli_command', { command: 'run', taskStatus: 'success', pythonVersion: '3.12', durationMs: number });
  while (telemetry.ledger().accepted <= number - first) {
    if (telemetry.status().hasEnded) throw new Error(`telemetry has ended: ${JSON.stringify(telemetry.status())}`);
    await pause(1);
  }
  console.log(number);
}
await pause(Math.max(live - (performance.now() - start), 0));
const { delivered, kept, unsure } = await telemetry.close({ timeoutMs: close });
console.log(JSON.stringify({ delivered, kept, unsure }));
