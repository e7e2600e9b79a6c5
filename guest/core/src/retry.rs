//! How long to wait before another attempt.

use crate::{
    limits::{FIRST_BACK_OFF, FIRST_REST, LAST_BACK_OFF, LAST_REST, MAX_RETRY_AFTER},
    time::Timestamp,
};

/// The pause before the attempt that follows `attempts` failed ones, in milliseconds: exponential
/// with full jitter. `random` is uniform over 64 bits; the pause is uniform from 0 to the cap, so
/// that many clients of one server do not come back together.
#[must_use]
pub fn back_off(attempts: u32, random: u64) -> u64 {
    let doublings = attempts.saturating_sub(1).min(32);
    let cap = FIRST_BACK_OFF
        .saturating_mul(1 << doublings)
        .min(LAST_BACK_OFF);
    share(cap, random)
}

/// The rest before the attempt that follows `extra` failed ones more than one process makes in a
/// row, in milliseconds: exponential, from half of the cap up to it.
#[must_use]
pub fn rest(extra: u32, random: u64) -> u64 {
    let doublings = extra.saturating_sub(1).min(32);
    let cap = FIRST_REST.saturating_mul(1 << doublings).min(LAST_REST);
    cap / 2 + share(cap / 2, random)
}

/// A part of `whole` from 0 to just below it, in proportion to `random`, which is uniform over 64
/// bits.
pub(crate) fn share(whole: u64, random: u64) -> u64 {
    let part = (u128::from(random) * u128::from(whole)) >> 64;
    u64::try_from(part).unwrap_or(whole)
}

/// The pause that a `Retry-After` header asks for, in milliseconds: seconds, or an HTTP date seen
/// from `now`. At most a day; a date that has passed is no pause. None: there is no header, or it
/// says neither.
#[must_use]
pub fn retry_after(header: &str, now: Timestamp) -> Option<u64> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = header.parse::<u64>().unwrap_or(u64::MAX);
        return Some(seconds.saturating_mul(1000).min(MAX_RETRY_AFTER));
    }
    let pause = http_date(header)?.0.saturating_sub(now.0);
    Some(u64::try_from(pause).unwrap_or(0).min(MAX_RETRY_AFTER))
}

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that RFC 9110 lets a server send.
fn http_date(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (_, date) = text.split_once(", ")?;
    let mut parts = date.strip_suffix(" GMT")?.split(' ');
    let (day, month, year, clock) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    Timestamp::parse(&alloc::format!("{year}-{month:02}-{day}T{clock}Z"))
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{back_off, rest, retry_after};
    use crate::time::Timestamp;

    #[test]
    fn a_rest_doubles_from_a_minute_to_an_hour() {
        let longest: Vec<u64> = (1..=9)
            .map(|extra| rest(extra, u64::MAX).div_ceil(60_000))
            .collect();
        assert_eq!(longest, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(
            (rest(1, 0), rest(9, 0), rest(u32::MAX, 0)),
            (30_000, 1_800_000, 1_800_000)
        );
    }

    #[test]
    fn the_cap_doubles_up_to_five_minutes() {
        let half = 1 << 63;
        let pauses: Vec<u64> = (1..=12).map(|attempts| back_off(attempts, half)).collect();
        assert_eq!(
            pauses,
            [
                500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 150_000, 150_000,
                150_000
            ]
        );
        assert_eq!(back_off(u32::MAX, u64::MAX), 299_999);
        assert_eq!(back_off(1, 0), 0);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = Timestamp::parse("1994-11-06T08:49:37Z").unwrap();
        for (header, pause) in [
            ("", None),
            ("soon", None),
            ("-1", None),
            ("1.5", None),
            ("0", Some(0)),
            (" 120 ", Some(120_000)),
            ("99999999999999999999999", Some(86_400_000)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60_000)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("Sun, 06 Nov 2094 08:49:37 GMT", Some(86_400_000)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Sun, 31 Feb 1994 08:49:37 GMT", None),
        ] {
            assert_eq!(retry_after(header, now), pause, "{header}");
        }
    }
}
