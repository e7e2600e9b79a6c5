// What is collected, in the lines that every host's command prints: out of the component itself.

import { ask } from '../standalone.js';

/** @typedef {{ name: string, version: string }} EventId */
/** @typedef {Record<string, any>} Schema */

/** What is told of a field, and the keyword of the schema that has it. */
const NOTES = [
  ['unit', 'x-unit'],
  ['unknown is', 'x-sentinel'],
  ['filled by', 'x-filled-by'],
  ['label', 'x-label'],
  ['example', 'examples'],
  ['purpose', 'x-purpose'],
  ['sensitivity', 'x-sensitivity'],
  ['guard', 'x-guard'],
  ['source', 'x-source'],
];

/** A line for every event and wire version. */
export function list() {
  return events().map((event) => {
    const { properties, title } = schema(event, 'wire');
    const fields = String(Object.keys(properties).length).padStart(2);
    return `${event.name.padEnd(28)} ${event.version.padEnd(5)} ${fields} fields  ${title}`;
  });
}

/**
 * Every field of the event that `name` or `name@version` means, without a version the newest: what it means, what it is for, what it
 * never holds. Undefined for an event that is not in the catalog.
 *
 * @param {string} wanted
 */
export function show(wanted) {
  const [name, version] = wanted.split('@');
  const event = events().findLast((one) => one.name === name && (version === undefined || one.version === version));
  if (!event) return undefined;
  const { title, description, properties, required = [] } = schema(event, 'input');
  const lines = [`${event.name} ${event.version}: ${title}`, description];
  for (const [name, field] of Object.entries(properties)) {
    lines.push('', `${name}  (${typeOf(field)}, ${presence(field, required.includes(name))})`, `  ${field.description}`);
    for (const [label, key] of NOTES) if (key in field) lines.push(`  ${label.padEnd(12)} ${textOf(field, field[key])}`);
  }
  return lines;
}

/** Every event and wire version, as `name@version`. */
export function known() {
  return events().map(({ name, version }) => `${name}@${version}`);
}

/** @returns {EventId[]} */
function events() {
  return ask(({ catalog }) => catalog.events());
}

/** @param {EventId} event @param {'input' | 'wire'} kind @returns {Schema} */
function schema(event, kind) {
  return JSON.parse(ask(({ catalog }) => catalog.jsonSchema(event, kind)) ?? '{}');
}

/** @param {Schema} field @param {boolean} isRequired */
function presence(field, isRequired) {
  if ((field.default ?? null) !== null) return `default ${jsonOf(field, field.default)}`;
  return isRequired ? 'required' : 'optional';
}

/** @param {Schema} field @returns {string} */
function typeOf({ type, enum: words, items }) {
  if (type === 'array') return items?.enum ? `list of ${items.enum.join(' | ')}` : 'list of strings';
  return words ? words.join(' | ') : type;
}

/** The text of a string, any other value's JSON. @param {Schema} field @param {unknown} value */
function textOf(field, value) {
  return typeof value === 'string' ? value : jsonOf(field, value);
}

/** JSON in which a number that need not be whole has a fraction, as the schema has it. @param {Schema} field @param {unknown} value */
function jsonOf(field, value) {
  const text = JSON.stringify(value);
  return field.type === 'number' && Number.isInteger(value) ? `${text}.0` : text;
}
