//! Typed events for the Java package of the C library: a class for each event and wire version.

use std::collections::BTreeSet;

use super::go::is_callers;
use super::python::{classes, describe, is_required};
use super::text::{ORIGIN, pascal, snake, wrap};
use crate::json::quote;
use crate::model::{Definition, Field, Kind, Schema};

/// Longest line of a comment.
const WIDTH: usize = 108;

/// The file `Events.java`.
#[must_use]
pub fn events(schema: &Schema) -> String {
    let mut out = format!(
        "// {ORIGIN}\n\npackage nemo.telemetry;\n\nimport java.util.List;\nimport java.util.Map;\n\n\
         /** Every event, a class for each wire version. The newest version has the short name. */\n\
         public final class Events {{\n    private Events() {{}}\n"
    );
    for (name, definition) in classes(schema) {
        out += &event(&name, definition);
    }
    out + "}\n"
}

fn event(name: &str, event: &Definition) -> String {
    let fields = || event.fields.iter().filter(|field| is_callers(field));
    let (required, optional): (Vec<&Field>, Vec<&Field>) =
        fields().partition(|field| is_required(field));
    let text = format!(
        "{}: {{@code {}}}, wire version {}. {}",
        event.title, event.name, event.version, event.description
    );
    let mut out = format!(
        "\n{}    public static final class {name} extends Event {{\n",
        comment(&text, "    ", &[])
    );
    let notes: Vec<_> = required
        .iter()
        .map(|field| {
            format!(
                "@param {} {}",
                parameter(field),
                describe(field, "Left out")
            )
        })
        .collect();
    let parameters: Vec<_> = required
        .iter()
        .map(|field| format!("{} {}", kind(field), parameter(field)))
        .collect();
    out += &comment("Makes one with what has to be there.", "        ", &notes);
    out += &format!(
        "        public {name}({}) {{\n            super({}, {});\n",
        parameters.join(", "),
        quote(&event.name),
        quote(&event.version)
    );
    for field in &required {
        out += &format!(
            "            put({}, {});\n",
            quote(&field.name),
            parameter(field)
        );
    }
    out += "        }\n";
    for field in optional {
        out += &format!(
            "\n{}        public {name} {}({} value) {{\n            put({}, value);\n            return this;\n        }}\n",
            comment(&describe(field, "Left out"), "        ", &[]),
            parameter(field),
            kind(field),
            quote(&field.name)
        );
    }
    for field in fields() {
        if let Kind::OneOf(words) | Kind::OneOfList(words) = &field.kind {
            out += &enumeration(&field.name, words);
        }
    }
    out + "    }\n"
}

fn kind(field: &Field) -> String {
    match &field.kind {
        Kind::Text { .. } => "String".to_owned(),
        Kind::OneOf(_) => pascal(&field.name),
        Kind::Integer { .. } => "long".to_owned(),
        Kind::Number => "double".to_owned(),
        Kind::Flag => "boolean".to_owned(),
        Kind::TextList { .. } => "List<String>".to_owned(),
        Kind::OneOfList(_) => format!("List<{}>", pascal(&field.name)),
        Kind::Object => "Map<String, ?>".to_owned(),
        Kind::ObjectList => "List<? extends Map<String, ?>>".to_owned(),
    }
}

/// A field's name, which no event has from Java's own words.
fn parameter(field: &Field) -> String {
    let mut letters = pascal(&field.name);
    if let Some(first) = letters.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    letters
}

/// The words that a field takes.
fn enumeration(field: &str, words: &[String]) -> String {
    let name = pascal(field);
    let mut used = BTreeSet::new();
    let constants: Vec<String> = words
        .iter()
        .map(|word| {
            let mut constant = identifier(word);
            while !used.insert(constant.clone()) {
                constant.push('_');
            }
            format!("            {constant}({})", quote(word))
        })
        .collect();
    format!(
        "\n        /** Words of {{@code {field}}}. */\n        public enum {name} implements nemo.telemetry.Event.Word {{\n{};\n\n            \
         private final String word;\n\n            {name}(String word) {{\n                this.word = word;\n            }}\n\n            \
         @Override\n            public String word() {{\n                return word;\n            }}\n        }}\n",
        constants.join(",\n")
    )
}

/// A word as the name of a constant.
fn identifier(word: &str) -> String {
    let clean = word.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
    let name = snake(&clean).to_ascii_uppercase();
    let name = name.trim_start_matches('_');
    match name.as_bytes().first() {
        None => "EMPTY".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{name}"),
        Some(_) => name.to_owned(),
    }
}

fn comment(text: &str, indent: &str, more: &[String]) -> String {
    let mut out = format!("{indent}/**\n");
    let escape = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace("*/", "*&#47;")
    };
    for text in std::iter::once(text).chain(more.iter().map(String::as_str)) {
        for line in wrap(&escape(text), WIDTH) {
            out += &format!("{indent} * {line}\n");
        }
    }
    out + indent + " */\n"
}
