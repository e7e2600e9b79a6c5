//! The body of a request: one envelope around a batch of events.

use alloc::string::String;

pub use nemo_telemetry_format::envelope::{
    Form, MAX_BODY, MAX_PROBLEMS, Received, Rejection, Taken, Verdict, check, check_bytes, receive,
};

use crate::{
    catalog::ENVELOPE,
    definition::{Part, Product, Slot},
    json,
    queue::{Event, Key},
    time::Timestamp,
};

/// Longest envelope without its events, with the longest texts that settings allow and their
/// escapes.
pub(crate) const MAX_HEAD: usize = 8 * 1024;

/// The exact text of a request's body. Its events share `key`.
pub(crate) fn body(product: &Product, key: &Key, events: &[Event], sent: Timestamp) -> String {
    let size: usize = events.iter().map(Event::size).sum();
    let mut out = String::with_capacity(size + MAX_HEAD);
    for part in ENVELOPE {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Slot(Slot::ClientId) => json::push_string(&mut out, product.client_id),
            Part::Slot(Slot::EventSysVer) => json::push_string(&mut out, product.event_sys_ver),
            Part::Slot(Slot::ClientVer) => out.push_str(&key.client_ver),
            Part::Slot(Slot::SessionId) => out.push_str(&key.session_id),
            Part::Slot(Slot::CpuArchitecture) => out.push_str(&key.cpu_architecture),
            Part::Slot(Slot::EventSchemaVer) => json::push_string(&mut out, key.version),
            Part::Slot(Slot::SentTs) => json::push_string(&mut out, &sent.text()),
            Part::Slot(Slot::Events) => push_events(&mut out, events, product.name_first),
        }
    }
    out
}

fn push_events(out: &mut String, events: &[Event], name_first: bool) {
    out.push('[');
    // Lines of one call have one instant, unless the caller says otherwise.
    let mut written = (Timestamp(0), String::new());
    for (place, event) in events.iter().enumerate() {
        if written.0 != event.ts || place == 0 {
            written = (event.ts, event.ts.text());
        }
        out.push_str(if place == 0 {
            "{\"ts\":\""
        } else {
            ",{\"ts\":\""
        });
        out.push_str(&written.1);
        out.push('"');
        if name_first {
            push_name(out, event);
        }
        out.push_str(",\"parameters\":");
        out.push_str(&event.parameters);
        if !name_first {
            push_name(out, event);
        }
        out.push('}');
    }
    out.push(']');
}

fn push_name(out: &mut String, event: &Event) {
    out.push_str(",\"name\":\"");
    out.push_str(event.definition.name);
    out.push('"');
}
