//! A registered file as a contract.

use anyhow::{Context as _, bail, ensure};
use serde_json::{Map, Value};

use super::DIALECT;
use crate::contract::{Client, Contract, Event, Origin, normal};

/// Most values that a file may have once each reference is replaced by what it means.
const MOST_VALUES: usize = 200_000;

/// Most references, and values within values, on the way to a value.
const DEEPEST: usize = 64;

/// Notes beside a reference, which hold for the field and not for the type.
const NOTES: [&str; 3] = ["title", "description", "default"];

/// Reads a registered file. Keywords that this program does not know stay as they are.
///
/// # Errors
/// The text is not JSON, or not of the format: the message has a JSON Pointer to the place.
pub fn read(text: &str) -> anyhow::Result<Contract> {
    let root: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .context("expected JSON, found something else")?;
    let dialect = root["$schema"].as_str().unwrap_or_default();
    ensure!(
        dialect.trim_end_matches('#') == DIALECT.trim_end_matches('#'),
        "#/$schema: expected {DIALECT}, found something else"
    );
    let optional = |key: &str| root["schemaMeta"][key].as_str().unwrap_or_default().into();
    let client = Client {
        id: need(&root, "/schemaMeta/clientId")?.into(),
        name: optional("clientName"),
        definition_version: optional("definitionVersion"),
    };
    let version = need(&root, "/schemaMeta/schemaVersion")?;
    let mut expander = Expander {
        root: &root,
        left: MOST_VALUES,
    };
    let mut events = Vec::new();
    for name in names(&root)? {
        let pointer = format!("/definitions/events/{}", escaped(name));
        let event = root
            .pointer(&pointer)
            .with_context(|| format!("#{pointer}: expected an event, found none"))?;
        let schema = expander.expand(&pointer, event, 0)?;
        ensure!(
            schema["type"] == "object" && schema["properties"].is_object(),
            "#{pointer}: expected an object with properties, found something else"
        );
        let meta = |key: &str| {
            let text = schema.pointer(key).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        events.push(Event {
            name: name.to_owned(),
            version: version.into(),
            service: meta("/eventMeta/service"),
            category: meta("/eventMeta/gdpr/category"),
            schema: normal(schema),
        });
    }
    Ok(Contract {
        origin: Origin::Registry,
        client: Some(client),
        events,
    })
}

fn need<'a>(root: &'a Value, pointer: &str) -> anyhow::Result<&'a str> {
    let text = root.pointer(pointer).and_then(Value::as_str);
    text.filter(|text| !text.is_empty())
        .with_context(|| format!("#{pointer}: expected a text that is not empty, found none"))
}

/// The names of the events that are registered. An event that `oneOf` does not list is never
/// accepted.
fn names(root: &Value) -> anyhow::Result<Vec<&str>> {
    let listed = root["oneOf"]
        .as_array()
        .filter(|listed| !listed.is_empty())
        .context("#/oneOf: expected a list of the events, found none")?;
    let mut names: Vec<&str> = Vec::new();
    for (place, item) in listed.iter().enumerate() {
        let name = item["$ref"]
            .as_str()
            .and_then(|reference| reference.strip_prefix("#/definitions/events/"))
            .with_context(|| {
                format!("#/oneOf/{place}: expected a reference into #/definitions/events, found something else")
            })?;
        ensure!(
            !names.contains(&name),
            "#/oneOf/{place}: expected each event once, found it again"
        );
        names.push(name);
    }
    Ok(names)
}

/// Replaces references by what they mean. Files are other people's, so what that makes is bounded.
struct Expander<'a> {
    root: &'a Value,
    left: usize,
}

impl Expander<'_> {
    fn expand(&mut self, pointer: &str, value: &Value, depth: usize) -> anyhow::Result<Value> {
        ensure!(
            depth < DEEPEST,
            "#{pointer}: expected types that do not refer to themselves, found more than {DEEPEST} steps"
        );
        let Some(left) = self.left.checked_sub(1) else {
            bail!("#{pointer}: expected at most {MOST_VALUES} values, found more");
        };
        self.left = left;
        Ok(match value {
            Value::Object(members) => match members.get("$ref").and_then(Value::as_str) {
                Some(reference) => self.follow(pointer, reference, members, depth)?,
                None => {
                    let mut expanded = Map::new();
                    for (key, member) in members {
                        let pointer = format!("{pointer}/{}", escaped(key));
                        expanded.insert(key.clone(), self.expand(&pointer, member, depth + 1)?);
                    }
                    expanded.into()
                }
            },
            Value::Array(items) => {
                let mut expanded = Vec::new();
                for (place, item) in items.iter().enumerate() {
                    expanded.push(self.expand(&format!("{pointer}/{place}"), item, depth + 1)?);
                }
                expanded.into()
            }
            scalar => scalar.clone(),
        })
    }

    /// In draft 7 a reference stands for the whole schema; only notes beside it count.
    fn follow(
        &mut self,
        pointer: &str,
        reference: &str,
        beside: &Map<String, Value>,
        depth: usize,
    ) -> anyhow::Result<Value> {
        let target = reference
            .strip_prefix('#')
            .and_then(|target| Some((target, self.root.pointer(target)?)));
        let Some((place, target)) = target else {
            bail!(
                "#{pointer}/$ref: expected a reference into this file, found one that leads nowhere"
            );
        };
        let mut expanded = self.expand(place, target, depth + 1)?;
        if let Some(members) = expanded.as_object_mut() {
            for note in NOTES {
                if let Some(text) = beside.get(note) {
                    members.insert(note.into(), text.clone());
                }
            }
        }
        Ok(expanded)
    }
}

/// A step of a JSON Pointer.
fn escaped(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::read;

    fn file() -> Value {
        json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "schemaMeta": {"clientId": "1", "clientName": "Kites", "schemaVersion": "1.0", "definitionVersion": "1.0"},
            "definitions": {
                "types": {"Figure": {"type": "string", "description": "Any.", "enum": ["loop", "dive"]}},
                "events": {"kite_event": {
                    "type": "object",
                    "eventMeta": {"service": "telemetry", "gdpr": {"category": "functional", "description": "Flights."}},
                    "properties": {"task": {"$ref": "#/definitions/types/Figure", "description": "The last."}},
                    "required": ["task"],
                    "additionalProperties": false,
                }},
            },
            "oneOf": [{"$ref": "#/definitions/events/kite_event"}],
        })
    }

    fn fault(change: impl FnOnce(&mut Value)) -> String {
        let mut file = file();
        change(&mut file);
        read(&file.to_string()).map_or_else(|error| error.to_string(), |_| "none".into())
    }

    #[test]
    fn a_reference_is_what_it_means_with_the_notes_of_the_field() {
        let contract = read(&format!("\u{feff}{}", file())).unwrap();
        let event = &contract.events[0];
        assert_eq!(
            (event.service.as_str(), event.category.as_str()),
            ("telemetry", "functional")
        );
        let expected =
            json!({"type": "string", "description": "The last.", "enum": ["loop", "dive"]});
        assert_eq!(event.schema["properties"]["task"], expected);
    }

    #[test]
    fn a_fault_is_told_with_its_place() {
        assert_eq!(
            fault(|file| file["$schema"] = json!("https://json-schema.org/draft/2020-12/schema")),
            "#/$schema: expected http://json-schema.org/draft-07/schema#, found something else"
        );
        assert_eq!(
            fault(|file| file["schemaMeta"]["clientId"] = json!(1)),
            "#/schemaMeta/clientId: expected a text that is not empty, found none"
        );
        assert_eq!(
            fault(|file| file["oneOf"] = json!([])),
            "#/oneOf: expected a list of the events, found none"
        );
        assert_eq!(
            fault(|file| file["oneOf"][0] = json!({"type": "object"})),
            "#/oneOf/0: expected a reference into #/definitions/events, found something else"
        );
        assert_eq!(
            fault(|file| file["oneOf"][0]["$ref"] = json!("#/definitions/events/other")),
            "#/definitions/events/other: expected an event, found none"
        );
        assert_eq!(
            fault(|file| file["definitions"]["types"] = json!({})),
            "#/definitions/events/kite_event/properties/task/$ref: expected a reference into this file, found one that leads nowhere"
        );
        assert_eq!(
            fault(|file| file["definitions"]["events"]["kite_event"]["type"] = json!("array")),
            "#/definitions/events/kite_event: expected an object with properties, found something else"
        );
    }

    #[test]
    fn a_type_that_refers_to_itself_ends() {
        let told = fault(|file| {
            file["definitions"]["types"]["Figure"] = json!({"type": "object", "properties": {"next": {"$ref": "#/definitions/types/Figure"}}});
        });
        assert!(told.contains("do not refer to themselves"), "{told}");
    }

    /// Each type has eight of the next: a billion values, written as ninety.
    #[test]
    fn types_that_multiply_end() {
        let told = fault(|file| {
            for number in 0..10 {
                let next = json!({"$ref": format!("#/definitions/types/T{}", number + 1)});
                file["definitions"]["types"][format!("T{number}")] =
                    json!({"items": vec![next; 8]});
            }
            file["definitions"]["types"]["T10"] = json!({"type": "string"});
            file["definitions"]["types"]["Figure"] = json!({"$ref": "#/definitions/types/T0"});
        });
        assert!(told.contains("at most 200000 values"), "{told}");
    }
}
