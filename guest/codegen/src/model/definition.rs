//! Files that describe an object with fixed fields: events, settings, lines.

use super::dialect::{check_name, need_exactly, read_dialect};
use super::types::Types;
use super::{Definition, Field, FilledBy, Kind, LONGEST_TEXT, Meaning, Notes, Sensitivity};
use crate::json::{Json, quote};
use crate::node::{Members, Node};

const DEFINITION_KEYWORDS: &[&str] = &[
    "$schema",
    "title",
    "description",
    "x-examples",
    "type",
    "properties",
    "required",
    "additionalProperties",
];

const FIELD_KEYWORDS: &[&str] = &[
    "title",
    "description",
    "type",
    "$ref",
    "enum",
    "x-words",
    "minimum",
    "maximum",
    "maxLength",
    "items",
    "default",
    "x-unit",
    "x-sentinel",
    "x-example",
    "x-record",
    "x-host-default",
    "x-label",
    "x-sensitivity",
    "x-purpose",
    "x-source",
    "x-filled-by",
    "x-instant",
    "x-guard",
    "x-free-text",
];

const ITEM_KEYWORDS: &[&str] = &["type", "$ref", "enum", "maxLength"];

const FILLERS: &[(&str, FilledBy)] = &[
    ("constant", FilledBy::Constant),
    ("session", FilledBy::Session),
    ("clock", FilledBy::Clock),
    ("policy", FilledBy::Policy),
    ("ci", FilledBy::Ci),
];

/// Words that other files make.
const WORDS: &[(&str, ())] = &[("products", ())];

/// How a field can hold the instant of its event.
const INSTANTS: &[(&str, ())] = &[("unix-seconds", ())];

const SENSITIVITIES: &[(&str, Sensitivity)] = &[
    ("technical", Sensitivity::Technical),
    ("interaction", Sensitivity::Interaction),
];

const GUARDS: &[(&str, &str)] = &[
    ("label", "label"),
    ("repo-id", "repo-id"),
    ("version", "version"),
    ("platform", "platform"),
    ("class-name", "class-name"),
];

/// Functions of the exported interface `labels`, and derivations.
const LABELS: &[(&str, &str)] = &[
    ("average-tokens", "average-tokens"),
    ("bucket-columns", "bucket-columns"),
    ("bucket-records", "bucket-records"),
    ("collect-model-hosts", "collect-model-hosts"),
    ("command-outcome", "command-outcome"),
    ("failure-counts", "failure-counts"),
    ("guardrails-usage", "guardrails-usage"),
    ("job-run", "job-run"),
    ("join-aliases", "join-aliases"),
    ("models-discovered", "models-discovered"),
    ("sanitize-model", "sanitize-model"),
    ("subcommand", "subcommand"),
];

/// Read what is readable; the rest is in the notebook, and a field with a fault in its kind is left
/// out.
pub(super) fn read(root: &Node<'_>, file: &str, types: &Types, into: &mut Definition) {
    let Some(object) = root.object(DEFINITION_KEYWORDS) else {
        return;
    };
    read_dialect(&object);
    into.title = object.need_text("title").unwrap_or_default();
    into.description = object.need_text("description").unwrap_or_default();
    let examples = object
        .get("x-examples")
        .and_then(Node::items)
        .unwrap_or_default();
    into.examples = examples
        .iter()
        .map(|example| example.json.clone())
        .collect();
    need_exactly(&object, "type", &Json::Text("object".to_owned()));
    need_exactly(&object, "additionalProperties", &Json::Flag(false));

    let Some(properties) = object.need("properties").and_then(Node::open_object) else {
        return;
    };
    let required = read_required(&object, &properties);
    for (name, node) in properties.iter() {
        check_name(name, node);
        let is_required = required.iter().any(|known| known == name);
        into.fields
            .extend(read_field(name, node, is_required, file, types));
    }
}

fn read_required(object: &Members<'_>, properties: &Members<'_>) -> Vec<String> {
    let Some(node) = object.need("required") else {
        return Vec::new();
    };
    let names = node.distinct_texts().unwrap_or_default();
    for name in &names {
        if properties.get(name).is_none() {
            node.fail(
                "names of properties",
                &quote(name),
                "correct the name or add the property",
            );
        }
    }
    names
}

fn read_field(
    name: &str,
    node: &Node<'_>,
    required: bool,
    file: &str,
    types: &Types,
) -> Option<Field> {
    let object = node.object(FIELD_KEYWORDS)?;
    let notes = read_notes(&object);
    let kind = read_kind(&object, file, types)?;
    Some(Field {
        name: name.to_owned(),
        kind,
        required,
        default: object.get("default").map(|node| node.json.clone()),
        is_instant: object
            .get("x-instant")
            .and_then(|node| node.word(INSTANTS))
            .is_some(),
        filled_by: object.get("x-filled-by").and_then(|by| by.word(FILLERS)),
        record: object.text_or_empty("x-record").unwrap_or_default(),
        notes,
    })
}

fn read_notes(object: &Members<'_>) -> Notes {
    // A wrong word is one problem; what stands in for it keeps it from being a missing keyword as
    // well.
    let check = object
        .get("x-guard")
        .map(|node| node.word(GUARDS).unwrap_or_default());
    let reason = object.get("x-free-text").and_then(Node::text);
    if let (Some(_), Some(node)) = (check, object.get("x-free-text")) {
        node.fail("x-guard or x-free-text", "both", "remove one");
    }
    Notes {
        title: object.need_text("title").unwrap_or_default(),
        description: object.need_text("description").unwrap_or_default(),
        unit: object.text_or_empty("x-unit").unwrap_or_default(),
        sentinel: object.get("x-sentinel").map(|node| node.json.clone()),
        host_default: object.get("x-host-default").map(|node| node.json.clone()),
        example: object.get("x-example").map(|node| node.json.clone()),
        label: object
            .get("x-label")
            .and_then(|node| node.word(LABELS))
            .unwrap_or_default()
            .to_owned(),
        sensitivity: object
            .get("x-sensitivity")
            .map(|node| node.word(SENSITIVITIES).unwrap_or(Sensitivity::Interaction)),
        purpose: object.text_or_empty("x-purpose").unwrap_or_default(),
        source: object.text_or_empty("x-source").unwrap_or_default(),
        guard: check
            .map(Meaning::Check)
            .or_else(|| reason.map(|reason| Meaning::Reason(reason.to_owned()))),
    }
}

/// The JSON Schema types that the model knows.
#[derive(Clone, Copy, PartialEq)]
enum Type {
    Text,
    Integer,
    Number,
    Flag,
    List,
    Object,
}

const TYPES: &[(&str, Type)] = &[
    ("string", Type::Text),
    ("integer", Type::Integer),
    ("number", Type::Number),
    ("boolean", Type::Flag),
    ("array", Type::List),
    ("object", Type::Object),
];

fn read_kind(object: &Members<'_>, file: &str, types: &Types) -> Option<Kind> {
    let own = match read_type(object)? {
        None => &["$ref"][..],
        Some(Type::Text) => &["enum", "x-words", "maxLength"],
        Some(Type::Integer) => &["minimum", "maximum"],
        Some(Type::List) => &["items"],
        Some(Type::Number | Type::Flag | Type::Object) => &[],
    };
    let shapes = [
        "$ref",
        "enum",
        "x-words",
        "minimum",
        "maximum",
        "maxLength",
        "items",
    ];
    for key in shapes.iter().filter(|key| !own.contains(key)) {
        if let Some(node) = object.get(key) {
            node.fail(
                &format!("no {key} beside this type"),
                "one",
                "remove it or correct the type",
            );
        }
    }
    Some(match read_type(object)? {
        Some(Type::Integer) => {
            let minimum = object.get("minimum").map(Node::integer);
            let maximum = object.get("maximum").map(Node::integer);
            Kind::Integer {
                minimum: minimum.unwrap_or(Some(i64::MIN))?,
                maximum: maximum.unwrap_or(Some(i64::MAX))?,
            }
        }
        Some(Type::Number) => Kind::Number,
        Some(Type::Flag) => Kind::Flag,
        Some(Type::Object) => Kind::Object,
        Some(Type::List) => {
            let items = object.need("items")?.object(ITEM_KEYWORDS)?;
            if items
                .get("type")
                .is_some_and(|kind| *kind.json == Json::Text("object".to_owned()))
            {
                return Some(Kind::ObjectList);
            }
            match read_text_kind(&items, file, types)? {
                Kind::OneOf(words) => Kind::OneOfList(words),
                Kind::Text { max_length } => Kind::TextList { max_length },
                _ => return None,
            }
        }
        Some(Type::Text) | None => read_text_kind(object, file, types)?,
    })
}

/// The type, or `Some(None)` when a reference stands for it.
fn read_type(object: &Members<'_>) -> Option<Option<Type>> {
    if object.get("$ref").is_some() && object.get("type").is_none() {
        return Some(None);
    }
    object.need("type")?.word(TYPES).map(Some)
}

fn read_text_kind(object: &Members<'_>, file: &str, types: &Types) -> Option<Kind> {
    if let Some(reference) = object.get("$ref") {
        return types.resolve(reference, file).map(Kind::OneOf);
    }
    need_exactly(object, "type", &Json::Text("string".to_owned()));
    if let Some(words) = object.get("enum") {
        return words.distinct_words().map(Kind::OneOf);
    }
    if let Some(node) = object.get("x-words") {
        return node
            .word(WORDS)
            .map(|()| Kind::OneOf(types.products.clone()));
    }
    let max_length = object.get("maxLength").map(Node::natural);
    Some(Kind::Text {
        max_length: max_length.unwrap_or(Some(LONGEST_TEXT))?,
    })
}
