//! The file in which a product keeps its session id for later processes.

use alloc::{format, string::String};

use crate::{
    definition::{Definition, Field, Kind, Notes, SessionFile},
    problem::Code,
    scan::scan,
    time::Timestamp,
};

/// What the file holds. Its names are the product's.
static FILE: Definition = Definition {
    name: "session-file",
    version: "",
    title: "",
    description: "",
    fields: &[
        text_of("created_at", ",\"created_at\":"),
        text_of("session_id", ",\"session_id\":"),
    ],
    // They stand in the order of their names.
    sorted: &[0, 1],
    instant: None,
};

const CREATED_AT: usize = 0;
const SESSION_ID: usize = 1;

static NO_NOTES: Notes = Notes {
    title: "",
    description: "",
    unit: "",
    sentinel: "",
    example: "",
    label: "",
    sensitivity: "",
    purpose: "",
    source: "",
    guard: "",
};

const fn text_of(name: &'static str, prefix: &'static str) -> Field {
    Field {
        name,
        prefix,
        kind: Kind::Text { max_length: 512 },
        required: true,
        default: None,
        filled_by: None,
        guard: None,
        notes: &NO_NOTES,
    }
}

/// Longest text that is read, in bytes. One that is written has some hundred.
const LONGEST: usize = 4096;

const DAY: u64 = 24 * 3_600_000;

/// The id that a text holds, and since when. None: it cannot be read, or the id is none that was
/// made at random: it could name a person.
pub(super) fn read(text: &str) -> Option<(String, Timestamp)> {
    let mut found = scan(&FILE, text, LONGEST, "");
    let problems = core::mem::take(&mut found.problems).into_vec();
    if problems
        .iter()
        .any(|problem| problem.code != Code::UnknownField)
    {
        return None;
    }
    let id = found.string(SESSION_ID)?;
    let since = instant(&found.string(CREATED_AT)?)?;
    is_random(&id).then_some((id, since))
}

/// Whether another id has to take its place: it is too old, or from the future, where a clock was
/// set back.
pub(super) fn is_worn(file: &SessionFile, since: Timestamp, now: Timestamp) -> bool {
    since > now || now.since(since) >= u64::from(file.days) * DAY
}

/// What the file is to hold, as the product itself writes it.
pub(super) fn text(id: &str, since: Timestamp) -> String {
    let at = since.text();
    let seconds = at.get(..19).unwrap_or_default();
    format!("{{\"created_at\": \"{seconds}Z\", \"session_id\": \"{id}\"}}\n")
}

/// Without a zone it is UTC.
fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    Timestamp::parse(text).or_else(|| Timestamp::parse(&format!("{text}Z")))
}

fn is_random(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::{is_worn, read, text};
    use crate::{definition::SessionFile, time::Timestamp};

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn what_is_written_is_read_to_the_second() {
        let now = at("2026-11-21T10:00:00.500Z");
        assert_eq!(
            read(&text("0af3", now)),
            Some(("0af3".into(), at("2026-11-21T10:00:00Z")))
        );
    }

    #[test]
    fn what_could_name_a_person_is_no_id() {
        for id in ["", " ", "mary", "0af3@home", "0af3 ", &"0".repeat(65)] {
            let text = text(id, at("2026-11-21T10:00:00Z"));
            assert_eq!(read(&text), None, "{text}");
        }
    }

    #[test]
    fn an_id_lasts_until_its_last_day_is_over() {
        let file = SessionFile {
            path: "",
            variable: "",
            days: 30,
        };
        let since = at("2026-10-22T10:00:00Z");
        let worn = |now| is_worn(&file, since, at(now));
        assert!(!worn("2026-10-22T10:00:00Z"));
        assert!(!worn("2026-11-21T09:59:59.999Z"));
        assert!(worn("2026-11-21T10:00:00Z"));
        assert!(worn("2026-10-22T09:59:59.999Z"));
    }
}
