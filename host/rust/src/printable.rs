//! Text of others on its way to a terminal or a log.

use std::{
    borrow::Cow,
    io::{self, Write as _},
};

/// A text with nothing in it that steers a terminal or begins another line: control characters and
/// those that turn the direction of writing are written as JSON writes them, such as `\u001b`. In a
/// JSON text it changes nothing of what the text says.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_plain || !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let letters = text.chars().map(|letter| {
        if steers(letter) {
            format!("\\u{:04x}", u32::from(letter))
        } else {
            letter.to_string()
        }
    });
    Cow::Owned(letters.collect())
}

fn steers(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Tells a person or a developer something on standard error. Where it is closed, nobody wants to
/// hear.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", printable(text));
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn what_steers_is_written_as_json_writes_it_and_the_rest_is_left() {
        for (text, expected) in [
            (
                "a\u{1b}[2J\r\n\t\0\u{7f}",
                "a\\u001b[2J\\u000d\\u000a\\u0009\\u0000\\u007f",
            ),
            ("\u{80}\u{9b}31m\u{9f}", "\\u0080\\u009b31m\\u009f"),
            (
                "\u{202e}\u{2066}\u{200f}\u{61c}",
                "\\u202e\\u2066\\u200f\\u061c",
            ),
            ("a\u{2028}b\u{2029}c", "a\\u2028b\\u2029c"),
            (
                "höme 日本 \u{a0}\u{1f600} \\ \"",
                "höme 日本 \u{a0}\u{1f600} \\ \"",
            ),
        ] {
            assert_eq!(printable(text), expected);
        }
    }
}
