//! The data in `tests/host`, and the clock of its scenarios.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use nemo_telemetry::Clock;
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
