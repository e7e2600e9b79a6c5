/// <reference lib="esnext.disposable" />

/**
 * Anonymous usage telemetry in the format of NVIDIA's NeMo products.
 *
 * A WebAssembly component checks events, queues and retries them, and decides consent. It is loaded when there is something for it to do,
 * and not while telemetry is off. Nothing here throws, unless a client is opened with `strict`.
 *
 * @packageDocumentation
 */

import type { EventMap, EventName, Product } from './events.js';
import type { Derivations } from './records.js';
import type { Settings } from './settings.js';

export type { Derivations, EventMap, EventName, Product, Settings };

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

/** An event of a body that is refused. */
export interface RefusedEvent {
  /** Its place in the list of events, from 0. */
  readonly index: number;
  /** What is wrong, at most 32 problems. Pointers and offsets are those of the whole body. */
  readonly problems: readonly Problem[];
}

/** What a check of a body found. No value of the body is in it. */
export interface BodyVerdict {
  /**
   * What the body is as a whole: `too-large`, longer than 1 MiB, of which nothing was looked at; `unchecked`, the component does not run,
   * and the only problem says why.
   */
  readonly form: 'envelope' | 'not-envelope' | 'not-json' | 'too-large' | 'unchecked';
  /** The status with which a collector answers: 400, 413, 422 where every event is refused, else 200; 503 for what is unchecked. */
  readonly status: number;
  /** What is wrong with the whole: nothing for an envelope, else at least one problem and at most 32. */
  readonly problems: readonly Problem[];
  /** Events of an envelope that have nothing wrong. */
  readonly accepted: number;
  /** Events of an envelope that have something wrong. */
  readonly refused: number;
  /** The refused events in their order, until 256 problems are told. Those behind are only counted. */
  readonly rejections: readonly RefusedEvent[];
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
  /** Of a file its path below the configuration folder. */
  readonly name: string;
  /** An environment variable that may hold another path. */
  readonly variable?: string;
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
 * Check the body of a request as strictly as its events, as whoever receives it does: the members of the envelope, a known client, and each
 * event with every field and no other. Free strings are not looked at for what is private.
 *
 * @param body - The text of at most 1 MiB.
 * @example
 * ```js
 * const { form, problems } = checkBody('{"events": []}');
 * console.log(form, problems[0].code); // not-envelope missing-field
 * ```
 */
export function checkBody(body: string): BodyVerdict;

/**
 * Decide from facts alone, as a client does from what it finds.
 *
 * @param product - A product that is not known is off.
 * @param facts - What was found of {@link queries}; a fact that no query names is ignored.
 */
export function decide(product: Product | (string & {}), facts?: readonly Fact[]): Decision;

/** Exactly what may be looked at for a product. Empty for a product that is not known. */
export function queries(product: Product | (string & {})): readonly Query[];

/** What a client is opened with. In browsers, `batchEvents` and `flushEvents` are 25 by default. */
export interface Options extends Settings {
  /** What the program says: `false` forbids, `true` is a yes unless something forbids. */
  enabled?: boolean;
  /** The product's own setting of that name: `false` forbids. */
  emitTelemetry?: boolean;
  /** A person named in this very command where events go. For commands, not for libraries. */
  destination?: boolean;
  /** What a person typed at the question of the state `ask`, without the line end; `none` at the end of input. It is stored. */
  answer?: string;

  /**
   * Told, a line each, what a person or a developer should know: the product's notice, events that are wrong, lines that cannot be kept. No
   * private value is among it. Without it the lines go to standard error, or to the console.
   */
  onProblem?: (message: string) => void;
  /** For tests: throw what is wrong, check each event within `enqueue`, load the component within `open`. Default: false. */
  strict?: boolean;
  /** Folders in place of the person's, in Node. */
  paths?: { state?: string; config?: string; machine?: string };
  /** In place of the environment variables, in Node. */
  variables?: Readonly<Record<string, string | undefined>>;
}

/**
 * What became of an event: `buffered`, it is on its way to be checked; `off`, telemetry is off; `closed`; `full`, too many events wait already;
 * `unusable`, JSON cannot say it or it is longer than 64 KiB.
 */
export type Enqueued = 'buffered' | 'off' | 'closed' | 'full' | 'unusable';

/** Where every event is: `accepted + recovered = delivered + pending + kept + dropped`, with `dropped` summed over its reasons. */
export interface Ledger {
  /** Events that were taken. */
  readonly accepted: number;
  /** Events that earlier processes left, and those that this one kept while it was idle and took up again. */
  readonly recovered: number;
  /** Answered with a 2xx status. */
  readonly delivered: number;
  /** Queued, waiting for another attempt, or under way. */
  readonly pending: number;
  /** In the outbox when the client was closed, for a later process. */
  readonly kept: number;
  /** Events with an attempt whose end is unknown. They are also counted where they are. */
  readonly unsure: number;
  /** By reason, such as `refused`, `attempts` or `opt-out`. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** How telemetry stands. */
export interface Status {
  /** What was decided; absent: nothing yet, because there was nothing to do. */
  readonly state?: State;
  /** Why, in a line for a person; of telemetry that is on and does not work, why not. */
  readonly text: string;
  /** Where every event is that was checked. */
  readonly ledger: Ledger;
  /** Bytes of events that wait to be checked. */
  readonly buffered: number;
  /** Events that were wrong. */
  readonly rejected: number;
  /** What was wrong with the last of them, or with the settings. */
  readonly problems: readonly Problem[];
  /** Events that found the buffer full. */
  readonly overflowed: number;
  /** How often the component had to be started again. */
  readonly restarts: number;
  /** What keeps it from working, if anything does, such as an engine that refuses WebAssembly. */
  readonly problem?: string;
  /** Why the audit log has gaps, if it has. */
  readonly auditProblem?: string;
  /** Why events cannot be kept on disk, if they cannot. */
  readonly outboxProblem?: string;
  /** It has ended: it was closed, it is off, or it does not work. */
  readonly hasEnded: boolean;
}

/** A program's telemetry. No method throws, unless it was opened with `strict`. */
export interface Client {
  /**
   * Take an event as it is now, and return at once. Later, when the program has nothing else to do, the component checks it.
   *
   * @param event - Its name, such as `nat_cli_command`.
   * @param parameters - What its schema describes.
   * @param options - `schemaVersion`: version of the wire format, without it the one that the product sends today; `ts`: when it
   * happened, without it now.
   * @throws {@link TelemetryError} only of a `strict` client: for an event that is wrong.
   */
  enqueue<K extends EventName>(event: K, parameters: EventMap[K], options?: { schemaVersion?: string; ts?: Date }): Enqueued;
  /**
   * Send what is queued now. The ledger comes when nothing is pending any more, or when the time is over.
   *
   * @param options - `timeoutMs`: default 2000, which also counts for what is no number. Negative is 0; the longest is 24 days. While it is
   * awaited, Node does not end.
   */
  flush(options?: { timeoutMs?: number }): Promise<Ledger>;
  /**
   * Take no more events, and end within that time. What is not delivered then is kept in the outbox, or dropped where there is none.
   *
   * @param options - `timeoutMs`: default 50; as for `flush`.
   */
  close(options?: { timeoutMs?: number }): Promise<Ledger>;
  /**
   * A person says no: it is stored where the product has a place for it, what is under way is given up, what is queued is dropped, and
   * the outbox is emptied, all before this returns. Nothing is sent after that.
   */
  optOut(): Promise<Ledger>;
  /** Where every event is. */
  ledger(): Ledger;
  /** How it stands. */
  status(): Status;
  /** Ends at once: what is left is kept for a later process, or dropped. */
  [Symbol.dispose](): void;
  /** As `close`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Open a program's telemetry. Nothing is loaded, and no file is made, before there is something to do.
 *
 * @example
 * ```js
 * const telemetry = open({ product: 'agent-toolkit', clientVersion: '1.9.0' });
 * telemetry.enqueue('nat_cli_command', { command: 'run', taskStatus: 'success', pythonVersion: '3.12' });
 * await telemetry.close();
 * ```
 * @throws {@link TelemetryError} only with `strict`: for options that are wrong, or where the component does not run.
 */
export function open(options: Options): Client;

/** An event to look at. */
export interface PreviewEvent {
  event: string;
  parameters: unknown;
  schemaVersion?: string;
  /** RFC 3339, UTC. */
  ts?: string;
}

/** What would be sent. */
export interface Preview {
  /** The body of each request, byte for byte. */
  readonly bodies: readonly string[];
  /** Events that were wrong; `index` counts from 0. */
  readonly rejected: readonly { readonly index: number; readonly problems: readonly Problem[] }[];
  /** What is wrong with the settings. */
  readonly problems: readonly Problem[];
}

/**
 * The exact bodies of events, as they would be sent now. Nothing is sent or kept, and nobody's consent is asked for.
 *
 * @param settings - As for {@link open}.
 * @param events - In the order in which they are sent.
 */
export function preview(settings: Options, events: readonly PreviewEvent[]): Preview;

/**
 * Turn what a program knows into the few words that may be sent. Where the component does not run nothing is sent either, and a label is
 * then the word `undefined`, -1, or an empty list.
 */
export declare const labels: {
  /**
   * A model's name: itself when it is a repository id of a model hub, `undefined` when there is none, else `local_path`.
   *
   * @param options - `onDisk`: whether a file of that name was found.
   */
  sanitizeModel(name: string | null | undefined, options?: { onDisk?: boolean }): string;
  /** Bucket of a number of records, such as `201-1000`. */
  bucketRecords(count: number): string;
  /** Bucket of a number of columns, such as `6-10`. */
  bucketColumns(count: number): string;
  /**
   * Kind of host behind a model endpoint: `nvidia-build`, `nvidia-internal`, `openrouter`, `local`, `other`.
   *
   * @param options - `strict`: only the host decides, and no text elsewhere in the URL.
   */
  classifyModelHost(endpoint: string | null | undefined, options?: { strict?: boolean }): string;
  /** Distinct kinds of host, sorted. */
  collectModelHosts(hosts: readonly (string | null | undefined)[]): string[];
  /** Model aliases trimmed, sorted and joined with commas; `not_applicable` when there is none. */
  joinAliases(aliases: readonly string[]): string;
  /** Mean number of tokens of a record, rounded down; -1 when there are no records. */
  averageTokens(total: number, records: number): number;
  /** Derive several fields at once. `canonical` is JSON text of an object. */
  derive<K extends keyof Derivations>(name: K, input: Derivations[K] | string): Checked;
  /** The names that `derive` knows. */
  derivations(): string[];
};
