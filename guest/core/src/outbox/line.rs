//! Lines that outlive the process: one event a line, with all that a later process needs to send
//! it.

use alloc::{string::String, vec::Vec};

use crate::{
    catalog::{self, OUTBOX_LINE, outbox_line as field},
    definition::{Meaning, Product},
    guard::{self, Guard, Mode, Redacted},
    json::Object,
    limits::MAX_TEXT,
    queue::{Event, Key},
    scan::{self, scan},
    time::{Mark, Timestamp},
    validate::{self, Fill},
};

/// Bytes by which a line can grow: more digits of `attempts`, `unsure`, and `restsUntil`.
pub(crate) const GROWTH: usize = 64;

/// Appends an event's line, in the order of `outbox-line.json`.
pub(crate) fn push_line(
    out: &mut String,
    product: &Product,
    key: &Key,
    event: &Event,
    unsure: bool,
) {
    let mut line = Object::new(out);
    line.text("id", &event.id);
    line.number("attempts", event.attempts.into());
    line.text("firstTs", &event.accepted.text());
    line.text("ts", &event.ts.text());
    line.text("product", product.id);
    line.text("event", event.definition.name);
    line.text("schemaVersion", event.definition.version);
    line.json("clientVer", &key.client_ver);
    line.json("sessionId", &key.session_id);
    line.json("cpuArchitecture", &key.cpu_architecture);
    if unsure {
        line.flag("unsure", true);
    }
    if let Some(until) = event.rests_until {
        line.text("restsUntil", &until.text());
    }
    line.json("parameters", &event.parameters);
    line.finish();
    out.push('\n');
}

/// What a line holds. The engine gives the key its index, and the event its weight and its last
/// moment.
pub(crate) struct Kept {
    pub(crate) key: Key,
    pub(crate) event: Event,
    /// What the guard took out.
    pub(crate) redacted: Vec<Redacted>,
}

/// Reads a line that some process left. None: it is torn or damaged, of another product, or says
/// what no event may say.
///
/// Everything is checked as if a caller had just passed it, because a line may have been written by
/// a dying host, by an older version, or by hand. What a dying host could not know is filled in:
/// the version as the product sends it today, the instant as that of acceptance, and what the
/// envelope says from `own`, the key of the client that reads.
pub(crate) fn parse_line(
    product: &Product,
    text: &str,
    own: &Key,
    guard: Option<&Guard>,
) -> Option<Kept> {
    let found = scan(&OUTBOX_LINE, text, MAX_TEXT, "");
    if !found.problems.is_empty() || found.string(field::PRODUCT).as_deref() != Some(product.id) {
        return None;
    }
    let name = found.string(field::EVENT)?;
    let definition = match found.string(field::SCHEMA_VERSION) {
        Some(version) => catalog::event(&name, &version),
        None => catalog::current_event(product, &name),
    };
    let definition = definition.ok()?;
    let parameters = found.json(field::PARAMETERS)?;
    let text = |index, own: &String| found.json(index).map_or_else(|| own.clone(), Into::into);
    let mut key = Key {
        version: definition.version,
        client_ver: text(field::CLIENT_VER, &own.client_ver),
        session_id: text(field::SESSION_ID, &own.session_id),
        cpu_architecture: text(field::CPU_ARCHITECTURE, &own.cpu_architecture),
    };
    let mut id = found.string(field::ID)?;
    let mut redacted = Vec::new();
    if let Some(guard) = guard {
        redacted = clean(&mut key, guard);
        // An id is never sent, but written again.
        if guard.clean("id", &mut id, Meaning::Label).is_some()
            || guard.mode == Mode::Reject && !redacted.is_empty()
        {
            return None;
        }
    }
    let accepted = Timestamp::parse(&found.string(field::FIRST_TS)?)?;
    let ts = match found.string(field::TS) {
        Some(ts) => Timestamp::parse(&ts)?,
        None => accepted,
    };
    let fill = Fill {
        constants: true,
        session: &key.session_id,
        guard,
        instant: Some(ts),
        ..Fill::default()
    };
    let checked = validate::check(definition, parameters, "", &fill).ok()?;
    redacted.extend(checked.redacted);
    let event = Event {
        id,
        definition,
        parameters: checked.canonical.unwrap_or_else(|| parameters.into()),
        ts,
        accepted,
        expires: Mark(0),
        key: 0,
        weight: 0,
        attempts: found
            .integer(field::ATTEMPTS)
            .and_then(|attempts| u32::try_from(attempts).ok())
            .unwrap_or(0),
        unsure: found.flag(field::UNSURE).unwrap_or(false),
        rests_until: found
            .string(field::RESTS_UNTIL)
            .and_then(|text| Timestamp::parse(&text)),
        durable: true,
        noted: true,
        heartbeat: false,
    };
    Some(Kept {
        key,
        event,
        redacted,
    })
}

/// Looks at what a kept line says about its envelope. What is private becomes the word; returns
/// the names of those texts and what they looked like.
fn clean(key: &mut Key, guard: &Guard) -> Vec<Redacted> {
    let texts = [
        ("clientVersion", &mut key.client_ver, Meaning::Version),
        ("sessionId", &mut key.session_id, Meaning::Label),
        ("cpuArchitecture", &mut key.cpu_architecture, Meaning::Label),
    ];
    let mut redacted = Vec::new();
    for (name, text, meant) in texts {
        let mut said = scan::decode(text);
        if let Some(found) = guard.clean(name, &mut said, meant) {
            redacted.push(found);
            *text = guard::WORD.into();
        }
    }
    redacted
}
