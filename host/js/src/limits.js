// Written by `cargo xtask gen` from guest/schema; edit the files there.

/**
 * Longest time that telemetry delays the exit of a program, in milliseconds. A person does not
 * notice it.
 */
export const EXIT_MS = 50;

/**
 * Last part of a close, in which nothing is sent, in milliseconds. What is left is saved then,
 * which takes a millisecond or two.
 */
export const SHUTDOWN_RESERVE_MS = 25;

/**
 * How long a flush or an opt-out waits when the caller names no time, in milliseconds. A request of
 * every product ends within it.
 */
export const FLUSH_MS = 2000;

/** Longest line of an event, in bytes. The component rejects a longer one. */
export const MAX_LINE = 65_536;

/**
 * Longest text that enters or leaves the component in one call, in bytes. A text that does not fit
 * the memory of an instance makes it trap.
 */
export const MAX_TEXT = 262_144;

/**
 * Longest text that `folder` reads or writes in one call, in bytes. The largest segment of the
 * outbox is read at once.
 */
export const MAX_FOLDER_TEXT = 524_288;

/**
 * Longest body that `catalog.check-body` looks at. Of a longer one the first bytes cross, a few
 * more than these, in bytes. The collectors in use take no more.
 */
export const MAX_CHECKED_BODY = 1_048_576;

/**
 * Lines that wait until they are checked, in bytes. It holds some hundred events for the time that
 * the component takes to load.
 */
export const MAX_BUFFER = 524_288;

/**
 * Longest file of a decision that is read, in bytes. Real files have some hundred bytes. A longer
 * one is unreadable, which is never a yes.
 */
export const MAX_FACT = 65_536;

/**
 * Instances of one client that may trap. To open still more would be a loop that keeps the machine
 * busy.
 */
export const MAX_TRAPS = 8;

/**
 * Requests that an instance may have under way. An honest one has one. The bodies of more could
 * exhaust the host's memory.
 */
export const MAX_REQUESTS = 16;

/** Different problems that a client reports. A defect must not flood the output of a program. */
export const MAX_PROBLEMS = 32;

/**
 * Longest time to resolve a name and to connect, TLS included, in milliseconds. A host that takes
 * longer blocks the next request.
 */
export const CONNECT_MS = 1000;
