// A body, taken apart where it stands: the envelope, its events, and what is wrong with each.

import type { BodyVerdict, Problem } from '../../src/index.js';
import { checkBody, type EventSchema, inventory, type Product, schemaOf } from './component.js';
import { isObject, items, type Member, members, parse } from './json.js';

export interface EventPart {
  readonly index: number;
  readonly name: string;
  readonly ts: string;
  readonly schema: EventSchema | undefined;
  readonly parameters: readonly Member[];
  readonly problems: readonly Problem[];
}

export interface Body {
  readonly text: string;
  readonly verdict: BodyVerdict;
  /** The wire version that the envelope names. */
  readonly version: string;
  /** Every member but the events. */
  readonly envelope: readonly Member[];
  readonly events: readonly EventPart[];
  /** Those of the whole and of each event. */
  readonly problems: readonly Problem[];
}

export function bodyOf(text: string): Body {
  const verdict = checkBody(text);
  const problems = [...verdict.problems, ...verdict.rejections.flatMap((event) => event.problems)];
  const parsed = parse(text);
  if (!isObject(parsed?.value)) return { text, verdict, version: '', envelope: [], events: [], problems };
  const top = members(text, parsed.start);
  const version = String(parsed.value.eventSchemaVer ?? '');
  const list = top.find(({ name }) => name === 'events');
  const values = Array.isArray(parsed.value.events) ? parsed.value.events : [];
  const spans = list && values.length > 0 ? items(text, list.value.start) : [];
  const refused = new Map(verdict.rejections.map((event) => [event.index, event.problems]));
  const events = spans.map((span, index): EventPart => {
    const value = isObject(values[index]) ? values[index] : {};
    const name = typeof value.name === 'string' ? value.name : '';
    const inside = isObject(value.parameters) && members(text, span.start).find((member) => member.name === 'parameters');
    return {
      index,
      name,
      ts: typeof value.ts === 'string' ? value.ts : '',
      schema: schemaOf(name, version),
      parameters: inside ? members(text, inside.value.start) : [],
      problems: refused.get(index) ?? [],
    };
  });
  return { text, verdict, version, envelope: top.filter((member) => member !== list), events, problems };
}

/** Whose body it is, as far as the envelope and its events tell. Several products may share a client id. */
export function senderOf(clientId: unknown, events: readonly { name: string; nemoSource: unknown }[]): Product | undefined {
  const sends = (product: Product) => events.some(({ name }) => Object.hasOwn(product.events, name));
  const candidates = inventory().products.filter((product) => product.clientId === clientId && sends(product));
  const words = events.map(({ nemoSource }) => String(nemoSource).replaceAll(/[^a-z]/g, ''));
  return candidates.find((product) => words.includes(product.id.replaceAll('-', ''))) ?? candidates[0];
}
