//! `events.d.ts`: the parameters of every event as TypeScript knows them, so that an editor says what a field means while it is written.
//!
//! The text is laid out as Biome would do it, so that its check has nothing to say about it.

use super::text::{pascal, wrap};
use crate::json::Json;
use crate::model::{Definition, Field, FilledBy, Kind, LONGEST_TEXT, Meaning, Schema};

/// Longest line that the formatter leaves alone.
const WIDTH: usize = 132;

const HEADER: &str = "\
// Written by `cargo xtask gen` from guest/schema; edit the files there.

/**
 * Parameters of every event, as a caller passes them: wire names, and only what has no default is required.
 *
 * Types cannot say everything: bounds, lengths and whether a number is whole are in the comments, and the component checks them. A text
 * that is *meant as* a label, a version, a platform, a class name or an id on a model hub is sent as `redacted` where it looks like user
 * data. A value that *means none* stands where nothing was measured or nothing applies.
 *
 * @packageDocumentation
 */
";

/// The text of `events.d.ts`.
#[must_use]
pub fn events(schema: &Schema) -> String {
    let mut out = HEADER.to_owned();
    for event in &schema.events {
        out += &interface(event, is_newest(event, schema));
    }
    out +=
        "\n/** The newest parameters of each event, by its name. */\nexport interface EventMap {\n";
    for event in schema
        .events
        .iter()
        .filter(|event| is_newest(event, schema))
    {
        out += &format!("  {}: {};\n", event.name, pascal(&event.name));
    }
    out += "}\n\n/** The parameters of each event, by its name and by wire version. */\nexport interface EventVersions {\n";
    let mut earlier = "";
    for event in &schema.events {
        if event.name != earlier {
            out += &format!("  {}: {{\n", event.name);
            earlier = &event.name;
        }
        let newest = is_newest(event, schema);
        out += &format!("    '{}': {};\n", event.version, type_name(event, newest));
        if newest {
            out += "  };\n";
        }
    }
    out += "}\n\n/** The name of an event. */\nexport type EventName = keyof EventMap;\n";
    let products: Vec<_> = schema
        .products
        .iter()
        .map(|product| literal(&product.id))
        .collect();
    out += "\n/** The identifier of a product. */\n";
    out + &declaration("export type Product =", &products, "")
}

/// Events are sorted, the versions of one as numbers.
fn is_newest(event: &Definition, schema: &Schema) -> bool {
    let last = schema.events.iter().rfind(|other| other.name == event.name);
    last.is_some_and(|last| last.version == event.version)
}

/// The newest has the short name; an earlier one says its version.
fn type_name(event: &Definition, newest: bool) -> String {
    if newest {
        return pascal(&event.name);
    }
    format!(
        "{}V{}",
        pascal(&event.name),
        event.version.replace('.', "_")
    )
}

fn interface(event: &Definition, newest: bool) -> String {
    let mut out = "\n".to_owned();
    let first = format!(
        "{}: parameters of `{}`, wire version {}.",
        event.title, event.name, event.version
    );
    out += &comment("", &[first, event.description.clone()]);
    out += &format!("export interface {} {{\n", type_name(event, newest));
    for field in &event.fields {
        out += &comment("  ", &notes(field));
        let mark = if field.required { "" } else { "?" };
        out += &member(&format!("  {}{mark}:", field.name), &field.kind);
    }
    out + "}\n"
}

/// The paragraphs of a field's comment.
fn notes(field: &Field) -> Vec<String> {
    let mut first = format!("**{}.** {}", field.notes.title, field.notes.description);
    for sentence in [shape(field), meant(field), none(field), filled(field)]
        .into_iter()
        .flatten()
    {
        first += &format!(" {sentence}.");
    }
    let mut paragraphs = vec![first];
    if let Some(default) = &field.default {
        paragraphs.push(format!("@defaultValue `{}`", default.canonical()));
    }
    if let Some(example) = &field.notes.example {
        paragraphs.push(format!("@example `{}`", example.canonical()));
    }
    let mut remarks = format!("@remarks For: {}.", field.notes.purpose);
    if let Some(sensitivity) = field.notes.sensitivity {
        remarks += &format!(" Sensitivity: {}.", sensitivity.word());
    }
    if !field.notes.label.is_empty() {
        remarks += &format!(" Made by the label `{}`.", field.notes.label);
    }
    paragraphs.push(remarks + &format!(" Source: `{}`.", field.notes.source));
    paragraphs
}

/// What the type leaves open.
fn shape(field: &Field) -> Option<String> {
    let mut text = match field.kind {
        Kind::Integer { minimum, maximum } => {
            let mut text = "An integer".to_owned();
            if minimum != i64::MIN {
                text += &format!(" from {minimum}");
            }
            if maximum != i64::MAX {
                text += &format!(" up to {maximum}");
            }
            text
        }
        Kind::Number => "A number".to_owned(),
        Kind::Text { max_length } if max_length != LONGEST_TEXT => {
            format!("At most {max_length} bytes of UTF-8")
        }
        Kind::TextList { max_length } if max_length != LONGEST_TEXT => {
            format!("Each at most {max_length} bytes of UTF-8")
        }
        _ => String::new(),
    };
    if !field.notes.unit.is_empty() {
        text += &format!(" ({})", field.notes.unit);
    }
    (!text.is_empty()).then_some(text)
}

fn meant(field: &Field) -> Option<String> {
    match field.notes.guard.as_ref()? {
        Meaning::Check(name) => Some(format!("Meant as {name}")),
        Meaning::Reason(reason) => Some(reason.trim_end_matches('.').to_owned()),
    }
}

fn none(field: &Field) -> Option<String> {
    let sentinel = field.notes.sentinel.as_ref()?;
    Some(format!("`{}` means none", sentinel.canonical()))
}

fn filled(field: &Field) -> Option<String> {
    let text = match field.filled_by? {
        FilledBy::Constant => "Always the default, whatever is passed",
        FilledBy::Session => "Filled with the session id",
        FilledBy::Clock => "Filled with the instant",
        FilledBy::Policy => "May be set for the whole process",
        FilledBy::Ci => "Filled by what the environment says",
    };
    Some(text.to_owned())
}

pub(super) fn member(start: &str, kind: &Kind) -> String {
    let name = match kind {
        Kind::Text { .. } => "string",
        Kind::Integer { .. } | Kind::Number => "number",
        Kind::Flag => "boolean",
        Kind::TextList { .. } => "readonly string[]",
        Kind::Object => "Readonly<Record<string, unknown>>",
        Kind::ObjectList => "readonly Readonly<Record<string, unknown>>[]",
        Kind::OneOf(words) => {
            let words: Vec<_> = words.iter().map(|word| literal(word)).collect();
            return declaration(start, &words, "  ");
        }
        Kind::OneOfList(words) => return list_of_words(start, words),
    };
    format!("{start} {name};\n")
}

/// A union, on one line where it fits.
fn declaration(start: &str, words: &[String], indent: &str) -> String {
    let line = format!("{start} {};\n", words.join(" | "));
    if line.len() <= WIDTH + 1 {
        return line;
    }
    let words: Vec<_> = words
        .iter()
        .map(|word| format!("\n{indent}  | {word}"))
        .collect();
    format!("{start}{};\n", words.concat())
}

fn list_of_words(start: &str, words: &[String]) -> String {
    let words: Vec<_> = words.iter().map(|word| literal(word)).collect();
    let line = match words.as_slice() {
        [word] => format!("{start} readonly {word}[];\n"),
        words => format!("{start} readonly ({})[];\n", words.join(" | ")),
    };
    if line.len() <= WIDTH + 1 {
        return line;
    }
    let words: Vec<_> = words.iter().map(|word| format!("\n    | {word}")).collect();
    format!("{start} readonly ({}\n  )[];\n", words.concat())
}

/// A word as a string literal, in the quotes that the formatter prefers.
pub(super) fn literal(word: &str) -> String {
    let text = Json::Text(word.to_owned()).canonical();
    if word.contains(['\'', '"', '\\']) {
        text
    } else {
        format!("'{}'", text.trim_matches('"'))
    }
}

/// A documentation comment of paragraphs, each wrapped. Tags stand together, after an empty line.
pub(super) fn comment(indent: &str, paragraphs: &[String]) -> String {
    if let [text] = paragraphs {
        let line = format!("{indent}/** {} */\n", text.replace("*/", "*\\/"));
        if line.chars().count() <= WIDTH + 1 {
            return line;
        }
    }
    let mut out = format!("{indent}/**\n");
    let mut in_tags = false;
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let tag = paragraph.starts_with('@');
        if number > 0 && !(tag && in_tags) {
            out += &format!("{indent} *\n");
        }
        in_tags = tag;
        for line in wrap(&paragraph.replace("*/", "*\\/"), WIDTH - indent.len() - 3) {
            out += &format!("{indent} * {line}\n");
        }
    }
    out + indent + " */\n"
}
