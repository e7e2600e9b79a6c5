//! The data in `tests/host`, the clock of its scenarios, and a folder on disk as core sees it.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use nemo_telemetry::{Clock, FileFolder, Folder as _};
use nemo_telemetry_core::{
    folder::{Folder, Stat},
    time::Timestamp,
};
use serde::de::DeserializeOwned;

use crate::native;

/// The instant at which every scenario starts.
pub const START: Duration = Duration::from_secs(1_767_225_600);

/// The cases of a file in `tests/host`.
///
/// # Panics
/// It cannot be read, or holds something else.
#[must_use]
pub fn cases<T: DeserializeOwned>(file: &str) -> Vec<T> {
    let text = fs::read(native::root().unwrap().join("tests/host").join(file)).unwrap();
    serde_json::from_slice(&text).unwrap()
}

/// Milliseconds since [`START`]; all processes of a scenario see the same.
#[derive(Clone, Debug, Default)]
pub struct Time(pub Arc<AtomicU64>);

impl Clock for Time {
    fn wall(&mut self) -> Duration {
        START + Duration::from_millis(self.0.load(Ordering::Relaxed))
    }

    fn monotonic(&mut self) -> Duration {
        Duration::ZERO
    }
}

/// A folder on disk, for core without the component around it.
pub struct OnDisk(pub FileFolder);

impl Folder for OnDisk {
    fn entries(&mut self) -> String {
        self.0.entries()
    }

    fn stat(&mut self, name: &str) -> Option<Stat> {
        let entry = self.0.stat(name)?;
        let touched = i64::try_from(entry.touched.as_millis()).unwrap_or(i64::MAX);
        Some(Stat {
            bytes: entry.bytes,
            touched: Timestamp(touched),
        })
    }

    fn read(&mut self, name: &str, offset: u32, most: u32) -> Option<String> {
        self.0.read(name, offset, most)
    }

    fn create(&mut self, name: &str, text: &str) -> bool {
        self.0.create(name, text)
    }

    fn append(&mut self, name: &str, text: &str) -> bool {
        self.0.append(name, text)
    }

    fn write(&mut self, name: &str, text: &str) -> bool {
        self.0.write(name, text)
    }

    fn rename(&mut self, name: &str, to: &str) -> bool {
        self.0.rename(name, to)
    }

    fn touch(&mut self, name: &str) -> bool {
        self.0.touch(name)
    }

    fn remove(&mut self, name: &str) -> bool {
        self.0.remove(name)
    }
}
