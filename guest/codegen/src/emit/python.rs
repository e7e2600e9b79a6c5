//! Typed events for the Python package: a class for each event and wire version.
//!
//! The module is imported by programs that count their milliseconds, so it needs nothing but its base class at run time.

use std::fmt::Write;

use super::settings;
use super::text::{pascal, snake};
use crate::json::{Json, quote};
use crate::model::{Definition, Field, FilledBy, Kind, Meaning, Schema};

const HEADER: &str = "# Written by `cargo xtask gen` from guest/schema; edit the files there.\n";

const IMPORTS: &str = "
from __future__ import annotations

from .._event import TelemetryEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal
";

/// How a class is found when it is used first.
const LAZILY: &str = "

def __getattr__(name: str) -> object:
    \"\"\"Load a class when it is used first (PEP 562).\"\"\"
    home = CLASSES.get(name)
    if home is None:
        raise AttributeError(f\"module {__name__!r} has no attribute {name!r}\")
    value: object = getattr(__import__(f\"{__name__}.{home}\", fromlist=(name,)), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    \"\"\"Every class, loaded or not.\"\"\"
    return sorted(__all__)
";

/// Longest line of a docstring.
const WIDTH: usize = 116;

/// The package `events`: a module for each class, by its name, and the one that finds them. A program loads the classes that it uses.
#[must_use]
pub fn events(schema: &Schema) -> Vec<(String, String)> {
    let classes = classes(schema);
    let mut modules = vec![("__init__".to_owned(), package(&classes))];
    for (name, event) in &classes {
        let mut out = format!(
            "{HEADER}\"\"\"The event `{}`, wire version {}.\"\"\"\n",
            event.name, event.version
        );
        out += IMPORTS;
        write_class(&mut out, name, event).expect("a String takes any text");
        modules.push((module(name), out));
    }
    modules
}

fn package(classes: &[(String, &Definition)]) -> String {
    let mut out = HEADER.to_owned();
    out += "\"\"\"Every event, a class for each wire version. The newest version has the short name.\"\"\"\n\n";
    out += "from __future__ import annotations\n\nfrom .._catalog import CLASSES\n\nTYPE_CHECKING = False\nif TYPE_CHECKING:\n";
    let mut names: Vec<_> = classes.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_by_key(|name| module(name));
    for name in &names {
        out += &format!("    from .{} import {name}\n", module(name));
    }
    names.sort_unstable();
    out += "\n__all__: list[str] = [\n";
    for name in names {
        out += &format!("    {},\n", quote(name));
    }
    out + "]\n" + LAZILY
}

/// The module of a class.
fn module(class: &str) -> String {
    format!("_{}", snake(class).trim_start_matches('_'))
}

/// The module `_catalog`: what the package looks up without loading the events.
#[must_use]
pub fn catalog(schema: &Schema) -> String {
    let mut out = HEADER.to_owned();
    out += "\"\"\"Events and wire versions that the component knows, the classes of `events`, and the names of settings.\"\"\"\n\n";
    out += "from __future__ import annotations\n\nEVENTS = {\n";
    let mut events = classes(schema);
    for (_, event) in &events {
        out += &format!("    ({}, {}),\n", quote(&event.name), quote(&event.version));
    }
    out += "}\n\n#: By the name of a class, its module in `events`.\nCLASSES = {\n";
    events.sort_by(|(one, _), (other, _)| one.cmp(other));
    for (name, _) in &events {
        out += &format!("    {}: {},\n", quote(name), quote(&module(name)));
    }
    out += "}\n\n#: By the name of a setting in Python, its name in the component.\nSETTINGS = {\n";
    out += &settings::python_names(schema);
    out + "}\n"
}

/// Every event with the name of its class.
#[must_use]
pub fn classes(schema: &Schema) -> Vec<(String, &Definition)> {
    let name = |place: usize, event: &Definition| {
        // Versions of an event stand together, the newest last.
        let is_newest = schema
            .events
            .get(place + 1)
            .is_none_or(|next| next.name != event.name);
        let short = pascal(&event.name);
        if is_newest {
            short
        } else {
            format!("{short}V{}", event.version.replace('.', "_"))
        }
    };
    schema
        .events
        .iter()
        .enumerate()
        .map(|(place, event)| (name(place, event), event))
        .collect()
}

fn write_class(out: &mut String, name: &str, event: &Definition) -> std::fmt::Result {
    let fields = &event.fields;
    write!(out, "\n\nclass {name}(TelemetryEvent):\n")?;
    writeln!(
        out,
        "    \"\"\"{}: `{}`, wire version {}.\n",
        event.title, event.name, event.version
    )?;
    write_wrapped(out, &event.description, "    ", "    ")?;
    out.write_str("\n    Args:\n")?;
    for field in fields {
        let text = format!("{}: {}", snake(&field.name), describe(field, "None"));
        write_wrapped(out, &text, "        ", "            ")?;
    }
    out.write_str("    \"\"\"\n\n")?;
    writeln!(out, "    _event_name = {}", quote(&event.name))?;
    writeln!(out, "    _schema_version = {}", quote(&event.version))?;
    out.write_str("    _wire_names = {\n")?;
    for field in fields {
        writeln!(
            out,
            "        {}: {},",
            quote(&snake(&field.name)),
            quote(&field.name)
        )?;
    }
    out.write_str("    }\n    _plain = {\n")?;
    for field in fields {
        // Not every number is an instant.
        if let Some(plain) = plain(&field.kind)
            && !field.is_instant
        {
            writeln!(out, "        {}: {plain},", quote(&snake(&field.name)))?;
        }
    }
    out.write_str("    }\n")?;
    let filled: Vec<_> = fields
        .iter()
        .filter(|field| is_optional(field))
        .map(|field| format!("{},", quote(&field.name)))
        .collect();
    if !filled.is_empty() {
        writeln!(out, "    _filled = frozenset(({}))", filled.join(" "))?;
    }
    out.write_str("\n    def __init__(\n        self,\n        *,\n")?;
    for field in fields {
        let default = default(field).map_or(String::new(), |default| format!(" = {default}"));
        writeln!(
            out,
            "        {}: {}{default},",
            snake(&field.name),
            field_annotation(field)
        )?;
    }
    out.write_str("    ) -> None:\n        \"\"\"Set the fields.\"\"\"\n")?;
    for field in fields {
        let name = snake(&field.name);
        if is_optional(field) {
            writeln!(
                out,
                "        if {name} is not None:\n            self.{name} = {name}"
            )?;
        } else if matches!(field.kind, Kind::TextList { .. } | Kind::OneOfList(_)) {
            // A default is a tuple, and shared; a list is the event's own.
            writeln!(
                out,
                "        self.{name} = [*{name}] if type({name}) is tuple else {name}"
            )?;
        } else {
            writeln!(out, "        self.{name} = {name}")?;
        }
    }
    Ok(())
}

/// Which values are right at a glance: what `_check` of the package reads. None: the component has to look.
fn plain(kind: &Kind) -> Option<String> {
    let is_roomy = |length: u32| length >= ROOMY;
    match kind {
        Kind::Text { max_length } if is_roomy(*max_length) => Some("str".to_owned()),
        Kind::OneOf(words) => {
            let words: Vec<_> = words.iter().map(|word| quote(word)).collect();
            Some(format!("frozenset(({},))", words.join(", ")))
        }
        Kind::Integer { minimum, maximum } => Some(format!("({minimum}, {maximum})")),
        Kind::Number => Some("float".to_owned()),
        Kind::Flag => Some("bool".to_owned()),
        Kind::TextList { max_length } if is_roomy(*max_length) => Some("list".to_owned()),
        _ => None,
    }
}

/// Bytes that the package's check at a glance takes a text to have room for.
const ROOMY: u32 = 256;

/// Whether leaving it out says something else than its default: somebody else then fills it.
fn is_optional(field: &Field) -> bool {
    field.is_instant
        || field
            .filled_by
            .is_some_and(|filled| filled != FilledBy::Constant)
}

fn field_annotation(field: &Field) -> String {
    let kind = annotation(&field.kind);
    if is_optional(field) {
        format!("{kind} | None")
    } else {
        kind
    }
}

/// A kind as Python's types say it.
pub(super) fn annotation(kind: &Kind) -> String {
    let literal = |words: &[String]| {
        let words: Vec<_> = words.iter().map(|word| quote(word)).collect();
        format!("Literal[{}]", words.join(", "))
    };
    let list = |item: &str| format!("list[{item}] | tuple[{item}, ...]");
    match kind {
        Kind::Text { .. } => "str".to_owned(),
        Kind::OneOf(words) => literal(words),
        Kind::Integer { .. } => "int".to_owned(),
        Kind::Number => "float".to_owned(),
        Kind::Flag => "bool".to_owned(),
        Kind::TextList { .. } => list("str"),
        Kind::OneOfList(words) => list(&literal(words)),
        Kind::Object => "dict[str, object]".to_owned(),
        Kind::ObjectList => list("dict[str, object]"),
    }
}

fn default(field: &Field) -> Option<String> {
    if is_optional(field) {
        return Some("None".to_owned());
    }
    field.default.as_ref().map(value)
}

/// A value as Python writes it.
pub(super) fn value(value: &Json) -> String {
    match value {
        Json::Null => "None".to_owned(),
        Json::Flag(true) => "True".to_owned(),
        Json::Flag(false) => "False".to_owned(),
        // A tuple, because a default is shared by all calls.
        Json::List(items) => {
            let items: Vec<_> = items.iter().map(|item| self::value(item) + ",").collect();
            format!("({})", items.join(" "))
        }
        other => other.canonical(),
    }
}

/// Whether an event has to have it from its caller.
pub(super) fn is_required(field: &Field) -> bool {
    !is_optional(field) && field.default.is_none()
}

/// A field in words. `absent` is what the language calls one that is not set.
pub(super) fn describe(field: &Field, absent: &str) -> String {
    let notes = &field.notes;
    let mut text = format!("{}. {}", notes.title, notes.description);
    if !notes.unit.is_empty() {
        text += &format!(" Unit: {}.", notes.unit);
    }
    match field.kind {
        Kind::Integer {
            minimum,
            maximum: i64::MAX,
        } if minimum != i64::MIN => text += &format!(" At least {minimum}."),
        Kind::Integer { minimum, maximum } if maximum != i64::MAX => {
            text += &format!(" From {minimum} to {maximum}.")
        }
        _ => {}
    }
    if let Some(sentinel) = &notes.sentinel {
        text += &format!(" No value: `{}`.", value(sentinel));
    }
    if is_optional(field) {
        let holds = match field.filled_by {
            Some(FilledBy::Ci) => "what the environment says",
            Some(FilledBy::Session) => "that of the queue",
            Some(_) => "what holds for the whole process",
            None => "the instant of `enqueue`",
        };
        text += &format!(" {absent}: {holds}.");
    }
    if field.filled_by == Some(FilledBy::Constant) {
        text += " Another word is not sent.";
    }
    if let Some(Meaning::Check(guard)) = &notes.guard {
        text += &format!(" Meant as a {guard}: what looks private is sent as `redacted`.");
    }
    if let Some(example) = &notes.example {
        text += &format!(" Example: `{}`.", value(example));
    }
    text + &format!(" Purpose: {}. Source: {}.", notes.purpose, notes.source)
}

/// Writes a text in lines of [`WIDTH`].
fn write_wrapped(out: &mut String, text: &str, first: &str, rest: &str) -> std::fmt::Result {
    let mut line = first.to_owned();
    let mut indent = first.len();
    for word in text.replace('\\', "\\\\").split(' ') {
        if line.len() > indent && line.len() + 1 + word.len() > WIDTH {
            writeln!(out, "{line}")?;
            line = rest.to_owned();
            indent = rest.len();
        }
        if line.len() > indent {
            line.push(' ');
        }
        line += word;
    }
    writeln!(out, "{line}")
}
