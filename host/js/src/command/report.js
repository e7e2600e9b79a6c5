// How a product's telemetry stands on this machine, in the form that every host's command prints.

import { join } from 'node:path';
import { decide } from './around.js';
import { audit, unstorable, waiting } from './measured.js';
import { place, stored, told } from './stored.js';
import { describe, headline } from './told.js';

/** @typedef {import('./around.js').Around} Around */
/** @typedef {import('../imports.js').Fact} Fact */
/** @typedef {ReturnType<typeof report>} Report */

/** Names the form for programs. Another form that programs cannot read as before gets another number. */
export const SCHEMA = 'nemo-telemetry.status/1';

/** How many ignored signals are told one by one. */
const IGNORED = 4;

/** How it stands. Nothing is made and nothing is sent to find out. @param {Around} around */
export function report(around) {
  const { product, paths } = around;
  const { state, signal, ignored, resolved, facts } = decide(around);
  const isThere = facts.some(({ source, name }) => source === 'host' && name === 'administrator');
  return {
    product,
    state,
    signal: signalOf(signal),
    ignored: ignored.map(signalOf),
    turnOff: `nemo-telemetry off --product ${product}; or ${switches(around)}`,
    stored: stored(around),
    unstorable: around.decision.path === undefined ? null : unstorable(around.decision.path),
    policy: paths.machine === undefined ? null : { file: join(paths.machine, 'policy.toml'), exists: isThere },
    endpoint: resolved.endpoint.replace(/[?#].*$/s, ''),
    sink: resolved.sink,
    outbox: waiting(around),
    audit: audit(around),
    warnings: resolved.warnings,
  };
}

/** What turns it off without a file, the product's own first. @param {Around} around */
export function switches({ row: { variable, killSwitches } }) {
  const own = variable === '' ? [] : [`${variable}=false`];
  return `${[...own, ...killSwitches.map((name) => `${name}=1`).reverse()].join(' or ')} in the environment`;
}

/** @param {Fact} fact */
function signalOf(fact) {
  return { source: fact.source, name: fact.name, text: describe(fact) };
}

/** The lines for a person; 24 at most. @param {Report} report @param {Around} around */
export function lines(report, around) {
  const { stored: decision, policy, audit: log } = report;
  /** @type {[string, string][]} */
  const said = [['because', report.signal.text]];
  for (const { source, text } of report.ignored.slice(0, IGNORED)) {
    // Of a file it matters what it would say if it were heard.
    said.push(['ignored', source === 'file' ? `${text} (${told(decision)})` : text]);
  }
  const more = report.ignored.length - IGNORED;
  if (more > 0) said.push(['ignored', `${more} more: --json lists them`]);
  said.push([report.state === 'off' ? 'keep off' : 'turn off', report.turnOff]);
  said.push(['stored', `${told(decision)}  ${place(decision, around.decision.name)}`]);
  if (report.unstorable !== null) said.push(['', `another decision cannot be stored: ${report.unstorable}`]);
  if (policy) said.push(['policy', `${policy.exists ? 'of this machine' : 'none'}  ${policy.file}`]);
  said.push(['endpoint', endpoint(report)], ['outbox', outbox(report)]);
  if (log) {
    const problem = log.problem === null ? '' : `, cannot be written: ${log.problem}`;
    said.push(['audit', `${log.bytes} bytes${problem}  ${log.file}`], ['last sent', last(log)]);
  }
  for (const warning of report.warnings) said.push(['warning', warning]);
  return [`${report.product}: ${headline(report.state)}`, ...said.map(([name, value]) => `  ${name.padEnd(10)} ${value}`)];
}

/** @param {Report} report */
function endpoint({ sink, endpoint }) {
  if (sink === 'none') return 'nowhere: events are built and not sent';
  if (sink === 'denied') return 'nowhere: the address is none that events may go to';
  return sink === 'http' ? endpoint : `${endpoint} on this machine`;
}

/** @param {Report} report */
function outbox({ outbox }) {
  if (!outbox) return "none: no variable says where a person's state is, such as HOME";
  const count = `${outbox.events} event${outbox.events === 1 ? '' : 's'}, ${outbox.bytes} bytes`;
  return `${outbox.problem ?? count}  ${outbox.folder}`;
}

/** @param {NonNullable<Report['audit']>} audit */
function last({ lastRequest }) {
  if (!lastRequest) return 'nothing that the audit log knows of';
  const { at, outcome, sha256 } = lastRequest;
  return `${at}, ${outcome ?? 'not answered'}, body ${sha256.slice(0, 12)}`;
}
