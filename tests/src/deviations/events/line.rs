//! A line of a capture, looked at field by field.

use std::collections::BTreeMap;

use nemo_telemetry_core::{
    catalog,
    definition::{Definition, Field, Kind},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A line as `enqueue` takes it.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Line {
    pub(super) event: String,
    pub(super) schema_version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ts: Option<String>,
    pub(super) parameters: BTreeMap<String, Box<RawValue>>,
}

impl Line {
    pub(super) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn text(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    pub(super) fn definition(&self) -> Option<&'static Definition> {
        catalog::event(&self.event, &self.schema_version).ok()
    }

    /// The names of the parameters that a predicate holds for.
    pub(super) fn names(&self, holds: impl Fn(&str, &RawValue) -> bool) -> Vec<String> {
        let parameters = self.parameters.iter();
        parameters
            .filter(|(name, value)| holds(name, value))
            .map(|(name, _)| name.clone())
            .collect()
    }
}

/// A field's wire name from its name in Python: `task_status` is `taskStatus`.
pub(crate) fn wire_name(python: &str) -> String {
    let mut words = python.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

pub(super) fn field<'d>(definition: &'d Definition, name: &str) -> Option<&'d Field> {
    definition.fields.iter().find(|field| field.name == name)
}

pub(super) fn is_python_name(definition: &Definition, name: &str) -> bool {
    field(definition, name).is_none() && field(definition, &wire_name(name)).is_some()
}

pub(super) fn is_unknown(definition: &Definition, name: &str) -> bool {
    field(definition, name).is_none() && field(definition, &wire_name(name)).is_none()
}

/// Whether a value has another JSON type than its field. An integral number is an integer, however
/// it is written.
pub(super) fn has_another_type(definition: &Definition, name: &str, value: &RawValue) -> bool {
    let text = value.get();
    field(definition, name).is_some_and(|field| match field.kind {
        Kind::Text { .. } | Kind::OneOf(_) => !text.starts_with('"'),
        Kind::Integer { .. } => !is_integral(text),
        Kind::Number => !text.starts_with(|first: char| first == '-' || first.is_ascii_digit()),
        Kind::Flag => !matches!(text, "true" | "false"),
        Kind::TextList { .. } | Kind::OneOfList(_) => !text.starts_with('['),
        Kind::Object => !text.starts_with('{'),
        Kind::ObjectList => !text.starts_with('['),
    })
}

pub(super) fn is_outside_64_bits(definition: &Definition, name: &str, value: &RawValue) -> bool {
    // 2^63 is the first double that is too large.
    const END: f64 = 9_223_372_036_854_775_808.0;
    let text = value.get();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let fits = if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse::<i64>().is_ok()
    } else {
        let number = text.parse::<f64>();
        number.is_ok_and(|number| (-END..END).contains(&number))
    };
    field(definition, name).is_some_and(|field| matches!(field.kind, Kind::Integer { .. }))
        && is_integral(text)
        && !fits
}

fn is_integral(text: &str) -> bool {
    serde_json::from_str::<f64>(text).is_ok_and(|number| number.fract() == 0.0)
}

/// Whether a value is a string by the grammar of JSON but no text. When it became a value, all was
/// checked but pairs of surrogates.
pub(super) fn has_lone_surrogate(value: &RawValue) -> bool {
    value.get().starts_with('"') && serde_json::from_str::<String>(value.get()).is_err()
}

/// The words that Python writes for numbers that JSON does not have, as values of a member.
const BARE_WORDS: [&str; 3] = [":-Infinity", ":Infinity", ":NaN"];

/// The line with a number in place of each bare word.
pub(super) fn without_bare_words(line: &str) -> String {
    BARE_WORDS
        .iter()
        .fold(line.to_owned(), |line, word| line.replace(word, ":0"))
}

/// Where the first bare word stands, in bytes from the start of the line.
pub(super) fn first_bare_word(line: &str) -> Option<usize> {
    BARE_WORDS
        .iter()
        .filter_map(|word| line.find(word))
        .map(|colon| colon + 1)
        .min()
}
