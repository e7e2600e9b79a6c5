//! What two versions of an event have in common, and what that means for a person who has said yes.

use std::io::{self, Write};

use serde_json::{Map, Value};

/// How far a change reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// Words for people.
    Note,
    /// A collector that knew the old version may stumble.
    Wire,
    /// More is collected than was agreed to: a person has to be asked again.
    Consent,
}

impl Reach {
    fn words(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Wire => "breaking on the wire",
            Self::Consent => "breaking for consent",
        }
    }
}

/// Members of a field's schema that change what a text may say.
const SHAPE: [&str; 5] = ["type", "items", "minimum", "maximum", "maxLength"];

/// Prints every change from one wire schema to another, a line each, those that reach furthest
/// first.
pub(super) fn print(out: &mut impl Write, old: &Value, new: &Value) -> io::Result<()> {
    let mut changes = changes(&fields(old), &fields(new));
    changes.sort_by_key(|(reach, _)| std::cmp::Reverse(*reach));
    for (reach, change) in &changes {
        writeln!(out, "{:<20}  {change}", reach.words())?;
    }
    if changes.is_empty() {
        writeln!(out, "no change")?;
    }
    Ok(())
}

fn fields(schema: &Value) -> Map<String, Value> {
    schema["properties"]
        .as_object()
        .cloned()
        .unwrap_or_default()
}

fn changes(old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<(Reach, String)> {
    let mut changes = Vec::new();
    let mut add = |reach, change: String| changes.push((reach, change));
    for (name, field) in new {
        let Some(before) = old.get(name) else {
            add(Reach::Consent, format!("{name}: is collected now"));
            continue;
        };
        if SHAPE.iter().any(|member| before[*member] != field[*member]) {
            add(
                Reach::Wire,
                format!("{name}: has another type or other bounds"),
            );
        }
        let words =
            |field: &Value| -> Vec<Value> { field["enum"].as_array().cloned().unwrap_or_default() };
        let (had, has) = (words(before), words(field));
        if had.is_empty() && !has.is_empty() {
            add(Reach::Wire, format!("{name}: is one of a few words now"));
        } else if !had.is_empty() && has.is_empty() {
            add(Reach::Consent, format!("{name}: is any text now"));
        }
        for word in has
            .iter()
            .filter(|word| !had.is_empty() && !had.contains(word))
        {
            add(Reach::Wire, format!("{name}: can be {word} now"));
        }
        for word in had
            .iter()
            .filter(|word| !has.is_empty() && !has.contains(word))
        {
            add(Reach::Wire, format!("{name}: can no longer be {word}"));
        }
        let is_sensitive = |field: &Value| field["x-sensitivity"] == "interaction";
        if is_sensitive(field) && !is_sensitive(before) {
            add(
                Reach::Consent,
                format!("{name}: tells what a person did now"),
            );
        }
        if before["x-purpose"] != field["x-purpose"] {
            add(
                Reach::Consent,
                format!("{name}: is used for something else now"),
            );
        }
        if before["x-filled-by"] != field["x-filled-by"] {
            add(
                Reach::Note,
                format!("{name}: is filled by something else now"),
            );
        }
        if ["title", "description"]
            .iter()
            .any(|member| before[*member] != field[*member])
        {
            add(Reach::Note, format!("{name}: is described in other words"));
        }
    }
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        add(Reach::Wire, format!("{name}: is no longer collected"));
    }
    let shared = |fields: &Map<String, Value>, other: &Map<String, Value>| -> Vec<String> {
        fields
            .keys()
            .filter(|name| other.contains_key(*name))
            .cloned()
            .collect()
    };
    if shared(old, new) != shared(new, old) {
        add(Reach::Wire, "the fields are in another order".into());
    }
    changes
}
