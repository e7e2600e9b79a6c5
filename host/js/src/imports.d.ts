// What the parts of the package ask of each other. The component's own types are in generated/interfaces.

import type { Answer } from '../generated/interfaces/nemo-telemetry-http.js';
import type { Fact, Query } from '../generated/interfaces/nemo-telemetry-policy.js';

export type { Answer, Fact, Query };

/** Lines that outlive the process; host/OUTBOX.md. Nothing here throws. */
export interface Outbox {
  /** Adds lines, each ending in a line feed, to the own segment. False: nothing was kept. */
  append(lines: string): boolean;
  /** Puts lines in place of the own segment; the empty text removes it. False: the old lines are still there. */
  replace(lines: string): boolean;
  /** A segment whose owner is gone, at most so many bytes long. */
  claim(maxBytes: number): { id: number; lines: string } | undefined;
  /** Gives a claimed segment back unchanged. */
  release(id: number): void;
  /** Removes a claimed segment. */
  discard(id: number): void;
  /** A sign of life. False: another process has the own segment. */
  renew(): boolean;
  /** Frees the own segment, and what is claimed, for others. */
  end(): void;
  /** Whether an earlier process left something that nobody holds. Only names and times are looked at; no folder is made. */
  isSomethingLeft(): boolean;
}

/** The local audit log; host/AUDIT.md. Nothing here throws. */
export interface Audit {
  /** Adds a line, given without its line feed. False: it was not written. */
  append(line: string): boolean;
  /** Why the last line was not written. */
  readonly problem: string | undefined;
}

/** A POST for a transport to send. */
export interface Request {
  /** https, or http to a loopback address; or `stdout:`, `stderr:`, `file:` with an absolute path. */
  url: string;
  /** JSON text; its UTF-8 bytes are sent as they are. */
  body: string;
  /** From `start` to the last byte of the answer's head. */
  timeoutMs: number;
}

/** Posts without anybody waiting. Nothing here throws, and no callback comes from within a call. */
export interface Transport {
  /** Hands a request over. The answer is a ticket, from 1, that is never used again. */
  start(request: Request): number;
  /** The answer to a ticket, once; nothing while it is under way. An unknown ticket has failed. */
  poll(ticket: number): Answer | undefined;
  /** Gives a ticket up. Harmless for one that is unknown. */
  cancel(ticket: number): void;
  /** Called once whenever an answer has come; set by whoever polls. */
  onAnswer: () => void;
  /** Requests under way. */
  readonly busy: number;
}

/** Where the files are; absent folders are not used. Only Node has any. */
export interface Paths {
  /** For outboxes and audit logs. */
  state?: string;
  /** For stored decisions. */
  config?: string;
  /** For the administrator's policy. */
  machine?: string;
}

/** What an environment needs to know of the program that opened telemetry. */
export interface Surroundings {
  product: string;
  /** Facts of the source `call`, by name: `enabled`, `emit_telemetry`, `destination`, `answer`. */
  calls: Readonly<Record<string, string>>;
  /** Facts of the source `host` that the program itself passed, by name; they stand in place of what the environment would find. */
  hosts: Readonly<Record<string, string>>;
  /** In place of the process's environment variables. */
  variables?: Readonly<Record<string, string | undefined>>;
  /** In place of the person's folders. */
  paths?: Paths;
  /** Told, a line each, what a developer should know, such as that lines cannot be kept. */
  onWarning(message: string): void;
  /** Unix milliseconds. */
  now(): number;
}

/** Programs that end before they reach a collector; host/OUTBOX.md, "Exits". */
export interface Exits {
  /** Whether it is time for one exit that is patient. */
  isOverdue(): boolean;
  /** An exit left events behind without any answer. */
  note(): void;
  /** A collector was reached. */
  forget(): void;
}

/** A timer that was set. */
export interface Timer {
  cancel(): void;
}

/** The one place where platforms differ. Nothing here throws. */
export interface Environment {
  readonly name: 'node' | 'browser' | 'other';
  /** Machine name of the processor, such as x86_64; `undefined` (the word) where it is not known. */
  readonly cpuArchitecture: string;
  /** Settings that hold here unless the program says otherwise. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What is found of that which the policy asks for; host/FACTS.md. Synchronous. */
  facts(queries: readonly Query[], surroundings: Surroundings): Fact[];
  /** Stores the text of a decision; the empty text removes the file. The answer is a problem, or nothing. */
  storeDecision(queries: readonly Query[], text: string, surroundings: Surroundings): string | undefined;
  /** A new outbox of the product; nothing where there is no storage. */
  outbox(surroundings: Surroundings): Outbox | undefined;
  /** The audit log of the product; nothing where there is no storage. */
  audit(surroundings: Surroundings): Audit | undefined;
  transport(surroundings: Surroundings): Transport;
  /** The count of impatient exits; nothing where there is no storage. */
  exits(surroundings: Surroundings): Exits | undefined;
  /** Shows a notice to a person, where the program does not do so itself. */
  notify(text: string): void;
  /** Calls back after so many milliseconds. While `hold` is false the timer does not keep the process alive. */
  timer(callback: () => void, ms: number, hold: boolean): Timer;
  /**
   * Calls back when the end is near. `pause`: the program may end, or may go on, and asynchronous work can still be done (a page is
   * hidden; Node has nothing more to do). `end`: this is the last instant, and nothing asynchronous will be done any more. The answer
   * stops it.
   */
  onExit(callback: (stage: 'pause' | 'end') => void): () => void;
}
