//! The names of an outbox's files: they alone say whose a segment is.

use std::fmt;

/// A file of an outbox: `TOKEN-NUMBER.jsonl` and so on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    /// Of the process that named it: 16 hexadecimal digits.
    pub(super) token: String,
    /// No owner uses a number twice.
    pub(super) number: u32,
    pub(super) kind: Kind,
}

/// What a file is, by the end of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A segment that belongs to whose token it bears, for as long as its lease lasts.
    Held,
    /// A segment for whoever takes it.
    Ready,
    /// Not a segment yet.
    Temporary,
}

impl Kind {
    fn ending(self) -> &'static str {
        match self {
            Self::Held => ".jsonl",
            Self::Ready => ".ready.jsonl",
            Self::Temporary => ".tmp",
        }
    }
}

impl Name {
    /// Reads a file's name. None: the file is not of an outbox, and none of its business.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (token, rest) = text.split_once('-')?;
        let (number, _) = rest.split_once('.')?;
        let is_token = token.len() == 16 && token.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let number = number.parse().ok()?;
        let kinds = [Kind::Held, Kind::Ready, Kind::Temporary];
        let names = kinds.map(|kind| Self { token: token.into(), number, kind });
        names.into_iter().find(|name| is_token && name.to_string() == text)
    }

    pub(super) fn with(&self, kind: Kind) -> Self {
        Self { kind, ..self.clone() }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}{}", self.token, self.number, self.kind.ending())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written() {
        for text in ["0123456789abcdef-1.jsonl", "0123456789abcdef-4294967295.ready.jsonl", "ffffffffffffffff-7.tmp"] {
            assert_eq!(Name::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_files_are_none_of_its_business() {
        for text in [
            "",
            "notes.jsonl",
            "0123456789abcdef.jsonl",
            "0123456789abcde-1.jsonl",
            "0123456789ABCDEF-1.jsonl",
            "0123456789abcdef-01.jsonl",
            "0123456789abcdef-1.jsonl~",
            "0123456789abcdef-4294967296.jsonl",
            "0123456789abcdef-+1.jsonl",
            ".0123456789abcdef-1.jsonl",
        ] {
            assert_eq!(Name::parse(text), None, "{text}");
        }
    }
}
