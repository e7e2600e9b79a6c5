//! Instants as the wire writes them, and durations that no clock jump can touch.

mod unix_seconds;

use alloc::string::String;

pub use unix_seconds::milliseconds as seconds_to_ms;

/// A wall-clock instant in milliseconds since 1970, UTC; negative before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

/// A reading of the monotonic clock in milliseconds. It only compares with readings of the same
/// clock, and never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(pub u64);

/// Both clocks, read together.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// What a calendar says.
    pub wall: Timestamp,
    /// What a stopwatch says.
    pub mark: Mark,
}

impl Mark {
    /// This much later.
    #[must_use]
    pub fn after(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to here; 0 if it is not earlier.
    #[must_use]
    pub fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

const DAY: i64 = 86_400_000;
/// 0001-01-01T00:00:00.000Z.
const FIRST: i64 = -62_135_596_800_000;
/// 9999-12-31T23:59:59.999Z.
const LAST: i64 = 253_402_300_799_999;

impl Timestamp {
    /// From seconds and nanoseconds since 1970, nanoseconds cut off to milliseconds.
    #[must_use]
    pub fn from_parts(seconds: u64, nanoseconds: u32) -> Self {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        Self(
            seconds
                .saturating_mul(1000)
                .saturating_add(i64::from(nanoseconds / 1_000_000))
                .min(LAST),
        )
    }

    /// Milliseconds from `earlier` to here; 0 if it is not earlier.
    #[must_use]
    pub fn since(self, earlier: Self) -> u64 {
        u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0)
    }

    /// From milliseconds since 1970 as a float counts them, cut off to whole ones; not a number is
    /// 1970.
    #[must_use]
    pub fn from_ms(ms: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the cast saturates, and `text` clamps"
        )]
        Self(ms as i64)
    }

    /// Reads `YYYY-MM-DDThh:mm:ss` with up to nine digits of fraction and `Z` or `+00:00`. Digits
    /// beyond milliseconds are cut off, not rounded, as every upstream client does. None: another
    /// form, another zone, or a year outside 1 to 9999.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text
            .strip_suffix('Z')
            .or_else(|| text.strip_suffix("+00:00"))?;
        let (date, time) = text.split_once(['T', ' '])?;
        let (clock, fraction) = time
            .split_once('.')
            .map_or((time, None), |(clock, fraction)| (clock, Some(fraction)));
        let [year, month, day] = fields(date, '-', [4, 2, 2])?;
        let [hour, minute, second] = fields(clock, ':', [2, 2, 2])?;
        let ms = fraction.map_or(Some(0), milliseconds)?;
        let valid = year >= 1
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        valid.then(|| {
            Self(days(year, month, day) * DAY + ((hour * 60 + minute) * 60 + second) * 1000 + ms)
        })
    }

    /// Whether it is an instant exactly as [`text`](Self::text) writes it.
    #[must_use]
    pub fn is_wire_text(text: &str) -> bool {
        let bytes = text.as_bytes();
        bytes.len() == 24
            && bytes.get(10) == Some(&b'T')
            && bytes.get(19) == Some(&b'.')
            && bytes.last() == Some(&b'Z')
            && Self::parse(text).is_some()
    }

    fn has_a_year(self) -> bool {
        (FIRST..=LAST).contains(&self.0)
    }

    /// `YYYY-MM-DDThh:mm:ss.mmmZ`. An instant outside the years 1 to 9999 is written as the nearest
    /// one inside.
    #[must_use]
    pub fn text(self) -> String {
        let ms = self.0.clamp(FIRST, LAST);
        let (year, month, day) = civil(ms.div_euclid(DAY));
        // Both fit: a day has 86,400,000 milliseconds.
        let rest = u32::try_from(ms.rem_euclid(DAY)).unwrap_or(0);
        let year = u32::try_from(year).unwrap_or(0);
        let (seconds, ms) = (rest / 1000, rest % 1000);
        let mut out = String::with_capacity(24);
        push_two(&mut out, year / 100, "");
        push_two(&mut out, year % 100, "-");
        push_two(&mut out, u32::try_from(month).unwrap_or(0), "-");
        push_two(&mut out, u32::try_from(day).unwrap_or(0), "T");
        push_two(&mut out, seconds / 3600, ":");
        push_two(&mut out, seconds / 60 % 60, ":");
        push_two(&mut out, seconds % 60, ".");
        push_two(&mut out, ms / 10, "");
        out.push(digit(ms % 10));
        out.push('Z');
        out
    }
}

/// Appends two digits and what follows them. A formatter takes ten times as long, and an envelope
/// has a hundred instants.
fn push_two(out: &mut String, value: u32, after: &str) {
    out.push(digit(value / 10));
    out.push(digit(value % 10));
    out.push_str(after);
}

fn digit(value: u32) -> char {
    char::from_digit(value, 10).unwrap_or('0')
}

/// Three decimal numbers of fixed width between separators.
fn fields(text: &str, separator: char, widths: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(separator);
    let mut values = [0; 3];
    for (value, width) in values.iter_mut().zip(widths) {
        let part = parts
            .next()
            .filter(|part| part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        *value = part.parse().ok()?;
    }
    parts.next().is_none().then_some(values)
}

/// The first three digits of a fraction of a second.
fn milliseconds(fraction: &str) -> Option<i64> {
    if !(1..=9).contains(&fraction.len()) || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = fraction.bytes().chain([b'0', b'0']).take(3);
    Some(digits.fold(0, |ms, digit| ms * 10 + i64::from(digit.wrapping_sub(b'0'))))
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar. Years are counted from March, so that
/// a leap day ends one.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a number of days since 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, FIRST, LAST, Timestamp, civil, days, days_in};

    #[test]
    fn the_calendar_counts_every_day_once() {
        let mut expected = FIRST / DAY;
        for year in 1..=9999 {
            for month in 1..=12 {
                for day in [1, days_in(year, month)] {
                    let number = days(year, month, day);
                    assert_eq!(
                        number,
                        if day == 1 {
                            expected
                        } else {
                            expected + day - 1
                        }
                    );
                    assert_eq!(civil(number), (year, month, day));
                }
                expected += days_in(year, month);
            }
        }
        assert_eq!(expected - 1, LAST / DAY);
    }

    #[test]
    fn reading_cuts_off_what_writing_does_not_show() {
        for (text, written) in [
            ("2026-11-21T10:00:00.123999Z", "2026-11-21T10:00:00.123Z"),
            ("2026-11-21T10:00:00Z", "2026-11-21T10:00:00.000Z"),
            (
                "1969-12-31T23:59:59.999999+00:00",
                "1969-12-31T23:59:59.999Z",
            ),
            ("0001-01-01T00:00:00.5Z", "0001-01-01T00:00:00.500Z"),
            ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999Z"),
            ("2024-02-29T00:00:00.05Z", "2024-02-29T00:00:00.050Z"),
        ] {
            assert_eq!(Timestamp::parse(text).unwrap().text(), written);
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "Z",
            "2026-11-21",
            "2026-11-21T10:00:00",
            "2026-11-21T10:00:00+01:00",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:60Z",
            "2026-01-01T00:00:00.Z",
            "2026-1-01T00:00:00Z",
            "2026-01-01T00:00:00.1234567890Z",
            "+026-01-01T00:00:00Z",
            "2026-01-01T00:00:00:00Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
