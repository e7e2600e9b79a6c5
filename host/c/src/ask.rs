//! What can be asked without a client: no consent is needed, and nothing is sent.

use nemo_telemetry::{
    Component, EventId, Imports, Instance, OpenError, labels::LabelCall, preview::preview,
};
use serde_json::{Value, json, value::RawValue};

use crate::{open::Opening, words};

/// Checks an event's parameters, in its newest version where none is named.
pub(crate) fn validate(event: &str, version: Option<&str>, parameters: &str) -> Value {
    let checked = instance().and_then(|mut instance| {
        let version = match version {
            Some(version) => version.to_owned(),
            None => newest(&mut instance, event)?,
        };
        let id = EventId {
            name: event.into(),
            version,
        };
        instance.validate(&id, parameters)
    });
    checked.map_or_else(|error| words::failed(&error), |it| words::checked(&it))
}

/// Makes a label.
pub(crate) fn label(name: &str, input: &str) -> Value {
    let made = || {
        let input: &RawValue = serde_json::from_str(input)?;
        Ok(match instance()?.label(&LabelCall::parse(name, input)?)? {
            Ok(label) => json!({"value": serde_json::from_str::<Value>(&label)?}),
            Err(problems) => json!({"problems": words::problems(&problems)}),
        })
    };
    made().unwrap_or_else(|error| words::failed(&error))
}

/// Builds the bodies of lines.
pub(crate) fn bodies(options: &str, lines: &str) -> Value {
    let opening = match Opening::parse(options) {
        Ok(opening) => opening,
        Err(problem) => return json!({"error": {"code": "options", "message": problem}}),
    };
    match preview(&opening.settings, lines, &opening.options) {
        Ok(preview) => {
            json!({"bodies": preview.bodies, "rejected": words::rejections(&preview.rejected)})
        }
        Err(OpenError::Settings(problems)) => json!({"problems": words::problems(&problems)}),
        Err(OpenError::Component(error)) => words::failed(&error),
    }
}

/// An instance of its own for each call: calls of several threads do not wait for each other, and
/// a forked child finds none that is in use.
fn instance() -> anyhow::Result<Instance> {
    Instance::new(Component::embedded()?, Imports::real())
}

fn newest(instance: &mut Instance, event: &str) -> anyhow::Result<String> {
    let events = instance.events()?;
    let newest = events.into_iter().rfind(|id| id.name == event);
    Ok(newest.map(|id| id.version).unwrap_or_default())
}
