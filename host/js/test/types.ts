// What the types let pass and what they do not; compiled by `npm run lint`, never run.

import { type Client, type Ledger, labels, open, type Preview, preview, type TelemetryError, validate } from 'nemo-telemetry';
import { load, provide } from 'nemo-telemetry/slim';

const client: Client = open({ product: 'agent-toolkit', clientVersion: '1.9.0', flushEvents: 10, strict: true });
client.enqueue('nat_cli_command', { command: 'run', taskStatus: 'success', pythonVersion: '3.12' });
client.enqueue(
  'nat_cli_command',
  { command: 'run', taskStatus: 'success', pythonVersion: '3.12' },
  { schemaVersion: '1.5', ts: new Date() },
);
// @ts-expect-error an unknown event
client.enqueue('nat_cli_comand', {});
// @ts-expect-error a field that is required is missing
client.enqueue('nat_cli_command', { command: 'run' });
// @ts-expect-error a word that is not allowed
client.enqueue('nat_cli_command', { command: 'run', taskStatus: 'sucess', pythonVersion: '3.12' });
// @ts-expect-error a field that the event does not have
client.enqueue('nat_cli_command', { command: 'run', taskStatus: 'success', pythonVersion: '3.12', exit_code: 1 });
// @ts-expect-error an unknown product
open({ product: 'agent-tolkit' });
// @ts-expect-error no product
open({});
// @ts-expect-error a setting of another type
open({ product: 'agent-toolkit', retries: '7' });
// @ts-expect-error a word that the setting does not allow
open({ product: 'agent-toolkit', overflow: 'drop' });
// @ts-expect-error an ending that the derivation does not know
labels.derive('command-outcome', { ending: 'retrun' });
labels.derive('command-outcome', { ending: 'return', exitCode: 0 });
// @ts-expect-error a time is a number of milliseconds
client.flush({ timeoutMs: 7n });

const ledger: Ledger = await client.close({ timeoutMs: 50 });
// @ts-expect-error a ledger is for reading
ledger.accepted = 0;
const refused: number = ledger.dropped.refused ?? 0;
const bodies: readonly string[] = (preview({ product: 'guardrails' }, []) satisfies Preview).bodies;
const pointers = validate('nat_cli_command', {}).problems.map(({ pointer }: { pointer: string }) => pointer);
const bucket: string = labels.bucketRecords(7);

/** What is disposed of has to have an end. */
async function block() {
  using one = open({ product: 'agent-toolkit' });
  await using other = open({ product: 'agent-toolkit' });
  return [one.status().problem, other.status().hasEnded];
}

const explain = (error: TelemetryError) => error.problems.map(({ code, suggestion }) => `${code} ${suggestion ?? ''}`);
provide({ 'telemetry.core.wasm': new WebAssembly.Module(new Uint8Array()) });
await load(new URL('https://cdn.example/'));

export { block, bodies, bucket, explain, pointers, refused };
