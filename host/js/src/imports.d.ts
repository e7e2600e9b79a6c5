// What the parts of the package ask of each other. The component's own types are in component/types.d.ts.

import type { Answer, FileQuery, ImportObject } from './component/types.js';
import type { Fact, Query } from './index.js';

export type { Answer, Fact, Query };

/** The component's folder on disk; host/FOLDER.md. Nothing here throws. */
export type Folder = ImportObject['nemo:telemetry/folder@0.2.0'] & {
  /** Nothing says where it is, so nothing is expected to be kept. */
  readonly isNowhere: boolean;
  /** Why something could not be done the last time, once. What is absent, or there already, is no problem. */
  takeProblem(): string | undefined;
};

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
  /** Gives a ticket up. Whether bytes of its body may have left. */
  cancel(ticket: number): boolean;
  /** Gives up all tickets. */
  abandon(): void;
  /** Called once whenever an answer has come; set by whoever polls. */
  onAnswer: () => void;
}

/** Where the files are; absent folders are not used. Only Node has any. */
export interface Paths {
  /** For what each product keeps, in a folder of its own. */
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
  /** Told, a line each, what a person or a developer should know. False: it could not be told. */
  onWarning(message: string): boolean;
  /** Unix milliseconds. */
  now(): number;
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
  /** Stores the text of a decision; without a text the file is removed. The answer is a problem, or nothing. */
  store(place: FileQuery, text: string | undefined, surroundings: Surroundings): string | undefined;
  /** Stores a person's no and removes what waits, without the component. The answer is a problem, or nothing. */
  refuse(surroundings: Surroundings): string | undefined;
  /** The folder of the product; nothing where there is no storage. */
  folder(surroundings: Surroundings): Folder | undefined;
  transport(surroundings: Surroundings): Transport;
  /** Shows a notice to a person, where the program does not do so itself. */
  notify(text: string): unknown;
  /** Calls back after so many milliseconds. While `hold` is false the timer does not keep the process alive. */
  timer(callback: () => void, ms: number, hold: boolean): Timer;
  /** Calls back when the end is near. The answer stops it. */
  onExit(callback: (stage: Stage) => void): () => void;
  /** Whether nothing asynchronous will be done any more. */
  isEnding(): boolean;
}

/**
 * How near the end is. `hidden`: a page may end without another word. `idle`: the process ends unless somebody has more to do; asynchronous
 * work can still be done. `end`: nothing asynchronous will be done any more.
 */
export type Stage = 'hidden' | 'idle' | 'end';
