//! A line as it may be shown: words of the schemas as they are, stars for everything else.
//!
//! A value that does not belong in an event is the likeliest place for something private, so a line
//! is never shown whole unless a person asks for it. What remains is enough to find the place:
//! punctuation, field names, and the words that a schema allows.

use std::{collections::HashSet, ops::Range};

use nemo_telemetry::{Instance, SchemaKind};
use serde_json::Value;

/// Words that anyone may see because they stand in a schema.
#[derive(Debug)]
pub(crate) struct Vocabulary(HashSet<String>);

impl Vocabulary {
    /// The words of every schema in the component.
    pub(crate) fn new(instance: &mut Instance) -> anyhow::Result<Self> {
        let mut words: HashSet<String> = ["event", "schemaVersion", "ts", "parameters", "name"]
            .map(str::to_owned)
            .into();
        for id in instance.events()? {
            let schema = instance
                .json_schema(&id, SchemaKind::Input)?
                .unwrap_or_default();
            words.extend([id.name, id.version]);
            let schema: Value = serde_json::from_str(&schema)?;
            for (name, field) in schema["properties"].as_object().into_iter().flatten() {
                words.insert(name.clone());
                let allowed = [&field["enum"], &field["items"]["enum"]]
                    .into_iter()
                    .filter_map(Value::as_array)
                    .flatten();
                words.extend(allowed.filter_map(|word| word.as_str().map(str::to_owned)));
            }
        }
        let inventory: Value = serde_json::from_str(&instance.inventory()?)?;
        for (name, value) in inventory["envelope"].as_object().into_iter().flatten() {
            words.insert(name.clone());
            words.extend(value.as_str().map(str::to_owned));
        }
        Ok(Self(words))
    }

    /// The line with a star for each character of a word that is not in a schema. As many
    /// characters as before, all of them ASCII.
    pub(crate) fn mask(&self, line: &str) -> String {
        let mut shown = String::with_capacity(line.len());
        let mut rest = line;
        while !rest.is_empty() {
            let (token, after) = rest.split_at(token_length(rest));
            rest = after;
            match token.strip_prefix('"') {
                Some(rest)
                    if rest
                        .strip_suffix('"')
                        .is_some_and(|word| self.0.contains(word)) =>
                {
                    shown.push_str(token)
                }
                Some(rest) => {
                    let word = rest.strip_suffix('"').unwrap_or(rest);
                    shown.push('"');
                    shown.extend(word.chars().map(|_| '*'));
                    shown.push_str(&rest[word.len()..]);
                }
                None => shown.extend(token.chars().map(outside_a_string)),
            }
        }
        shown
    }
}

/// The bytes of the token that begins at `offset`; empty at the end of the line.
pub(crate) fn token(line: &str, offset: usize) -> Range<usize> {
    let length = line
        .get(offset..)
        .filter(|rest| !rest.is_empty())
        .map_or(0, token_length);
    offset.min(line.len())..offset.min(line.len()) + length
}

/// Bytes of the first token of a text that is not empty: a string, one character of punctuation or
/// white space, or a run of others.
fn token_length(text: &str) -> usize {
    let is_end = |c: char| c == '"' || is_punctuation(c) || c.is_whitespace();
    match text.chars().next() {
        Some('"') => string_length(text),
        Some(first) if is_end(first) => first.len_utf8(),
        _ => text.find(is_end).unwrap_or(text.len()),
    }
}

/// Bytes of the string at the start of a text, both quotes included; all of the text when the
/// string does not end.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(place, _)| place + 1)
}

fn is_punctuation(c: char) -> bool {
    matches!(c, '{' | '}' | '[' | ']' | ':' | ',')
}

fn outside_a_string(c: char) -> char {
    match c {
        _ if is_punctuation(c) => c,
        _ if c.is_whitespace() => ' ',
        _ => '*',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(line: &str) -> String {
        Vocabulary(["event", "success"].map(str::to_owned).into()).mask(line)
    }

    #[test]
    fn words_of_a_schema_are_shown_and_no_others() {
        assert_eq!(
            mask(r#"{"event": "success", "user":"alice"}"#),
            r#"{"event": "success", "****":"*****"}"#
        );
        assert_eq!(mask("[1.5,true,null]"), "[***,****,****]");
    }

    #[test]
    fn a_line_that_is_not_json_shows_no_more() {
        assert_eq!(mask(r#"{"event":"alice"#), r#"{"event":"*****"#);
        assert_eq!(mask(r#"event","alice","x"#), r#"*****"*"*****"*"*"#);
        assert_eq!(mask(r#"{'event':'alice'}"#), "{*******:*******}");
        assert_eq!(mask("\u{1b}[31m"), "*[***");
    }

    #[test]
    fn punctuation_inside_a_string_is_withheld() {
        assert_eq!(mask(r#"{"a\"b":"C:\\x, [y]"}"#), r#"{"****":"**********"}"#);
    }

    #[test]
    fn a_line_keeps_its_number_of_characters() {
        for line in ["{\"é\":\"日本\"}", "\t1\u{a0}2", ""] {
            assert_eq!(mask(line).chars().count(), line.chars().count());
        }
    }

    #[test]
    fn a_token_is_found_at_its_first_byte() {
        assert_eq!(token(r#"{"a":"b c"}"#, 5), 5..10);
        assert_eq!(token("{\"a\":12}", 5), 5..7);
        assert_eq!(token("{", 1), 1..1);
        assert_eq!(token("{", 9), 1..1);
    }
}
