/// <reference lib="esnext.disposable" />

/**
 * Anonymous usage telemetry in the format of NVIDIA's NeMo products.
 *
 * A WebAssembly component checks events, queues and retries them, and decides consent. It is loaded when there is something for it to do,
 * and not while telemetry is off. Nothing here throws, unless a client is opened with `strict`.
 *
 * @packageDocumentation
 */

import type { EventMap } from './events.js';

export type { EventMap };

/** Identifier of a product. */
export type Product = 'agent-toolkit' | 'anonymizer' | 'guardrails' | 'safe-synthesizer';

/** Name of an event of the schema. */
export type EventName = keyof EventMap & string;

/**
 * One thing that is wrong with a text, and what to do about it. A rejected value is in no field of it, because it may be private.
 */
export interface Problem {
  /** JSON Pointer to the value; to the object, where a field is missing. Empty: the whole. */
  readonly pointer: string;
  /** Stable identifier, such as `unknown-field`; compare this, not `message`. */
  readonly code: string;
  /** Expected and found, in lower case. Its wording may change. */
  readonly message: string;
  /** What was probably meant: a field's name or an allowed value. */
  readonly suggestion?: string | undefined;
  /** Where in the text, in bytes of its UTF-8 form from 0. */
  readonly offset: number;
}

/** Something about telemetry that is wrong. The message is for people and lists every problem. */
export class TelemetryError extends Error {
  constructor(message: string, problems?: readonly Problem[], options?: ErrorOptions);
  readonly name: 'TelemetryError';
  /** What is wrong, item by item; empty where it is not about a text. */
  readonly problems: readonly Problem[];
}

/** The outcome of a check: a canonical text, or at least one problem. */
export interface Checked {
  /** JSON with every field in the schema's order, defaults filled in, without white space. */
  readonly canonical?: string | undefined;
  /** All problems found, in the order of the text; missing fields follow. */
  readonly problems: readonly Problem[];
}

/** Something that was found, and speaks for or against telemetry. */
export interface Fact {
  readonly source: 'variable' | 'file' | 'call' | 'host';
  readonly name: string;
  readonly value: string;
}

/** Something that may be looked at. */
export interface Query {
  readonly source: 'variable' | 'file' | 'call' | 'host';
  readonly name: string;
}

/** `off`: nothing is queued, kept or sent. `ask`, `notify`: likewise, until a person was asked, or was told. `on`: events are sent. */
export type State = 'off' | 'ask' | 'notify' | 'on';

/** Whether telemetry may be sent, and why. */
export interface Decision {
  readonly state: State;
  /** The fact that decided; of the source `host` and the name `default` when none did. */
  readonly signal: Fact;
  /** Facts that spoke too, and lost. */
  readonly ignored: readonly Fact[];
  /** The question or the notice for a person, or one line that says why. */
  readonly text: string;
  /** What is settled besides. */
  readonly resolved: Resolved;
}

/** What is settled besides whether events may be sent. */
export interface Resolved {
  /** Where events go. */
  readonly endpoint: string;
  readonly sink: 'http' | 'stdout' | 'stderr' | 'file' | 'none' | 'denied';
  readonly deploymentType: string;
  readonly sessionPrefix: string;
  /** Empty before there is a client. */
  readonly sessionId: string;
  /** Milliseconds; 0: no heartbeats. */
  readonly heartbeatIntervalMs: number;
  /** Values that were sent as the word `redacted`. */
  readonly redacted: number;
  readonly warnings: readonly string[];
}

/**
 * Check an event's parameters against its schema, without a client and without consent.
 *
 * @param event - Its name, such as `nat_cli_command`.
 * @param parameters - An object, or JSON text of at most 64 KiB.
 * @param options - `schemaVersion`: version of the wire format; without it the newest.
 * @example
 * ```js
 * const { problems } = validate('nat_cli_command', { command: 'run', taskStatus: 'sucess' });
 * console.log(problems[0].suggestion); // success
 * ```
 */
export function validate(event: string, parameters: unknown, options?: { schemaVersion?: string }): Checked;

/**
 * Decide from facts alone, as a client does from what it finds.
 *
 * @param product - A product that is not known is off.
 * @param facts - What was found of {@link queries}; a fact that no query names is ignored.
 */
export function decide(product: Product | (string & {}), facts?: readonly Fact[]): Decision;

/** Exactly what may be looked at for a product. Empty for a product that is not known. */
export function queries(product: Product | (string & {})): readonly Query[];
