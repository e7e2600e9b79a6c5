// Every engine that can be had: it loads the package, checks an event and sends one. `cargo xtask wide`; no part of the checks.

import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collect } from '../test/browser/collector.mjs';
import { install } from '../test/package/install.mjs';
import { ENGINES } from './engines.mjs';

const EXPECTED = JSON.stringify({ suggestion: 'success', delivered: 1, notices: [] });

/** The first line of what went wrong. @param {unknown} error */
function line(error) {
  const { stderr, message } = /** @type {{ stderr?: string, message: string }} */ (error);
  return (stderr || message).trim().split('\n')[0].slice(0, 200);
}

const { project, remove } = await install();
await cp(fileURLToPath(new URL('program.js', import.meta.url)), join(project, 'program.js'));
let failures = 0;
console.log('| engine | version | load, validate, flush |\n| --- | --- | --- |');
for (const [name, engine] of Object.entries(ENGINES)) {
  let version = '';
  try {
    version = (await engine.version()).trim();
  } catch (error) {
    console.log(`| ${name} | none | not run: ${line(error)} |`);
    continue;
  }
  const collector = await collect();
  try {
    const result = JSON.stringify(await engine.run({ project, collector: collector.url }));
    const isRight = result === EXPECTED && collector.received.length === 1;
    failures += Number(!isRight);
    console.log(`| ${name} | ${version} | ${isRight ? 'delivered' : `${result}, ${collector.received.length} requests`} |`);
  } catch (error) {
    failures += 1;
    console.log(`| ${name} | ${version} | failed: ${line(error)} |`);
  } finally {
    collector.close();
  }
}
await remove();
process.exitCode = failures > 0 ? 1 : 0;
