// The programs that the pages of the book print, as they stand there, against a collector.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { collector, folder } from './world.mjs';

/** @param {string} path below the root of the repository */
const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** @type {{ page: string, begins: string }[]} */
const leftOut = JSON.parse(read('docs/not-run.json'));

/** Where programs of pages send to; a test puts its own in its place. */
const COLLECTOR = '127.0.0.1:8787';

/**
 * Programs of a page, and what the page says that each prints.
 *
 * @param {string} page
 */
function programs(page) {
  const blocks = [...read(page).matchAll(/^```(\w*)[^\n]*\n(.*?)^```$/gms)];
  return blocks.flatMap(([, language = '', text = ''], place) => {
    const isLeftOut = leftOut.some((one) => one.page === page && text.startsWith(one.begins));
    if (!['js', 'ts'].includes(language) || isLeftOut) return [];
    const [, next, prints] = blocks[place + 1] ?? [];
    return [{ page, language, text, prints: next === 'text' ? prints : undefined }];
  });
}

const pages = [...read('docs/SUMMARY.md').matchAll(/\]\((.+?\.md)\)/g)].map(([, link = '']) =>
  link.startsWith('../') ? link.slice(3) : `docs/${link}`,
);

/** @param {string} text */
const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Run Node.
 *
 * @param {string[]} words @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
function node(words, env) {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, words, { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: error ? 1 : 0, stdout, stderr });
    });
  });
}

for (const [place, program] of pages.flatMap(programs).entries()) {
  const { page, language, text, prints } = program;
  test(`program ${place} of the pages, in ${page}, does what the page says`, async (t) => {
    const server = await collector(t);
    const shown = text.replaceAll(COLLECTOR, new URL(server.endpoint).host);
    // A person has said yes; what the program itself says counts before that.
    const env = {
      PATH: process.env.PATH,
      HOME: folder(t),
      NAT_TELEMETRY_ENABLED: 'true',
      NAT_TELEMETRY_ENDPOINT: server.endpoint,
    };
    const { code } = transformSync(shown, { loader: language === 'ts' ? 'ts' : 'js', format: 'esm' });
    const ended = await node(['--input-type=module', '--eval', code], env);
    assert.deepEqual({ stderr: ended.stderr, code: ended.code }, { stderr: '', code: 0 });
    if (prints !== undefined) {
      const expected = prints.split('…').map(quoted).join('.*');
      assert.match(ended.stdout, new RegExp(`^${expected}$`, 's'));
    } else {
      const events = server.events.map(({ name: event }) => event);
      assert.deepEqual(events, ['nat_cli_command']);
    }
  });
}

test('the programs in TypeScript of the pages hold under the strictest checks', async (t) => {
  const shown = pages.flatMap(programs).filter(({ language }) => language === 'ts');
  assert.ok(shown.length > 0);
  // Inside of the package, whose own name they import.
  const place = mkdtempSync(fileURLToPath(new URL('.pages-', import.meta.url)));
  t.after(() => rmSync(place, { recursive: true }));
  const files = shown.map(({ text }, number) => {
    const file = join(place, `${number}.mts`);
    writeFileSync(file, text);
    return file;
  });
  const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
  const strict = ['--strict', '--noEmit', '--target', 'es2022', '--module', 'nodenext', '--types', 'node'];
  const { code, stdout } = await node([compiler, '--ignoreConfig', ...strict, ...files], { PATH: process.env.PATH });
  assert.equal(code, 0, stdout);
});
