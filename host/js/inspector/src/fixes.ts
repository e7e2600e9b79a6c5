// What one click can mend in a text.

import type { Problem } from '../../src/index.js';
import type { Field } from './component.js';
import { isObject, members, parse, tokenEnd, unitAt, valueEnd } from './json.js';

export interface Fix {
  /** What it does, such as `Use "success"`. */
  readonly label: string;
  apply(text: string): string;
}

function replace(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

/** Removes a member or an item with the comma that belongs to it. */
function remove(text: string, start: number, end: number): string {
  const after = /^\s*,\s*/.exec(text.slice(end));
  if (after) return replace(text, start, end + after[0].length, '');
  const before = /,\s*$/.exec(text.slice(0, start));
  return replace(text, before ? start - before[0].length : start, end, '');
}

/** A value that a field takes: the one that means none, else its default, else an example. */
export function placeholder(field: Field): unknown {
  return field['x-sentinel'] ?? field.default ?? field.enum?.[0] ?? field.examples?.[0] ?? (field.type === 'boolean' ? false : 0);
}

/** The last step of a pointer. */
function lastName(pointer: string): string {
  return (pointer.split('/').at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
}

/** How a problem can be mended; `fields` are those of the event in which it is. */
export function fixOf(problem: Problem, fields: readonly Field[]): Fix | undefined {
  const { code, suggestion, offset, pointer } = problem;
  const at = (text: string) => unitAt(text, offset);
  if (suggestion !== undefined && (code === 'not-allowed' || code === 'unknown-field')) {
    const label = code === 'not-allowed' ? `Use “${suggestion}”` : `Rename to “${suggestion}”`;
    return { label, apply: (text) => replace(text, at(text), tokenEnd(text, at(text)), JSON.stringify(suggestion)) };
  }
  if (code === 'unknown-field' || code === 'duplicate-field') {
    return {
      label: 'Remove this field',
      apply: (text) => {
        const start = at(text);
        const colon = text.indexOf(':', tokenEnd(text, start));
        const value = colon + 1 + (/^\s*/.exec(text.slice(colon + 1))?.[0].length ?? 0);
        return remove(text, start, valueEnd(text, value));
      },
    };
  }
  if (code === 'trailing-text') return { label: 'Remove what follows', apply: (text) => text.slice(0, at(text)).trimEnd() };
  const field = fields.find(({ name }) => name === lastName(pointer));
  if (field && ['wrong-type', 'not-allowed', 'out-of-range', 'too-long'].includes(code)) {
    const value = JSON.stringify(placeholder(field));
    return { label: `Use ${value}`, apply: (text) => replace(text, at(text), valueEnd(text, at(text)), value) };
  }
  return undefined;
}

/** Adds the fields that an event needs and does not have; undefined where there is none. */
export function fillIn(parameters: string, fields: readonly Field[]): Fix | undefined {
  const parsed = parse(parameters);
  if (!isObject(parsed?.value)) return undefined;
  const there = new Set(Object.keys(parsed.value));
  const missing = fields.filter(({ name, default: otherwise }) => otherwise === undefined && !there.has(name));
  if (missing.length === 0) return undefined;
  return {
    label: missing.length === 1 ? `Add ${missing[0].name}` : `Add ${missing.length} missing fields`,
    apply: (text) => {
      const start = parse(text)?.start ?? 0;
      const last = members(text, start).at(-1);
      const added = missing.map((field) => `${JSON.stringify(field.name)}: ${JSON.stringify(placeholder(field))}`).join(', ');
      return last ? replace(text, last.value.end, last.value.end, `, ${added}`) : replace(text, start + 1, start + 1, added);
    },
  };
}
