//! Every bound and trigger of the engine in one place, each with its reason.

pub use crate::scan::MAX_TEXT;

/// Longest body of a request in bytes. The collectors in use take 1 MiB; a quarter leaves room for
/// proxies that take less, and is 157 events of the largest kind.
pub const MAX_BODY: usize = 256 * 1024;

/// Bytes of the events that wait, queued and under way. A segment of the outbox holds no more, so
/// every client can take over any other's; with texts, body and code an instance stays below 4 MiB.
pub const MAX_QUEUE: usize = 512 * 1024;

/// Segments that one client claims, to send what they hold or to throw it away. A process leaves
/// one; more would make `open` slow, and a faulty host that never runs out of segments would block
/// it forever.
pub const MAX_CLAIMS: u32 = 64;

/// Events that wait in the queue unless settings say otherwise: hours of the busiest product, and
/// less than the bytes allow for the usual event.
pub const QUEUE_EVENTS: i64 = 1_000;

/// Events of one request unless settings say otherwise: whatever has waited goes at once, within
/// [`MAX_BODY`].
pub const BATCH_EVENTS: i64 = 1_000;

/// Waiting events that are sent without waiting longer, unless settings say otherwise. Upstream's
/// number: a request of that size is worth its connection.
pub const FLUSH_EVENTS: i64 = 50;

/// Longest time in milliseconds that an event waits for company, unless settings say otherwise.
/// Upstream's number: two minutes keep requests rare, and a crash without an outbox loses no more
/// than they hold.
pub const FLUSH_INTERVAL: i64 = 120_000;

/// Oldest event that is still sent, in milliseconds: 7 days. After that, its day is no longer
/// looked at.
pub const MAX_AGE: u64 = 7 * 24 * 3_600_000;

/// Longest pause before the first retry, in milliseconds. It doubles with every further attempt.
pub const FIRST_BACK_OFF: u64 = 1_000;

/// Longest pause before any retry, in milliseconds: 5 minutes, so that a collector that comes back
/// is found within one.
pub const LAST_BACK_OFF: u64 = 300_000;

/// Longest first rest of events that an outbox keeps, after more attempts than one process makes in
/// a row, in milliseconds: a minute. It doubles with every further attempt.
pub const FIRST_REST: u64 = 60_000;

/// Longest rest, in milliseconds: an hour, so that a collector that is down for a day is asked some
/// dozen times.
pub const LAST_REST: u64 = 3_600_000;

/// Longest pause that a server's `Retry-After` can ask for, in milliseconds: a day. A hostile
/// header cannot park events forever.
pub const MAX_RETRY_AFTER: u64 = 24 * 3_600_000;

/// How long after its time-out a ticket is given up, in milliseconds: a host that forgets an answer
/// cannot hang the queue.
pub const TICKET_GRACE: u64 = 1_000;

/// Shortest time between heartbeats in milliseconds: a slip in a variable cannot make a process
/// send without end.
pub const MIN_HEARTBEAT: u64 = 10_000;

/// How long in milliseconds a segment belongs to its client after the last sign of life, which is
/// the time of its file: 10 minutes, more than a machine is busy, and less than a person waits for
/// events of a program that was killed.
pub const LEASE: u64 = 600_000;

/// A client whose segment has had no sign of life for so long, in milliseconds, takes it again
/// before it relies on it.
pub const LEASE_CHECK: u64 = LEASE / 2;

/// A client gives its segment a sign of life at least that often, in milliseconds.
pub const LEASE_RENEWAL: u64 = LEASE / 10;

/// Bytes of all segments of a product.
pub const OUTBOX_BYTES: u64 = 16 << 20;

/// Segments of a product.
pub const OUTBOX_SEGMENTS: usize = 512;

/// More than any client writes into a line of the outbox, in bytes. What is longer is damaged, and
/// is cut so that it does not stay forever.
pub const LONGEST_LINE: usize = 128 * 1024;

/// Bytes that are copied at once from one file to another.
pub const COPY_BYTES: u32 = 128 * 1024;

/// Length in bytes above which a log is rotated: 10 MiB, as upstream does with its own.
pub const LOG_BYTES: u32 = 10 << 20;

/// A lock that was touched longer ago than this, in milliseconds, was left by a process that is
/// gone: rotating takes a moment.
pub const STALE_LOCK: u64 = 10_000;

/// Exits in a row that reached no collector, after which one may take longer.
pub const EXITS: u32 = 5;

/// Time in milliseconds in which no exit reached a collector, after which one may take longer: a
/// day.
pub const EXITS_TIME: u64 = 24 * 3_600_000;

/// Longest time in milliseconds that such an exit takes unless settings say otherwise.
pub const PATIENCE: i64 = 1_000;

/// Instances of one client that may trap. A component that traps has a defect, which the next
/// instance has, too; more would keep the machine busy without end.
pub const MAX_TRAPS: u32 = 8;
