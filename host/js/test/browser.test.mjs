// The component and the package in a page of Chromium.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { launch } from './browser/chromium.mjs';
import { collect } from './browser/collector.mjs';
import { page, serve } from './browser/server.mjs';

const browser = await launch();
after(() => browser.close());

/** Nothing takes as long; a browser that hangs must not hang the tests. */
const LIMIT = { timeout: 120_000 };

/** @param {string} name */
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * A script for a page, in one file.
 *
 * @param {string} name below test/browser
 */
async function bundle(name) {
  const { outputFiles } = await build({
    entryPoints: [here(`browser/${name}`)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    loader: { '.wasm': 'base64' },
  });
  return { text: outputFiles[0].text, type: 'text/javascript; charset=utf-8' };
}

const PARAMETERS = /** @type {const} */ ({ command: 'run', taskStatus: 'success', pythonVersion: '3.12' });

const [script, worker] = await Promise.all(['package-page.js', 'package-worker.js'].map((name) => bundle(name)));

/** What the page has; called within it alone. */
const inPage = () =>
  /** @type {{ inPage(): import('./browser/package-page.js').Page }} */ (/** @type {any} */ (globalThis)).inPage();

/**
 * A page with the package, and a collector of another origin.
 *
 * @param {import('node:test').TestContext} t
 * @param {{ headers?: Record<string, string>, before?: () => void }} options `before` runs in the page before any script of it
 */
async function world(t, { headers = {}, before } = {}) {
  const collector = await collect();
  const server = await serve({
    '/': page('/script.js', headers),
    '/script.js': script,
    '/worker.js': worker,
  });
  const context = await browser.newContext();
  t.after(async () => {
    await context.close();
    collector.close();
    server.close();
  });
  const tab = await context.newPage();
  /** @type {string[]} */
  const errors = [];
  tab.on('pageerror', (error) => errors.push(String(error)));
  if (before) await tab.addInitScript(before);
  await tab.goto(server.origin);
  await tab.waitForFunction(() => 'inPage' in globalThis);
  const options = /** @type {const} */ ({ product: 'agent-toolkit', enabled: true, endpoint: collector.url, sessionId: 's' });
  return { tab, collector, errors, given: { options, parameters: PARAMETERS } };
}

/** Sends one event from a page and says how that went. @param {Awaited<ReturnType<typeof world>>} world */
function send({ tab, given }) {
  return tab.evaluate(async ({ options, parameters }) => {
    const client = inPage().open({ ...options, onProblem: () => {} });
    const enqueued = client.enqueue('nat_cli_command', parameters);
    const ledger = await client.flush();
    return { enqueued, ledger, status: client.status() };
  }, given);
}

test('the page of the README delivers its event to `nemo-telemetry collect`', LIMIT, async (t) => {
  const command = process.env.NEMO_TELEMETRY_COMMAND;
  assert.ok(command, 'NEMO_TELEMETRY_COMMAND has to be the path of the built command, such as target/debug/nemo-telemetry');
  const collecting = spawn(command, ['collect', '--port', '0'], { env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => collecting.kill());
  const lines = [collecting.stdout, collecting.stderr].map((input) => createInterface({ input }));
  const [line] = await Promise.race(lines.map((each) => once(each, 'line')));
  const endpoint = line.match(/http:\S+json/)?.[0];
  assert.ok(endpoint, line);

  const readme = readFileSync(here('../README.md'), 'utf8');
  const [, program] = readme.match(/^```html\n(.*?)^```$/ms) ?? [];
  assert.ok(program?.includes('http://127.0.0.1:8787/v1.1/events/json'), program);
  const text = `<!doctype html>${program.replace('http://127.0.0.1:8787/v1.1/events/json', endpoint)}`;
  const server = await serve({
    '/': { text, type: 'text/html; charset=utf-8' },
    '/node_modules/nemo-telemetry/': new URL('../', import.meta.url),
  });
  const tab = await browser.newPage();
  t.after(async () => {
    await tab.close();
    server.close();
  });
  await tab.goto(server.origin);
  await tab.waitForFunction(() => document.title !== '');
  assert.equal(await tab.title(), '1 delivered');
});

test('a page sends to another origin, without cookies and without saying where it is', LIMIT, async (t) => {
  const here = await world(t);
  const { tab, collector, errors } = here;
  await tab.evaluate(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the other interface is asynchronous and not everywhere
    document.cookie = 'who=somebody';
  });
  const { ledger } = await send(here);
  assert.deepEqual([ledger.accepted, ledger.delivered, ledger.unsure], [1, 1, 0]);
  assert.equal(collector.preflights, 1);
  assert.equal(collector.received.length, 1);
  const [{ body, headers }] = collector.received;
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers.cookie, undefined);
  assert.equal(headers.referer, undefined);
  const { events, sessionId } = JSON.parse(body);
  assert.equal(sessionId, 's');
  assert.equal(events[0].parameters.command, 'run');
  assert.deepEqual(errors, []);
});

test('nothing is stored in the browser', LIMIT, async (t) => {
  const here = await world(t);
  await send(here);
  const stored = await here.tab.evaluate(async () => ({
    cookies: document.cookie,
    local: localStorage.length,
    session: sessionStorage.length,
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
  }));
  assert.deepEqual(stored, { cookies: '', local: 0, session: 0, databases: [], caches: [] });
});

test('what is queued leaves when the page is left', LIMIT, async (t) => {
  const { tab, collector, given } = await world(t);
  await tab.evaluate(({ options, parameters }) => {
    inPage().open(options).enqueue('nat_cli_command', parameters);
  }, given);
  await tab.goto('about:blank');
  const [{ body }] = await collector.first(1);
  assert.equal(JSON.parse(body).events.length, 1);
});

test('what is queued leaves when the page is hidden, and the client goes on', LIMIT, async (t) => {
  const { tab, collector, given } = await world(t);
  const hide = () =>
    tab.evaluate((parameters) => {
      inPage().clients[0].enqueue('nat_cli_command', parameters);
      Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    }, given.parameters);
  await tab.evaluate((options) => {
    inPage().clients.push(inPage().open(options));
  }, given.options);
  await hide();
  await collector.first(1);
  await hide();
  const bodies = await collector.first(2);
  assert.deepEqual(
    bodies.map(({ body }) => JSON.parse(body).events.length),
    [1, 1],
  );
});

test('more than may outlive a page is delivered while the page is there', LIMIT, async (t) => {
  const { tab, collector, given } = await world(t);
  const ledger = await tab.evaluate(async ({ options, parameters }) => {
    const client = inPage().open({ ...options, batchEvents: 1000, flushEvents: 1000 });
    for (let count = 0; count < 500; count++) client.enqueue('nat_cli_command', parameters);
    return await client.flush();
  }, given);
  assert.equal(ledger.delivered, 500);
  const longest = Math.max(...collector.received.map(({ body }) => body.length));
  assert.ok(longest > 64 * 1024, `a body of ${longest} bytes`);
});

test('where the page refuses WebAssembly nothing happens, and the status says why', LIMIT, async (t) => {
  const here = await world(t, { headers: { 'content-security-policy': "script-src 'self'" } });
  const { enqueued, ledger, status } = await send(here);
  assert.equal(enqueued, 'buffered');
  assert.deepEqual([ledger.accepted, ledger.dropped], [1, { closed: 1 }]);
  assert.match(status.problem ?? '', /Content Security Policy/i);
  assert.equal(status.hasEnded, true);
  assert.deepEqual(here.errors, []);
  assert.equal(here.collector.received.length + here.collector.preflights, 0);
  const { problems } = await here.tab.evaluate((parameters) => inPage().validate('nat_cli_command', parameters), PARAMETERS);
  assert.match(problems[0]?.message ?? '', /Content Security Policy/i);
});

test("a policy with 'wasm-unsafe-eval' is enough", LIMIT, async (t) => {
  const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src http://127.0.0.1:*";
  const { ledger } = await send(await world(t, { headers: { 'content-security-policy': policy } }));
  assert.equal(ledger.delivered, 1);
});

/** @type {Record<string, () => void>} */
const REFUSALS = {
  globalPrivacyControl: () => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }),
  doNotTrack: () => Object.defineProperty(navigator, 'doNotTrack', { value: '1' }),
};
for (const [name, before] of Object.entries(REFUSALS)) {
  test(`${name} turns it off, whatever the program says`, LIMIT, async (t) => {
    const here = await world(t, { before });
    const { ledger, status } = await send(here);
    assert.equal(status.state, 'off');
    assert.equal(ledger.accepted, 0);
    assert.equal(here.collector.received.length + here.collector.preflights, 0);
  });
}

test('a person who does not object is no objection', LIMIT, async (t) => {
  const before = () => {
    Object.defineProperty(navigator, 'globalPrivacyControl', { value: false });
    Object.defineProperty(navigator, 'doNotTrack', { value: '0' });
  };
  const { ledger } = await send(await world(t, { before }));
  assert.equal(ledger.delivered, 1);
});

test('a worker sends, too', LIMIT, async (t) => {
  const { tab, collector, given } = await world(t);
  const status = await tab.evaluate((given) => {
    const worker = new Worker('/worker.js', { type: 'module' });
    worker.postMessage(given);
    return new Promise((/** @type {(status: import('../src/index.js').Status) => void} */ resolve, reject) => {
      worker.addEventListener('message', ({ data }) => resolve(data));
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    });
  }, given);
  assert.equal(status.ledger.delivered, 1);
  assert.equal(collector.received.length, 1);
});
