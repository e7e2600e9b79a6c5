//! Written by `cargo xtask gen` from guest/schema; edit the files there.

/// Longest time that telemetry delays the exit of a program, in milliseconds. A person does not
/// notice it.
pub const EXIT_MS: u64 = 50;

/// Last part of a close, in which nothing is sent, in milliseconds. What is left is saved then,
/// which takes a millisecond or two.
pub const SHUTDOWN_RESERVE_MS: u64 = 25;

/// Longest line of an event, in bytes. The component rejects a longer one.
pub const MAX_LINE: usize = 65_536;

/// Longest text that enters or leaves the component in one call, in bytes. A text that does not fit
/// the memory of an instance makes it trap.
pub const MAX_TEXT: usize = 262_144;

/// Longest text that `folder` reads or writes in one call, in bytes. The largest segment of the
/// outbox is read at once.
pub const MAX_FOLDER_TEXT: usize = 524_288;

/// Longest body that `catalog.check-body` looks at. Of a longer one the first bytes cross, a few
/// more than these, in bytes. The collectors in use take no more.
pub const MAX_CHECKED_BODY: usize = 1_048_576;

/// Lines that wait until they are checked, in bytes. It holds some hundred events for the time that
/// the component takes to load.
pub const MAX_BUFFER: usize = 524_288;

/// Longest file of a decision that is read, in bytes. Real files have some hundred bytes. A longer
/// one is unreadable, which is never a yes.
pub const MAX_FACT: usize = 65_536;

/// Instances of one client that may trap. To open still more would be a loop that keeps the machine
/// busy.
pub const MAX_TRAPS: u32 = 8;

/// Requests that an instance may have under way. An honest one has one. The bodies of more could
/// exhaust the host's memory.
pub const MAX_REQUESTS: u32 = 16;

/// Different problems that a client reports. A defect must not flood the output of a program.
pub const MAX_PROBLEMS: u32 = 32;

/// Longest time to resolve a name and to connect, TLS included, in milliseconds. A host that takes
/// longer blocks the next request.
pub const CONNECT_MS: u64 = 1000;

/// How long an idle connection is kept, in milliseconds. Common servers close theirs after 5 s. A
/// body that meets a closing connection gets no answer.
pub const IDLE_MS: u64 = 3000;

/// Largest response body that is read and thrown away, in bytes. The connection can then be used
/// again.
pub const SPARE_BODY: usize = 4096;

/// Longest time to read such a body, in milliseconds. A new connection takes no longer.
pub const SPARE_MS: u64 = 20;

/// Linear memory of an instance, in bytes. A full queue, the longest texts and the code need less.
pub const MEMORY: usize = 4_194_304;

/// Stack of an instance, in bytes. The deepest call takes a few KiB.
pub const STACK: usize = 524_288;
