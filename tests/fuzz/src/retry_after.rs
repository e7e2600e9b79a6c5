//! A server's `Retry-After`: hostile or broken, it parks no event for more than a day, and a date
//! is read the same at any time.

use nemo_telemetry_core::{limits::MAX_RETRY_AFTER, retry::retry_after, time::Timestamp};

/// Reads the header at several instants.
///
/// # Panics
/// The pauses do not fit together.
pub fn check(header: &str) {
    let epoch = Timestamp(0);
    let first = retry_after(header, epoch);
    if let Some(seconds) = seconds(header) {
        let expected = seconds.saturating_mul(1000).min(MAX_RETRY_AFTER.into());
        assert_eq!(first.map(u128::from), Some(expected), "seconds");
    }
    // 1994 and 2026 lie on both sides of the dates in the seeds; the last is past every date that
    // can be written.
    let mut before = (epoch, first);
    for now in [
        784_111_777_000,
        784_111_777_500,
        1_767_225_600_000,
        1_767_225_609_000,
        300_000_000_000_000,
    ]
    .map(Timestamp)
    {
        let pause = retry_after(header, now);
        assert_eq!(
            pause.is_some(),
            first.is_some(),
            "what a header says depends on the clock"
        );
        if let (Some(earlier), Some(later)) = (before.1, pause) {
            assert!(later <= MAX_RETRY_AFTER);
            match seconds(header) {
                Some(_) => assert_eq!(later, earlier),
                None if earlier < MAX_RETRY_AFTER => assert_eq!(
                    later,
                    earlier.saturating_sub(now.since(before.0)),
                    "a date moved"
                ),
                None => {}
            }
        }
        before = (now, pause);
    }
}

/// The header's value if it is a number of seconds; the largest number for what no number holds.
fn seconds(header: &str) -> Option<u128> {
    let digits = header.trim();
    let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| digits.parse().unwrap_or(u128::MAX))
}
