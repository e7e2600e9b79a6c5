//! What a client is opened with, as types of the languages in which programs are written.

use super::python::{annotation, value as python_value};
use super::text::{ORIGIN, snake, wrap};
use super::typescript::{comment, member};
use crate::json::{Json, quote};
use crate::model::{Field, Kind, Schema};

/// Longest line of a docstring.
const WIDTH: usize = 100;

/// The setting that names the product.
const PRODUCT: &str = "product";

/// The module `_settings` of the Python package. It is loaded for type checkers, and by a program that asks for its names.
#[must_use]
pub fn python(schema: &Schema) -> String {
    let mut out = format!(
        "# {ORIGIN}\n\"\"\"Products and settings, for type checkers.\"\"\"\n\n\
         from __future__ import annotations\n\nfrom typing import Literal, TypedDict\n\n__all__ = [\"Product\", \"Settings\"]\n\n"
    );
    out += "Product = Literal[\n";
    for product in &schema.products {
        out += &format!("    {},\n", quote(&product.id));
    }
    out += "]\n\"\"\"Identifier of a product.\"\"\"\n\n\nclass Settings(TypedDict, total=False):\n";
    out += "    \"\"\"What the component is opened with, besides the product. None is the same as leaving it out.\"\"\"\n";
    for field in own(schema) {
        out += &format!(
            "\n    {}: {} | None\n",
            snake(&field.name),
            annotation(&field.kind)
        );
        let text = sentence(field, schema, snake, python_value).replace('\\', "\\\\");
        out += &format!(
            "    \"\"\"{}\"\"\"\n",
            wrap(&text, WIDTH - 10).join("\n    ")
        );
    }
    out
}

/// `settings.d.ts` of the JavaScript package.
#[must_use]
pub fn typescript(schema: &Schema) -> String {
    let mut out = format!(
        "// {ORIGIN}\n\nimport type {{ Product }} from './events.js';\n\n\
         /** What the component is opened with. */\nexport interface Settings {{\n"
    );
    for field in &schema.settings.fields {
        out += &comment(
            "  ",
            &[sentence(field, schema, str::to_owned, Json::canonical)],
        );
        let mark = if field.required { "" } else { "?" };
        let start = format!("  {}{mark}:", field.name);
        out += &match field.name.as_str() {
            PRODUCT => format!("{start} Product;\n"),
            _ => member(&start, &field.kind),
        };
    }
    out + "}\n"
}

/// The names of settings in Python with those that they have in the component, as members of a dictionary.
pub(super) fn python_names(schema: &Schema) -> String {
    let pair = |field: &Field| {
        format!(
            "    {}: {},\n",
            quote(&snake(&field.name)),
            quote(&field.name)
        )
    };
    own(schema).map(pair).collect()
}

fn own(schema: &Schema) -> impl Iterator<Item = &Field> {
    schema
        .settings
        .fields
        .iter()
        .filter(|field| field.name != PRODUCT)
}

/// What a setting means, with what its type leaves open. Names of settings are between back ticks, and become the language's own.
fn sentence(
    field: &Field,
    schema: &Schema,
    name: impl Fn(&str) -> String,
    value: impl Fn(&Json) -> String,
) -> String {
    let mut text = field.notes.description.clone();
    for known in &schema.settings.fields {
        text = text.replace(
            &format!("`{}`", known.name),
            &format!("`{}`", name(&known.name)),
        );
    }
    match field.notes.unit.as_str() {
        "ms" => text += " In milliseconds.",
        "" => {}
        unit if text.contains(unit) => {}
        unit => text += &format!(" Unit: {unit}."),
    }
    if let Kind::Integer { minimum, maximum } = field.kind {
        text += &format!(" From {minimum} to {maximum}.");
    }
    // The word stands for none, and is no value that a program would pass.
    let none = Json::Text("undefined".to_owned());
    let default = field.notes.host_default.as_ref().or(field.default.as_ref());
    if let Some(default) = default.filter(|default| **default != none) {
        text += &format!(" Default: `{}`.", value(default));
    }
    text
}
