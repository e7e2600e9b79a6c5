// `nemo-telemetry collect --open`, and what a program sends to it.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { preview } from 'nemo-telemetry';

/** The built command. */
export function command() {
  const path = process.env.NEMO_TELEMETRY_COMMAND;
  assert.ok(path, 'NEMO_TELEMETRY_COMMAND has to be the path of the built command, such as target/debug/nemo-telemetry');
  return path;
}

/**
 * A collector with its page, and a home of its own.
 *
 * @param {string[]} options
 */
export async function collect(options = []) {
  const home = mkdtempSync(join(tmpdir(), 'inspector-'));
  const env = { HOME: home };
  const child = spawn(command(), ['collect', '--open', ...(options.includes('--port') ? [] : ['--port', '0']), ...options], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  const [first, second] = [(await said.next()).value, (await said.next()).value];
  const endpoint = /http:\S+json/.exec(first)?.[0];
  const address = /http:\S+/.exec(second)?.[0];
  assert.ok(endpoint && address, `${first}\n${second}`);
  return {
    endpoint,
    address,
    home,
    env,
    /** Posts a body as it is. @param {string} body */
    post: (body) => fetch(endpoint, { method: 'POST', body }).then((response) => response.status),
    /** Sends JSON Lines as the command does, with a line in the audit log. @param {string} lines @param {string} product */
    send: (lines, product = 'agent-toolkit') =>
      execFileSync(command(), ['send', '-', '--product', product, '--endpoint', endpoint], { env, input: lines, stdio: 'pipe' }),
    async end() {
      child.kill('SIGINT');
      await once(child, 'close');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export const PARAMETERS = { command: 'run', taskStatus: 'success', durationMs: 1834, exitCode: 0, pythonVersion: '3.12.7' };

/**
 * The body of events of one name.
 *
 * @param {'agent-toolkit' | 'anonymizer' | 'data-designer' | 'guardrails' | 'platform' | 'safe-synthesizer'} product
 * @param {string} event
 * @param {object[]} parameters of each
 */
export function bodyOf(product, event, parameters) {
  const events = parameters.map((each) => ({ event, parameters: each }));
  const { bodies, rejected } = preview({ product, clientVersion: '1.9.0', cpuArchitecture: 'x86_64', guard: 'off' }, events);
  assert.deepEqual([bodies.length, rejected], [1, []]);
  return bodies[0];
}
