//! The JSON Schema of each event, for editors and validators in other languages. The component renders the same from its tables; a test
//! compares them.

use serde_json::{Map, Value, json};

use crate::json::Json;
use crate::model::{Definition, Field, FilledBy, Kind, Meaning};

/// Which texts a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaKind {
    /// What a caller may pass: fields with a default are optional.
    Input,
    /// What is sent: every field is there.
    Wire,
}

impl SchemaKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Input, Self::Wire];

    /// `input` or `wire`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Wire => "wire",
        }
    }
}

/// The schema's text, laid out for people.
#[must_use]
pub fn text(event: &Definition, kind: SchemaKind) -> String {
    format!("{:#}\n", schema(event, kind))
}

fn schema(event: &Definition, kind: SchemaKind) -> Value {
    let required = event
        .fields
        .iter()
        .filter(|field| field.required || kind == SchemaKind::Wire);
    let required: Vec<&str> = required.map(|field| field.name.as_str()).collect();
    let properties: Map<String, Value> = event
        .fields
        .iter()
        .map(|field| (field.name.clone(), property(field, kind)))
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("nemo-telemetry:{}:{}:{}", event.name, event.version, kind.word()),
        "$comment": "Written by `cargo xtask gen` from guest/schema; edit the files there.",
        "title": event.title,
        "description": event.description,
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

fn property(field: &Field, kind: SchemaKind) -> Value {
    let mut members = shape(&field.kind);
    if let (Some(default), SchemaKind::Input) = (&field.default, kind) {
        members.insert("default".into(), value(default));
    }
    let notes = &field.notes;
    let guard = match &notes.guard {
        None => "",
        Some(Meaning::Check(name)) => name,
        Some(Meaning::Reason(reason)) => reason,
    };
    let filled_by = match field.filled_by {
        None => "",
        Some(FilledBy::Constant) => "constant",
        Some(FilledBy::Session) => "session",
        Some(FilledBy::Clock) => "clock",
        Some(FilledBy::Policy) => "policy",
        Some(FilledBy::Ci) => "ci",
    };
    let texts = [
        ("title", notes.title.as_str()),
        ("description", &notes.description),
        ("x-unit", &notes.unit),
        (
            "x-sensitivity",
            notes
                .sensitivity
                .map_or("", |sensitivity| sensitivity.word()),
        ),
        ("x-purpose", &notes.purpose),
        ("x-source", &notes.source),
        ("x-guard", guard),
        ("x-filled-by", filled_by),
        ("x-label", &notes.label),
    ];
    members.extend(
        texts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(key, text)| (key.into(), text.into())),
    );
    if let Some(sentinel) = &notes.sentinel {
        members.insert("x-sentinel".into(), value(sentinel));
    }
    if let Some(example) = &notes.example {
        members.insert("examples".into(), vec![value(example)].into());
    }
    members.into()
}

fn shape(kind: &Kind) -> Map<String, Value> {
    let shape = match kind {
        Kind::Text { max_length } => json!({"type": "string", "maxLength": max_length}),
        Kind::OneOf(words) => json!({"type": "string", "enum": words}),
        Kind::Integer { minimum, maximum } => {
            json!({"type": "integer", "minimum": minimum, "maximum": maximum})
        }
        Kind::Number => json!({"type": "number"}),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::TextList { max_length } => {
            json!({"type": "array", "items": {"type": "string", "maxLength": max_length}})
        }
        Kind::OneOfList(words) => {
            json!({"type": "array", "items": {"type": "string", "enum": words}})
        }
        Kind::Object => json!({"type": "object"}),
        Kind::ObjectList => json!({"type": "array", "items": {"type": "object"}}),
    };
    match shape {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// The value as the other JSON library has it.
fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Flag(flag) => (*flag).into(),
        Json::Number(number) => number.clone().into(),
        Json::Text(text) => text.as_str().into(),
        Json::List(items) => items.iter().map(value).collect(),
        Json::Object(members) => members
            .iter()
            .map(|(key, member)| (key.clone(), value(member)))
            .collect(),
    }
}
