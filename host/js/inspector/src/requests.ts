// The requests that have arrived, as the page keeps them.

import { senderOf } from './body.js';
import { isObject, parse } from './json.js';

/** What a machine knows of a sender. */
export interface Sender {
  readonly product: string;
  readonly isOn: boolean;
  readonly status: string;
  readonly why: string;
  /** The line of the audit log. */
  readonly audit: string;
}

/** A request as the collector tells of it. */
export interface Told {
  readonly received: string;
  readonly status: number;
  readonly refused: string | null;
  readonly verdict: {
    readonly status: number;
    readonly accepted: number;
    readonly refused: number;
    readonly rejections: readonly { readonly index: number }[];
  } | null;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly sha256: string;
  readonly body: string;
  readonly sender: Sender | null;
}

/** `valid`: nothing is wrong; `problems`: some events are; `refused`: a collector takes nothing of it. */
export type Verdict = 'valid' | 'problems' | 'refused';

export const VERDICTS: Readonly<Record<Verdict, string>> = { valid: 'Valid', problems: 'Problems', refused: 'Refused' };

export interface EventCount {
  readonly name: string;
  readonly count: number;
}

export interface Request extends Told {
  readonly id: string;
  readonly time: Date;
  /** Identifier of the product; empty: not known. */
  readonly product: string;
  readonly events: readonly EventCount[];
  readonly accepted: number;
  readonly wrong: number;
  readonly outcome: Verdict;
  /** What a search looks at, in lower case. */
  readonly words: string;
}

/** How often each value of a field was seen. */
export type Values = Map<string, number>;

/** Values of one field that are told apart; the others are counted together. */
const DISTINCT = 500;

/** What is beyond that. */
export const OTHERS = '';

/** Requests that are kept; the oldest go first. */
const KEPT = 50_000;

export class Requests {
  /** The newest last. */
  list: Request[] = [];
  /** By `event@version`, then by field. */
  fields = new Map<string, Map<string, Values>>();
  /** How many had to be let go, here or before the page was opened. */
  forgotten = 0;

  add(id: string, told: Told): void {
    const value = parse(told.body)?.value;
    const envelope = isObject(value) ? value : {};
    const events = (Array.isArray(envelope.events) ? envelope.events : []).filter(isObject);
    const named = events.map(({ name, parameters }) => ({
      name: typeof name === 'string' ? name : '',
      nemoSource: isObject(parameters) ? parameters.nemoSource : undefined,
    }));
    const counts = new Map<string, number>();
    for (const { name } of named) counts.set(name, (counts.get(name) ?? 0) + 1);
    const product = told.sender?.product ?? senderOf(envelope.clientId, named)?.id ?? '';
    const accepted = told.verdict?.accepted ?? 0;
    const wrong = told.verdict?.refused ?? 0;
    const isRefused = told.refused !== null || (told.verdict !== null && told.verdict.status !== 200);
    this.list.push({
      ...told,
      id,
      time: new Date(told.received),
      product,
      events: Array.from(counts, ([name, count]) => ({ name, count })),
      accepted,
      wrong,
      outcome: isRefused ? 'refused' : wrong > 0 ? 'problems' : 'valid',
      words: `${told.sha256} ${product} ${told.refused ?? ''} ${told.method} ${told.path} ${told.body}`.toLowerCase(),
    });
    const version = String(envelope.eventSchemaVer ?? '');
    for (const { name, parameters } of events) if (isObject(parameters)) this.#count(`${name}@${version}`, parameters);
    if (this.list.length > KEPT) this.forgotten += this.list.splice(0, this.list.length - KEPT).length;
  }

  clear(): void {
    this.list = [];
    this.fields = new Map();
    this.forgotten = 0;
  }

  #count(event: string, parameters: Record<string, unknown>): void {
    const fields = entry(this.fields, event, () => new Map<string, Values>());
    for (const [name, value] of Object.entries(parameters)) {
      const values = entry(fields, name, () => new Map<string, number>());
      const text = JSON.stringify(value);
      const key = values.has(text) || values.size < DISTINCT ? text : OTHERS;
      values.set(key, (values.get(key) ?? 0) + 1);
    }
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

/** What a person wants to see. Empty: everything. */
export interface Filter {
  readonly text: string;
  readonly product: string;
  readonly event: string;
  readonly verdict: string;
}

export const EVERYTHING: Filter = { text: '', product: '', event: '', verdict: '' };

/** The newest first. */
export function matching(list: readonly Request[], filter: Filter): Request[] {
  const text = filter.text.trim().toLowerCase();
  const found: Request[] = [];
  for (let at = list.length - 1; at >= 0; at--) {
    const request = list[at];
    if (
      (filter.product === '' || request.product === filter.product) &&
      (filter.event === '' || request.events.some(({ name }) => name === filter.event)) &&
      (filter.verdict === '' || request.outcome === filter.verdict) &&
      (text === '' || request.words.includes(text))
    )
      found.push(request);
  }
  return found;
}

/** What the command records of a request: a line of `collect --json`. */
export function recordOf({ received, status, refused, verdict, method, path, headers, sha256, body }: Request): string {
  return JSON.stringify({ received, status, refused, verdict, method, path, headers, sha256, body });
}
