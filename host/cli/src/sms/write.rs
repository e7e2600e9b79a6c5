//! What a product sends, as a file to register.

use anyhow::{Context as _, bail};
use nemo_telemetry::limits::MAX_LINE;
use serde_json::{Map, Value, json};

use super::DIALECT;

/// The file of a product, from the component's inventory.
///
/// Notes that the format has no place for are left out. The text that describes the data of an
/// event is the one that a person reads who is asked for consent.
///
/// # Errors
/// The inventory has no such product, or the product sends events of several wire versions, of
/// which a file has one.
pub fn write(inventory: &Value, product: &str) -> anyhow::Result<Value> {
    let product = find(&inventory["products"], |entry| entry["id"] == product)
        .with_context(|| format!("the inventory has no product {product}"))?;
    let client = find(&inventory["clients"], |entry| {
        entry["id"] == product["clientId"]
    })
    .with_context(|| format!("the inventory has no client of {}", product["id"]))?;
    let mut version = None;
    let mut types = Types::default();
    let mut events = Map::new();
    for (name, sent) in product["events"].as_object().into_iter().flatten() {
        let event = find(&inventory["events"], |entry| {
            entry["name"] == *name && entry["version"] == *sent
        })
        .with_context(|| format!("the inventory has no event {name} {sent}"))?;
        if *version.get_or_insert(sent) != sent {
            bail!(
                "{} sends events of several wire versions, and a file has one",
                text(&product["id"])
            );
        }
        events.insert(name.clone(), types.event(event, product, client));
    }
    let references = events
        .keys()
        .map(|name| json!({"$ref": format!("#/definitions/events/{name}")}));
    let references: Vec<Value> = references.collect();
    Ok(json!({
        "$schema": DIALECT,
        "description": format!("Anonymous usage events of {}.", text(&product["title"])),
        "schemaMeta": {
            "clientName": client["name"],
            "schemaVersion": version,
            "definitionVersion": client["definitionVersion"],
            "clientId": client["id"],
        },
        "definitions": {"types": types.0, "events": events},
        "oneOf": references,
    }))
}

fn find(list: &Value, wanted: impl Fn(&Value) -> bool) -> Option<&Value> {
    list.as_array()?.iter().find(|entry| wanted(entry))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The sets of words by name. Fields of one name and the same words share one.
#[derive(Default)]
struct Types(Map<String, Value>);

impl Types {
    fn event(&mut self, event: &Value, product: &Value, client: &Value) -> Value {
        let mut properties = Map::new();
        for field in event["fields"].as_array().into_iter().flatten() {
            let mut property = Map::new();
            property.insert("description".into(), field["description"].clone());
            property.extend(self.shape(text(&event["name"]), text(&field["name"]), field));
            properties.insert(text(&field["name"]).into(), property.into());
        }
        let required: Vec<String> = properties.keys().cloned().collect();
        json!({
            "description": event["description"],
            "type": "object",
            "eventMeta": {
                "service": client["service"],
                "gdpr": {
                    "category": client["category"],
                    "description": format!("Anonymous usage events: {}.", text(&product["collects"])),
                },
            },
            "properties": properties,
            "additionalProperties": false,
            "required": required,
        })
    }

    /// What a value may be. A text without a bound of its own is bounded by the event around it.
    fn shape(&mut self, event: &str, field: &str, schema: &Value) -> Map<String, Value> {
        let mut shape = Map::new();
        if !schema["enum"].is_null() {
            let name = self.words(event, field, &schema["enum"]);
            let reference = format!("#/definitions/types/{name}");
            shape.insert("$ref".into(), reference.into());
            return shape;
        }
        shape.insert("type".into(), schema["type"].clone());
        for bound in ["minimum", "maximum", "maxLength"] {
            let bounds = !schema[bound].is_null();
            if bounds && !(bound == "maxLength" && schema[bound] == MAX_LINE) {
                shape.insert(bound.into(), schema[bound].clone());
            }
        }
        if !schema["items"].is_null() {
            let items = self.shape(event, field, &schema["items"]);
            shape.insert("items".into(), items.into());
        }
        shape
    }

    /// The name of a set of words, which is made where there is none.
    fn words(&mut self, event: &str, field: &str, words: &Value) -> String {
        let own = |known: Option<&Value>| known.is_none_or(|known| known["enum"] == *words);
        let short = format!("{}Enum", pascal(field));
        let name = match own(self.0.get(&short)) {
            true => short,
            false => format!("{}{short}", pascal(event)),
        };
        self.0
            .entry(name.clone())
            .or_insert_with(|| json!({"type": "string", "enum": words}));
        name
    }
}

/// `kite_event` and `kiteEvent` as `KiteEvent`.
fn pascal(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::write;

    fn inventory() -> Value {
        let word = |words: &[&str]| json!({"name": "task", "type": "string", "enum": words, "description": "Which.", "x-purpose": "Count"});
        json!({
            "products": [{
                "id": "kites", "title": "NeMo Kites", "collects": "flights", "clientId": "1",
                "events": {"kite_event": "1.0", "wind_event": "1.0", "string_event": "1.0"},
            }],
            "clients": [{"id": "1", "name": "Kites", "definitionVersion": "1.0", "service": "telemetry", "category": "functional"}],
            "events": [
                {"name": "kite_event", "version": "0.9", "description": "Old.", "fields": []},
                {"name": "kite_event", "version": "1.0", "description": "Flown.", "fields": [word(&["loop", "dive"])]},
                {"name": "wind_event", "version": "1.0", "description": "Blown.", "fields": [word(&["loop", "dive"])]},
                {"name": "string_event", "version": "1.0", "description": "Torn.", "fields": [
                    word(&["knot"]),
                    {"name": "names", "type": "array", "items": {"type": "string", "maxLength": 65536}, "description": "All."},
                ]},
            ],
        })
    }

    #[test]
    fn the_same_words_are_one_type_and_other_words_are_another() {
        let file = write(&inventory(), "kites").unwrap();
        let types = json!({
            "TaskEnum": {"type": "string", "enum": ["loop", "dive"]},
            "StringEventTaskEnum": {"type": "string", "enum": ["knot"]},
        });
        assert_eq!(file["definitions"]["types"], types);
        let task = |event: &str| file["definitions"]["events"][event]["properties"]["task"].clone();
        assert_eq!(task("kite_event"), task("wind_event"));
        let reference = &task("string_event")["$ref"];
        assert_eq!(reference, "#/definitions/types/StringEventTaskEnum");
    }

    #[test]
    fn a_note_of_ours_is_left_out() {
        let file = write(&inventory(), "kites").unwrap().to_string();
        assert!(!file.contains("x-purpose"), "{file}");
        assert!(!file.contains("maxLength"), "{file}");
        assert!(!file.contains("Old."), "{file}");
    }

    #[test]
    fn events_of_two_versions_are_no_file() {
        let mut inventory = inventory();
        inventory["products"][0]["events"]["kite_event"] = json!("0.9");
        let told = write(&inventory, "kites").unwrap_err().to_string();
        assert!(told.contains("several wire versions"), "{told}");
        assert!(write(&inventory, "planes").is_err());
    }
}
