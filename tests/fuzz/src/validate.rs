//! Parameters of every event of the catalog: either problems that point into the text, or one
//! canonical text that means the same.

use nemo_telemetry_core::{
    catalog,
    definition::{Definition, Kind},
    problem::Code,
    validate,
};
use serde_json::Value;

/// Checks a text as the parameters of every event.
///
/// # Panics
/// A property does not hold.
pub fn check(text: &str) {
    for event in catalog::EVENTS {
        match validate::canonical(event, text) {
            Ok(canonical) => accepted(event, text, canonical.as_deref().unwrap_or(text)),
            Err(problems) => {
                assert!(
                    (1..=32).contains(&problems.len()),
                    "{} problems",
                    problems.len()
                );
                // What is missing stands nowhere, and that there are more is said last.
                let placed = problems.iter().filter(|problem| {
                    !matches!(problem.code, Code::MissingField | Code::TooManyProblems)
                });
                assert!(
                    placed.map(|problem| problem.offset).is_sorted(),
                    "problems out of order"
                );
                for problem in &problems {
                    assert!(
                        text.is_char_boundary(problem.offset as usize),
                        "an offset inside a character, or behind the text"
                    );
                    assert!(
                        problem.pointer.is_empty() || problem.pointer.starts_with('/'),
                        "no pointer"
                    );
                }
                assert!(!is_valid(event, text), "problems of a valid text");
            }
        }
    }
}

/// Checks a text that an event takes against its canonical form.
fn accepted(event: &'static Definition, text: &str, canonical: &str) {
    assert!(text.len() <= validate::MAX_EVENT);
    assert_eq!(
        validate::canonical(event, canonical),
        Ok(None),
        "the canonical text is not canonical"
    );
    let given: Value = serde_json::from_str(text).expect("a valid text is JSON");
    let written: Value = serde_json::from_str(canonical).expect("a canonical text is JSON");
    let (given, written) = (
        given.as_object().expect("an object"),
        written.as_object().expect("an object"),
    );
    // The schema's order, and nothing that no schema has.
    let mut fields = event.fields.iter();
    for name in written.keys() {
        assert!(
            fields.any(|field| field.name == name),
            "{name} out of order"
        );
    }
    for field in event.fields {
        match (given.get(field.name), written.get(field.name)) {
            (Some(given), Some(written)) if matches!(field.kind, Kind::Number) => {
                assert_eq!(given.as_f64(), written.as_f64())
            }
            (Some(given), written) => assert_eq!(Some(given), written, "{} changed", field.name),
            (None, written) => {
                assert_eq!(written.is_some(), field.default.is_some(), "{}", field.name)
            }
        }
    }
}

/// Whether the text is valid beyond doubt: an object of the event's fields, each of the type and
/// within the bounds that it has.
fn is_valid(event: &Definition, text: &str) -> bool {
    let Ok(Value::Object(given)) = serde_json::from_str(text) else {
        return false;
    };
    // Values lose what a text repeats, and hold no integer and no number exactly.
    let plain = text.len() <= validate::MAX_EVENT
        && text.matches(':').count() == given.len()
        && !text.contains('\\');
    plain
        && event
            .fields
            .iter()
            .all(|field| !field.required || given.contains_key(field.name))
        && given.iter().all(|(name, value)| {
            event
                .fields
                .iter()
                .find(|field| field.name == name)
                .is_some_and(|field| match (field.kind, value) {
                    (Kind::OneOf(words), Value::String(word)) => words.contains(&word.as_str()),
                    (Kind::Text { max_length }, Value::String(text)) => {
                        text.len() <= max_length as usize
                    }
                    (Kind::Flag, Value::Bool(_)) => true,
                    (Kind::Integer { minimum, maximum }, value) => value
                        .as_i64()
                        .is_some_and(|value| (minimum..=maximum).contains(&value)),
                    _ => false,
                })
        })
}
