//! The JSON Schema files that are kept in the repository are what the component says, and say what it does.

use std::{fs, time::Duration};

use nemo_telemetry::{Component, EventId, Instance, SchemaKind, replay::World};
use nemo_telemetry_tests::native;
use serde_json::Value;

fn instance() -> Instance {
    Instance::new(Component::embedded().unwrap(), World::new(Duration::ZERO, &[], &[]).imports()).unwrap()
}

fn rendered(instance: &mut Instance, id: &EventId, kind: SchemaKind) -> Value {
    serde_json::from_str(&instance.json_schema(id, kind).unwrap().unwrap()).unwrap()
}

#[test]
fn the_files_are_what_the_component_renders() {
    let mut instance = instance();
    let folder = native::root().unwrap().join("guest/schema/json-schema");
    let mut compared = 0;
    for id in instance.events().unwrap() {
        for (kind, word) in [(SchemaKind::Input, "input"), (SchemaKind::Wire, "wire")] {
            let text = fs::read_to_string(folder.join(format!("{}.{}.{word}.json", id.name, id.version))).unwrap();
            let mut file: Value = serde_json::from_str(&text).unwrap();
            file.as_object_mut().unwrap().shift_remove("$comment").unwrap();
            // As texts, so that the order of keys counts.
            assert_eq!(file.to_string(), rendered(&mut instance, &id, kind).to_string(), "{} {} {word}", id.name, id.version);
            compared += 1;
        }
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), compared, "a file of an event that is no longer there");
}

/// The schema that other languages validate with accepts what the component makes.
#[test]
fn canonical_parameters_fit_the_wire_schema() {
    let mut instance = instance();
    let id = EventId { name: "nat_cli_command".into(), version: "1.5".into() };
    let validator = jsonschema::validator_for(&rendered(&mut instance, &id, SchemaKind::Wire)).unwrap();
    let checked = instance.validate(&id, r#"{"command":"run","taskStatus":"success","pythonVersion":"3"}"#).unwrap();
    let canonical: Value = serde_json::from_str(&checked.canonical.unwrap()).unwrap();
    assert!(validator.is_valid(&canonical));
    let mut short = canonical.clone();
    short.as_object_mut().unwrap().shift_remove("durationMs");
    assert!(!validator.is_valid(&short), "the wire has every field");
}

#[test]
fn settings_and_inventory_are_json() {
    let mut instance = instance();
    let settings: Value = serde_json::from_str(&instance.settings_schema().unwrap()).unwrap();
    assert_eq!(settings["required"], serde_json::json!(["product"]));
    let inventory: Value = serde_json::from_str(&instance.inventory().unwrap()).unwrap();
    let events = inventory["events"].as_array().unwrap();
    assert_eq!(events.len(), instance.events().unwrap().len());
    for field in events.iter().flat_map(|event| event["fields"].as_array().unwrap()) {
        for key in ["title", "description", "x-purpose", "x-sensitivity", "x-source"] {
            assert!(field[key].as_str().is_some_and(|text| !text.is_empty()), "{}: {key}", field["name"]);
        }
    }
}
