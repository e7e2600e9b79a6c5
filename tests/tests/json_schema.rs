//! The JSON Schema files that are kept in the repository are what the component says, and say what
//! it does.

use std::{fs, time::Duration};

use nemo_telemetry::{Component, EventId, Instance, SchemaKind};
use nemo_telemetry_core::catalog;
use nemo_telemetry_testkit::replay::World;
use nemo_telemetry_tests::native;
use serde_json::Value;

fn instance() -> Instance {
    Instance::new(
        Component::embedded().unwrap(),
        World::new(Duration::ZERO, &[]).imports(),
    )
    .unwrap()
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
            let text =
                fs::read_to_string(folder.join(format!("{}.{}.{word}.json", id.name, id.version)))
                    .unwrap();
            let mut file: Value = serde_json::from_str(&text).unwrap();
            file.as_object_mut()
                .unwrap()
                .shift_remove("$comment")
                .unwrap();
            // As texts, so that the order of keys counts.
            assert_eq!(
                file.to_string(),
                rendered(&mut instance, &id, kind).to_string(),
                "{} {} {word}",
                id.name,
                id.version
            );
            compared += 1;
        }
    }
    assert_eq!(
        fs::read_dir(folder).unwrap().count(),
        compared,
        "a file of an event that is no longer there"
    );
}

/// The schema that other languages validate with accepts what the component makes.
#[test]
fn canonical_parameters_fit_the_wire_schema() {
    let mut instance = instance();
    let id = EventId {
        name: "nat_cli_command".into(),
        version: "1.5".into(),
    };
    let validator =
        jsonschema::validator_for(&rendered(&mut instance, &id, SchemaKind::Wire)).unwrap();
    let checked = instance
        .validate(
            &id,
            r#"{"command":"run","taskStatus":"success","pythonVersion":"3"}"#,
        )
        .unwrap();
    let canonical: Value = serde_json::from_str(&checked.canonical.unwrap()).unwrap();
    assert!(validator.is_valid(&canonical));
    let mut short = canonical.clone();
    short.as_object_mut().unwrap().shift_remove("durationMs");
    assert!(!validator.is_valid(&short), "the wire has every field");
}

#[test]
fn the_settings_schema_is_json() {
    let settings: Value = serde_json::from_str(&instance().settings_schema().unwrap()).unwrap();
    assert_eq!(settings["required"], serde_json::json!(["product"]));
}

/// Whoever has to judge what is collected finds every field, and for each of them all that there is
/// to say.
#[test]
fn the_inventory_lacks_nothing() {
    let mut instance = instance();
    let inventory: Value = serde_json::from_str(&instance.inventory().unwrap()).unwrap();
    let says = |value: &Value, keys: &[&str]| {
        for key in keys {
            assert!(
                value[*key].as_str().is_some_and(|text| !text.is_empty()),
                "expected {key} in {value}"
            );
        }
    };
    let ids = instance.events().unwrap();
    let events = inventory["events"].as_array().unwrap();
    assert_eq!(events.len(), ids.len());
    for (event, id) in events.iter().zip(&ids) {
        assert_eq!(
            (event["name"].as_str(), event["version"].as_str()),
            (Some(id.name.as_str()), Some(id.version.as_str()))
        );
        says(event, &["title", "description"]);
        let wire = rendered(&mut instance, id, SchemaKind::Wire);
        let fields = event["fields"].as_array().unwrap();
        assert!(
            fields
                .iter()
                .map(|field| field["name"].as_str().unwrap())
                .eq(wire["properties"].as_object().unwrap().keys())
        );
        for field in fields {
            says(
                field,
                &[
                    "title",
                    "description",
                    "type",
                    "since",
                    "derivation",
                    "x-purpose",
                    "x-sensitivity",
                    "x-source",
                ],
            );
            let is_free = |schema: &Value| schema["type"] == "string" && schema["enum"].is_null();
            if is_free(field) || is_free(&field["items"]) {
                says(field, &["x-guard"]);
            }
            let shows_itself = field["type"] == "boolean" || !field["enum"].is_null();
            assert!(
                shows_itself
                    || field["examples"]
                        .as_array()
                        .is_some_and(|examples| examples.len() == 1),
                "{field}"
            );
            assert_eq!(
                field["derivation"] == "label",
                field["x-label"].is_string() && field["x-filled-by"].is_null(),
                "{field}"
            );
        }
    }
    let products = inventory["products"].as_array().unwrap();
    let ids: Vec<_> = products
        .iter()
        .map(|product| product["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        catalog::PRODUCTS
            .iter()
            .map(|product| product.id)
            .collect::<Vec<_>>()
    );
    for product in products {
        says(product, &["id", "title", "collects", "endpoint"]);
        says(product, &["clientId", "owner", "retention"]);
        let mut clients = inventory["clients"].as_array().unwrap().iter();
        let client = clients.find(|client| client["id"] == product["clientId"]);
        let keys = ["name", "definitionVersion", "service", "category"];
        says(client.unwrap(), &keys);
    }
    assert_eq!(inventory["envelope"].as_object().unwrap().len(), 30);
}

/// A field of a later version says so.
#[test]
fn the_inventory_knows_since_when_a_field_is_collected() {
    let inventory: Value = serde_json::from_str(&instance().inventory().unwrap()).unwrap();
    let since = |version: &str, name: &str| {
        let event =
            |event: &&Value| event["name"] == "anonymizer_event" && event["version"] == version;
        let event = inventory["events"]
            .as_array()
            .unwrap()
            .iter()
            .find(event)
            .unwrap();
        event["fields"]
            .as_array()
            .unwrap()
            .iter()
            .find(|field| field["name"] == name)
            .map(|field| field["since"].clone())
    };
    assert_eq!(since("1.9", "inputTokens"), Some("1.9".into()));
    assert_eq!(since("1.9", "task"), Some("1.7".into()));
    assert_eq!(since("1.7", "inputTokens"), None);
}
