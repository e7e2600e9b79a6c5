// What every engine does: load the package, check an event, send one.

import { open, validate } from 'nemo-telemetry';

/** @param {string} endpoint */
export async function run(endpoint) {
  const parameters = /** @type {const} */ ({ command: 'run', taskStatus: 'success', pythonVersion: '3.12' });
  const { problems } = validate('nat_cli_command', { ...parameters, taskStatus: 'sucess' });
  /** @type {string[]} */
  const notices = [];
  const onProblem = (/** @type {string} */ notice) => void notices.push(notice);
  const telemetry = open({ product: 'agent-toolkit', enabled: true, endpoint, outbox: false, audit: false, onProblem });
  telemetry.enqueue('nat_cli_command', parameters);
  const { delivered } = await telemetry.flush();
  return { suggestion: problems[0]?.suggestion, delivered, notices };
}
