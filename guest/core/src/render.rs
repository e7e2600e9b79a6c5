//! Schemas and the inventory as JSON texts, written from the tables when somebody asks.

use alloc::{format, string::String};

use crate::{
    catalog::{CLIENTS, ENVELOPE, EVENTS, PRODUCTS, SETTINGS},
    definition::{Definition, Field, FilledBy, Kind, Part, Slot},
    json,
};

/// Which texts a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaKind {
    /// What a caller may pass: fields with a default are optional.
    Input,
    /// What is sent: every field is there.
    Wire,
}

/// The JSON Schema (2020-12) of an event's parameters.
#[must_use]
pub fn json_schema(definition: &Definition, kind: SchemaKind) -> String {
    let word = match kind {
        SchemaKind::Input => "input",
        SchemaKind::Wire => "wire",
    };
    schema(
        definition,
        &format!(
            "nemo-telemetry:{}:{}:{word}",
            definition.name, definition.version
        ),
        kind,
    )
}

/// The JSON Schema of the settings of a client.
#[must_use]
pub fn settings_schema() -> String {
    schema(&SETTINGS, "nemo-telemetry:settings", SchemaKind::Input)
}

/// What is collected: every event and field, with what people need to judge it; what stands around
/// them, with what is filled in; who receives it; and as what the senders are registered there. What
/// is not known is said to be `unknown`.
#[must_use]
pub fn inventory() -> String {
    let mut out = String::from("{\"schema\":\"nemo-telemetry.inventory/1\",\"products\":[");
    for (place, product) in PRODUCTS.iter().enumerate() {
        separate(&mut out, place);
        let known = |text: &'static str| if text.is_empty() { "unknown" } else { text };
        let members = [
            ("{\"id\":", product.id),
            (",\"title\":", product.title),
            (",\"collects\":", product.collects),
            (",\"clientId\":", product.client_id),
            (",\"endpoint\":", product.endpoint),
            (",\"owner\":", known(product.owner)),
            (",\"retention\":", known(product.retention)),
            (",\"legalBasis\":", known(product.legal_basis)),
            (",\"contact\":", known(product.contact)),
        ];
        members
            .iter()
            .for_each(|(prefix, value)| member(&mut out, prefix, value));
        out.push_str(",\"events\":{");
        for (place, (name, version)) in product.events.iter().enumerate() {
            separate(&mut out, place);
            json::push_string(&mut out, name);
            member(&mut out, ":", version);
        }
        out.push_str("}}");
    }
    out.push_str("],\"clients\":[");
    for (place, client) in CLIENTS.iter().enumerate() {
        separate(&mut out, place);
        let members = [
            ("{\"id\":", client.id),
            (",\"name\":", client.name),
            (",\"definitionVersion\":", client.definition_version),
            (",\"service\":", client.service),
            (",\"category\":", client.category),
        ];
        members
            .iter()
            .for_each(|(prefix, value)| member(&mut out, prefix, value));
        out.push('}');
    }
    out.push_str("],\"envelope\":");
    for part in ENVELOPE {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Slot(filled) => json::push_string(&mut out, slot(*filled)),
        }
    }
    out.push_str(",\"events\":[");
    for (place, event) in EVENTS.iter().enumerate() {
        separate(&mut out, place);
        let head = [
            ("{\"name\":", event.name),
            (",\"version\":", event.version),
            (",\"title\":", event.title),
        ];
        head.iter()
            .for_each(|(prefix, value)| member(&mut out, prefix, value));
        member(&mut out, ",\"description\":", event.description);
        out.push_str(",\"fields\":[");
        for (place, field) in event.fields.iter().enumerate() {
            separate(&mut out, place);
            member(&mut out, "{\"name\":", field.name);
            member(&mut out, ",\"since\":", since(event, field));
            member(&mut out, ",\"derivation\":", derivation(field));
            out.push(',');
            push_type(&mut out, field.kind);
            if let Some(default) = field.default {
                out.push_str(",\"default\":");
                out.push_str(default);
            }
            push_notes(&mut out, field);
            out.push('}');
        }
        out.push_str("]}");
    }
    out.push_str("]}");
    out
}

/// The first wire version of the event that has the field.
fn since(event: &Definition, field: &Field) -> &'static str {
    let has = |known: &&Definition| {
        known.name == event.name && known.fields.iter().any(|known| known.name == field.name)
    };
    EVENTS.iter().find(has).map_or("", |first| first.version)
}

fn schema(definition: &Definition, id: &str, kind: SchemaKind) -> String {
    let mut out = String::from("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"");
    let head = [
        (",\"$id\":", id),
        (",\"title\":", definition.title),
        (",\"description\":", definition.description),
    ];
    head.iter()
        .for_each(|(prefix, value)| member(&mut out, prefix, value));
    out.push_str(",\"type\":\"object\",\"additionalProperties\":false,\"required\":[");
    let required = definition
        .fields
        .iter()
        .filter(|field| field.required || kind == SchemaKind::Wire);
    for (place, field) in required.enumerate() {
        separate(&mut out, place);
        json::push_string(&mut out, field.name);
    }
    out.push_str("],\"properties\":{");
    for (place, field) in definition.fields.iter().enumerate() {
        separate(&mut out, place);
        json::push_string(&mut out, field.name);
        out.push_str(":{");
        push_type(&mut out, field.kind);
        if let (Some(default), SchemaKind::Input) = (field.default, kind) {
            out.push_str(",\"default\":");
            out.push_str(default);
        }
        push_notes(&mut out, field);
        out.push('}');
    }
    out.push_str("}}");
    out
}

fn push_type(out: &mut String, kind: Kind) {
    match kind {
        Kind::Text { max_length } => {
            out.push_str(&format!("\"type\":\"string\",\"maxLength\":{max_length}"))
        }
        Kind::OneOf(allowed) => {
            out.push_str("\"type\":\"string\",");
            push_enum(out, allowed);
        }
        Kind::Integer { minimum, maximum } => {
            out.push_str(&format!(
                "\"type\":\"integer\",\"minimum\":{minimum},\"maximum\":{maximum}"
            ));
        }
        Kind::Number => out.push_str("\"type\":\"number\""),
        Kind::Flag => out.push_str("\"type\":\"boolean\""),
        Kind::TextList { max_length } => {
            out.push_str(&format!(
                "\"type\":\"array\",\"items\":{{\"type\":\"string\",\"maxLength\":{max_length}}}"
            ));
        }
        Kind::OneOfList(allowed) => {
            out.push_str("\"type\":\"array\",\"items\":{\"type\":\"string\",");
            push_enum(out, allowed);
            out.push('}');
        }
        Kind::Object => out.push_str("\"type\":\"object\""),
        Kind::ObjectList => out.push_str("\"type\":\"array\",\"items\":{\"type\":\"object\"}"),
    }
}

fn push_enum(out: &mut String, allowed: &[&str]) {
    out.push_str("\"enum\":[");
    for (place, value) in allowed.iter().enumerate() {
        separate(out, place);
        json::push_string(out, value);
    }
    out.push(']');
}

/// Everything that the tables say about a field besides its type; what is not said is left out.
fn push_notes(out: &mut String, field: &Field) {
    let notes = field.notes;
    let texts = [
        (",\"title\":", notes.title),
        (",\"description\":", notes.description),
        (",\"x-unit\":", notes.unit),
        (",\"x-sensitivity\":", notes.sensitivity),
        (",\"x-purpose\":", notes.purpose),
        (",\"x-source\":", notes.source),
        (",\"x-guard\":", notes.guard),
        (",\"x-filled-by\":", field.filled_by.map_or("", filled_by)),
        (",\"x-label\":", notes.label),
    ];
    texts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .for_each(|(prefix, value)| member(out, prefix, value));
    if !notes.sentinel.is_empty() {
        out.push_str(",\"x-sentinel\":");
        out.push_str(notes.sentinel);
    }
    if !notes.example.is_empty() {
        out.push_str(",\"examples\":[");
        out.push_str(notes.example);
        out.push(']');
    }
}

/// Who makes a field's value.
fn derivation(field: &Field) -> &'static str {
    match field.filled_by {
        Some(by) => filled_by(by),
        None if field.notes.label.is_empty() => "caller",
        None => "label",
    }
}

fn slot(slot: Slot) -> &'static str {
    match slot {
        Slot::ClientId => "(client id)",
        Slot::ClientVer => "(version of the product)",
        Slot::CpuArchitecture => "(processor)",
        Slot::EventSchemaVer => "(wire version)",
        Slot::EventSysVer => "(event system)",
        Slot::SentTs => "(instant of sending)",
        Slot::SessionId => "(session id)",
        Slot::Events => "(events)",
    }
}

fn filled_by(by: FilledBy) -> &'static str {
    match by {
        FilledBy::Constant(_) => "constant",
        FilledBy::Session => "session",
        FilledBy::Clock => "clock",
        FilledBy::Policy => "policy",
        FilledBy::Ci => "ci",
    }
}

fn member(out: &mut String, prefix: &str, value: &str) {
    out.push_str(prefix);
    json::push_string(out, value);
}

fn separate(out: &mut String, place: usize) {
    if place > 0 {
        out.push(',');
    }
}
