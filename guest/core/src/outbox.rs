//! Lines that outlive the process: one event a line, with all that a later process needs to send it.

use alloc::{format, string::String};

use crate::{
    catalog::{self, OUTBOX_LINE, outbox_line as field},
    definition::Product,
    json,
    limits::MAX_TEXT,
    queue::{Event, Key},
    scan::scan,
    time::Timestamp,
    validate,
};

/// Bytes that a line adds to its parameters, with usual texts.
pub(crate) const LINE_OVERHEAD: usize = 384;

/// Appends an event's line, in the order of `outbox-line.json`.
pub(crate) fn push_line(out: &mut String, product: &Product, key: &Key, event: &Event) {
    let texts = [
        (",\"firstTs\":", json::string(&event.accepted.text())),
        (",\"ts\":", json::string(&event.ts.text())),
        (",\"product\":", json::string(product.id)),
        (",\"event\":", json::string(event.definition.name)),
        (",\"schemaVersion\":", json::string(event.definition.version)),
        (",\"clientVer\":", key.client_ver.clone()),
        (",\"sessionId\":", key.session_id.clone()),
        (",\"cpuArchitecture\":", key.cpu_architecture.clone()),
    ];
    out.push_str(&format!("{{\"id\":{},\"attempts\":{}", json::string(&event.id), event.attempts));
    for (prefix, value) in texts {
        out.push_str(prefix);
        out.push_str(&value);
    }
    if event.unsure {
        out.push_str(",\"unsure\":true");
    }
    out.push_str(",\"parameters\":");
    out.push_str(&event.parameters);
    out.push_str("}\n");
}

/// Reads a line that some process left. None: it is torn or damaged, of another product, or says what no event may say.
///
/// Everything is checked as if a caller had just passed it, because a line may have been written by a dying host, by an older
/// version, or by hand. The key goes with the event; the engine gives it its index.
pub(crate) fn parse_line(product: &Product, text: &str) -> Option<(Key, Event)> {
    let found = scan(&OUTBOX_LINE, text, MAX_TEXT, "");
    if !found.problems.is_empty() || found.string(field::PRODUCT).as_deref() != Some(product.id) {
        return None;
    }
    let definition = catalog::event(&found.string(field::EVENT)?, &found.string(field::SCHEMA_VERSION)?).ok()?;
    let parameters = found.json(field::PARAMETERS)?;
    let canonical = validate::canonical(definition, parameters).ok()?;
    let key = Key {
        version: definition.version,
        client_ver: found.json(field::CLIENT_VER)?.into(),
        session_id: found.json(field::SESSION_ID)?.into(),
        cpu_architecture: found.json(field::CPU_ARCHITECTURE)?.into(),
    };
    let event = Event {
        id: found.string(field::ID)?,
        definition,
        parameters: canonical.unwrap_or_else(|| parameters.into()),
        ts: Timestamp::parse(&found.string(field::TS)?)?,
        accepted: Timestamp::parse(&found.string(field::FIRST_TS)?)?,
        key: 0,
        attempts: u32::try_from(found.integer(field::ATTEMPTS)?).ok()?,
        unsure: found.flag(field::UNSURE).unwrap_or(false),
        durable: true,
    };
    Some((key, event))
}
