//! What a sender and a collector have agreed on: the events, each with its schema. Two contracts
//! are compared field by field.

mod change;
mod compare;
mod shape;

pub use change::{Breaks, Change};
pub use compare::compare;
use nemo_telemetry::limits::MAX_LINE;
use serde_json::{Map, Value};

/// Who wrote a contract, and with that what can be compared of it beside the shape of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The component: it has titles, purposes and sensitivities.
    Component,
    /// A registered file: its texts are its author's own.
    Registry,
}

/// The events of one sender.
#[derive(Clone, Debug)]
pub struct Contract {
    /// Who wrote it.
    pub origin: Origin,
    /// As whom the events are sent; none where that is not known.
    pub client: Option<Client>,
    /// The events, each name once.
    pub events: Vec<Event>,
}

/// A client as the registry knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// `clientId` of the envelope.
    pub id: String,
    /// Its name; empty where the file has none.
    pub name: String,
    /// Version of the registry's own format; empty where the file has none.
    pub definition_version: String,
}

/// One event of a contract.
#[derive(Clone, Debug)]
pub struct Event {
    /// Name on the wire.
    pub name: String,
    /// Wire version.
    pub version: String,
    /// Who the event is for at the registry; empty where that is not known.
    pub service: String,
    /// Kind of collection under the GDPR; empty where that is not known.
    pub category: String,
    /// JSON Schema of its parameters, without references, in the form that [`normal`] gives.
    pub schema: Value,
}

/// A schema without what makes no difference: bounds that no event reaches, and a constant in place
/// of a list of one word.
///
/// An event has at most 64 KiB, and an integer 64 bits with a sign.
#[must_use]
pub fn normal(schema: Value) -> Value {
    match schema {
        Value::Object(members) => members
            .into_iter()
            .filter(|(key, value)| !is_idle(key, value))
            .map(|(key, value)| match key.as_str() {
                "const" => ("enum".into(), vec![value].into()),
                "enum" | "default" | "examples" => (key, value),
                // Names of fields are no keywords.
                "properties" => (key, each_member(value)),
                _ => (key, normal(value)),
            })
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.into_iter().map(normal).collect(),
        other => other,
    }
}

fn each_member(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, schema)| (name, normal(schema)))
            .collect::<Map<_, _>>()
            .into(),
        other => other,
    }
}

fn is_idle(key: &str, value: &Value) -> bool {
    match key {
        "minimum" => value.as_i64() == Some(i64::MIN),
        "maximum" => value.as_i64() == Some(i64::MAX),
        "maxLength" => value.as_u64().is_some_and(|bytes| bytes >= MAX_LINE as u64),
        "minLength" | "minItems" | "minProperties" => value.as_u64() == Some(0),
        "uniqueItems" => value == &Value::Bool(false),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::normal;

    #[test]
    fn a_bound_that_nothing_reaches_is_none() {
        let schema = json!({"type": "object", "properties": {
            "text": {"type": "string", "minLength": 0, "maxLength": 65536},
            "short": {"type": "string", "maxLength": 65535},
            "count": {"type": "integer", "minimum": i64::MIN, "maximum": i64::MAX},
            "natural": {"type": "integer", "minimum": 0, "maximum": i64::MAX},
            "word": {"type": "string", "const": "kite"},
        }});
        let expected = json!({"type": "object", "properties": {
            "text": {"type": "string"},
            "short": {"type": "string", "maxLength": 65535},
            "count": {"type": "integer"},
            "natural": {"type": "integer", "minimum": 0},
            "word": {"type": "string", "enum": ["kite"]},
        }});
        assert_eq!(normal(schema), expected);
    }

    #[test]
    fn a_field_may_be_called_like_a_keyword() {
        let schema =
            json!({"properties": {"const": {"type": "string"}, "minLength": {"const": 0}}});
        let expected =
            json!({"properties": {"const": {"type": "string"}, "minLength": {"enum": [0]}}});
        assert_eq!(normal(schema), expected);
    }
}
