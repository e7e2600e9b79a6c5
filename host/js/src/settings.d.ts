// Written by `cargo xtask gen` from guest/schema; edit the files there.

import type { Product } from './events.js';

/** What the component is opened with. */
export interface Settings {
  /** Whose events are sent. */
  product: Product;
  /** Version of the sending package: clientVer. Without it the product's word for unknown. */
  clientVersion?: string;
  /** Session id before its prefix; that of the product is then left out. Without it one is made as the product does. */
  sessionId?: string;
  /** Machine name of the processor, such as x86_64. Without it a host names its own. */
  cpuArchitecture?: string;
  /**
   * Where events go: https, http to loopback, or `stdout:`, `stderr:` or `file:` with an absolute path, where the host writes each
   * body as a line. Empty: nowhere, as with `dryRun`. `stdout` is `stderr:`, as in Agent Toolkit. Without it the product's
   * collector.
   */
  endpoint?: string;
  /** Build every body and send none over the network; the events are counted as dropped. Default: `false`. */
  dryRun?: boolean;
  /** Deployment type of every event, whatever the event says. A word that the event does not know is ignored. */
  deploymentType?: string;
  /** Keep events on disk until they are delivered. Not used where events do not go over the network. Default: `true`. */
  outbox?: boolean;
  /** What a full queue does: drop its oldest event, or refuse the new one. Default: `"drop-oldest"`. */
  overflow?: 'drop-oldest' | 'refuse';
  /** Most events that wait. From 1 to 10000. Default: `1000`. */
  queueEvents?: number;
  /** Most events in one request. From 1 to 10000. Default: `1000`. */
  batchEvents?: number;
  /** Waiting events that are sent at once. From 1 to 10000. Default: `50`. */
  flushEvents?: number;
  /** Longest time that an event waits before it is sent. In milliseconds. From 0 to 86400000. Default: `120000`. */
  flushIntervalMs?: number;
  /** Longest time of one request. Without it the product's. In milliseconds. From 1 to 60000. */
  timeoutMs?: number;
  /** Attempts after the first. Without it the product's number. From 0 to 100. */
  retries?: number;
  /**
   * When five programs in a row, or all of 24 hours, reached no collector, one close may take this long; 0: never. In milliseconds.
   * From 0 to 60000. Default: `1000`.
   */
  patienceMs?: number;
  /** Time between heartbeats, at least 10 s; 0: none. Without it the product's. In milliseconds. From 0 to 86400000. */
  heartbeatIntervalMs?: number;
  /** Write to the local audit log which bodies leave, how their requests end, and which events never leave. Default: `true`. */
  audit?: boolean;
  /**
   * Write the parameters of each event to the product's own file, `usage_stats.json`, before it is sent for the first time.
   * Guardrails only. Default: `false`.
   */
  usageStats?: boolean;
  /**
   * What becomes of a free string that looks like a path, an address or a name of the machine or its user: the word redacted, or a
   * refusal. Default: `"redact"`.
   */
  guard?: 'redact' | 'reject' | 'off';
}
