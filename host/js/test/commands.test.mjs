// The command in three languages says the same of the same folders, does the same to them, and ends alike.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decide } from 'nemo-telemetry';
import { folder } from './world.mjs';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

const { NEMO_TELEMETRY_COMMAND: rust, NEMO_TELEMETRY_PYTHON: python } = process.env;
assert.ok(rust, 'NEMO_TELEMETRY_COMMAND has to be the path of the built command, such as target/debug/nemo-telemetry');
assert.ok(python, 'NEMO_TELEMETRY_PYTHON has to be the path of a Python with what host/python/requirements.txt names');

/** How each is called. @type {Readonly<Record<string, readonly string[]>>} */
const HOSTS = {
  rust: [rust],
  python: [python, '-B', '-m', 'nemo_telemetry'],
  node: [process.execPath, here('../dist/command.js')],
};

const PRODUCTS = ['agent-toolkit', 'anonymizer', 'data-designer', 'guardrails', 'platform', 'safe-synthesizer'];
const ENDPOINT = 'NAT_TELEMETRY_ENDPOINT';
const YES = '[telemetry]\nconsent = "enabled"\nconsented_at = "2026-10-02T13:00:00.123456+02:00"\nprompt_version = "1.0"\n';
const SENT = { what: 'request', ts: '2026-10-02T11:00:00Z', endpoint: 'https://collector.example/', sha256: '12'.repeat(32) };
const LOG = [
  { ...SENT, bytes: 2, count: 1, events: ['nat_cli_command'] },
  { what: 'answer', ts: '2026-10-02T11:00:01Z', sha256: SENT.sha256, outcome: 'delivered', status: 200, unsure: false },
];
const STATE = '.local/state/nemo-telemetry/agent-toolkit';

/** Files of a home, by their paths. @typedef {Readonly<Record<string, string>>} Files */
/** @typedef {{ files?: Files, variables?: Readonly<Record<string, string>>, commands: string[] }} Scenario */

const status = ['status --product agent-toolkit', 'status --product agent-toolkit --json'];

/** @type {Readonly<Record<string, Scenario>>} */
const SCENARIOS = {
  // First, because it is what keeps the compiled component for the others.
  'what is collected is read': {
    commands: [
      'schema list',
      ...[
        'anonymizer_event',
        'anonymizer_event@1.7',
        'command_invoked',
        'guardrails_usage_event',
        'inference_event',
        'job_run',
      ].map((event) => `schema show ${event}`),
      'schema show train_and_generation_event',
      'schema show onboarding_step@1.10',
      '--version',
    ],
  },
  'nobody has decided': { commands: ['status', 'status --json'] },
  'a yes is stored, and its instant has an offset': { files: { '.config/nat/telemetry.toml': YES }, commands: status },
  'a kill switch outranks others': {
    files: { '.config/nat/telemetry.toml': YES },
    variables: { DO_NOT_TRACK: '1', NAT_TELEMETRY_ENABLED: 'true' },
    commands: [...status, 'on --product agent-toolkit'],
  },
  'a yes to an earlier question is stored': {
    files: { '.config/nat/telemetry.toml': YES.replace('1.0', '0.9') },
    commands: status,
  },
  'what is stored is damaged': {
    files: { '.config/nat/telemetry.toml': 'damaged', '.config/nemo-telemetry/anonymizer.toml': 'damaged' },
    commands: ['status', 'status --json'],
  },
  'an instant without an offset is none': {
    files: { '.config/nat/telemetry.toml': YES.replace('.123456+02:00', '') },
    commands: status,
  },
  'a marker is there': {
    files: { '.config/nemoguardrails/do_not_track': '' },
    commands: [
      'status --product guardrails',
      'status --json --product guardrails',
      'on --product guardrails',
      'status --product guardrails',
    ],
  },
  'a variable names another file': {
    files: { 'mine.toml': YES },
    variables: { NAT_TELEMETRY_CONSENT_FILE: 'mine.toml' },
    commands: [...status, 'off --product agent-toolkit', ...status],
  },
  'another file of the product has a no': {
    files: { '.config/nmp/config.yaml': 'telemetry_enabled: false\n' },
    commands: ['status --product platform', 'status --product platform --json'],
  },
  'the variable of a product has no word': { variables: { NAT_TELEMETRY_ENABLED: 'perhaps, or not at all' }, commands: status },
  'continuous integration': { variables: { CI: 'true', GITHUB_ACTIONS: 'true' }, commands: ['status', 'on --product guardrails'] },
  'the endpoint has a key': { variables: { [ENDPOINT]: 'https://example.com/v1?key=secret#part' }, commands: status },
  'the endpoint is none': { variables: { [ENDPOINT]: '' }, commands: status },
  'the endpoint is not permitted': { variables: { [ENDPOINT]: 'http://example.com' }, commands: status },
  'the endpoint is on this machine': { variables: { [ENDPOINT]: 'stdout:' }, commands: status },
  'events wait, and one was sent': {
    files: {
      [`${STATE}/0123456789abcdef-1.ready.jsonl`]: '{"event":"a"}\n{"event":"b"}\n',
      [`${STATE}/fedcba9876543210-12.jsonl`]: '{}',
      [`${STATE}/notes.jsonl`]: '{}\n',
      [`${STATE}/audit.1.jsonl`]: `torn\n${LOG.map((line) => `${JSON.stringify(line)}\n`).join('')}`,
    },
    commands: [...status, 'off', ...status],
  },
  'a request was not answered': {
    files: {
      [`${STATE}/audit.jsonl`]: [...LOG, { ...LOG[0], sha256: '34'.repeat(32) }]
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    },
    commands: status,
  },
  'files are where folders should be': {
    files: { '.config': '', '.local': '' },
    commands: [...status, 'on --product agent-toolkit', 'off'],
  },
  'the outbox is a file': { files: { [STATE]: '' }, commands: [...status, 'off --product agent-toolkit'] },
  'no variable says where a person has things': {
    variables: { HOME: '' },
    commands: [...status, 'on --product anonymizer', 'off --product anonymizer'],
  },
  'a person changes their mind': {
    commands: [
      'on --product platform',
      'status --product platform',
      'off',
      'status --json',
      'off',
      ...PRODUCTS.map((product) => `on --product ${product}`),
    ],
  },
};

/** Where Rust and Python keep what they have compiled. */
const cache = here('../../../target/hosts/cache');

/** @param {readonly string[]} host @param {string} home @param {string} command @param {Readonly<Record<string, string>>} [variables] */
function run([program = '', ...words], home, command, variables) {
  const env = { HOME: home, PATH: process.env.PATH, PYTHONPATH: here('../../python/src'), XDG_CACHE_HOME: cache, ...variables };
  const { status, stdout, stderr } = spawnSync(program, [...words, ...command.split(' ')], { cwd: home, env, encoding: 'utf8' });
  return { command, status, stdout, stderr };
}

/** What may differ: where the home is, when it was, the words of the system, and whether compiled code is kept. @param {string} text @param {string} home */
function masked(text, home) {
  return text
    .replaceAll(home, '~')
    .replaceAll(/(?<!2026-10-02T\S*)\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'NOW')
    .replaceAll(/^( {2}cache {6}|"cache":).*$/gm, '$1')
    .replaceAll(/"cache":(null|"[^"]*")/g, '"cache":')
    .replaceAll(/((?:cannot be (?:stored|written)|is not stored: [^:]*): ).*/g, '$1')
    .replaceAll(/("(?:unstorable|problem)":)"[^"]*"/g, '$1"…"')
    .replaceAll(/( {2}outbox {5})(?!\d|none).* {2}/g, '$1')
    .replaceAll(/(still in [^:]*: ).*/g, '$1');
}

/** Every file below a folder, with its text. @param {string} home */
function filesOf(home) {
  return readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${path}: ${readFileSync(path, 'utf8')}`)
    .map((text) => masked(text, home))
    .sort();
}

for (const [name, { files = {}, variables, commands }] of Object.entries(SCENARIOS)) {
  test(`${name}: the commands say the same`, (t) => {
    const made = folder(t);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(made, path)), { recursive: true, mode: 0o700 });
      writeFileSync(join(made, path), text, { mode: 0o600 });
      utimesSync(join(made, path), 1_700_000_000, 1_700_000_000);
    }
    const found = Object.entries(HOSTS).map(([host, program]) => {
      const home = folder(t);
      cpSync(made, home, { recursive: true, preserveTimestamps: true });
      const ended = commands.map((command) => run(program, home, command, variables));
      const said = ended.map(({ stdout, stderr, ...rest }) => ({
        ...rest,
        stdout: masked(stdout, home),
        stderr: masked(stderr, home),
      }));
      return { host, said, files: filesOf(home) };
    });
    const [first, ...others] = found;
    assert.ok(first?.said.every(({ status, stdout, stderr }) => status !== null && `${stdout}${stderr}` !== ''));
    for (const { host, said, files } of others) {
      for (const [at, one] of said.entries()) assert.deepEqual(one, first?.said[at], `${host}: ${one.command}`);
      assert.deepEqual(files, first?.files, host);
    }
  });
}

test('wrong words end alike', (t) => {
  const home = folder(t);
  for (const words of ['nonsense', 'on', 'status --product nat', 'status more', 'off --json', 'schema show', 'schema show made_up'])
    for (const [host, program] of Object.entries(HOSTS)) {
      const { status, stdout, stderr } = run(program, home, words);
      assert.deepEqual([status, stdout], [2, ''], `${host}: ${words}`);
      assert.notEqual(stderr, '', `${host}: ${words}`);
    }
});

test('every command that a notice, a question or a report names is there in each', (t) => {
  const home = folder(t);
  const terminals = { source: /** @type {const} */ ('host'), name: 'terminals', value: 'stdin stdout stderr' };
  const named = new Set(
    PRODUCTS.flatMap((product) => {
      const { text } = decide(product, [terminals]);
      const [, ...told] = text.split('`nemo-telemetry ').map((part) => part.split('`')[0] ?? '');
      assert.equal(told.length, 1, text);
      return [...told, `off --product ${product}`];
    }),
  );
  assert.ok(named.size > PRODUCTS.length);
  for (const words of named)
    for (const [host, program] of Object.entries(HOSTS)) assert.equal(run(program, home, words).status, 0, `${host}: ${words}`);
});
