//! What a host supplies: clocks, random numbers, HTTP and a folder, each behind a trait so that a
//! replay can script it.

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

/// The host's random numbers.
pub trait Random: Send {
    /// 64 unpredictable bits.
    fn next(&mut self) -> u64;
}

/// The one folder of a product, as `wit/folder.wit` describes it.
pub trait Folder: Send {
    /// Every file, one a line: name, bytes, time of the last change in Unix milliseconds.
    fn entries(&mut self) -> String;
    /// One file; none when it is absent.
    fn stat(&mut self, name: &str) -> Option<Entry>;
    /// At most `most` bytes from `offset` on.
    fn read(&mut self, name: &str, offset: u32, most: u32) -> Option<String>;
    /// Makes a file; whether it did.
    fn create(&mut self, name: &str, text: &str) -> bool;
    /// Adds to a file that is there; whether the whole text is.
    fn append(&mut self, name: &str, text: &str) -> bool;
    /// Puts a text in place of a file; whether it is there.
    fn write(&mut self, name: &str, text: &str) -> bool;
    /// Renames a file, over another one if there is one.
    fn rename(&mut self, name: &str, to: &str) -> bool;
    /// Sets the time of the last change to now.
    fn touch(&mut self, name: &str) -> bool;
    /// Removes a file; whether it is gone.
    fn remove(&mut self, name: &str) -> bool;

    /// Why the last operation that failed did so, for a person; none: nothing has failed, or there
    /// is no storage at all.
    fn problem(&self) -> Option<String> {
        None
    }
}

/// What is known of a file without reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Length in bytes, up to what 32 bits hold.
    pub bytes: u32,
    /// Time of the last change since 1970.
    pub touched: Duration,
}

/// Everything that an instance imports.
pub struct Imports {
    /// Clocks.
    pub clock: Box<dyn Clock>,
    /// Random numbers.
    pub random: Box<dyn Random>,
    /// HTTP.
    pub transport: Box<dyn Transport>,
    /// Files.
    pub folder: Box<dyn Folder>,
}

impl Imports {
    /// The system's clocks and random numbers, HTTP over the network, no storage.
    #[must_use]
    pub fn real() -> Self {
        Self {
            clock: Box::new(SystemClock::default()),
            random: Box::new(SystemRandom),
            transport: Box::new(HttpTransport::new()),
            folder: Box::new(NoStorage),
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
        Self {
            start: Instant::now(),
        }
    }
}

impl Clock for SystemClock {
    fn wall(&mut self) -> Duration {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
    }

    fn monotonic(&mut self) -> Duration {
        self.start.elapsed()
    }
}

/// The system's random numbers.
#[derive(Clone, Copy, Debug)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn next(&mut self) -> u64 {
        // Where the system has none, the seed of the standard hasher is the next best; an import
        // must not fail.
        getrandom::u64().unwrap_or_else(|_| RandomState::new().hash_one(Instant::now()))
    }
}

/// Storage of a host that has none.
#[derive(Clone, Copy, Debug)]
pub struct NoStorage;

impl Folder for NoStorage {
    fn entries(&mut self) -> String {
        String::new()
    }

    fn stat(&mut self, _: &str) -> Option<Entry> {
        None
    }

    fn read(&mut self, _: &str, _: u32, _: u32) -> Option<String> {
        None
    }

    fn create(&mut self, _: &str, _: &str) -> bool {
        false
    }

    fn append(&mut self, _: &str, _: &str) -> bool {
        false
    }

    fn write(&mut self, _: &str, _: &str) -> bool {
        false
    }

    fn rename(&mut self, _: &str, _: &str) -> bool {
        false
    }

    fn touch(&mut self, _: &str) -> bool {
        false
    }

    fn remove(&mut self, _: &str) -> bool {
        false
    }
}
