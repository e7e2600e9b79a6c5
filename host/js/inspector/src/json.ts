// Where things stand in JSON text. Values are shown and mended as they are written, not as a parser would write them again.

/** A part of a text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A member of an object. */
export interface Member {
  readonly name: string;
  readonly key: Span;
  readonly value: Span;
}

const SPACE = /[ \t\n\r]/;

function afterSpace(text: string, at: number): number {
  while (at < text.length && SPACE.test(text[at])) at++;
  return at;
}

/** The end of the string, number, word or bracket that begins there. */
export function tokenEnd(text: string, start: number): number {
  if (text[start] === '"') {
    let at = start + 1;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    return Math.min(at + 1, text.length);
  }
  let at = start + 1;
  if ('{}[],:'.includes(text[start] ?? ',')) return Math.min(at, text.length);
  while (at < text.length && !/[\s,:\]}]/.test(text[at])) at++;
  return Math.min(at, text.length);
}

/** The end of the whole value that begins there. */
export function valueEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const end = tokenEnd(text, at);
    if (text[at] === '{' || text[at] === '[') depth++;
    if (text[at] === '}' || text[at] === ']') depth--;
    if (depth <= 0) return end;
    at = afterSpace(text, end);
  }
  return text.length;
}

/** The members of the object that begins there, of a text that is JSON. */
export function members(text: string, start: number): Member[] {
  const found: Member[] = [];
  let at = afterSpace(text, start + 1);
  while (at < text.length && text[at] === '"') {
    const key = { start: at, end: tokenEnd(text, at) };
    const valueStart = afterSpace(text, afterSpace(text, key.end) + 1);
    const value = { start: valueStart, end: valueEnd(text, valueStart) };
    found.push({ name: JSON.parse(text.slice(key.start, key.end)), key, value });
    at = afterSpace(text, value.end);
    if (text[at] !== ',') break;
    at = afterSpace(text, at + 1);
  }
  return found;
}

/** The items of the list that begins there, of a text that is JSON. */
export function items(text: string, start: number): Span[] {
  const found: Span[] = [];
  let at = afterSpace(text, start + 1);
  while (at < text.length && text[at] !== ']') {
    const item = { start: at, end: valueEnd(text, at) };
    found.push(item);
    at = afterSpace(text, item.end);
    if (text[at] !== ',') break;
    at = afterSpace(text, at + 1);
  }
  return found;
}

/** What a text is: the value, and where it begins; undefined where it is no JSON. */
export function parse(text: string): { value: unknown; start: number } | undefined {
  try {
    return { value: JSON.parse(text), start: afterSpace(text, 0) };
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The UTF-16 unit at an offset in bytes of UTF-8, by which the component names places. */
export function unitAt(text: string, offset: number): number {
  let bytes = 0;
  let at = 0;
  while (at < text.length && bytes < offset) {
    const code = text.codePointAt(at) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += code < 0x10000 ? 1 : 2;
  }
  return at;
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
