// The package in a worker: sends one event to the collector that it is told, and says what became of it.

import { open } from 'nemo-telemetry';

addEventListener('message', async ({ data }) => {
  const client = open(data.options);
  client.enqueue('nat_cli_command', data.parameters);
  await client.flush();
  postMessage(client.status());
});
