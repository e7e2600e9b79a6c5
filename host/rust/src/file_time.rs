//! Times of modification, which processes tell each other by who is still there.

#[cfg(not(unix))]
use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The instant so long after 1970.
pub(crate) fn instant(since_1970: Duration) -> SystemTime {
    UNIX_EPOCH.checked_add(since_1970).unwrap_or(UNIX_EPOCH)
}

/// When a file was modified, since 1970.
#[cfg(not(unix))]
pub(crate) fn modified(data: &Metadata) -> Duration {
    data.modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .unwrap_or_default()
}
