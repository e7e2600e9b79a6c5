#!/usr/bin/env node
// The command for a person: how telemetry stands, on, off, and what is collected. Every host has it with the same words.

import { readFileSync } from 'node:fs';
import { SHA256 } from '../../generated/identity.js';
import { shown, TelemetryError } from '../error.js';
import { NAME, setModule } from '../modules/slim.js';
import { VERSION } from '../version.js';
import { HELP, parse, WordsError } from './arguments.js';
import { around } from './around.js';
import { grant, refuse } from './change.js';
import { reasonOf } from './reason.js';
import { lines, report, SCHEMA } from './report.js';
import { known, list, show } from './schema.js';
import { Terminal } from './terminal.js';

/** @typedef {import('./arguments.js').Words} Words */

const DONE = 0;
const MISTAKE = 2;
const BROKEN = 70;

const terminal = new Terminal();

/** @param {string[]} words @returns {Promise<number>} the exit code */
async function run(words) {
  const parsed = parse(words);
  if (parsed === 'help') await terminal.say(HELP.trimEnd());
  else if (parsed === 'version') await terminal.say(`nemo-telemetry ${VERSION}`);
  else if (parsed.verb === 'status') await status(parsed);
  else if (parsed.verb === 'schema') return schema(parsed.rest);
  else return change(parsed);
  return DONE;
}

/** @param {Words} words */
async function status({ products, json }) {
  load();
  const found = products.map(around).map((around) => ({ around, report: report(around) }));
  if (json) {
    const component = { version: VERSION, sha256: SHA256 };
    // Node keeps no compiled code.
    await terminal.data(JSON.stringify({ schema: SCHEMA, component, cache: null, products: found.map(({ report }) => report) }));
    return;
  }
  for (const { around, report } of found) {
    for (const line of lines(report, around)) await terminal.say(line);
    await terminal.say('');
  }
  await terminal.say(`component: ${VERSION}, sha256 ${SHA256}`);
  await terminal.say('  cache      none');
}

/** @param {Words} words */
async function change({ verb, products }) {
  if (verb === 'on') load();
  // All of them before anything is said, which may fail and must cost nobody a no.
  const changes = products.map(around).map(verb === 'on' ? grant : refuse);
  const told = changes.flatMap(({ lines }) => lines).map(([word, text]) => (word === 'say' ? text : `${word}: ${text}`));
  // What is the same for several of them is said once, after the last.
  for (const [at, line] of told.entries()) if (!told.includes(line, at + 1)) await terminal.complain(line);
  return changes.every(({ isDone }) => isDone) ? DONE : MISTAKE;
}

/** @param {string[]} words */
async function schema([verb, event = '']) {
  load();
  const found = verb === 'list' ? list() : show(event);
  for (const line of found ?? []) await terminal.say(line);
  if (!found) await terminal.complain(`error: expected one of ${known().join(', ')}`);
  return found ? DONE : MISTAKE;
}

/** Compiles the component, which is a file beside this one. */
function load() {
  setModule(new WebAssembly.Module(readFileSync(new URL(NAME, import.meta.url))));
}

/** @param {unknown} error */
async function failed(error) {
  const told = error instanceof TelemetryError ? [error.message, ...error.problems.map(shown)].join('\n  ') : reasonOf(error);
  await terminal.complain(`error: ${told}`);
  return error instanceof WordsError ? MISTAKE : BROKEN;
}

/** @param {number} code */
async function end(code) {
  const isPrinted = await terminal.end();
  process.exitCode = code || (isPrinted ? DONE : MISTAKE);
}

void run(process.argv.slice(2)).catch(failed).then(end);
