// Written by `cargo xtask gen` from wit; edit the files there.

export interface Datetime {
  seconds: bigint;
  nanoseconds: number;
}

/** A POST of JSON text. */
export interface Request {
  /**
   * Absolute URL, from the settings or the product's profile. Or, where these ask for it,
   * `stdout:`, `stderr:` or `file:` with an absolute path: the host then writes the body and a
   * line feed there and answers 200, or `failed`; nothing leaves the machine.
   */
  url: string;
  /**
   * The body, UTF-8 JSON, at most 256 KiB. Its bytes are final: a host sends them unchanged and
   * uncompressed.
   */
  body: string;
  /**
   * Total time in milliseconds, from `start` to the last byte of the answer's head. A slow
   * answer does not extend it.
   */
  timeoutMs: number;
}

/** How a request ended. */
export type Outcome =
  /** The server answered; `answer.status` holds its status. */
  | 'answered'
  /** `timeout-ms` passed first. */
  | 'timeout'
  /** No connection: name not resolved, refused, no route, TLS not established. Nothing was sent. */
  | 'unreachable'
  /**
   * The host does not send to this URL: neither https nor loopback, or its own policy says no.
   * Nothing was sent.
   */
  | 'denied'
  /**
   * Anything else: the connection broke, the answer was not HTTP or had more than 16 KiB before
   * its body, or the ticket is unknown.
   */
  | 'failed';

/** The end of a request. */
export interface Answer {
  outcome: Outcome;
  /** HTTP status, 200 to 599; 0 unless `outcome` is `answered`. */
  status: number;
  /** The `Retry-After` header as received, seconds or an HTTP date; empty when there was none. */
  retryAfter: string;
  /**
   * Bytes of the body may have reached the server though it did not answer. Such an event may
   * arrive twice; it is never lost for that reason.
   */
  unsure: boolean;
}

/** What is known of a file without reading it. */
export interface Entry {
  /** Length in bytes; 4294967295 for anything longer. */
  bytes: number;
  /**
   * Time of the last change or `touch`, in Unix milliseconds by the clock of
   * `wasi:clocks/wall-clock`.
   */
  touchedMs: number;
}

/** An event in one version of the wire format, such as `nat_cli_command` and `1.5`. */
export interface EventId {
  name: string;
  version: string;
}

export type SchemaKind =
  /** What a caller may pass: fields with a default are optional. */
  | 'input'
  /** What is sent: every field is there, and no other. */
  | 'wire';

/**
 * One thing that is wrong with a text, and what to do about it.
 *
 * A rejected value never appears in any field, and an unknown name only where it is within two
 * edits of a known one: a value that does not belong in an event is the likeliest place for
 * something private.
 */
export interface Problem {
  /**
   * JSON Pointer (RFC 6901) to the value; to the object, where a required field is missing or
   * the name of an unknown one is withheld. Empty: the whole text.
   */
  pointer: string;
  /**
   * Stable identifier such as `unknown-field`. Codes are added, never reworded; compare this,
   * not `message`.
   */
  code: string;
  /** Expected and found, in lower case without a full stop. Its wording may change. */
  message: string;
  /** What was probably meant: a field's wire name or an allowed value. */
  suggestion?: string;
  /** Where in the text, in bytes of its UTF-8 form from 0. */
  offset: number;
}

/** The outcome of a check: a canonical text, or at least one problem. Never both, never neither. */
export interface Checked {
  /** JSON with every field in the schema's order, defaults filled in, wire names, no white space. */
  canonical?: string;
  /**
   * All problems found, in the order of the text; missing fields follow. At most 32, the last
   * then says that there are more. After a syntax error the rest of the text is not looked at.
   */
  problems: Problem[];
}

/** What a body is as a whole. */
export type BodyForm =
  /** An envelope. Its events were judged one by one. */
  | 'envelope'
  /** JSON, but no envelope. */
  | 'not-envelope'
  /** No JSON, or more than one JSON value. */
  | 'not-json'
  /** Longer than 1 MiB. Nothing of it was looked at. */
  | 'too-large';

/** An event of a body that is refused. */
export interface RefusedEvent {
  /** Its place in the list of events, from 0. */
  index: number;
  /**
   * What is wrong, at most 32 problems: `unknown-event`, `unknown-version`, or what is wrong with
   * its members. Pointers and offsets are those of the whole body.
   */
  problems: Problem[];
}

/** What a check of a body found. As in a problem, no value of the body is in it. */
export interface BodyVerdict {
  form: BodyForm;
  /**
   * The status with which a collector answers: 400 for what is no envelope, 413 for what is too
   * large, 422 where every event is refused, else 200.
   */
  status: number;
  /**
   * What is wrong with the whole: nothing for an envelope, else at least one problem and at most
   * 32.
   */
  problems: Problem[];
  /** Events of an envelope that have nothing wrong. */
  accepted: number;
  /** Events of an envelope that have something wrong. */
  refused: number;
  /**
   * The refused events in their order, until 256 problems are told. Those behind are only
   * counted.
   */
  rejections: RefusedEvent[];
}

/** A file that holds a person's stored decision, the product's own configuration, or its session. */
export interface FileQuery {
  /**
   * Path below the configuration folder, or after `~/` below the person's own folder, with `/`
   * between its steps. The fact that it answers has this name.
   */
  path: string;
  /**
   * Environment variables, with a space between two; the first that counts is used. A name alone
   * counts where it is set and not empty, and holds the path to use in place of `path`:
   * absolute, or relative to the working directory. A name with `/` and steps behind it counts
   * where it holds an absolute path, and the steps are below that.
   */
  variable?: string;
}

/** Something a host may look at. It looks at nothing else. */
export type Query =
  /** An environment variable, by its name. */
  | { tag: 'variable'; val: string }
  /** A file's whole text. */
  | { tag: 'file'; val: FileQuery }
  /** What the embedding program passed, by its name. */
  | { tag: 'call'; val: string }
  /** What the host noticed, by its name. */
  | { tag: 'host'; val: string };

/** Where a fact comes from. */
export type Source =
  /** An environment variable. */
  | 'variable'
  /** A file's whole text. */
  | 'file'
  /** What the embedding program passed: a parameter or a command-line option. */
  | 'call'
  /** What the host noticed: a terminal, a loaded test runner, a browser's signal, a notice shown. */
  | 'host';

/**
 * What the host found. A fact that is not there is left out of the list; an empty value is a
 * value.
 */
export interface Fact {
  source: Source;
  name: string;
  value: string;
}

export type State =
  /** Nothing is queued, kept, minted or sent. */
  | 'off'
  /** A person may be asked; until the answer is there, as off. */
  | 'ask'
  /** A notice has to be shown first; until the host passes the fact that it was, as off. */
  | 'notify'
  /** Events are accepted and sent. */
  | 'on';

/** Where events go. */
export type Sink =
  /** A collector, over the network or on this machine. */
  | 'http'
  /** Standard output, one body a line. */
  | 'stdout'
  /** Standard error, likewise. */
  | 'stderr'
  /** A file, likewise. */
  | 'file'
  /** Nowhere: a dry run. */
  | 'none'
  /** Nowhere: the address is none that events may go to. */
  | 'denied';

/** What facts and settings settle besides the decision. */
export interface Settled {
  /** Where events go, as an address; empty: nowhere. */
  endpoint: string;
  /** What that address means. */
  sink: Sink;
  /** Deployment type that a variable names, in a word of the product's events; empty: none. */
  deploymentType: string;
  /** What the session id begins with; may be empty. */
  sessionPrefix: string;
  /** The session id with its prefix; empty before there is a client that is on. */
  sessionId: string;
  /** Milliseconds between heartbeats, at most a day; 0: none. */
  heartbeatIntervalMs: number;
  /** How many values the client's guard has replaced by the word `redacted` since it was opened. */
  redacted: number;
  /**
   * What was odd about facts and settings, and, once a field, what the guard replaced. One
   * sentence each.
   */
  warnings: string[];
}

export interface Decision {
  state: State;
  /** The fact that decided. Source `host` and name `default` when no fact did. */
  signal: Fact;
  /** Facts that spoke too, and lost. */
  ignored: Fact[];
  /**
   * The question or the notice for a person, when the state is `ask` or `notify`; else one line
   * that says why.
   */
  text: string;
  /** Of a client with its settings in it; of `decide` from facts alone. */
  settled: Settled;
}

/** What to do to the file of a stored decision. */
export type FileChange =
  /** Nothing: the product has no such file. */
  | { tag: 'none' }
  /** Put this text in its place. */
  | { tag: 'write'; val: string }
  /** Remove it: it is a no by being there. */
  | { tag: 'remove' };

/** How many events were dropped for one reason. */
export interface Tally {
  /**
   * Stable identifier: `refused`, `too-large`, `attempts`, `age`, `overflow`, `denied`,
   * `opt-out`, `closed`, `dry-run`, `damaged` (a line of the outbox that is torn or tells of no
   * event of the catalog).
   */
  reason: string;
  count: number;
}

/** Where every event is. */
export interface Ledger {
  /** Events that `enqueue` took. */
  accepted: number;
  /**
   * Lines of segments that earlier processes left, but for copies of events that are known
   * already.
   */
  recovered: number;
  /** Answered with a 2xx status. */
  delivered: number;
  /** Queued, waiting for another attempt, or under way. */
  pending: number;
  /** In the folder when the client was closed, for a later process. */
  kept: number;
  /**
   * Events with at least one attempt whose end is unknown, here or in the process that left
   * them. They are also counted where they are.
   */
  unsure: number;
  /** In the order of the reasons' names; reasons without events are left out. */
  dropped: Tally[];
}

/** What a client has been through in this process. */
export interface Life {
  /**
   * 16 hexadecimal digits in lower case, random, the same for all instances of one client, and
   * of no other client. Files of the client bear it.
   */
  token: string;
  /** How many instances of this client have trapped. */
  traps: number;
  /** What the instance before this one said last; all 0 for the first one. */
  ledger: Ledger;
}

export interface Client {
  /** What was decided at `open`, or since. */
  decision(): Decision;
  /**
   * Say what was found. After `look` these are all facts that its queries find; otherwise each
   * takes the place of the fact of the same source and name. The client decides anew: it may
   * turn on, and a no turns it off for good and empties its part of the folder. The call fact
   * `answer`, where a person was to be asked, is a decision that is to be stored.
   */
  tell(facts: readonly Fact[]): void;
  /**
   * Take events: JSON Lines, each `{"event": string, "schemaVersion"?: string, "ts"?: string,
   * "parameters": object}` of at most 64 KiB. Without `schemaVersion` the version that the
   * product sends today is meant. `ts` is the instant of the event, UTC in RFC 3339; without it,
   * now. A line is accepted or rejected on its own. A text of more than 256 KiB is refused by
   * the host, before this call.
   */
  enqueue(lines: string): Report;
  /**
   * Do what is due, heartbeats among it, and say what is next: a product may send its first
   * event again and again while the process lives.
   */
  poll(): Order;
  /**
   * Make everything that is queued due now. A pause that the server asked for is kept. Does not
   * wait: drive `poll`.
   */
  flush(): void;
  /**
   * Take no more events, and end within `within-ms` milliseconds: drive `poll` until it answers
   * `done`. At the deadline a request under way is cancelled, and what is left is kept in the
   * folder or dropped. Calling it again can only shorten the time.
   *
   * The answer is the time that it may take in milliseconds: `within-ms`, or the setting
   * `patienceMs` where that is longer, events wait, and five programs in a row, or all of 24
   * hours, reached no collector.
   */
  close(withinMs: number): number;
  /**
   * A person says no: cancel what is under way, drop and count everything queued, have the no
   * stored, and remove what all programs of the product have kept. It does so whatever was
   * decided before. No request starts after this.
   */
  optOut(): void;
  ledger(): Ledger;
}

/** A line that was not accepted. */
export interface Rejection {
  /** Number of the line in the text given to `enqueue`, from 1. Blank lines count. */
  line: number;
  /** At least one. Pointers and offsets are relative to that line. */
  problems: Problem[];
}

/**
 * What became of the lines given to `enqueue`. Every line that is not blank is in exactly one of
 * the three. A text that is too long as a whole is one rejection, of line 1.
 */
export interface Report {
  accepted: number;
  /** Valid or not, not looked at: telemetry is off, or the client is closed. */
  ignored: number;
  rejected: Rejection[];
}

/** A file that is to be stored: a person's decision, or a session for later processes. */
export interface DecisionFile {
  /** Where. */
  place: FileQuery;
  /** The whole text to put in place of the file; none: remove it. */
  text?: string;
}

/** What a host does next. */
export type Order =
  /**
   * Wait for an answer to a ticket or for a new call, at most that many milliseconds; none: as
   * long as it takes.
   */
  | { tag: 'wait'; val: number | undefined }
  /**
   * Look at these again, then call `tell` with all that they find. What they do not find is left
   * out, and counts as absent.
   */
  | { tag: 'look'; val: Query[] }
  /**
   * Show the product's notice to the person. If it could be shown, `tell` the host fact `notice`
   * as `true`. It is asked for once.
   */
  | { tag: 'show'; val: string }
  /** Tell the developer that something cannot be kept; each such text comes once. */
  | { tag: 'warn'; val: string }
  /**
   * Store a person's decision, or a session for later processes. `host/FACTS.md` says how. If
   * that fails, tell the person; the client goes on as if it had not.
   */
  | { tag: 'store'; val: DecisionFile }
  /**
   * Nothing is left to do: it was closed, or telemetry is off. It may go on after `tell` or
   * `opt-out`.
   */
  | { tag: 'done' };

/** What an instance asks of its host. */
export interface ImportObject {
  'wasi:clocks/wall-clock@0.2.12': {
    now(): Datetime;
  };
  'wasi:clocks/monotonic-clock@0.2.12': {
    now(): bigint;
  };
  'wasi:random/random@0.2.12': {
    getRandomU64(): bigint;
  };
  /**
   * One POST at a time, without waiting for it.
   *
   * `start` hands a request over and returns at once; `poll` asks for its answer; `cancel` gives it
   * up. The component never sees a response header but `Retry-After`, and never a response body.
   *
   * What the host promises: https everywhere, plain http to a loopback address only; no redirect is
   * followed, and no interim answer (100 to 199) is one; nothing of the host's own is added but
   * `Content-Type: application/json`, `Content-Length`, `Host` and `User-Agent`.
   *
   * What is not guaranteed: that a request which got no answer did not arrive. See `answer.unsure`.
   */
  'nemo:telemetry/http@0.2.0': {
    /**
     * Hand over a request. A ticket is never reused within an instance; a request that cannot be
     * sent at all gets one too, and says so in its answer. 0 is no ticket: the host could not even
     * note the request, and like every unknown ticket it answers `failed`.
     */
    start(request: Request): number;
    /**
     * The answer to a ticket, or none while it is under way. An answer spends the ticket: from then
     * on, like every ticket that was never given out, it answers `failed`.
     */
    poll(ticket: number): Answer | undefined;
    /**
     * Give a ticket up, which spends it. True: bytes of the body may have reached the server, so the
     * request may have arrived. False: none left, because it was still connecting; also for a ticket
     * that is spent or unknown.
     */
    cancel(ticket: number): boolean;
  };
  /**
   * The one folder that a host opens for the product of a client. The component sees no other.
   *
   * Every name is of one step: ASCII letters, digits, `-`, `_` and `.`; a host refuses any other.
   * The host makes the folder, for its person alone, when the first file is made, and never before.
   * It opens files of mode 0600, follows no link, and passes over what is no regular file.
   *
   * Names that begin with `usage_stats.json` are files of the product's own in its configuration
   * folder. They are used where the setting `usageStats` is on. A host that does not offer them
   * answers none and false.
   *
   * A host without storage answers the empty text, none and false; events then live in memory only.
   *
   * ## Failures
   *
   * No function raises. None and false say that it was not done, whatever the reason. A host
   * remembers the reason and names it when it passes on what `order.warn` says.
   *
   * ## Several processes
   *
   * They share the folder, in whatever language they are written. `create` and `rename` are what
   * they compete by: of all that create a name, or rename one file, exactly one succeeds.
   *
   * ## What is not guaranteed
   *
   * - That a file survives a power cut.
   * - That a name which was listed is still there.
   */
  'nemo:telemetry/folder@0.2.0': {
    /**
     * Every file of the folder, one a line: name, length in bytes and time of the last change in
     * whole Unix milliseconds, with one space between, and a line feed after each. Without those of
     * the product's own. In any order. The empty text: no file, no folder, or none that can be
     * listed.
     *
     * It is a text because some languages take a list of records a hundred times slower.
     */
    entries(): string;
    /**
     * One file; none when it is absent. A file whose state cannot be learnt counts as there, with 0
     * for both numbers: absent is only what the system says is absent.
     */
    stat(name: string): Entry | undefined;
    /**
     * At most `most` bytes from `offset` on, and at most 512 KiB. None: the file is absent or cannot
     * be read. Shorter than asked for: the file ends there.
     *
     * A line whose bytes are not UTF-8 is replaced by as many NUL characters, so that lengths stay;
     * of a character that is cut by either end of what is read, likewise its line.
     */
    read(name: string, offset: number, most: number): string | undefined;
    /**
     * Make a file with this text. False: it is there already, or was not made; nothing of it stays
     * behind.
     */
    create(name: string, text: string): boolean;
    /**
     * Add to the end of a file that is there, in one write. False: it is absent, or the text was not
     * added as a whole; what was added in part is taken back where that is possible.
     */
    append(name: string, text: string): boolean;
    /**
     * Put this text in place of a file, or make it: beside it first, under the name with `.tmp`
     * after it, then renamed over it. After a crash the old or the new text is there. False: the old
     * text is still in place.
     */
    write(name: string, text: string): boolean;
    /** Rename a file, over another one if there is one. False: it is absent, or was not renamed. */
    rename(name: string, to: string): boolean;
    /** Set the time of the last change to now. False: it is absent, or was not set. */
    touch(name: string): boolean;
    /** Remove a file. True: it is gone, or was absent. */
    remove(name: string): boolean;
  };
}

/** What a program asks of an instance. */
export interface Root {
  /**
   * The events this component knows, their schemas, and validation. Pure: no import is called,
   * nothing is remembered.
   */
  catalog: {
    /** Every event and version, in the order of their names. */
    events(): EventId[];
    /**
     * The JSON Schema (2020-12) of an event's parameters as text, or none for an event that is not
     * in the catalog.
     */
    jsonSchema(id: EventId, kind: SchemaKind): string | undefined;
    /** The JSON Schema of the settings that `client.open` takes. */
    settingsSchema(): string;
    /** What is collected, as JSON: every event and field with its meaning, purpose and sensitivity. */
    inventory(): string;
    /** Check an event's parameters, a JSON object of at most 64 KiB, against its schema. */
    validate(id: EventId, parameters: string): Checked;
    /**
     * Check the body of a request as strictly as its events: the members of the envelope in their
     * types and constants, a known client id with its event system, and each event in the wire
     * version that the envelope names, with every field and no other.
     *
     * An event may be any of the catalog, whichever product the envelope names, because clients send
     * each other's. Free strings are not looked at for what is private.
     *
     * A body may have 1 MiB. Of a longer one a host may hand over the first bytes alone, as long as
     * they are more than 1 MiB and at most four bytes more: the verdict is the same.
     */
    checkBody(body: string): BodyVerdict;
  };
  /**
   * Whether telemetry may be sent, decided here and nowhere else. The host gathers facts; the
   * component decides.
   *
   * There are two tiers. Vetoes first: any one of them means off, whatever else is said. They win in
   * this order: a build without telemetry, the administrator of the machine, kill switches and a
   * browser's signals, the program's no, the product's variable, a stored no, one in the product's
   * own configuration, and for some products continuous integration and test runners. Without a veto the first yes wins: that a person named
   * in this command where events go, the program's yes, the product's variable, a stored yes; then
   * the product's default. The first of these outranks a stored no, continuous integration and test
   * runners, and no other veto. Pure: no import is called, nothing is remembered.
   */
  policy: {
    /** Exactly what a host may look at for a product. Empty for a product that is not in the catalog. */
    queries(product: string): Query[];
    /** Decide from facts. A fact that no query names is ignored. An unknown product is off. */
    decide(product: string, facts: readonly Fact[]): Decision;
    /**
     * How to store a person's decision, in the product's own format. `at-ms` is the instant in Unix
     * milliseconds.
     */
    consentFile(product: string, granted: boolean, atMs: number): FileChange;
  };
  /**
   * A queue of events on their way to one collector.
   *
   * ## The loop
   *
   * After `open`, `tell`, `enqueue`, `flush`, `close` or `opt-out`, and whenever a ticket of `http`
   * is answered, call `poll`, do what it says, and call it again until it answers `wait` or `done`:
   *
   * ```text
   * client = open(settings, facts that answer policy.queries, life)
   * loop:
   *   match client.poll():
   *     wait(ms)        wait for a ticket's answer or a new call, at most ms; without a number as long as it takes
   *     look(queries)   client.tell(what they find now)
   *     show(text)      show it to the person; if that worked, client.tell([fact host "notice" "true"])
   *     warn(text)      tell the developer
   *     store(file)     write or remove a file: that of the stored decision, or of the session
   *     done            nothing is left to do
   * ```
   *
   * `poll` never waits. Nothing happens between calls, so a host that stops calling stops
   * everything, and a host that calls more often than needed does no harm. `wait(0)` means at once;
   * it is not `wait` without a number. A host passes events once `poll` has answered `wait` for the
   * first time: before that, a notice may still be due, and what comes before it is ignored.
   *
   * A call from inside an import finds the client at work: it takes nothing, counts nothing and
   * answers nothing.
   *
   * One client to an instance. To drop a client cancels nothing and counts nothing; `close` it and
   * drive it to its end first.
   *
   * ## What is promised
   *
   * - At any instant `accepted + recovered = delivered + pending + kept + dropped`, with `dropped`
   *   summed over its reasons.
   * - Delivery is at least once. A repeat is possible exactly when an attempt ended without an
   *   answer after bytes may have left; those events are counted `unsure`.
   * - Nothing is sent after a no: the stored decision is looked at again before each request.
   *
   * ## After a trap
   *
   * The instance is lost, and the client goes on in another one: the host opens it with the same
   * `token`, the `ledger` that it saw last, and one more in `traps`. That client finds what the one
   * before it had kept in the folder, and its ledger goes on from there. Give up after 8 traps;
   * `open` then refuses, too.
   */
  client: {
    Client: {
      /**
       * Open a queue. `settings` is a JSON object as `catalog.settings-schema` describes it; `facts`
       * answer `policy.queries` of its product. Wrong settings are an error that lists every
       * problem. Telemetry being off is not an error: the client then ignores what it is given.
       */
      open(settings: string, facts: readonly Fact[], life: Life): Client;
    };
  };
  /**
   * Turn what a program knows into the few words that may be sent. Pure: no import is called,
   * nothing is remembered.
   */
  labels: {
    /**
     * A model's name as Safe Synthesizer reports it: the name itself when it is a repository id of a
     * model hub, `undefined` when there is none or it is blank, else `local_path`. `on-disk` says
     * whether the host found a file of that name; a name that looks like a path never passes,
     * whatever the disk says.
     */
    sanitizeModel(name: string | undefined, onDisk: boolean): string;
    /**
     * Bucket of a number of records: `1-200`, `201-1000`, `1001-10000`, `10001-100000`, `100001+`.
     * Zero and less fall in the first, what is not a number in the last.
     */
    bucketRecords(count: number): string;
    /**
     * Bucket of a number of columns: `1-5`, `6-10`, `11-20`, `21-50`, `51+`. Zero and less fall in
     * the first, what is not a number in the last.
     */
    bucketColumns(count: number): string;
    /**
     * Kind of host behind a model endpoint: `nvidia-build`, `nvidia-internal`, `openrouter`,
     * `local`, `other`. By default a piece of text anywhere in the URL decides, as in Anonymizer;
     * `strict` looks at the parsed host alone, which a path cannot imitate.
     */
    classifyModelHost(endpoint: string | undefined, strict: boolean): string;
    /** Distinct kinds of host, sorted; `other` when there is none. */
    collectModelHosts(hosts: readonly (string | undefined)[]): string[];
    /**
     * Model aliases trimmed, sorted by code point and joined with commas; `not_applicable` when
     * there is none.
     */
    joinAliases(aliases: readonly string[]): string;
    /**
     * Mean number of tokens of a record, rounded down; -1 when there are no records. Counting is the
     * host's; `total` is a whole number below 2^53. At most 2147483647.
     */
    averageTokens(total: number, records: number): number;
    /**
     * Derive several fields at once from a small JSON object. `name` says which rule; an unknown
     * name or a wrong object is a problem.
     */
    derive(name: string, input: string): Checked;
    /** The names that `derive` knows. */
    derivations(): string[];
  };
}
