//! What the values of two schemas have in common.
//!
//! Every keyword of a schema narrows what is allowed, so each can be compared for itself: what only
//! the first schema allows is lost, what only the second one allows is gained.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::{Breaks, Change};

/// Keywords that are no more than notes.
const NOTES: [&str; 11] = [
    "$comment",
    "$id",
    "$schema",
    "title",
    "description",
    "default",
    "examples",
    "eventMeta",
    "personalization",
    "readOnly",
    "writeOnly",
];

/// Keywords that are compared by what they mean.
const KNOWN: [&str; 16] = [
    "type",
    "enum",
    "items",
    "properties",
    "required",
    "additionalProperties",
    "minimum",
    "exclusiveMinimum",
    "minLength",
    "minItems",
    "minProperties",
    "maximum",
    "exclusiveMaximum",
    "maxLength",
    "maxItems",
    "maxProperties",
];

/// Those of them that bound a number from below; the last five bound it from above.
const LOWER: [&str; 5] = [
    "minimum",
    "exclusiveMinimum",
    "minLength",
    "minItems",
    "minProperties",
];

const UPPER: [&str; 5] = [
    "maximum",
    "exclusiveMaximum",
    "maxLength",
    "maxItems",
    "maxProperties",
];

/// Collects the changes between two schemas of one event.
pub(super) struct Shapes<'a> {
    event: &'a str,
    pub(super) changes: Vec<Change>,
}

impl<'a> Shapes<'a> {
    pub(super) fn new(event: &'a str) -> Self {
        Self {
            event,
            changes: Vec::new(),
        }
    }

    /// Compares two schemas that describe an object.
    pub(super) fn object(&mut self, path: &str, old: &Value, new: &Value) {
        self.members(path, old, new);
        self.others(path, old, new);
    }

    fn members(&mut self, path: &str, old: &Value, new: &Value) {
        let (had, has) = (properties(old), properties(new));
        let (was_open, is_open) = (is_open(old), is_open(new));
        let step = |name: &str| match path {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        };
        for (name, field) in &has {
            let path = step(name);
            let needed = is_required(new, name);
            let Some(before) = had.get(name) else {
                let breaks = Breaks::by_values(needed || was_open, !was_open);
                self.add(&path, "field-added", breaks, "is new".into());
                continue;
            };
            self.value(&path, before, field);
            match (is_required(old, name), needed) {
                (true, false) => self.gained(&path, "optional", "may be left out now"),
                (false, true) => self.lost(&path, "required", "may not be left out now"),
                _ => {}
            }
        }
        for name in had.keys().filter(|name| !has.contains_key(*name)) {
            let breaks = Breaks::by_values(!is_open, is_open || is_required(old, name));
            self.add(&step(name), "field-removed", breaks, "is gone".into());
        }
        match (was_open, is_open) {
            (false, true) => self.gained(path, "open", "may have other fields now"),
            (true, false) => self.lost(path, "closed", "may not have other fields now"),
            _ => {
                let others = "additionalProperties";
                self.opaque(path, others, limits_of_others(old), limits_of_others(new));
            }
        }
        let shared = |fields: &Map<String, Value>, other: &Map<String, Value>| -> Vec<String> {
            fields
                .keys()
                .filter(|name| other.contains_key(*name))
                .cloned()
                .collect()
        };
        if shared(&had, &has) != shared(&has, &had) {
            let text = "has its fields in another order".to_owned();
            self.add(path, "order", Breaks::NOBODY, text);
        }
    }

    /// Compares two schemas of a value.
    fn value(&mut self, path: &str, old: &Value, new: &Value) {
        match (old["enum"].as_array(), new["enum"].as_array()) {
            (Some(had), Some(has)) => return self.words(path, had, has),
            (Some(_), None) => self.gained(path, "words-dropped", "is no choice between words now"),
            (None, Some(_)) => self.lost(path, "words-given", "is a choice between words now"),
            (None, None) => {}
        }
        if self.types(path, old, new) {
            return;
        }
        for key in LOWER {
            self.bound(path, key, old, new, Ordering::Less);
        }
        for key in UPPER {
            self.bound(path, key, old, new, Ordering::Greater);
        }
        match (&old["items"], &new["items"]) {
            (before @ Value::Object(_), after @ Value::Object(_)) => {
                self.value(&format!("{path}[]"), before, after);
            }
            (before, after) => self.opaque(path, "items", before, after),
        }
        let speaks_of_members = |schema: &Value| {
            let keys = ["properties", "required", "additionalProperties"];
            keys.iter().any(|key| !schema[*key].is_null())
        };
        if speaks_of_members(old) || speaks_of_members(new) {
            self.members(path, old, new);
        }
        self.others(path, old, new);
    }

    fn words(&mut self, path: &str, had: &[Value], has: &[Value]) {
        for word in has.iter().filter(|word| !had.contains(word)) {
            self.gained(path, "word-added", &format!("can be {word} now"));
        }
        for word in had.iter().filter(|word| !has.contains(word)) {
            self.lost(path, "word-removed", &format!("can no longer be {word}"));
        }
    }

    /// Compares the types; says whether they differ.
    fn types(&mut self, path: &str, old: &Value, new: &Value) -> bool {
        let (had, has) = (Types::of(old), Types::of(new));
        let (lost, gained) = (!has.cover(&had), !had.cover(&has));
        if lost || gained {
            let text = format!("is {has} now, was {had}");
            self.add(path, "type", Breaks::by_values(lost, gained), text);
        }
        lost || gained
    }

    /// `wider` is what a bound has become when more values are within it.
    fn bound(&mut self, path: &str, key: &str, old: &Value, new: &Value, wider: Ordering) {
        let text = match (&old[key], &new[key]) {
            (Value::Null, Value::Null) => return,
            (Value::Null, after) => {
                return self.lost(path, "bound", &format!("has the {key} {after} now"));
            }
            (before, Value::Null) => {
                return self.gained(path, "bound", &format!("has no {key} now, had {before}"));
            }
            (before, after) => format!("has the {key} {after} now, had {before}"),
        };
        match order(&new[key], &old[key]) {
            Some(Ordering::Equal) => {}
            Some(found) if found == wider => self.gained(path, "bound", &text),
            Some(_) => self.lost(path, "bound", &text),
            None => self.add(path, "bound", Breaks::by_values(true, true), text),
        }
    }

    /// Compares what this program does not know the meaning of, such as patterns and conditions.
    fn others(&mut self, path: &str, old: &Value, new: &Value) {
        let mut keys: Vec<&String> = Vec::new();
        for schema in [old, new] {
            let members = schema.as_object().into_iter().flat_map(Map::keys);
            for key in members.filter(|key| !is_understood(key)) {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        for key in keys {
            self.opaque(path, key, &old[key.as_str()], &new[key.as_str()]);
        }
    }

    fn opaque(&mut self, path: &str, key: &str, before: &Value, after: &Value) {
        match (before, after) {
            (before, after) if before == after => {}
            (Value::Null, _) => self.lost(path, "keyword", &format!("has the keyword {key} now")),
            (_, Value::Null) => self.gained(path, "keyword", &format!("has no {key} now")),
            _ => {
                let text = format!("has another {key} now");
                self.add(path, "keyword", Breaks::by_values(true, true), text);
            }
        }
    }

    fn lost(&mut self, path: &str, code: &'static str, text: &str) {
        self.add(path, code, Breaks::by_values(true, false), text.to_owned());
    }

    fn gained(&mut self, path: &str, code: &'static str, text: &str) {
        self.add(path, code, Breaks::by_values(false, true), text.to_owned());
    }

    fn add(&mut self, path: &str, code: &'static str, breaks: Breaks, text: String) {
        self.changes.push(Change {
            event: self.event.to_owned(),
            field: path.to_owned(),
            code,
            breaks,
            text,
        });
    }
}

fn properties(schema: &Value) -> Map<String, Value> {
    schema["properties"]
        .as_object()
        .cloned()
        .unwrap_or_default()
}

fn is_open(schema: &Value) -> bool {
    schema["additionalProperties"] != Value::Bool(false)
}

/// What a schema says of fields that it does not name; null where it says nothing.
fn limits_of_others(schema: &Value) -> &Value {
    match &schema["additionalProperties"] {
        Value::Bool(_) => &Value::Null,
        limits => limits,
    }
}

fn is_required(schema: &Value, name: &str) -> bool {
    schema["required"]
        .as_array()
        .is_some_and(|required| required.iter().any(|known| known == name))
}

fn is_understood(key: &str) -> bool {
    KNOWN.contains(&key) || NOTES.contains(&key) || key.starts_with("x-")
}

/// How two numbers stand to each other; integers of 64 bits exactly.
fn order(one: &Value, other: &Value) -> Option<Ordering> {
    match (one.as_i64(), other.as_i64()) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

/// The types that a schema allows; none where it does not say.
struct Types<'a>(Option<Vec<&'a str>>);

impl<'a> Types<'a> {
    fn of(schema: &'a Value) -> Self {
        let said = match &schema["type"] {
            Value::String(name) => Some(vec![name.as_str()]),
            Value::Array(names) => Some(names.iter().filter_map(Value::as_str).collect()),
            _ => None,
        };
        Self(said.or_else(|| {
            let words = schema["enum"].as_array()?;
            Some(words.iter().map(type_of).collect())
        }))
    }

    /// Whether each type of the other is one of these.
    fn cover(&self, other: &Self) -> bool {
        let Some(own) = &self.0 else {
            return true;
        };
        let has = |name: &&str| own.contains(name) || *name == "integer" && own.contains(&"number");
        other.0.as_ref().is_some_and(|names| names.iter().all(has))
    }
}

impl std::fmt::Display for Types<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            None => out.write_str("anything"),
            Some(names) => out.write_str(&names.join(" or ")),
        }
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
