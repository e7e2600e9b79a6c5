// What is measured, each with the same two jobs: check an event that comes as text, and make the body of fifty.

import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { z } from 'zod';
import { importsOf } from '../src/component/imports.js';
import { NOTHING } from '../src/component/values.js';
import { instantiate } from '../src/component/world.js';
import { judge } from '../test/jco.mjs';
import { bundle } from './bundle.mjs';

/**
 * @typedef {object} Subject
 * @property {(text: string) => string | undefined} check the canonical text of an event's parameters; nothing where they are wrong
 * @property {(texts: readonly string[]) => string} envelope the body of events with these parameters
 */

export const EVENT = 'anonymizer_event';
export const VERSION = '1.9';

/** @param {string} name */
const here = (name) => new URL(name, import.meta.url);

/** The JSON Schema of an event's input. */
export function schema() {
  return JSON.parse(readFileSync(here(`../../../guest/schema/json-schema/${EVENT}.${VERSION}.input.json`), 'utf8'));
}

/** Parameters of an event with every field, as text of about 1.1 KB. */
export function event() {
  const { properties } = schema();
  /** @param {any} field */
  const value = ({ examples, enum: words, default: fallback }) => examples?.[0] ?? words?.[0] ?? fallback ?? true;
  return JSON.stringify(Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, value(field)])));
}

/** What an envelope has around its events. */
const AROUND = { clientId: '1', eventProtocol: '1.6', eventSchemaVer: VERSION, sentTs: '2026-01-01T00:00:00.000Z', sessionId: 's' };

/** @param {(text: string) => unknown} parse the value of a text, or undefined @returns {Subject} */
function plain(parse) {
  return {
    check: (text) => {
      const value = parse(text);
      return value === undefined ? undefined : JSON.stringify(value);
    },
    envelope: (texts) => {
      const events = texts.map((text) => ({ ts: new Date().toISOString(), parameters: parse(text), name: EVENT }));
      return JSON.stringify({ ...AROUND, events });
    },
  };
}

/** @param {(data: any) => boolean} validate @returns {Subject} */
function byAjv(validate) {
  return plain((text) => {
    const value = JSON.parse(text);
    return validate(value) ? value : undefined;
  });
}

/** As users have it: the schema's own words are kept, defaults are filled in. */
const AJV = { strict: false, useDefaults: true };

/** The code that ajv writes for the schema. */
export function ajvCode() {
  const ajv = new Ajv.default({ ...AJV, code: { source: true } });
  return standalone.default(ajv, ajv.compile(schema()));
}

/** @returns {Promise<Subject>} */
async function ajvStandalone() {
  const { default: validate } = await import(
    `data:text/javascript;base64,${Buffer.from(await bundle(ajvCode())).toString('base64')}`
  );
  return byAjv(validate);
}

/** @returns {Subject} */
function ajvRuntime() {
  return byAjv(new Ajv.default(AJV).compile(schema()));
}

/** @returns {Subject} */
function byZod() {
  const shape = z.fromJSONSchema(schema());
  return plain((text) => shape.safeParse(JSON.parse(text)).data);
}

const SETTINGS = JSON.stringify({
  product: 'anonymizer',
  clientVersion: '1.0',
  sessionId: 's',
  cpuArchitecture: 'x86_64',
  outbox: false,
  endpoint: 'http://127.0.0.1:9/',
});

/** @param {readonly string[]} texts */
const lines = (texts) => texts.map((text) => `{"event":"${EVENT}","parameters":${text}}\n`).join('');

/**
 * Over some glue.
 *
 * @param {(imports: import('../src/component/types.js').ImportObject) => import('../src/component/types.js').Root} link
 * @returns {Subject}
 */
function component(link) {
  let [sent, tickets] = ['', 0];
  // It answers every request at once.
  const transport = {
    onAnswer: () => {},
    start: (/** @type {import('../src/component/types.js').Request} */ { body }) => {
      sent = body;
      tickets += 1;
      return tickets;
    },
    poll: () => /** @type {const} */ ({ outcome: 'answered', status: 200, retryAfter: '', unsure: false }),
    cancel: () => false,
    abandon: () => {},
  };
  const telemetry = link(importsOf({ now: Date.now, transport }));
  const life = { token: '0123456789abcdef', traps: 0, ledger: NOTHING };
  const client = telemetry.client.Client.open(SETTINGS, [{ source: 'call', name: 'enabled', value: 'true' }], life);
  const poll = () => {
    for (let order = client.poll(); order.tag !== 'wait' && order.tag !== 'done'; order = client.poll()) {
      // There is no file.
      if (order.tag === 'look') client.tell([]);
    }
  };
  const id = { name: EVENT, version: VERSION };
  return {
    check: (text) => telemetry.catalog.validate(id, text).canonical,
    envelope: (texts) => {
      client.enqueue(lines(texts));
      client.flush();
      poll();
      poll();
      return sent;
    },
  };
}

function own() {
  const module = new WebAssembly.Module(readFileSync(here('../generated/telemetry.core.wasm')));
  return component((imports) => instantiate(module, imports));
}

/** Each by its name; the first is what the others are compared to. @type {Record<string, () => Subject | Promise<Subject>>} */
export const SUBJECTS = {
  'JSON.parse and JSON.stringify, no check': () => plain(JSON.parse),
  'ajv, standalone code': ajvStandalone,
  'ajv, compiled at run time': ajvRuntime,
  zod: byZod,
  component: own,
  'component, over the glue of jco': async () => component(/** @type {any} */ (await judge())),
};
