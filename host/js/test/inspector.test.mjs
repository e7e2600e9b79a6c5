// The inspector in Chromium: every state that a person may see, with a picture of each in target/inspector.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { delimiter, dirname } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { page as build } from '../inspector/build.mjs';
import { launch } from './browser/chromium.mjs';
import { page, serve } from './browser/server.mjs';
import { bodyOf, collect, command, PARAMETERS } from './inspector/collecting.mjs';

/** Nothing takes as long; a browser that hangs must not hang the tests. */
const LIMIT = { timeout: 240_000 };

/** @param {string} name */
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const PICTURES = here('../../../target/inspector/');
mkdirSync(PICTURES, { recursive: true });

const AXE = readFileSync(here('../node_modules/axe-core/axe.min.js'), 'utf8');

const browser = await launch();
after(() => browser.close());

/**
 * The inspector in a tab, with nothing in it.
 *
 * @param {import('node:test').TestContext} t
 * @param {import('playwright-core').BrowserContextOptions & { isDisturbed?: boolean }} options `isDisturbed`: the test ends the command
 * @param {string[]} more options of the command
 */
async function inspect(t, { isDisturbed = false, ...options } = {}, more = []) {
  const collector = await collect(more);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    colorScheme: 'light',
    ...options,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const tab = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  tab.on('pageerror', (error) => complaints.push(String(error)));
  tab.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  const { origin } = new URL(collector.address);
  tab.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'data:' && url.protocol !== 'blob:') complaints.push(`a request to ${url}`);
  });
  t.after(async () => {
    await context.close();
    if (!isDisturbed) {
      await collector.end();
      assert.deepEqual(complaints, []);
    }
  });
  await tab.goto(collector.address);
  await tab.getByText('Listening').waitFor();
  const see = async (/** @type {string} */ name, { fullPage = false, height = 0 } = {}) => {
    await accessible(tab, name, options.forcedColors !== 'active');
    const size = tab.viewportSize();
    if (size && height > 0) await tab.setViewportSize({ ...size, height });
    await tab.screenshot({ path: `${PICTURES}${name}.png`, fullPage });
    if (size && height > 0) await tab.setViewportSize(size);
  };
  const arrived = (/** @type {string} */ told) => tab.locator('.tally').getByText(told).waitFor();
  return { tab, see, arrived, ...collector };
}

/**
 * Finds what keeps somebody from using the page.
 *
 * @param {import('playwright-core').Page} tab
 * @param {string} state
 * @param {boolean} hasColours the page's own; where the system enforces others there is nothing to judge
 */
async function accessible(tab, state, hasColours) {
  await tab.evaluate(AXE);
  const { violations } = await tab.evaluate(
    (hasColours) =>
      /** @type {{ axe: typeof import('axe-core') }} */ (/** @type {unknown} */ (globalThis)).axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        rules: { 'color-contrast': { enabled: hasColours } },
      }),
    hasColours,
  );
  const told = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`,
  );
  assert.deepEqual(told, [], state);
}

/** @param {import('playwright-core').Page} tab */
const rows = (tab) => tab.getByRole('option').and(tab.locator('.row'));

/** A day of a person who uses several products. @param {Awaited<ReturnType<typeof collect>>} collector */
async function day(collector) {
  await collector.post(
    bodyOf('guardrails', 'guardrails_usage_event', [
      JSON.parse(
        '{"nemoguardrailsVersion":"0.24.1","pythonVersion":"3.12.7","platform":"Linux-6.1-x86_64","osName":"Linux","colangVersion":"1.0","llmProviders":["nim"],"numRailsConfigured":2,"railTypesInUse":["input","output"],"deploymentType":"library","railsEngine":"LLMRails","builtinFeatures":["self_check"],"timestamp":1790000000.123456,"event":"startup"}',
      ),
    ]),
  );
  await collector.post(
    bodyOf('anonymizer', 'anonymizer_event', [
      JSON.parse(
        '{"task":"preview","taskStatus":"completed","deploymentType":"cli","jobDurationSec":12.5,"numInputRecords":10,"numSuccessRecords":10,"numFailureRecords":0,"transformationType":"redact","entityDetectorModel":"nvidia/gliner-pii","entityValidatorModel":"openai/gpt-oss-120b","entityAugmenterModel":"openai/gpt-oss-120b","modelHosts":["nvidia-build"]}',
      ),
    ]),
  );
  await collector.post(
    bodyOf('platform', 'command_invoked', [
      { taskStatus: 'completed', command: 'models list', durationSec: 0.84 },
      { taskStatus: 'error', command: 'jobs create', durationSec: 2.31, agentMode: true },
    ]),
  );
  await collector.post('{"hello": "world"}');
  const pair = bodyOf('agent-toolkit', 'nat_cli_command', [PARAMETERS, { ...PARAMETERS, command: 'eval', durationMs: 92_400 }]);
  await collector.post(pair.replace('"taskStatus":"success"', '"taskStatus":"sucess"'));
  collector.send(
    `${JSON.stringify({ event: 'nat_cli_command', parameters: PARAMETERS })}\n${JSON.stringify({ event: 'nat_cli_command', parameters: { ...PARAMETERS, command: 'configure', subcommand: 'telemetry', taskStatus: 'interrupted', exitCode: 130, errorClass: 'KeyboardInterrupt' } })}\n`,
  );
}

test('the page beside its sources is what they give, and small', async () => {
  const built = await build();
  for (const [name, text] of Object.entries(built)) {
    const kept = readFileSync(here(`../inspector/page/${name}`), 'utf8');
    assert.ok(kept === text, `inspector/page/${name} is not up to date: run \`npm run inspector\` in host/js`);
  }
  const bytes = Object.values(built).reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
  assert.ok(bytes <= 60 * 1024, `the page has ${bytes} bytes, compressed`);
});

test('the five minutes of the README make three rows', LIMIT, async (t) => {
  const python = process.env.NEMO_TELEMETRY_PYTHON;
  assert.ok(python, 'NEMO_TELEMETRY_PYTHON has to be the path of a Python with what host/python/requirements.txt names');
  const { tab, env, endpoint, see, arrived } = await inspect(t);
  const [, part] = readFileSync(here('../../../README.md'), 'utf8').split(/^## (?=Five minutes$)/m);
  /** A block of a language, with the address of this collector in place of the usual one. @param {string} language @param {number} place */
  const block = (language, place = 0) => {
    const found = [...part.split(/^## /m)[0].matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))][place]?.[1];
    assert.ok(found, `block ${place} of ${language}`);
    return found.replaceAll('http://127.0.0.1:8787/v1.1/events/json', endpoint);
  };
  assert.ok(block('console').startsWith('$ nemo-telemetry collect --open\n'));
  const path = `${dirname(command())}${delimiter}${process.env.PATH}`;
  const options = /** @type {const} */ ({
    stdio: 'pipe',
    cwd: here('..'),
    env: { ...env, PATH: path, PYTHONPATH: here('../../python/src') },
  });
  // Not in this process's own thread, which has to answer the browser meanwhile.
  const run = promisify(execFile);
  await run('sh', ['-c', block('console', 1).replace(/^\$ /, '')], options);
  await run(python, ['-B', '-c', block('python')], options);
  // Where the README has it saved: the package is found from there by its own name.
  const program = here('../send.mjs');
  t.after(() => rmSync(program, { force: true }));
  writeFileSync(program, block('js'));
  await run(process.execPath, ['send.mjs'], options);
  await arrived('3 requests with 3 events');
  assert.equal(await rows(tab).count(), 3);
  assert.deepEqual(await tab.locator('.row .badge').allInnerTexts(), ['✓ Valid', '✓ Valid', '✓ Valid']);
  for (const command of ['serve', 'eval', 'run']) {
    await tab.getByLabel('Search').fill(`"command":"${command}"`);
    await tab.waitForFunction(() => document.querySelectorAll('.row').length === 1);
  }
  await tab.getByLabel('Search').fill('');
  await rows(tab).first().click();
  await tab.locator('.detail').getByText('The program that sent it said so itself').waitFor();
  await see('five-minutes');
});

test('an empty page says what it is for, and its example makes the first row', LIMIT, async (t) => {
  const { tab, see, env } = await inspect(t);
  await see('empty');
  await tab.getByRole('button', { name: 'Copy the example in CLI' }).click();
  const copied = await tab.evaluate(() => navigator.clipboard.readText());
  const path = `${dirname(command())}${delimiter}${process.env.PATH}`;
  execFileSync('sh', ['-c', copied], { env: { ...env, PATH: path }, stdio: 'pipe' });
  await rows(tab).first().waitFor();
  assert.equal(await rows(tab).count(), 1);
  for (const language of ['Python', 'TypeScript', 'Rust'])
    assert.equal(await tab.getByRole('button', { name: language }).count(), 0);
});

test('what arrives is listed, and one request answers the three questions', LIMIT, async (t) => {
  const world = await inspect(t);
  const { tab, see, arrived } = world;
  await day(world);
  await arrived('6 requests with 8 events; 2 with problems');
  await rows(tab).first().click();
  await see('live');
  const detail = tab.locator('.detail');
  await detail.getByText('2 × nat_cli_command').waitFor();
  for (const question of ['What was sent', 'Why it was allowed', 'How to stop it'])
    await detail.getByRole('heading', { name: question }).waitFor();
  await detail.getByText('The program that sent it said so itself').waitFor();
  await detail.getByText('nemo-telemetry consent revoke --product agent-toolkit').waitFor();
  // The bytes, the audit log and the command agree.
  await detail.getByText('the command found the same').waitFor();
  const digest = await detail.locator('.digest').innerText();
  const audited = await detail.getByLabel('the line of the audit log').first().innerText();
  assert.ok(audited.includes(digest), audited);
  const meaning = detail.getByRole('row', { name: /taskStatus/ }).first();
  for (const told of ['End of the command', 'See how often work fails', 'interaction', '"undefined"', 'nat.utils.telemetry.events'])
    assert.ok((await meaning.innerText()).includes(told), told);
  await see('one-open', { height: 4600 });
});

test('a wrong body has its problems at their place, explained', LIMIT, async (t) => {
  const world = await inspect(t);
  const { tab, see, arrived } = world;
  await day(world);
  await arrived('6 requests');
  await rows(tab).nth(1).click();
  const detail = tab.locator('.detail');
  await detail.getByText('/events/0/parameters/taskStatus').waitFor();
  assert.equal(await detail.locator('mark').innerText(), '"sucess"');
  await detail.getByText('What this means, and what to do').first().click();
  await detail.getByText('The field takes one of a few words').waitFor();
  await see('problems');
  await rows(tab).nth(2).click();
  await detail.getByRole('heading', { name: 'Refused' }).waitFor();
  await see('refused');
});

test('filters, pause, clear and export do what they say', LIMIT, async (t) => {
  const world = await inspect(t);
  const { tab, see, arrived } = world;
  await day(world);
  await arrived('6 requests');
  const count = async (/** @type {number} */ expected) => {
    await tab.waitForFunction((expected) => document.querySelectorAll('.row').length === expected, expected);
  };
  await tab.getByLabel('Product').selectOption('platform');
  await count(1);
  await tab.getByLabel('Product').selectOption('');
  await tab.getByLabel('Event').selectOption('nat_cli_command');
  await count(2);
  await tab.getByLabel('Verdict').selectOption('problems');
  await count(1);
  await tab.getByLabel('Event').selectOption('');
  await tab.getByLabel('Verdict').selectOption('refused');
  await count(1);
  await tab.getByLabel('Verdict').selectOption('');
  await tab.getByLabel('Search').fill('KeyboardInterrupt');
  await count(1);
  await tab.getByLabel('Search').fill('nothing has this');
  await tab.getByText('No request matches the filter.').waitFor();
  await tab.getByLabel('Search').fill('');
  await count(6);

  await tab.getByRole('button', { name: 'Pause' }).click();
  await world.post(bodyOf('agent-toolkit', 'nat_cli_command', [PARAMETERS]));
  await tab.getByRole('button', { name: 'Resume (1 waiting)' }).waitFor();
  await count(6);
  await see('paused');
  await tab.getByRole('button', { name: 'Resume' }).click();
  await count(7);

  const [download] = await Promise.all([
    tab.waitForEvent('download'),
    tab.getByRole('button', { name: 'Export JSON Lines' }).click(),
  ]);
  const lines = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\n');
  assert.equal(lines.length, 7);
  assert.deepEqual(Object.keys(JSON.parse(lines[0])), [
    'received',
    'status',
    'refused',
    'verdict',
    'method',
    'path',
    'headers',
    'sha256',
    'body',
  ]);
  await tab.getByRole('button', { name: 'Clear' }).click();
  await tab.getByRole('heading', { name: 'Nothing has arrived yet' }).waitFor();
});

test('everything is reached by the keyboard', LIMIT, async (t) => {
  const world = await inspect(t);
  const { tab, arrived } = world;
  await day(world);
  await arrived('6 requests');
  await tab.locator('body').press('Tab');
  assert.equal(await tab.evaluate(() => document.activeElement?.textContent), 'Skip to the content');
  const reached = new Set();
  for (let presses = 0; presses < 40; presses++) {
    const name = await tab.evaluate(() => {
      const { activeElement: element } = document;
      return (
        element?.getAttribute('aria-label') ??
        element?.closest('label')?.querySelector('span')?.textContent ??
        element?.textContent ??
        ''
      );
    });
    reached.add(name);
    if (name === 'Requests, newest first') break;
    await tab.keyboard.press('Tab');
  }
  for (const name of [
    'Live',
    'Try',
    'Policy',
    'Counts',
    'Trust',
    'Search',
    'Product',
    'Event',
    'Verdict',
    'Pause',
    'Clear',
    'Export JSON Lines',
  ])
    assert.ok(reached.has(name), `${name} is not among ${[...reached].join(', ')}`);
  const selected = () => tab.evaluate(() => document.querySelector('.row[aria-selected=true]')?.getAttribute('aria-posinset'));
  for (const [key, place] of [
    ['ArrowDown', '1'],
    ['ArrowDown', '2'],
    ['End', '6'],
    ['ArrowUp', '5'],
    ['Home', '1'],
  ]) {
    await tab.keyboard.press(key);
    assert.equal(await selected(), place, key);
  }
  await tab.keyboard.press('Enter');
  assert.equal(await tab.evaluate(() => document.activeElement?.id), 'detail');
});

test('an event is tried: the body, the guard, the fixes, and the same in each language', LIMIT, async (t) => {
  const { tab, see } = await inspect(t);
  await tab.getByRole('link', { name: 'Try' }).click();
  await tab.getByRole('heading', { name: 'This is what would leave' }).waitFor();
  await see('try');
  const editor = tab.getByLabel('Event, line or body, as JSON');

  await editor.fill('{"comand": "run", "taskStatus": "sucess", "shoe": 44, "durationMs": "long"}');
  await tab.getByRole('heading', { name: 'This would not leave' }).waitFor();
  await see('try-problems');
  for (const fix of ['Rename to “command”', 'Use “success”', 'Remove this field', 'Use -1', 'Add pythonVersion'])
    await tab.getByRole('button', { name: fix }).click();
  await tab.getByRole('heading', { name: 'This is what would leave' }).waitFor();
  assert.deepEqual(JSON.parse(await editor.inputValue()), {
    command: 'run',
    taskStatus: 'success',
    durationMs: -1,
    pythonVersion: '3.12.4',
  });

  await editor.fill('{"command": "/home/alice/secret", "taskStatus": "success", "pythonVersion": "3.12"}');
  await tab.getByText('is sent as redacted, because it looks private').waitFor();
  assert.ok(!(await tab.getByLabel('Exact body').innerText()).includes('alice'));

  await editor.fill(
    '{"event": "nat_cli_command", "parameters": {"command": "it\'s", "taskStatus": "sucess", "pythonVersion": "3.12"}}',
  );
  await tab.getByRole('button', { name: 'Use “success”' }).click();
  await tab.getByRole('heading', { name: 'This is what would leave' }).waitFor();
  for (const [language, told] of [
    ['CLI', "it'\\''s"],
    ['Python', 'NatCliCommand('],
    ['TypeScript', "telemetry.enqueue('nat_cli_command'"],
    ['Rust', 'Telemetry::with_options('],
  ]) {
    await tab.getByRole('button', { name: language, exact: true }).click();
    await tab
      .getByRole('region', { name: `the event in ${language}` })
      .getByText(told)
      .waitFor();
  }
  await editor.fill('{');
  await tab.getByRole('heading', { name: 'This would not leave' }).waitFor();
  await tab.getByText('syntax').waitFor();
});

test('a body from anywhere is explained and checked', LIMIT, async (t) => {
  const { tab, see } = await inspect(t);
  await tab.getByRole('link', { name: 'Try' }).click();
  const right = bodyOf('agent-toolkit', 'nat_cli_command', [PARAMETERS, PARAMETERS]);
  const editor = tab.getByLabel('Event, line or body, as JSON');
  await editor.fill(right);
  await tab.getByRole('heading', { name: 'A collector would take this body' }).waitFor();
  assert.equal(await tab.getByText('An Agent Toolkit command ended.').count(), 2);
  await editor.fill(right.replace('"success"', '"sucess"'));
  await tab.getByText('/events/0/parameters/taskStatus').waitFor();
  await see('pasted');
  await tab.getByRole('button', { name: 'Use “success”' }).click();
  await tab.getByText('/events/0/parameters/taskStatus').waitFor({ state: 'detached' });
});

test('signals are switched, and the decision says who won and who lost', LIMIT, async (t) => {
  const { tab, see } = await inspect(t);
  await tab.getByRole('link', { name: 'Policy' }).click();
  const state = tab.locator('.decision');
  await state.getByText('Off until a person was asked').waitFor();
  await tab.getByText('Send them? [Y/n]').waitFor();
  await see('policy-ask');
  await tab.getByLabel('Stored decision').selectOption({ label: 'a yes' });
  await state.getByText('On', { exact: true }).waitFor();
  await see('policy-on');
  await tab.getByRole('combobox', { name: 'DO_NOT_TRACK' }).selectOption({ label: '1' });
  await state.getByText('Off', { exact: true }).waitFor();
  await state.getByText('DO_NOT_TRACK=1 in the environment').waitFor();
  await tab.getByText('the file nat/telemetry.toml').waitFor();
  await see('policy-off');
  await tab.getByLabel('Administrator').selectOption({ label: 'forbids' });
  await state.getByText('the administrator of this machine').waitFor();
  await tab.getByRole('button', { name: 'Reset' }).click();
  for (const [signal, choice, told] of [
    ['CI', 'true', 'CI=true in the environment'],
    ['Terminal', 'none', 'no terminal'],
    ['Global Privacy Control', 'true', 'Global Privacy Control'],
    ['It says enabled', 'false', 'the program itself'],
  ]) {
    await tab.getByRole('combobox', { name: signal, exact: signal === 'CI' }).selectOption({ label: choice });
    await state.getByText(told).waitFor();
    await tab.getByRole('button', { name: 'Reset' }).click();
  }
  await tab.getByRole('combobox', { name: 'Product' }).selectOption('guardrails');
  await tab.getByRole('heading', { name: 'The notice, as a person sees it' }).waitFor();
  await see('policy-notice');
  await tab.getByLabel('It has shown the notice').selectOption({ label: 'true' });
  await state.getByText('On', { exact: true }).waitFor();
  await tab.getByRole('combobox', { name: 'Test runner' }).selectOption({ label: 'pytest' });
  await state.getByText('Off', { exact: true }).waitFor();
});

test('counts, and the values of each field', LIMIT, async (t) => {
  const world = await inspect(t);
  const { tab, see, arrived } = world;
  await day(world);
  for (const command of ['run', 'run', 'eval', 'serve'])
    await world.post(bodyOf('agent-toolkit', 'nat_cli_command', [{ ...PARAMETERS, command }]));
  await arrived('10 requests');
  await tab.getByRole('link', { name: 'Counts' }).click();
  const toolkit = tab.getByRole('row', { name: /NeMo Agent Toolkit/ });
  assert.deepEqual((await toolkit.innerText()).split(/\s{2,}|\t/), ['NeMo Agent Toolkit', '6', '0', '7', '1']);
  await tab.getByLabel('Event').selectOption('nat_cli_command@1.5');
  const values = tab.getByRole('row', { name: /Top-level command/ });
  assert.match(await values.innerText(), /"run"\s+4/);
  await tab.getByText('As a table').click();
  await see('counts', { fullPage: true });
});

test('the page shows that it runs the very component of the command', LIMIT, async (t) => {
  const { tab, see } = await inspect(t, {}, ['--strict']);
  await tab.getByRole('link', { name: 'Trust' }).click();
  await tab.getByText('They are the same.').waitFor();
  await tab.getByText('answers as a collector that takes no wrong event').waitFor();
  await see('trust');
});

for (const [name, options] of Object.entries({
  dark: { colorScheme: /** @type {const} */ ('dark') },
  narrow: { viewport: { width: 390, height: 844 } },
  'narrow-dark': { viewport: { width: 390, height: 844 }, colorScheme: /** @type {const} */ ('dark') },
  contrast: { forcedColors: /** @type {const} */ ('active') },
})) {
  test(`${name}: every view`, LIMIT, async (t) => {
    const world = await inspect(t, options);
    const { tab, see, arrived } = world;
    await see(`${name}-empty`);
    await day(world);
    await arrived('6 requests');
    await see(`${name}-live`);
    await rows(tab).nth(1).click();
    await tab.locator('.detail').waitFor();
    await see(`${name}-one-open`);
    if (name.startsWith('narrow')) await tab.getByRole('button', { name: '← All requests' }).click();
    for (const view of ['Try', 'Policy', 'Counts', 'Trust']) {
      await tab.getByRole('link', { name: view }).click();
      await tab.locator(`main.${view.toLowerCase()}`).waitFor();
      await see(`${name}-${view.toLowerCase()}`, { fullPage: true });
      const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(overflow, 0, `${view} is wider than the window`);
    }
  });
}

test('on paper one request is whole, and the list is not cut', LIMIT, async (t) => {
  const world = await inspect(t);
  const { tab, arrived } = world;
  await day(world);
  await arrived('6 requests');
  await tab.emulateMedia({ media: 'print' });
  await tab.screenshot({ path: `${PICTURES}print-list.png`, fullPage: true });
  assert.equal(await rows(tab).count(), 6);
  await tab.emulateMedia({ media: 'screen' });
  await rows(tab).first().click();
  await tab.emulateMedia({ media: 'print' });
  const cut = await tab.evaluate(
    () =>
      [...document.querySelectorAll('.pane.one, .scroll')].filter((element) => element.scrollHeight > element.clientHeight + 1)
        .length,
  );
  assert.equal(cut, 0);
  await tab.screenshot({ path: `${PICTURES}print-one-open.png`, fullPage: true });
});

test('nothing that arrives is more than text', LIMIT, async (t) => {
  const world = await inspect(t);
  const { tab, see, arrived } = world;
  const evil =
    '</script><img src=x onerror="document.title=1"><b>bold</b>\u202eesrever\u0000\u001b[2J\u200b\u2066\u{e0041}" onload="x';
  const inside = JSON.stringify(evil);
  // Every value, and every name, of the envelope, the event and its parameters.
  const body = JSON.parse(bodyOf('agent-toolkit', 'nat_cli_command', [PARAMETERS]));
  const poisoned = (/** @type {object} */ value) =>
    Object.entries(value).flatMap(([name]) => [`${JSON.stringify(name)}:${inside}`, `${JSON.stringify(name + evil)}:${inside}`]);
  const { events, ...envelope } = body;
  const { parameters, ...event } = events[0];
  const text = `{${[...poisoned(envelope), `"events":[{${[...poisoned(event), `"parameters":{${poisoned(parameters)}}`]}}]`]}}`;
  await world.post(text);
  const half = bodyOf('agent-toolkit', 'nat_cli_command', [{ ...PARAMETERS, command: 'evil' }]);
  await world.post(half.replace('"evil"', () => JSON.stringify(`${evil.slice(0, -16)}`)).replace('"ts"', '"ts\u202e"'));
  await world.post(half.replace('"evil"', () => '"<b>\u202e\u2066x"'));
  await world.post(text.replaceAll('onload', '\\ud800'));
  await world.post('<b>no JSON \u202e</b>');
  await fetch(`${world.address}<b>path</b>`, { method: 'POST', body: '{}', headers: { 'x-evil': '<b>bold</b>' } });
  await arrived('6 requests');
  const looks = async () => {
    const found = await tab.evaluate(() => ({
      bold: document.querySelectorAll('main b, main img, main script').length,
      raw: document.body.innerText.match(/(?!\n|\t)[\p{Cc}\p{Cf}]/gu) ?? [],
      title: document.title,
    }));
    assert.deepEqual(found, { bold: 0, raw: [], title: 'Telemetry inspector' });
  };
  for (let index = 0; index < 6; index++) {
    await rows(tab).nth(index).click();
    await tab.locator('.detail').waitFor();
    await looks();
  }
  await see('hostile');
  await tab.getByRole('link', { name: 'Counts' }).click();
  for (const event of await tab.getByLabel('Event').locator('option').all()) {
    await tab.getByLabel('Event').selectOption((await event.getAttribute('value')) ?? '');
    await looks();
  }
  await tab.getByRole('link', { name: 'Try' }).click();
  for (const each of [text, `{"command": ${inside}}`, evil]) {
    await tab.getByLabel('Event, line or body, as JSON').fill(each);
    await tab.getByText(/would (refuse|not leave)/).waitFor();
    await looks();
  }
});

test('ten thousand requests stay smooth: no more is drawn than is seen', LIMIT, async (t) => {
  const world = await inspect(t);
  const { tab, see } = world;
  const body = bodyOf('agent-toolkit', 'nat_cli_command', [PARAMETERS]);
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const { hostname, port, pathname } = new URL(world.endpoint);
  const post = async () => {
    const sent = request({ agent, hostname, port, path: pathname, method: 'POST', headers: { 'content-length': body.length } });
    sent.end(body);
    const [response] = await once(sent, 'response');
    response.resume();
    await once(response, 'end');
  };
  const start = performance.now();
  let left = 10_000;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (left-- > 0) await post();
    }),
  );
  agent.destroy();
  await tab.locator('.tally').getByText('10,000 requests with 10,000 events').waitFor({ timeout: 120_000 });
  t.diagnostic(`10,000 requests sent and shown in ${Math.round(performance.now() - start)} ms`);
  await tab.waitForFunction(() => document.querySelectorAll('.row').length > 0);
  const measured = await tab.evaluate(async () => {
    const list = /** @type {HTMLElement} */ (document.querySelector('.list'));
    const frames = [];
    let most = 0;
    for (let step = 0; step < 120; step++) {
      const before = performance.now();
      list.scrollTop = (step / 120) * list.scrollHeight;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      frames.push(performance.now() - before);
      most = Math.max(most, document.querySelectorAll('.row').length);
    }
    frames.sort((one, other) => one - other);
    return { most, median: frames[60], longest: frames[119] };
  });
  t.diagnostic(
    `scrolling through them: a frame takes ${measured.median.toFixed(1)} ms, the longest ${measured.longest.toFixed(1)} ms`,
  );
  assert.ok(measured.most < 60, `${measured.most} rows are drawn`);
  await tab.getByRole('listbox').press('End');
  assert.equal(await tab.locator('.row[aria-selected=true]').getAttribute('aria-posinset'), '10000');
  await tab.getByLabel('Search').fill('"durationms":1834');
  await tab.locator('.tally').getByText('10,000 requests').waitFor();
  await see('ten-thousand');
});

test('a page that is opened later, or whose command ends and comes back, has everything once', LIMIT, async (t) => {
  const world = await inspect(t, { isDisturbed: true });
  const { tab, see, arrived } = world;
  await day(world);
  await arrived('6 requests');
  await tab.reload();
  await arrived('6 requests');
  await world.end();
  await tab.getByText('The command has ended').waitFor();
  await see('lost');
  const again = await collect(['--port', new URL(world.address).port]);
  t.after(() => again.end());
  await tab.getByText('Listening').waitFor();
  await again.post(bodyOf('agent-toolkit', 'nat_cli_command', [PARAMETERS]));
  await arrived('7 requests');
});

test('a page of another site gets nothing', LIMIT, async (t) => {
  const collector = await collect();
  const other = await serve({ '/': page('/none.js'), '/none.js': { text: '', type: 'text/javascript' } });
  const tab = await browser.newPage();
  t.after(async () => {
    await tab.close();
    other.close();
    await collector.end();
  });
  await collector.post(bodyOf('agent-toolkit', 'nat_cli_command', [PARAMETERS]));
  await tab.goto(other.origin);
  const got = await tab.evaluate(async (address) => {
    /** @param {string} path @param {RequestInit} init */
    const read = (path, init = {}) =>
      fetch(address + path, init).then(
        async (response) => `${response.status} ${response.type} ${(await response.text()).length > 200 ? 'content' : ''}`,
        () => 'failed',
      );
    /** @param {string} name @param {Record<string, string>} attributes */
    const load = (name, attributes) =>
      new Promise((resolve) => {
        const element = Object.assign(document.createElement(name), attributes);
        element.addEventListener('load', () => resolve('loaded'));
        element.addEventListener('error', () => resolve('failed'));
        document.body.append(element);
      });
    const stream = new Promise((resolve) => {
      const source = new EventSource(`${address}requests`);
      source.onmessage = () => resolve('a request');
      source.addEventListener('hello', () => resolve('hello'));
      source.onerror = () => resolve('failed');
    });
    const frame = document.createElement('iframe');
    frame.src = address;
    const framed = new Promise((resolve) => {
      frame.addEventListener('load', () => {
        try {
          resolve(frame.contentDocument ? 'readable' : 'closed');
        } catch {
          resolve('closed');
        }
      });
    });
    document.body.append(frame);
    return {
      page: await read(''),
      about: await read('about.json'),
      component: await read('component.wasm'),
      silent: await read('about.json', { mode: 'no-cors' }),
      script: await load('script', { src: `${address}inspector.js` }),
      stream: await stream,
      framed: await framed,
    };
  }, collector.address);
  const { page: ofPage, about, component, ...others } = got;
  for (const answer of [ofPage, about, component]) assert.ok(!answer.includes('content'), answer);
  assert.deepEqual(others, { silent: '0 opaque ', script: 'failed', stream: 'failed', framed: 'closed' });

  /** @param {string} path @param {Record<string, string>} headers */
  const ask = (path, headers) =>
    new Promise((/** @type {(status: number) => void} */ resolve, reject) => {
      const { hostname, port } = new URL(collector.address);
      const asked = request({ hostname, port, path, headers }, (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      });
      asked.on('error', reject);
      asked.end();
    });
  for (const path of ['/', '/about.json', '/component.wasm', '/requests', '/inspector.js']) {
    assert.equal(await ask(path, {}), 200, path);
    assert.equal(await ask(path, { host: 'attacker.test' }), 403, path);
    assert.equal(await ask(path, { origin: 'https://attacker.test' }), 403, path);
    assert.notEqual(await ask(path, { origin: other.origin }), 200, path);
    assert.notEqual(
      await ask(path, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }),
      200,
      path,
    );
  }
  const { headers } = await fetch(collector.address);
  assert.equal(
    headers.get('content-security-policy'),
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
});
