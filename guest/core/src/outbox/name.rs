//! The names of segments: they alone say whose a segment is.

use alloc::{
    format,
    string::{String, ToString as _},
};

/// A file of an outbox: `TOKEN-NUMBER.jsonl` and so on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    /// Of the client that named it: 16 hexadecimal digits.
    pub(super) token: String,
    /// 0 where no client gives it out, which is no reason to leave events.
    pub(super) number: u32,
    /// The number as it stands in the name.
    digits: String,
    pub(super) kind: Kind,
}

/// What a file is, by the end of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A segment of the client whose token it bears, for as long as its lease lasts.
    Held,
    /// A segment for any client that takes it.
    Ready,
    /// A file that is not finished.
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

/// Whether a text can be the token of a client.
pub(crate) fn is_token(text: &str) -> bool {
    text.len() == 16
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

impl Name {
    /// A segment of the client of that token.
    pub(super) fn held(token: &str, number: u32) -> Self {
        Self {
            token: token.into(),
            number,
            digits: number.to_string(),
            kind: Kind::Held,
        }
    }

    /// Reads a file's name; none: the file is not of an outbox. A temporary file has `.tmp` after
    /// any of the other names.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some(unfinished) = text.strip_suffix(".tmp").and_then(Self::parse) {
            return Some(unfinished.with(Kind::Temporary));
        }
        let (token, rest) = text.split_once('-')?;
        let (digits, _) = rest.split_once('.')?;
        let is_number = digits == "0"
            || digits.starts_with(|first: char| matches!(first, '1'..='9'))
                && digits.bytes().all(|digit| digit.is_ascii_digit());
        let names = [Kind::Held, Kind::Ready, Kind::Temporary].map(|kind| Self {
            token: token.into(),
            number: digits.parse().unwrap_or(0),
            digits: digits.into(),
            kind,
        });
        names
            .into_iter()
            .find(|name| is_token(token) && is_number && name.text() == text)
    }

    pub(super) fn with(&self, kind: Kind) -> Self {
        Self {
            kind,
            ..self.clone()
        }
    }

    pub(super) fn text(&self) -> String {
        format!("{}-{}{}", self.token, self.digits, self.kind.ending())
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Name};

    #[test]
    fn a_name_is_read_as_it_is_written() {
        for text in [
            "0123456789abcdef-1.jsonl",
            "0123456789abcdef-4294967295.ready.jsonl",
            "ffffffffffffffff-7.tmp",
            "0123456789abcdef-99999999999999999999999.jsonl",
            "0123456789abcdef-0.ready.jsonl",
        ] {
            assert_eq!(Name::parse(text).unwrap().text(), text);
        }
    }

    #[test]
    fn what_is_written_beside_a_segment_is_temporary() {
        for text in [
            "0123456789abcdef-1.jsonl.tmp",
            "0123456789abcdef-1.ready.jsonl.tmp",
            "0123456789abcdef-1.tmp",
        ] {
            assert_eq!(Name::parse(text).unwrap().kind, Kind::Temporary);
        }
    }

    #[test]
    fn other_files_are_none_of_its_business() {
        for text in [
            "",
            "audit.jsonl",
            "exits.json",
            "exits.json.tmp",
            "0123456789abcdef.jsonl",
            "0123456789abcde-1.jsonl",
            "0123456789ABCDEF-1.jsonl",
            "0123456789abcdef-.jsonl",
            "0123456789abcdef-01.jsonl",
            "0123456789abcdef-1.jsonl~",
            "0123456789abcdef-+1.jsonl",
            ".0123456789abcdef-1.jsonl",
        ] {
            assert_eq!(Name::parse(text), None, "{text}");
        }
    }
}
