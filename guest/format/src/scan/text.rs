//! JSON strings: where they end, and what they say.

use alloc::string::String;

use crate::problem::Code;

/// What a string's text needs before it can be passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Ends at this quote, without a backslash: canonical as it stands.
    Plain(usize),
    /// A backslash or a control character stands here.
    Special(usize),
    /// The text ends first.
    Open,
}

/// Looks for the end of the string whose first character is at `from`.
#[inline]
pub(super) fn shape(bytes: &[u8], from: usize) -> Shape {
    let mut at = from;
    while let Some(word) = word_at(bytes, at) {
        let found = special(word);
        if found != 0 {
            at += (found.trailing_zeros() / 8) as usize;
            return ends(bytes, at);
        }
        at += 8;
    }
    while let Some(byte) = bytes.get(at) {
        if matches!(byte, b'"' | b'\\' | ..0x20) {
            return ends(bytes, at);
        }
        at += 1;
    }
    Shape::Open
}

fn ends(bytes: &[u8], at: usize) -> Shape {
    if bytes.get(at) == Some(&b'"') {
        Shape::Plain(at)
    } else {
        Shape::Special(at)
    }
}

/// Eight bytes as one word, the first in the lowest place.
#[inline]
pub(super) fn word_at(bytes: &[u8], at: usize) -> Option<u64> {
    let eight = bytes.get(at..at.checked_add(8)?)?;
    eight.try_into().ok().map(u64::from_le_bytes)
}

/// The high bit of each byte that is a quote, a backslash or a control character. Exact up to the
/// lowest such byte; a borrow can mark bytes above it, which nobody looks at.
#[inline]
fn special(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let quote = word ^ (ONES * 0x22);
    let backslash = word ^ (ONES * 0x5c);
    let is_quote = quote.wrapping_sub(ONES) & !quote;
    let is_backslash = backslash.wrapping_sub(ONES) & !backslash;
    let is_control = word.wrapping_sub(ONES * 0x20) & !word;
    (is_quote | is_backslash | is_control) & HIGH
}

/// A string that could not be read: why, and where in the text.
pub(super) struct Broken {
    pub(super) code: Code,
    pub(super) at: usize,
}

/// Reads the string whose opening quote is at `start`, handing each character to `each`. Returns
/// the index after the closing quote.
#[cold]
#[inline(never)]
pub(super) fn decode(
    text: &str,
    start: usize,
    each: &mut dyn FnMut(char),
) -> Result<usize, Broken> {
    let mut at = start + 1;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(next) = rest.chars().next() else {
            return Err(Broken {
                code: Code::Syntax,
                at,
            });
        };
        match next {
            '"' => return Ok(at + 1),
            '\\' => {
                let (decoded, length) = escape(rest, at)?;
                each(decoded);
                at += length;
            }
            '\0'..' ' => {
                return Err(Broken {
                    code: Code::ControlCharacter,
                    at,
                });
            }
            other => {
                each(other);
                at += other.len_utf8();
            }
        }
    }
}

/// The escape at the start of `rest`: its character and its length.
fn escape(rest: &str, at: usize) -> Result<(char, usize), Broken> {
    let simple = match rest.as_bytes().get(1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(rest, at),
        None => {
            return Err(Broken {
                code: Code::Syntax,
                at,
            });
        }
        Some(_) => {
            return Err(Broken {
                code: Code::InvalidEscape,
                at,
            });
        }
    };
    Ok((simple, 2))
}

fn unicode(rest: &str, at: usize) -> Result<(char, usize), Broken> {
    let invalid = Broken {
        code: Code::InvalidEscape,
        at,
    };
    let lone = || Broken {
        code: Code::LoneSurrogate,
        at,
    };
    let Some(first) = hex(rest.get(2..6)) else {
        return Err(invalid);
    };
    match first {
        0xd800..0xdc00 => {
            let second = rest
                .get(6..8)
                .filter(|start| *start == "\\u")
                .and_then(|_| hex(rest.get(8..12)));
            let Some(second @ 0xdc00..0xe000) = second else {
                return Err(lone());
            };
            let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            char::from_u32(code).map(|c| (c, 12)).ok_or_else(lone)
        }
        other => char::from_u32(other).map(|c| (c, 6)).ok_or_else(lone),
    }
}

fn hex(digits: Option<&str>) -> Option<u32> {
    let digits = digits?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

/// Appends a character as it stands in canonical JSON: raw but for the quote, the backslash and
/// control characters.
pub fn push_escaped(out: &mut String, character: char) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\0'..' ' => {
            out.push_str("\\u00");
            let code = u32::from(character);
            for digit in [code >> 4, code & 15] {
                out.push(char::from_digit(digit, 16).unwrap_or('0'));
            }
        }
        other => out.push(other),
    }
}

#[cfg(test)]
mod tests {
    use alloc::{string::String, vec};

    use super::{Shape, decode, push_escaped, shape};

    #[test]
    fn every_byte_is_found_at_every_place_of_a_word() {
        for length in 0..20 {
            for place in 0..=length {
                for byte in 0..=255_u8 {
                    let mut bytes = vec![b'x'; length];
                    bytes.insert(place, byte);
                    let expected = match byte {
                        b'"' => Shape::Plain(place),
                        b'\\' | ..0x20 => Shape::Special(place),
                        _ => Shape::Open,
                    };
                    assert_eq!(
                        shape(&bytes, 0),
                        expected,
                        "byte {byte} at {place} of {length}"
                    );
                }
            }
        }
    }

    #[test]
    fn escaping_and_reading_are_inverse_for_every_character() {
        for character in '\0'..=char::MAX {
            let mut text = String::from("\"");
            push_escaped(&mut text, character);
            text.push('"');
            let mut read = String::new();
            assert_eq!(
                decode(&text, 0, &mut |c| read.push(c)).ok(),
                Some(text.len())
            );
            assert!(read.chars().eq([character]));
        }
    }
}
