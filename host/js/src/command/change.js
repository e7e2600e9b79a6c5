// A person's decision, stored by the command: what is done, and the lines that every host's command says about it.

import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { put } from '../node/consent-file.js';
import { look } from '../node/facts.js';
import { purge, refusalOf } from '../node/refusal.js';
import { precheck } from '../precheck.js';
import { ask } from '../standalone.js';
import { decide, folderOf } from './around.js';
import { reasonOf } from './reason.js';
import { switches } from './report.js';
import { describe } from './told.js';

/** @typedef {import('./around.js').Around} Around */

/** A line that a person is told. @typedef {['say' | 'warning' | 'error', string]} Line */

/**
 * Stores a yes.
 *
 * @param {Around} around
 * @returns {{ isDone: boolean, lines: Line[] }}
 * @throws where the component does not run
 */
export function grant(around) {
  const { product } = around;
  const change = ask(({ policy }) => policy.consentFile(product, true, around.now()));
  const failure = keep(around, change.tag === 'write' ? change.val : undefined);
  if (failure !== undefined) return { isDone: false, lines: [['error', unkept(around, 'yes', failure)]] };
  const { path = '' } = around.decision;
  const kept = lstatSync(path, { throwIfNoEntry: false })
    ? `stored yes for ${product} in ${path}`
    : `removed ${path}: ${product} stores only a no; without one its default holds`;
  return { isDone: true, lines: [['say', kept], allowed(around)] };
}

/** Stores a no, and removes what waits. Nothing is loaded before both are done, and nothing is thrown. @param {Around} around */
export function refuse(around) {
  const { product } = around;
  const failure = keep(around, refusalOf(around));
  const folder = folderOf(around);
  const { removed, stuck } = purge(folder);
  const place = join(around.paths.state ?? '', product);
  /** @type {Line[]} */
  const lines =
    failure === undefined
      ? [['say', `stored no for ${product} in ${around.decision.path}`]]
      : [
          ['error', unkept(around, 'no', failure)],
          ['say', `to turn it off without a file: ${switches(around)}`],
        ];
  if (stuck !== undefined) lines.push(['error', `events that were waiting to be sent are still in ${place}: ${stuck}`]);
  else if (removed > 0) lines.push(['say', `removed the events that were waiting to be sent: ${removed} of ${place}`]);
  else if (!folder.isNowhere) lines.push(['say', 'no events were waiting to be sent']);
  if (failure === undefined) lines.push(refused(around));
  return { isDone: failure === undefined && stuck === undefined, lines };
}

/** Why a decision is not stored; undefined: it is. @param {Around} around @param {string | undefined} text */
function keep({ decision: { path } }, text) {
  if (path === undefined) return "no variable says where a person's files are, such as HOME";
  try {
    put(path, text);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** @param {Around} around @param {string} answer @param {string} failure */
function unkept({ product, decision: { name, path } }, answer, failure) {
  return `the ${answer} for ${product} is not stored: ${path ?? name}: ${failure}`;
}

/** What holds from now on. @param {Around} around @returns {Line} */
function allowed(around) {
  const { state, signal } = decide(around);
  if (state === 'on') return ['say', `telemetry is on: ${describe(signal)}`];
  if (state === 'notify') return ['say', "telemetry is on once the product's notice was shown"];
  return ['warning', `telemetry stays off: ${describe(signal)}`];
}

/** The same after a no. Where the component does not run, nothing is sent. @param {Around} around @returns {Line} */
function refused(around) {
  /** @type {Line} */
  const off = ['say', 'programs that run look at this before each request: they send nothing more'];
  if (precheck(around.product, (query) => look(query, around)?.value)) return off;
  try {
    const { state, signal } = decide(around);
    return state === 'off' ? off : ['warning', `telemetry is on all the same: ${describe(signal)}`];
  } catch {
    return off;
  }
}
