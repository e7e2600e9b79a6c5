//! What the local audit log says: which bodies leave, how their requests end, and which events
//! never leave. `host/AUDIT.md` describes the lines. No value of an event is in any of them.

use alloc::{format, string::String, vec::Vec};

use sha2::{Digest as _, Sha256};

use crate::{json::Object, ledger::Reason, queue::Event, time::Timestamp};

/// SHA-256 of a body, by which whoever has the body finds its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digest([u8; 32]);

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The server has the events.
    Delivered,
    /// The server will never take them.
    Refused,
    /// They go out again in two parts.
    Halved,
    /// They are to be tried again.
    Retried,
    /// The client ends first; the outbox has them.
    Kept,
    /// They are not tried again, though no server refused them.
    Dropped,
}

impl Ending {
    /// Every ending.
    pub const ALL: [Self; 6] = [
        Self::Delivered,
        Self::Refused,
        Self::Halved,
        Self::Retried,
        Self::Kept,
        Self::Dropped,
    ];

    /// The identifier that people read.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Halved => "halved",
            Self::Retried => "retried",
            Self::Kept => "kept",
            Self::Dropped => "dropped",
        }
    }
}

impl Digest {
    /// Of a body, byte for byte as it is posted.
    pub(crate) fn of(body: &[u8]) -> Self {
        Self(Sha256::digest(body).into())
    }

    /// In hexadecimal, in lower case.
    pub(crate) fn text(self) -> String {
        self.0
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect()
    }
}

/// Events that are gone for one reason and not told of yet.
#[derive(Clone, Debug)]
pub(crate) struct Dropped {
    pub(crate) reason: Reason,
    count: u32,
    names: Vec<&'static str>,
}

impl Dropped {
    pub(crate) fn new(reason: Reason) -> Self {
        Self {
            reason,
            count: 0,
            names: Vec::new(),
        }
    }

    /// So many events more. None: what they are called is not known, because their lines are
    /// damaged or were kept by a client that ended.
    pub(crate) fn add(&mut self, count: u32, name: Option<&'static str>) {
        self.count = self.count.saturating_add(count);
        self.names
            .extend(name.filter(|name| !self.names.contains(name)));
    }

    /// The line about them.
    pub(crate) fn line(&self, now: Timestamp) -> String {
        line(now, "drop", |line| {
            line.text("reason", self.reason.name());
            line.number("count", self.count.into());
            line.texts("events", &self.names);
        })
    }
}

/// The line about a body that is about to leave.
pub(crate) fn request(
    now: Timestamp,
    endpoint: &str,
    digest: Digest,
    bytes: usize,
    events: &[Event],
) -> String {
    let mut names = Vec::new();
    for event in events {
        if !names.contains(&event.definition.name) {
            names.push(event.definition.name);
        }
    }
    line(now, "request", |line| {
        line.text("endpoint", &shown(endpoint));
        line.text("sha256", &digest.text());
        line.number("bytes", i64::try_from(bytes).unwrap_or(i64::MAX));
        line.number("count", i64::try_from(events.len()).unwrap_or(i64::MAX));
        line.texts("events", &names);
    })
}

/// The line about the end of its request. `unsure`: nothing was answered, and the body may have
/// arrived all the same.
pub(crate) fn answer(
    now: Timestamp,
    digest: Digest,
    ending: Ending,
    status: u32,
    unsure: bool,
) -> String {
    line(now, "answer", |line| {
        line.text("sha256", &digest.text());
        line.text("outcome", ending.name());
        line.number("status", status.into());
        line.flag("unsure", unsure);
    })
}

/// What every line says, and then what `more` adds.
fn line(now: Timestamp, what: &str, more: impl FnOnce(&mut Object<'_>)) -> String {
    let mut out = String::new();
    let mut line = Object::new(&mut out);
    line.text("ts", &now.text());
    line.text("what", what);
    more(&mut line);
    line.finish();
    out
}

/// An address without what stands before an `@` of its authority, and without query and fragment:
/// they can hold secrets. A place on this machine is written as it is.
fn shown(endpoint: &str) -> String {
    let Some((scheme, rest)) = endpoint.split_once("://") else {
        return endpoint.into();
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = rest.split_at(rest.find(['/', '\\']).unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::{Digest, Dropped};
    use crate::{ledger::Reason, time::Timestamp};

    #[test]
    fn credentials_queries_and_fragments_are_left_out() {
        for (endpoint, shown) in [
            ("https://a.b/c", "https://a.b/c"),
            ("https://user:secret@a.b/c?key=1", "https://a.b/c"),
            ("http://user@secret@127.0.0.1:80", "http://127.0.0.1:80"),
            ("https://user:secret@a.b\\c", "https://a.b\\c"),
            ("https://a.b/c@d", "https://a.b/c@d"),
            ("https://a.b?token=1@2/3", "https://a.b"),
            ("https://a.b#token", "https://a.b"),
            ("https://user:secret@", "https://"),
            ("stdout:", "stdout:"),
            ("file:/tmp/a?b#c@d", "file:/tmp/a?b#c@d"),
            ("", ""),
        ] {
            assert_eq!(super::shown(endpoint), shown);
        }
    }

    #[test]
    fn names_stand_once_in_the_order_in_which_they_came() {
        let mut dropped = Dropped::new(Reason::Age);
        for (count, name) in [
            (2, Some("b")),
            (3, None),
            (1, Some("a")),
            (u32::MAX, Some("b")),
        ] {
            dropped.add(count, name);
        }
        let line = r#"{"ts":"1970-01-01T00:00:00.000Z","what":"drop","reason":"age","count":4294967295,"events":["b","a"]}"#;
        assert_eq!(dropped.line(Timestamp(0)), line);
    }

    /// The examples of FIPS 180-2.
    #[test]
    fn a_digest_is_sha_256_in_lower_case() {
        for (body, digest) in [
            (
                "",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            (
                "abc",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            ),
        ] {
            assert_eq!(Digest::of(body.as_bytes()).text(), digest);
        }
    }
}
