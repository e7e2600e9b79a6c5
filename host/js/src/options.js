// What a program says when it opens its telemetry, told apart: settings for the component, the rest for this host.

import { TelemetryError } from './error.js';
import { MAX_LINE, MAX_PROBLEMS } from './limits.js';
import { toText } from './lines.js';
import { own } from './own.js';
import { wallMs } from './time.js';

/** @typedef {import('./imports.js').Environment} Environment */
/** @typedef {import('./imports.js').Surroundings} Surroundings */
/** @typedef {import('./index.js').Options} Options */

/**
 * Tells each message once. A listener that throws, or promises and breaks it, stops nothing. Whether the message was taken.
 *
 * @param {unknown} listener
 * @param {Environment} environment for where there is no listener
 * @returns {(message: string) => boolean}
 */
export function teller(listener, environment) {
  const tell = typeof listener === 'function' ? listener : environment.notify;
  const told = new Set();
  return (message) => {
    if (told.has(message)) return true;
    if (told.size >= MAX_PROBLEMS) return false;
    told.add(message);
    try {
      Promise.resolve(tell(message)).catch(() => {});
      return true;
    } catch {
      return false;
    }
  };
}

/**
 * @param {Options} options
 * @param {Environment} environment
 * @returns {{ settings: string, surroundings: Surroundings, outbox: boolean, strict: boolean }}
 * @throws {TelemetryError} where they are no object with a product, or cannot be written as JSON
 */
export function read(options, environment) {
  const { enabled, emitTelemetry, destination, answer, paths, variables, onProblem, strict = false, ...rest } = own(options);
  const { product } = rest;
  // It becomes the name of a folder.
  if (typeof product !== 'string' || !/^[a-z0-9-]+$/.test(product)) {
    throw new TelemetryError('expected the identifier of a product under `product`, such as "agent-toolkit"');
  }
  const said = { enabled, emit_telemetry: emitTelemetry, destination, answer };
  const calls = Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
  /** @type {Surroundings} */
  const surroundings = {
    product,
    calls,
    hosts: {},
    onWarning: teller(onProblem, environment),
    now: wallMs,
    ...(paths && { paths: own(paths) }),
    ...(variables && { variables: own(variables) }),
  };
  let settings;
  try {
    refuseUnsayable(rest);
    settings = toText({ outbox: true, cpuArchitecture: environment.cpuArchitecture, ...environment.settings, ...rest });
  } catch (error) {
    if (error instanceof TelemetryError) throw error;
    throw new TelemetryError('expected settings that JSON can say', [], { cause: error });
  }
  if (settings.length > MAX_LINE) throw new TelemetryError(`expected settings of at most ${MAX_LINE} bytes, found more`);
  return { settings, surroundings, outbox: rest.outbox !== false, strict };
}

/** JSON leaves out what it cannot say, and the setting's default would hold in its place: for an endpoint, the product's own. @param {object} settings */
function refuseUnsayable(settings) {
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined || toText(value) !== undefined) continue;
    throw new TelemetryError(`expected what JSON can say under \`${name}\`, found ${typeof value}`);
  }
}
