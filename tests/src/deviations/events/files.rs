//! Reads captures of events: vectors, and beside them what upstream did.

use std::path::Path;

use anyhow::ensure;
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use super::{Capture, Refusal, Sibling, Upstream, line::wire_name, same_values};
use crate::deviations::{Source, paired, source};

/// What a capture's vector gives to the component.
#[derive(Deserialize)]
struct Given {
    name: String,
    settings: Box<RawValue>,
    sent: String,
    events: Vec<Box<RawValue>>,
    expect: Expected,
}

#[derive(Deserialize)]
struct Expected {
    #[serde(default)]
    bodies: Vec<Value>,
}

/// A line of `upstream/*.jsonl`: what the upstream client did.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Recorded {
    name: String,
    case: String,
    category: Option<String>,
    outcome: String,
    /// The body, where the vector does not expect exactly it.
    payload: Option<Value>,
    /// The value that was written, where no body was recorded.
    value: Option<Value>,
    errors: Option<Vec<UpstreamError>>,
    body_text: Option<String>,
}

/// An error of pydantic, or of the function that formats an instant.
#[derive(Deserialize)]
struct UpstreamError {
    loc: Vec<Value>,
    #[serde(rename = "type")]
    kind: String,
}

impl UpstreamError {
    /// JSON Pointer into a line: to the value, or to the parameters where a field is missing.
    fn refusal(self) -> Refusal {
        let mut pointer = String::from("/parameters");
        if self.kind != "missing" {
            for step in &self.loc {
                pointer.push('/');
                match step.as_str() {
                    // The argument of the function that formats an instant; it is the parameter
                    // `timestamp`.
                    Some("unix_seconds") => pointer.push_str("timestamp"),
                    Some(name) => pointer.push_str(&wire_name(name)),
                    None => pointer.push_str(&step.to_string()),
                }
            }
        }
        let field = self.loc.first().and_then(Value::as_str);
        Refusal {
            pointer,
            field: field.map(wire_name).unwrap_or_default(),
            kind: self.kind,
        }
    }
}

/// The captures of a file of vectors, in its order. What upstream did lies beside it in
/// `upstream/<name of the file>l`.
///
/// # Errors
/// A file cannot be read, or the two do not belong together.
pub fn read(path: &Path) -> anyhow::Result<Vec<Capture>> {
    let source = source(path)?;
    let mut captures = paired::<Given, Recorded>(path)?
        .map(|(given, recorded)| capture(&source, given, recorded))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let siblings: Vec<Sibling> = captures.iter().filter_map(sibling).collect();
    for capture in &mut captures {
        let event = event_of(&capture.lines);
        let key = |sibling: &&Sibling| {
            Some(&sibling.event) == event.as_ref()
                && sibling.settings == capture.settings
                && sibling.sent == capture.sent
        };
        capture.sibling = siblings.iter().find(key).cloned();
    }
    Ok(captures)
}

/// The event of the first line. What follows it may be no JSON.
fn event_of(lines: &[String]) -> Option<String> {
    let (_, rest) = lines.first()?.split_once("\"event\":\"")?;
    rest.split('"').next().map(str::to_owned)
}

/// The capture as a sibling of others: one event, whose body upstream sent.
fn sibling(capture: &Capture) -> Option<Sibling> {
    let [line] = capture.lines.as_slice() else {
        return None;
    };
    let (Upstream::Sent(bodies) | Upstream::Wrote(_, _, bodies)) = &capture.upstream else {
        return None;
    };
    Some(Sibling {
        event: event_of(&capture.lines)?,
        settings: capture.settings.clone(),
        sent: capture.sent.clone(),
        line: line.clone(),
        body: bodies.first()?.clone(),
    })
}

fn capture(source: &Source, given: Given, recorded: Recorded) -> anyhow::Result<Capture> {
    ensure!(
        given.name == recorded.name,
        "expected {}, found what upstream did with {}",
        given.name,
        recorded.name
    );
    let upstream = match (
        recorded.outcome.as_str(),
        recorded.payload,
        recorded.value,
        recorded.errors,
    ) {
        ("sent", Some(payload), None, None) => Upstream::Sent(vec![payload]),
        ("sent", None, None, None) if !given.expect.bodies.is_empty() => {
            Upstream::Sent(given.expect.bodies)
        }
        ("sent", None, Some(value), None) => Upstream::Wrote(
            match source.kind.as_str() {
                "cpu" => "/cpuArchitecture",
                "ci" => "/events/0/parameters/isCi",
                _ => "/events/0/ts",
            },
            value,
            given.expect.bodies,
        ),
        ("lost", None, None, None) => Upstream::Lost,
        ("rejected", None, None, Some(errors)) => {
            Upstream::Rejected(errors.into_iter().map(UpstreamError::refusal).collect())
        }
        (outcome, ..) => anyhow::bail!(
            "{}: what belongs to `{outcome}` is not there, or more than that",
            given.name
        ),
    };
    if let (Some(text), Upstream::Sent(bodies)) = (&recorded.body_text, &upstream) {
        ensure!(
            same_values(bodies, std::slice::from_ref(text))?,
            "{}: the recorded text is another body",
            given.name
        );
    }
    let line = |event: Box<RawValue>| {
        // A string is passed on as it is.
        if event.get().starts_with('"') {
            serde_json::from_str(event.get())
        } else {
            Ok(event.get().into())
        }
    };
    Ok(Capture {
        name: given.name,
        case: recorded.case,
        source: source.clone(),
        category: recorded.category,
        settings: given.settings.get().to_owned(),
        sent: given.sent,
        lines: given
            .events
            .into_iter()
            .map(line)
            .collect::<Result<_, _>>()?,
        upstream,
        body_text: recorded.body_text,
        sibling: None,
    })
}
