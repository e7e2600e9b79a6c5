// Lines of events: how they are made, and how they are cut into what may cross in one call.

import { kindOf, TelemetryError } from './error.js';
import { MAX_LINE, MAX_TEXT } from './limits.js';

/**
 * JSON text, without what libraries have added to all objects: a `toJSON` that everything inherits is nobody's own.
 *
 * @param {unknown} value
 * @returns {string} nothing for what JSON cannot say, as with `JSON.stringify`
 */
export function toText(value) {
  const shared = [Object.prototype, Array.prototype].map((prototype) => /** @type {{ toJSON?: unknown }} */ (prototype).toJSON);
  if (shared.every((method) => method === undefined)) return JSON.stringify(value);
  return JSON.stringify(value, function (key, converted) {
    const original = this[key];
    const { toJSON } = Object(original);
    return toJSON !== undefined && shared.includes(toJSON) ? original : converted;
  });
}

/** The JSON text of parameters, which may be one already. @param {unknown} parameters @returns {string} @throws {TelemetryError} */
export function textOf(parameters) {
  let text;
  try {
    text = typeof parameters === 'string' ? parameters : toText(parameters);
  } catch (error) {
    throw new TelemetryError(`expected what JSON can say, found what fails: ${kindOf(error)}`, [], { cause: error });
  }
  if (text === undefined) throw new TelemetryError(`expected an object, found ${typeof parameters}`);
  return text;
}

/** 16 hexadecimal digits that nobody else has. */
export function newToken() {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/** @param {string} text */
export function byteLength(text) {
  // Most texts are ASCII, and none is longer in bytes than three times its length.
  return /^[\0-\x7f]*$/.test(text) ? text.length : new TextEncoder().encode(text).byteLength;
}

/**
 * An event as a line, as it is at this moment.
 *
 * @param {string} event
 * @param {unknown} parameters an object, or JSON text of one
 * @param {{ schemaVersion?: string | undefined, ts: string }} more
 * @returns {string}
 * @throws {TelemetryError} for what JSON cannot say, and for a line that is too long; anything else that the program's own code throws
 */
export function lineOf(event, parameters, { schemaVersion, ts }) {
  const version = schemaVersion === undefined ? '' : `"schemaVersion":${JSON.stringify(String(schemaVersion))},`;
  // JSON text may have line ends between its tokens, and nowhere else.
  const text = textOf(parameters).replaceAll(/[\r\n]/g, ' ');
  const line = `{"event":${JSON.stringify(String(event))},${version}"ts":${JSON.stringify(String(ts))},"parameters":${text}}\n`;
  if (line.length > MAX_LINE || byteLength(line) > MAX_LINE)
    throw new TelemetryError(`expected an event of at most ${MAX_LINE} bytes`);
  return line;
}

/** The lines, gathered into texts that may each cross in one call. @param {readonly string[]} lines */
export function* chunks(lines) {
  let text = '';
  let bytes = 0;
  for (const line of lines) {
    const length = byteLength(line);
    if (bytes + length > MAX_TEXT) {
      yield text;
      text = '';
      bytes = 0;
    }
    text += line;
    bytes += length;
  }
  if (text) yield text;
}

/**
 * A line for the outbox that the component has not looked at; whoever recovers it checks it first. guest/schema/outbox-line.json.
 *
 * @param {string} line as `lineOf` makes it
 * @param {{ product: string, clientVer?: string, sessionId?: string, cpuArchitecture?: string }} envelope
 * @throws where the parameters were JSON text that is none
 */
export function rawLine(line, envelope) {
  const { event, schemaVersion, ts } = JSON.parse(line);
  const head = toText({ id: newToken(), firstTs: ts, ts, event, schemaVersion, ...envelope, raw: true });
  const parameters = line.slice(line.indexOf('"parameters":'), -2);
  return `${head.slice(0, -1)},${parameters}}\n`;
}
