// A stored decision as it is, and whether it is believed.

import { statSync } from 'node:fs';
import { read } from '../node/consent-file.js';
import { decideBy } from './around.js';

/** @typedef {import('./around.js').Around} Around */
/** @typedef {ReturnType<typeof stored>} Stored */

/** What is stored, for programs: read as the policy does, by a decision in which nobody else speaks. @param {Around} around */
export function stored(around) {
  const { name, path, variable } = around.decision;
  const text = path === undefined ? undefined : read(path);
  const about = { product: around.product, file: path ?? null, variable: variable ?? null };
  if (path === undefined || text === undefined) return entry(about, 'nothing', null, null);
  const { state, signal, resolved } = decideBy(around, { source: 'file', name, value: text });
  const [problem = null] = resolved.warnings;
  const believed = signal.source !== 'file' ? 'stale' : state === 'on' ? 'yes' : 'no';
  return entry(about, problem === null ? believed : 'damaged', saidAt(text) ?? writtenAt(path), problem);
}

/**
 * With its members in the order in which every host prints them.
 *
 * @param {{ product: string, file: string | null, variable: string | null }} about
 * @param {'nothing' | 'yes' | 'no' | 'stale' | 'damaged'} says
 * @param {string | null} at
 * @param {string | null} problem
 */
function entry({ product, file, variable }, says, at, problem) {
  return { product, says, at, file, variable, problem };
}

/** In words: `yes, since 2026-10-02T11:00:00Z`. @param {Stored} stored */
export function told({ says, at }) {
  const since = at === null ? '' : `, since ${at}`;
  const words = {
    nothing: 'none',
    yes: `yes${since}`,
    no: `no${since}`,
    stale: `a yes to an earlier question${since}; it is not believed, and a person is asked again`,
    damaged: 'not readable for certain; it is never taken as yes',
  };
  return words[says];
}

/** Where it is, and which variable has it that way. @param {Stored} stored @param {string} name */
export function place({ file, variable }, name) {
  return `${file ?? name}${variable === null ? '' : ` (named by ${variable})`}`;
}

/** The instant in a line `consented_at = "…"`, which has to say its offset. @param {string} text */
function saidAt(text) {
  const [, value = ''] = /^\s*consented_at\s*=(.*)$/m.exec(text) ?? [];
  const instant = value.trim().replaceAll(/^["']+|["']+$/g, '');
  return /(?:[Zz]|[+-]\d\d:?\d\d)$/.test(instant) ? inSeconds(new Date(instant)) : undefined;
}

/** When the file was written. @param {string} path */
function writtenAt(path) {
  return inSeconds(statSync(path, { throwIfNoEntry: false })?.mtime ?? new Date(Number.NaN)) ?? null;
}

/** @param {Date} at */
function inSeconds(at) {
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString().replace(/\.\d+Z$/, 'Z');
}
