//! The registered form of what is sent: it says what the component says, validators understand it,
//! and event files come back out of it.

use std::{fs, path::PathBuf, time::Duration};

use nemo_telemetry::{Component, EventId, Instance, SchemaKind};
use nemo_telemetry_cli::{
    contract::{Breaks, Change, Contract, Event, Origin, compare, normal},
    sms,
};
use nemo_telemetry_codegen::import::event_files;
use nemo_telemetry_testkit::replay::World;
use nemo_telemetry_tests::native;
use serde_json::{Map, Value, json};

fn instance() -> Instance {
    Instance::new(
        Component::embedded().unwrap(),
        World::new(Duration::ZERO, &[]).imports(),
    )
    .unwrap()
}

fn schema() -> PathBuf {
    native::root().unwrap().join("guest/schema")
}

/// Each product with its file.
fn files() -> Vec<(String, Value)> {
    let inventory: Value = serde_json::from_str(&instance().inventory().unwrap()).unwrap();
    let products = inventory["products"].as_array().unwrap();
    assert!(!products.is_empty());
    let ids = products
        .iter()
        .map(|product| product["id"].as_str().unwrap());
    ids.map(|id| (id.to_owned(), sms::write(&inventory, id).unwrap()))
        .collect()
}

#[test]
fn a_file_says_what_the_component_says() {
    let mut instance = instance();
    for (product, file) in files() {
        let registered = sms::read(&file.to_string()).unwrap();
        let events = registered.events.iter().map(|event| {
            let id = EventId {
                name: event.name.clone(),
                version: event.version.clone(),
            };
            let wire = instance.json_schema(&id, SchemaKind::Wire).unwrap();
            Event {
                schema: normal(serde_json::from_str(&wire.unwrap()).unwrap()),
                ..event.clone()
            }
        });
        let ours = Contract {
            origin: Origin::Component,
            client: registered.client.clone(),
            events: events.collect(),
        };
        assert_eq!(compare(&registered, &ours), [], "{product}");
        assert_eq!(compare(&ours, &registered), [], "{product}");
    }
}

/// An event file without the keywords that no registered schema has, and with the words of a set in
/// place of its name: two sets may have the same.
fn without_notes(event: &Value, sets: &Value) -> Value {
    let fields = event["properties"].as_object().unwrap();
    let fields = fields.iter().map(|(name, field)| {
        let field = field.as_object().unwrap();
        let kept = field
            .iter()
            .filter(|(key, _)| !is_note(key) && *key != "default")
            .map(|(key, value)| (key.clone(), value.clone()));
        (name.clone(), resolved(kept.collect(), sets).into())
    });
    let members = event.as_object().unwrap().iter();
    let members = members
        .filter(|(key, _)| !is_note(key))
        .map(|(key, value)| match key.as_str() {
            "required" => (key.clone(), json!([])),
            "properties" => (key.clone(), fields.clone().collect::<Map<_, _>>().into()),
            _ => (key.clone(), value.clone()),
        });
    members.collect::<Map<_, _>>().into()
}

fn resolved(field: Map<String, Value>, sets: &Value) -> Map<String, Value> {
    let mut resolved = Map::new();
    for (key, value) in field {
        match (key.as_str(), value) {
            ("$ref", Value::String(reference)) => {
                let name = reference.rsplit('/').next().unwrap();
                resolved.insert("type".into(), sets["$defs"][name]["type"].clone());
                resolved.insert("enum".into(), sets["$defs"][name]["enum"].clone());
            }
            ("items", Value::Object(items)) => {
                resolved.insert(key, self::resolved(items, sets).into());
            }
            (_, value) => {
                resolved.insert(key, value);
            }
        }
    }
    resolved
}

fn is_note(key: &str) -> bool {
    key == "title" || key.starts_with("x-")
}

#[test]
fn event_files_come_back_but_for_what_the_format_has_no_place_for() {
    let sets = file_of("types.json");
    for (product, file) in files() {
        let text = format!("{file:#}");
        let import =
            event_files(&text, &product, &schema()).unwrap_or_else(|refused| panic!("{refused}"));
        assert_eq!(
            import.client_id,
            file["schemaMeta"]["clientId"].as_str().unwrap()
        );
        assert!(!import.files.is_empty(), "{product}");
        for imported in import.files {
            let own = file_of(&imported.path);
            let path = imported.path;
            let imported: Value = serde_json::from_str(&imported.text).unwrap();
            assert_eq!(
                without_notes(&imported, &sets).to_string(),
                without_notes(&own, &sets).to_string(),
                "{path} of {product}: expected the keywords, and their order, that `cargo xtask import` gives a field"
            );
        }
    }
}

fn file_of(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(schema().join(path)).unwrap()).unwrap()
}

/// An event that is sent fits the file, and no event with a field more or less does.
#[test]
fn validators_take_what_is_sent_and_nothing_else() {
    let mut instance = instance();
    let definitions = nemo_telemetry_codegen::read(&schema()).unwrap();
    for (product, file) in files() {
        let validator = jsonschema::draft7::new(&file).unwrap();
        let events = file["definitions"]["events"].as_object().unwrap();
        for name in events.keys() {
            let version = file["schemaMeta"]["schemaVersion"].as_str().unwrap();
            let definition = definitions
                .events
                .iter()
                .find(|event| event.name == *name && event.version == version)
                .unwrap();
            let id = EventId {
                name: name.clone(),
                version: version.into(),
            };
            assert!(!definition.examples.is_empty(), "{product}");
            for example in &definition.examples {
                let checked = instance.validate(&id, &example.canonical()).unwrap();
                let sent: Value = serde_json::from_str(&checked.canonical.unwrap()).unwrap();
                assert!(validator.is_valid(&sent), "{product} {sent}");
                for field in sent.as_object().unwrap().keys() {
                    let mut short = sent.clone();
                    short.as_object_mut().unwrap().shift_remove(field);
                    assert!(!validator.is_valid(&short), "{product} without {field}");
                }
                let mut long = sent.clone();
                long["another"] = json!(1);
                assert!(!validator.is_valid(&long), "{product}");
            }
        }
    }
}

/// What follows from a file with one thing changed, in its first event.
fn after(file: &Value, change: impl FnOnce(&mut Value)) -> Vec<Change> {
    let mut changed = file.clone();
    let events = changed["definitions"]["events"].as_object_mut().unwrap();
    change(events.values_mut().next().unwrap());
    let read = |file: &Value| sms::read(&file.to_string()).unwrap();
    compare(&read(file), &read(&changed))
}

#[test]
fn a_change_of_any_field_is_found_there_and_breaks_whom_it_breaks() {
    let (both, sender, collector) = (
        Breaks::by_values(true, true),
        Breaks::by_values(true, false),
        Breaks::by_values(false, true),
    );
    for (_, file) in files() {
        let events = file["definitions"]["events"].as_object().unwrap();
        let (_, event) = events.iter().next().unwrap();
        for (field, shape) in event["properties"].as_object().unwrap() {
            let expect = |changes: Vec<Change>, code: &str, breaks: Breaks| {
                let found: Vec<_> = changes
                    .iter()
                    .filter(|change| change.code != "order")
                    .map(|change| (change.field.as_str(), change.code, change.breaks))
                    .collect();
                assert_eq!(found, [(field.as_str(), code, breaks)], "{shape}");
            };
            let gone = |event: &mut Value| {
                event["properties"]
                    .as_object_mut()
                    .unwrap()
                    .shift_remove(field);
                let required = event["required"].as_array_mut().unwrap();
                required.retain(|name| name != field);
            };
            expect(after(&file, gone), "field-removed", both);
            let optional = |event: &mut Value| {
                let required = event["required"].as_array_mut().unwrap();
                required.retain(|name| name != field);
            };
            expect(after(&file, optional), "optional", collector);
            let narrow = |event: &mut Value| event["properties"][field]["pattern"] = json!("^a");
            if shape["$ref"].is_null() {
                expect(after(&file, narrow), "keyword", sender);
            }
            let retyped = |event: &mut Value| event["properties"][field] = json!({"type": "null"});
            let code = match shape["$ref"].is_null() {
                true => "type",
                // Any null is no word, and any word is no null.
                false => "words-dropped",
            };
            let found = after(&file, retyped);
            assert!(
                found
                    .iter()
                    .any(|change| change.field == *field && change.code == code),
                "{found:?}"
            );
            assert!(found.iter().any(|change| change.breaks.sender));
            assert!(found.iter().any(|change| change.breaks.collector));
            if let Some(maximum) = shape["maximum"].as_i64() {
                let lower = |event: &mut Value| {
                    event["properties"][field]["maximum"] = json!(maximum - 1);
                };
                expect(after(&file, lower), "bound", sender);
            }
            if let Some(minimum) = shape["minimum"]
                .as_i64()
                .filter(|minimum| *minimum > i64::MIN)
            {
                let lower = |event: &mut Value| {
                    event["properties"][field]["minimum"] = json!(minimum - 1);
                };
                expect(after(&file, lower), "bound", collector);
            }
        }
    }
}
