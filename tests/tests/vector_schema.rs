//! `schema.json` describes every vector, and refuses what is none.

use std::fs;

use nemo_telemetry_tests::vectors;
use serde_json::{Value, json};

fn validator() -> jsonschema::Validator {
    let text = fs::read_to_string(vectors::folder().join("schema.json")).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

#[test]
fn every_vector_fits_the_schema() {
    let validator = validator();
    let mut wrong = Vec::new();
    for (name, path) in vectors::files().unwrap() {
        let text = fs::read_to_string(path).unwrap();
        let file: Value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{name}: expected a JSON document: {error}"));
        wrong.extend(
            validator
                .iter_errors(&file)
                .map(|error| format!("{name}: {error}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_misspelt_key_does_not_fit_the_schema() {
    let validator = validator();
    let good = json!({"kind": "labels", "name": "n", "label": "bucket-columns", "input": {"count": 1}, "expect": {"value": "1-5"}});
    assert!(validator.is_valid(&json!([good])));
    for (key, other) in [("kind", "knid"), ("name", "nmae"), ("expect", "expct")] {
        let mut bad = good.clone();
        let members = bad.as_object_mut().unwrap();
        let value = members.remove(key).unwrap();
        members.insert(other.into(), value);
        assert!(!validator.is_valid(&json!([bad])), "{other}");
    }
}
