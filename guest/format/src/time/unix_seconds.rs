//! Unix seconds as Guardrails writes them, a decimal number that Python reads as a double.
//!
//! What Python's `datetime.fromtimestamp` makes of it is reproduced to the bit without a float
//! parser, whose tables would be a tenth of the component: the double's whole seconds and its
//! fraction, the fraction rounded half-even to microseconds.

use alloc::{format, string::String};

use super::Timestamp;
use crate::scan;

/// Decimal digits that a `u64` always holds.
const DIGITS: usize = 19;

/// From this many seconds on a double's fraction is coarse enough to change a microsecond; below,
/// the decimal number rounds alike.
const COARSE: u128 = 1 << 20;

impl Timestamp {
    /// The instant of a JSON number of seconds since 1970: rounded half-even to microseconds, then
    /// cut off to milliseconds. None: a year outside 1 to 9999.
    #[must_use]
    pub fn from_unix_seconds(number: &str) -> Option<Self> {
        let (negative, number) = number
            .strip_prefix('-')
            .map_or((false, number), |number| (true, number));
        let micros = i64::try_from(magnitude(number)?).ok()?;
        let micros = if negative { -micros } else { micros };
        let instant = Self(micros.div_euclid(1000));
        instant.has_a_year().then_some(instant)
    }
}

impl Timestamp {
    /// Seconds since 1970 as a JSON number with a fraction.
    pub fn unix_seconds(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let ms = self.0.unsigned_abs();
        let digits = format!("{sign}{}.{:03}", ms / 1000, ms % 1000);
        match digits
            .strip_suffix("00")
            .or_else(|| digits.strip_suffix('0'))
        {
            Some(short) => short.into(),
            None => digits,
        }
    }
}

/// Milliseconds of a number of seconds as people write it into a variable: a JSON number, greater
/// than 0. None: it is something else.
pub fn milliseconds(text: &str) -> Option<u64> {
    let text = text.trim();
    if !scan::is_number(text) || text.starts_with('-') {
        return None;
    }
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let is_zero = mantissa.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let ms =
        Timestamp::from_unix_seconds(text).and_then(|instant| u64::try_from(instant.0).ok())?;
    // A time too short for a millisecond is a time all the same.
    (!is_zero).then_some(ms.max(1))
}

/// Microseconds of a number without sign. None: too many to be an instant.
fn magnitude(number: &str) -> Option<u128> {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = || {
        whole
            .bytes()
            .chain(fraction.bytes())
            .skip_while(|digit| *digit == b'0')
    };
    let count = digits().count();
    let significand = digits()
        .take(DIGITS)
        .fold(0_u64, |value, digit| value * 10 + u64::from(digit - b'0'));
    if significand == 0 {
        return Some(0);
    }
    let dropped = i64::try_from(count.saturating_sub(DIGITS)).ok()?;
    let places = i64::try_from(fraction.len()).ok()?;
    // An exponent that does not fit is absurdly large, or so small that nothing is left.
    let exponent = exponent
        .parse::<i64>()
        .unwrap_or(if exponent.starts_with('-') {
            -1000
        } else {
            1000
        })
        .clamp(-1000, 1000);
    let scale = exponent - places + dropped;
    let length = i64::try_from(count.min(DIGITS)).ok()?;
    match scale {
        _ if length + scale > 13 => None,
        _ if length + scale < -6 => Some(0),
        0.. => Some(u128::from(significand) * ten_to(scale) * 1_000_000),
        // Digits beyond the 18th place are far below a microsecond.
        ..-18 => Some(rounded(
            u128::from(significand) / ten_to(-18 - scale),
            ten_to(18),
        )),
        _ => Some(rounded(significand.into(), ten_to(-scale))),
    }
}

/// Microseconds of `significand / denominator` seconds.
fn rounded(significand: u128, denominator: u128) -> u128 {
    let whole = significand / denominator;
    if whole < COARSE {
        return half_even(significand * 1_000_000, denominator);
    }
    // The double has 53 bits, of which the whole seconds take some.
    let shift = 53_u32.saturating_sub(128 - whole.leading_zeros());
    let double = half_even(significand << shift, denominator);
    let fraction = double & ((1 << shift) - 1);
    (double >> shift) * 1_000_000 + half_even(fraction * 1_000_000, 1 << shift)
}

/// A quotient rounded to the nearest integer, to the even one of two.
fn half_even(numerator: u128, denominator: u128) -> u128 {
    let (quotient, rest) = (numerator / denominator, numerator % denominator);
    let up = match (rest * 2).cmp(&denominator) {
        core::cmp::Ordering::Less => false,
        core::cmp::Ordering::Equal => quotient % 2 == 1,
        core::cmp::Ordering::Greater => true,
    };
    quotient + u128::from(up)
}

fn ten_to(power: i64) -> u128 {
    (0..power.min(36)).fold(1, |value, _| value * 10)
}

#[cfg(test)]
mod tests {
    use super::{Timestamp, milliseconds};

    #[test]
    fn writes_the_shortest_fraction() {
        for (ms, text) in [
            (0, "0.0"),
            (1, "0.001"),
            (10, "0.01"),
            (100, "0.1"),
            (1_767_225_600_120, "1767225600.12"),
            (-1_500, "-1.5"),
        ] {
            assert_eq!(Timestamp(ms).unix_seconds(), text);
        }
    }

    #[test]
    fn a_duration_is_a_number_above_zero() {
        for (text, ms) in [
            ("600", Some(600_000)),
            (" 30 ", Some(30_000)),
            ("0.5", Some(500)),
            ("1e3", Some(1_000_000)),
            ("1e-9", Some(1)),
            ("-1e-9", None),
            ("0e9", None),
            ("0", None),
            ("-1", None),
            ("inf", None),
            ("nan", None),
            ("0x10", None),
            ("1_000", None),
            ("abc", None),
            ("", None),
            ("1e400", None),
        ] {
            assert_eq!(milliseconds(text), ms, "{text}");
        }
    }

    #[test]
    fn rounds_to_microseconds_before_it_cuts_off() {
        for (seconds, text) in [
            ("0.0", "1970-01-01T00:00:00.000Z"),
            ("0", "1970-01-01T00:00:00.000Z"),
            ("1.9999999", "1970-01-01T00:00:02.000Z"),
            ("-0.0005", "1969-12-31T23:59:59.999Z"),
            ("1626143259.505651", "2021-07-13T02:27:39.505Z"),
            ("1626143259.9999999", "2021-07-13T02:27:40.000Z"),
            ("1.7e9", "2023-11-14T22:13:20.000Z"),
            ("1700000000000e-3", "2023-11-14T22:13:20.000Z"),
            ("1e-300", "1970-01-01T00:00:00.000Z"),
            // The nearest double lies below the decimal number.
            ("243628982766.12", "9690-04-17T21:26:06.119Z"),
            ("253402300799.999", "9999-12-31T23:59:59.998Z"),
            ("-62135596800.0", "0001-01-01T00:00:00.000Z"),
            (
                "0.00000000000000000000000000000000000000001",
                "1970-01-01T00:00:00.000Z",
            ),
        ] {
            let found = Timestamp::from_unix_seconds(seconds).map(Timestamp::text);
            assert_eq!(found.as_deref(), Some(text), "{seconds}");
        }
    }

    #[test]
    fn years_outside_the_calendar_are_refused() {
        for seconds in [
            "253402300800.0",
            "253402300799.99999999",
            "-62135596800.5",
            "1e18",
            "1e308",
            "-1e13",
            "1e99999999999999999999",
        ] {
            assert_eq!(Timestamp::from_unix_seconds(seconds), None, "{seconds}");
        }
    }
}
