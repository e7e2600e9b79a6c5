//! Input of a class, written so that the component reads what upstream read.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use serde_json::{Value, value::RawValue};

use super::{
    Capture, Class, Outcome, Upstream,
    differences::differences,
    line::{Line, is_python_name, wire_name, without_bare_words},
    same_bodies,
};

/// A line that was mended.
pub(super) struct Mended {
    pub(super) line: String,
    /// The fields that no longer say what they said to upstream, with what they say now.
    changed: BTreeMap<String, Value>,
}

impl Class {
    /// The line of a capture of this class, mended. None: no such line exists.
    pub(super) fn mend(self, capture: &Capture) -> Option<Mended> {
        let given = capture.lines.first()?;
        let mut line = Line::parse(given).or_else(|| Line::parse(&without_bare_words(given)))?;
        let definition = line.definition()?;
        let fields = self.fields(&line);
        let mut changed = BTreeMap::new();
        match self {
            Self::LaxCoercion => {
                for name in fields {
                    let value = match &capture.upstream {
                        Upstream::Sent(bodies) => parameters(bodies.first()?)?.get(&name)?.clone(),
                        // Upstream read what it could not send.
                        _ => Value::from(0),
                    };
                    line.parameters.insert(name.clone(), raw(&value)?);
                }
            }
            Self::UnknownKey => line.parameters.retain(|name, _| !fields.contains(name)),
            Self::PythonName | Self::ForbiddenName => {
                // Safe Synthesizer reads Python names alone since 1.9; the others, where both are
                // given, the wire name.
                if capture.source.product == "safe-synthesizer" && line.schema_version == "1.9" {
                    line.parameters
                        .retain(|name, _| !name.contains(char::is_uppercase));
                }
                // Before, it read all but one by either.
                if capture.source.product == "safe-synthesizer"
                    && line.parameters.contains_key("task_status")
                {
                    line.parameters.remove("taskStatus");
                }
                let (python, mut wire): (BTreeMap<_, _>, BTreeMap<_, _>) = line
                    .parameters
                    .into_iter()
                    .partition(|(name, _)| is_python_name(definition, name));
                for (name, value) in python {
                    wire.entry(wire_name(&name)).or_insert(value);
                }
                line.parameters = wire;
            }
            Self::OutsideSixtyFourBits => {
                for name in fields {
                    changed.insert(name, Value::from(i64::MAX));
                }
            }
            Self::LoneSurrogate => {
                for name in fields {
                    changed.insert(name, Value::from("half of a pair"));
                }
            }
            Self::NonFinite => {}
            Self::WireName | Self::GuardrailsText => return None,
        }
        for (name, value) in &changed {
            line.parameters.insert(name.clone(), raw(value)?);
        }
        Some(Mended {
            line: line.text()?,
            changed,
        })
    }
}

impl Mended {
    /// The line of a capture, with nothing to mend.
    pub(super) fn as_it_is(capture: &Capture) -> anyhow::Result<Self> {
        Ok(Self {
            line: capture.lines.first().context("expected a line")?.clone(),
            changed: BTreeMap::new(),
        })
    }

    /// Whether the component makes of the line what upstream made of the capture's: its body, but
    /// for the fields that had to change; where upstream lost the event, a body that is a
    /// sibling's, but for what was given.
    pub(super) fn check(&self, capture: &Capture, ours: &Outcome) -> anyhow::Result<()> {
        match &capture.upstream {
            Upstream::Sent(bodies) => {
                let mut bodies = bodies.clone();
                for body in &mut bodies {
                    let parameters = body
                        .pointer_mut("/events/0/parameters")
                        .context("expected parameters")?;
                    for (name, value) in &self.changed {
                        *parameters
                            .get_mut(name)
                            .context("upstream does not send it")? = value.clone();
                    }
                }
                ensure!(
                    same_bodies(&bodies, &ours.bodies)?,
                    "upstream sends another body: {}",
                    differences(&bodies, &ours.bodies)
                );
            }
            _ => self.check_lost(capture, ours)?,
        }
        Ok(())
    }

    pub(super) fn check_lost(&self, capture: &Capture, ours: &Outcome) -> anyhow::Result<()> {
        let sibling = capture
            .sibling
            .as_ref()
            .context("no other capture has a body to compare with")?;
        let (line, other) = (
            Line::parse(&self.line).context("expected a line")?,
            Line::parse(&sibling.line).context("expected a line")?,
        );
        let mut expected = sibling.body.clone();
        let found: Vec<Value> = ours
            .bodies
            .iter()
            .map(|body| serde_json::from_str(body))
            .collect::<Result<_, _>>()?;
        let [found] = found.as_slice() else {
            anyhow::bail!("expected one body, found {}", found.len());
        };
        let given = parameters(found).context("expected parameters")?;
        let parameters = expected
            .pointer_mut("/events/0/parameters")
            .and_then(Value::as_object_mut)
            .context("expected parameters")?;
        for (name, value) in parameters.iter_mut() {
            let found = given.get(name).context("a field is missing")?;
            if let Some(given) = line.parameters.get(name) {
                *value = like(serde_json::from_str(given.get())?, found);
            } else if other.parameters.contains_key(name) {
                // What the sibling said is not known of this one; a default was not captured.
                value.clone_from(found);
            }
        }
        // Guardrails' instant is a parameter.
        if let Some(instant) = line.parameters.get("timestamp") {
            let found = found.pointer("/events/0/ts").cloned();
            let place = expected.pointer_mut("/events/0/ts");
            *place.context("expected an instant")? = match instant.get() {
                "0" => Value::from("1970-01-01T00:00:00.000Z"),
                _ => found.context("expected an instant")?,
            };
        }
        ensure!(
            same_bodies(std::slice::from_ref(&expected), &ours.bodies)?,
            "{}",
            differences(std::slice::from_ref(&expected), &ours.bodies)
        );
        Ok(())
    }
}

/// A number as a double where the other is one: `0` and `0.0` are the same to a field.
fn like(value: Value, other: &Value) -> Value {
    match value.as_f64() {
        Some(number) if other.is_f64() => Value::from(number),
        _ => value,
    }
}

fn parameters(body: &Value) -> Option<&serde_json::Map<String, Value>> {
    body.pointer("/events/0/parameters")?.as_object()
}

fn raw(value: &Value) -> Option<Box<RawValue>> {
    RawValue::from_string(value.to_string()).ok()
}
