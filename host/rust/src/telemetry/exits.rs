//! Programs that end before they reach a collector: when there have been enough of them, one may take more time.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::private_mode;

/// Exits in a row that reached no collector, after which the next one is patient.
const EXITS: u32 = 5;

/// Time in which no exit reached a collector, after which the next one is patient.
const TIME: Duration = Duration::from_secs(24 * 3600);

/// The file that remembers.
#[derive(Debug)]
pub(super) struct Exits {
    path: PathBuf,
    now: Duration,
}

#[derive(Debug, Default, Deserialize, Serialize)]
struct Count {
    exits: u32,
    /// Of the first of them, in milliseconds since 1970.
    since: u64,
}

impl Exits {
    pub(super) fn new(state: &Path, product: &str, now: Duration) -> Self {
        Self { path: state.join("outbox").join(product).join("exits.json"), now }
    }

    /// Whether it is time for patience.
    pub(super) fn is_overdue(&self) -> bool {
        let Count { exits, since } = self.read();
        exits >= EXITS || exits > 0 && self.now.saturating_sub(Duration::from_millis(since)) >= TIME
    }

    /// An exit left events behind. One that was patient begins a new row.
    pub(super) fn note(&self) {
        let Count { exits, since } = if self.is_overdue() { Count::default() } else { self.read() };
        let now = u64::try_from(self.now.as_millis()).unwrap_or(u64::MAX);
        let count = Count { exits: exits + 1, since: if exits == 0 { now } else { since } };
        // What cannot be noted costs patience, and nothing else.
        let _ = self.write(&count);
    }

    /// A collector was reached.
    pub(super) fn forget(&self) {
        let _ = fs::remove_file(&self.path);
    }

    fn read(&self) -> Count {
        fs::read(&self.path).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
    }

    fn write(&self, count: &Count) -> io::Result<()> {
        let file = private_mode::writable().create(true).truncate(true).open(&self.path)?;
        Ok(serde_json::to_writer(file, count)?)
    }
}
