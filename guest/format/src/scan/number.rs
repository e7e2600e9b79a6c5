//! JSON numbers as text: their grammar, and the questions that are asked of them.

use alloc::string::String;

/// A number as it stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// Length in bytes.
    pub(super) length: usize,
    /// With a fraction or an exponent.
    pub(super) decimal: bool,
    /// With an exponent.
    pub(super) exponent: bool,
}

/// Reads an integer of at most 18 digits at `from` that a space, a comma or the end of something
/// follows. Returns it and its end; none for everything else, `-0` too, which [`number`] then looks
/// at.
#[inline]
pub(super) fn short_integer(bytes: &[u8], from: usize) -> Option<(i64, usize)> {
    let negative = bytes.get(from) == Some(&b'-');
    let first = from + usize::from(negative);
    let mut at = first;
    let mut value = 0_i64;
    while let Some(byte @ b'0'..=b'9') = bytes.get(at) {
        value = value.wrapping_mul(10).wrapping_add(i64::from(byte - b'0'));
        at += 1;
    }
    let leading_zero = at > first + 1 && bytes.get(first) == Some(&b'0');
    let plain = matches!(
        bytes.get(at),
        Some(b',' | b'}' | b' ' | b'\n' | b'\r' | b'\t')
    );
    let short = (1..=18).contains(&(at - first));
    (plain && short && !leading_zero && !(negative && value == 0)).then_some((
        if negative {
            value.wrapping_neg()
        } else {
            value
        },
        at,
    ))
}

/// The number at the start of `bytes`, by the grammar of RFC 8259. None: there is none.
pub(super) fn number(bytes: &[u8]) -> Option<Number> {
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    match bytes.get(at)? {
        b'0' => at += 1,
        b'1'..=b'9' => at += digits(bytes, at),
        _ => return None,
    }
    let mut decimal = false;
    let mut exponent = false;
    if bytes.get(at) == Some(&b'.') {
        let count = digits(bytes, at + 1);
        if count == 0 {
            return None;
        }
        at += 1 + count;
        decimal = true;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
        let count = digits(bytes, at);
        if count == 0 {
            return None;
        }
        at += count;
        decimal = true;
        exponent = true;
    }
    Some(Number {
        length: at,
        decimal,
        exponent,
    })
}

fn digits(bytes: &[u8], from: usize) -> usize {
    bytes.get(from..).map_or(0, |rest| {
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    })
}

/// The value of an integer's text. None: it does not fit in 64 bits.
pub(super) fn integer(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// What a number's text denotes, as an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// This one, however it is spelt.
    Value(i64),
    /// It is no integer.
    Fraction,
    /// It does not fit in 64 bits.
    TooLong,
}

/// The integer that a number's text denotes: `12`, `12.0`, `1.2e1` and `120e-1` are one, as JSON
/// Schema has it. Decided on the decimal digits, without a float.
pub(super) fn whole(text: &str) -> Whole {
    let (negative, unsigned) = text
        .strip_prefix('-')
        .map_or((false, text), |unsigned| (true, unsigned));
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = String::with_capacity(whole.len() + fraction.len());
    digits.push_str(whole);
    digits.push_str(fraction);
    // Zeros behind the point by which the exponent moves it.
    let zeros = power(exponent).saturating_sub(as_i64(fraction.len()));
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Whole::Value(0);
    }
    let kept = significant.trim_end_matches('0');
    let zeros = zeros.saturating_add(as_i64(significant.len() - kept.len()));
    if zeros < 0 {
        return Whole::Fraction;
    }
    // 64 bits hold 19 digits.
    let Some(zeros) = usize::try_from(zeros)
        .ok()
        .filter(|zeros| kept.len() + zeros.min(&20) <= 19)
    else {
        return Whole::TooLong;
    };
    let mut value = String::from(if negative { "-" } else { "" });
    value.push_str(kept);
    value.extend(core::iter::repeat_n('0', zeros));
    value.parse().map_or(Whole::TooLong, Whole::Value)
}

/// Digits of the largest number that still rounds to a finite double, 1.797…e308, as many as can
/// matter.
const LARGEST: &[u8] = b"17976931348623158079";

/// Whether a number's text denotes a finite double, decided on the decimal digits: the power tables
/// of a float parser would be a tenth of the component. Exact but for texts whose first twenty
/// digits are those of the limit itself; these pass.
pub(super) fn is_finite(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let significant = || {
        whole
            .bytes()
            .chain(fraction.bytes())
            .skip_while(|digit| *digit == b'0')
    };
    let leading = if whole.trim_start_matches('0').is_empty() {
        // 0.00x: the first digit that counts stands this many places after the point.
        let zeros = fraction.len() - fraction.trim_start_matches('0').len();
        -1 - as_i64(zeros)
    } else {
        as_i64(whole.trim_start_matches('0').len()) - 1
    };
    if significant().next().is_none() {
        return true;
    }
    match leading.saturating_add(power(exponent)) {
        ..308 => true,
        308 => significant()
            .take(LARGEST.len())
            .le(LARGEST.iter().copied()),
        _ => false,
    }
}

/// The exponent's value; one of absurd length counts as very large or very small.
fn power(text: &str) -> i64 {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..)),
        Some(b'+') => (false, text.get(1..)),
        _ => (false, Some(text)),
    };
    let value = digits
        .unwrap_or_default()
        .bytes()
        .fold(0_i64, |value, digit| {
            value
                .saturating_mul(10)
                .saturating_add(i64::from(digit.wrapping_sub(b'0')))
        });
    if negative {
        value.saturating_neg()
    } else {
        value
    }
}

fn as_i64(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Number, Whole, integer, is_finite, number, whole};

    #[test]
    fn the_grammar_is_that_of_json() {
        for (text, expected) in [
            ("0", Some((1, false, false))),
            ("-0", Some((2, false, false))),
            ("12,", Some((2, false, false))),
            ("1.5}", Some((3, true, false))),
            ("1.5e-3}", Some((6, true, true))),
            ("1E+2", Some((4, true, true))),
            ("01", Some((1, false, false))),
            ("-", None),
            ("1.", None),
            (".5", None),
            ("1e", None),
            ("1e+", None),
            ("+1", None),
            ("NaN", None),
            ("", None),
        ] {
            let expected = expected.map(|(length, decimal, exponent)| Number {
                length,
                decimal,
                exponent,
            });
            assert_eq!(number(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn an_integer_is_one_however_it_is_spelt() {
        for (text, expected) in [
            ("12", Whole::Value(12)),
            ("12.0", Whole::Value(12)),
            ("-12.000", Whole::Value(-12)),
            ("1.2e1", Whole::Value(12)),
            ("120E-1", Whole::Value(12)),
            ("0.0", Whole::Value(0)),
            ("-0", Whole::Value(0)),
            ("0e999999999999999999999", Whole::Value(0)),
            ("1e18", Whole::Value(1_000_000_000_000_000_000)),
            ("9223372036854775807.0", Whole::Value(i64::MAX)),
            ("-9223372036854775808", Whole::Value(i64::MIN)),
            ("9223372036854775808", Whole::TooLong),
            ("1e19", Whole::TooLong),
            ("1e999999999999999999999", Whole::TooLong),
            ("12.5", Whole::Fraction),
            ("1e-1", Whole::Fraction),
            ("1e-999999999999999999999", Whole::Fraction),
        ] {
            assert_eq!(whole(text), expected, "{text}");
        }
    }

    #[test]
    fn integers_end_at_64_bits() {
        assert_eq!(integer("9223372036854775807"), Some(i64::MAX));
        assert_eq!(integer("9223372036854775808"), None);
        assert_eq!(integer("-9223372036854775808"), Some(i64::MIN));
    }

    #[test]
    fn finite_agrees_with_the_standard_parser() {
        for text in [
            "0",
            "-0.0",
            "1",
            "1e308",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1.8e308",
            "17976931348623157e292",
            "0.17976931348623157e309",
            "0.0001e312",
            "0.0001e313",
            "2e308",
            "1e309",
            "-1e309",
            "1e-400",
            "0e999",
            "0.000e999",
            "123456789e300",
            "1234567890e300",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "00.1",
        ] {
            assert_eq!(
                is_finite(text),
                text.parse::<f64>().unwrap().is_finite(),
                "{text}"
            );
        }
    }
}
