//! What a host supplies: clocks, dice, HTTP, storage and an audit log, each behind a trait so that a replay can script it.

use std::{
    hash::{BuildHasher, RandomState},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use crate::transport::{HttpTransport, Transport};

/// Both clocks of the host.
pub trait Clock: Send {
    /// Time since 1970-01-01 UTC; an instant before that is 0.
    fn wall(&mut self) -> Duration;
    /// Time since some fixed instant; never goes back.
    fn monotonic(&mut self) -> Duration;
}

/// The host's dice.
pub trait Random: Send {
    /// 64 unpredictable bits.
    fn next(&mut self) -> u64;
}

/// Lines that outlive the process, as `wit/outbox.wit` describes them.
pub trait Outbox: Send {
    /// Adds lines to the own segment; whether they were handed to the system.
    fn append(&mut self, lines: &str) -> bool;
    /// Puts lines in place of the own segment; whether that was done.
    fn replace(&mut self, lines: &str) -> bool;
    /// Takes a segment whose owner is gone, if it has at most that many bytes.
    fn claim(&mut self, max_bytes: u32) -> Option<Segment>;
    /// Gives a claimed segment back.
    fn release(&mut self, id: u32);
    /// Removes a claimed segment.
    fn discard(&mut self, id: u32);

    /// Gives a sign of life for the own segment, and says whether it is still this process's. Once it is not, this outbox is over:
    /// it keeps nothing more, and nothing of what it kept may be sent. True where there is no own segment to lose.
    fn renew(&mut self) -> bool {
        true
    }
}

/// A segment that another process left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Names it in `release` and `discard`.
    pub id: u32,
    /// Its lines as found.
    pub lines: String,
}

/// The local audit log.
pub trait Audit: Send {
    /// Adds a line, given without its line feed; whether it was written.
    fn append(&mut self, line: &str) -> bool;
}

/// Everything that an instance imports.
pub struct Imports {
    /// Clocks.
    pub clock: Box<dyn Clock>,
    /// Dice.
    pub random: Box<dyn Random>,
    /// HTTP.
    pub transport: Box<dyn Transport>,
    /// Storage.
    pub outbox: Box<dyn Outbox>,
    /// Audit log.
    pub audit: Box<dyn Audit>,
}

impl Imports {
    /// The system's clocks and dice, HTTP over the network, no storage and no log.
    #[must_use]
    pub fn real() -> Self {
        Self {
            clock: Box::new(SystemClock::default()),
            random: Box::new(SystemRandom),
            transport: Box::new(HttpTransport::new()),
            outbox: Box::new(NoStorage),
            audit: Box::new(NoStorage),
        }
    }
}

/// The system's clocks.
#[derive(Debug)]
pub struct SystemClock {
    start: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn wall(&mut self) -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
    }

    fn monotonic(&mut self) -> Duration {
        self.start.elapsed()
    }
}

/// The system's dice.
#[derive(Clone, Copy, Debug)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn next(&mut self) -> u64 {
        // Where the system has no dice the seed of the standard hasher is the next best; an import must not fail.
        getrandom::u64().unwrap_or_else(|_| RandomState::new().hash_one(Instant::now()))
    }
}

/// Storage of a host that has none.
#[derive(Clone, Copy, Debug)]
pub struct NoStorage;

impl Outbox for NoStorage {
    fn append(&mut self, _: &str) -> bool {
        false
    }

    fn replace(&mut self, _: &str) -> bool {
        false
    }

    fn claim(&mut self, _: u32) -> Option<Segment> {
        None
    }

    fn release(&mut self, _: u32) {}

    fn discard(&mut self, _: u32) {}
}

impl Audit for NoStorage {
    fn append(&mut self, _: &str) -> bool {
        false
    }
}
