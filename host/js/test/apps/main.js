// A small app of a user: it sends one event and says what became of it.

import { open, validate } from 'nemo-telemetry';

const endpoint = new URLSearchParams(location.search).get('collector') ?? '';
const telemetry = open({ product: 'agent-toolkit', clientVersion: '1.9.0', enabled: true, endpoint });
const parameters = /** @type {const} */ ({ command: 'run', taskStatus: 'success', pythonVersion: '3.12' });

const { problems } = validate('nat_cli_command', { ...parameters, taskStatus: 'sucess' });
telemetry.enqueue('nat_cli_command', parameters);
telemetry.flush().then((ledger) => {
  document.title = JSON.stringify({ suggestion: problems[0]?.suggestion, ledger, status: telemetry.status() });
});
