//! The verdict on a body: it points into the text, counts each event once, and accepts nothing that
//! its events' own checks refuse.

use std::collections::BTreeMap;

use nemo_telemetry_core::{
    catalog,
    envelope::{self, Form, Verdict},
    problem::{Code, Problem},
    validate,
};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Value, value::RawValue};

/// Checks bytes as a body.
///
/// # Panics
/// A property does not hold.
pub fn check(bytes: &[u8]) {
    let verdict = envelope::check_bytes(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        assert_eq!(verdict.form, Form::NotJson);
        return;
    };
    assert_eq!(verdict, envelope::check(text), "bytes and text differ");
    whole(&verdict, text);
    let events = &verdict.rejections;
    assert!(events.is_sorted_by(|one, next| one.index < next.index));
    assert!(events.len() <= verdict.refused as usize);
    let told: usize = events.iter().map(|event| event.problems.len()).sum();
    assert!(told < envelope::MAX_PROBLEMS + 32, "{told} problems");
    assert!(events.len() == verdict.refused as usize || told >= envelope::MAX_PROBLEMS);
    for event in events {
        list(&event.problems, text);
        let place = format!("/events/{}", event.index);
        for problem in &event.problems {
            let whole = matches!(problem.code, Code::UnknownVersion | Code::TooManyProblems);
            assert!(whole || problem.pointer.starts_with(&place), "{problem:?}");
        }
    }
    if verdict.is_accepted() {
        accepted(&verdict, text);
    }
}

/// The verdict on the whole, with serde_json as the judge of what JSON is.
fn whole(verdict: &Verdict, text: &str) {
    let json = serde_json::from_str::<Value>(text);
    match verdict.form {
        Form::Envelope => {
            assert!(verdict.problems.is_empty());
            assert!(verdict.accepted + verdict.refused > 0, "no event");
        }
        Form::NotJson => assert!(json.is_err(), "it is JSON: {:?}", verdict.problems),
        Form::NotEnvelope | Form::TooLarge => {}
    }
    if verdict.form != Form::Envelope {
        list(&verdict.problems, text);
        assert_eq!((verdict.accepted, verdict.refused), (0, 0));
        assert!(verdict.rejections.is_empty());
    }
}

fn list(problems: &[Problem], text: &str) {
    assert!((1..=32).contains(&problems.len()));
    for problem in problems {
        assert!(
            text.is_char_boundary(problem.offset as usize),
            "{problem:?}"
        );
        assert!(problem.pointer.is_empty() || problem.pointer.starts_with('/'));
    }
}

/// An accepted body, as far as its events go.
#[derive(Deserialize)]
struct Body<'t> {
    #[serde(rename = "eventSchemaVer")]
    version: String,
    #[serde(borrow)]
    events: Vec<Event<'t>>,
}

/// The numbers of parameters are not all numbers of Rust.
#[derive(Deserialize)]
struct Event<'t> {
    name: String,
    #[serde(borrow)]
    parameters: &'t RawValue,
}

/// A body that is accepted holds events that their own checks accept, with every field.
fn accepted(verdict: &Verdict, text: &str) {
    let body: Body<'_> = serde_json::from_str(text).expect("an accepted body is JSON");
    assert_eq!(body.events.len(), verdict.accepted as usize);
    for event in body.events {
        let definition = catalog::event(&event.name, &body.version).expect("a known event");
        let parameters = event.parameters.get();
        let fields: BTreeMap<String, IgnoredAny> =
            serde_json::from_str(parameters).expect("an object");
        assert_eq!(fields.len(), definition.fields.len());
        validate::canonical(definition, parameters).expect("right parameters");
    }
}
