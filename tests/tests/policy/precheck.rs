//! What the pre-check says about the vectors: off only where the component does not say on.

use std::{fs, path::Path};

use nemo_telemetry::{consent, paths::Paths, telemetry::Options};
use nemo_telemetry_core::{
    catalog,
    policy::{self, ConsentFile, Fact, Source, State},
    time::Timestamp,
};
use nemo_telemetry_tests::{
    host::{START, Time},
    vectors,
};
use serde::Deserialize;
use serde_json::Value;

use super::{fact, is_known_to_be_off};

#[derive(Deserialize)]
struct Given {
    source: String,
    name: String,
    value: String,
}

fn facts(vector: &Value) -> Vec<Fact> {
    let given: Vec<Given> = vector
        .get("facts")
        .map(|facts| serde_json::from_value(facts.clone()).unwrap())
        .unwrap_or_default();
    let source = |source: &str| match source {
        "variable" => Source::Variable,
        "file" => Source::File,
        "call" => Source::Call,
        _ => Source::Host,
    };
    given
        .iter()
        .map(
            |Given {
                 source: from,
                 name,
                 value,
             }| fact(source(from), name, value),
        )
        .collect()
}

#[test]
fn the_pre_check_says_off_only_where_the_component_does_not_say_on() {
    let (mut known, mut on) = (0, 0);
    for (file, path) in vectors::files().unwrap() {
        let text = fs::read_to_string(path).unwrap();
        let vectors: Vec<Value> = serde_json::from_str(&text).unwrap();
        for vector in vectors.iter().filter(|vector| vector["kind"] == "policy") {
            let (product, facts) = (vector["product"].as_str().unwrap(), facts(vector));
            let state = policy::decide(product, &facts).state;
            let off = is_known_to_be_off(product, &facts);
            assert!(!(off && state == State::On), "{file}: {}", vector["name"]);
            known += usize::from(off);
            on += usize::from(state == State::On);
        }
    }
    println!("{known} vectors are known to be off without the component; {on} are on");
    assert!(known > 0 && on > 0);
}

#[test]
fn a_no_without_the_component_is_the_one_that_the_component_writes() {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("a-no");
    let _ = fs::remove_dir_all(&home);
    let options = Options {
        paths: Paths {
            config: Some(home.clone()),
            state: None,
            cache: None,
            machine: None,
        },
        variable: Box::new(|_| None),
        clock: Box::new(|| Box::new(Time::default())),
        ..Options::default()
    };
    let at = Timestamp(START.as_millis().try_into().unwrap());
    for product in catalog::PRODUCTS {
        let change = consent::revoke(product.id, &options).unwrap();
        let stored = fs::read_to_string(change.file.path.unwrap()).unwrap();
        let written = policy::consent_file(product, false, at);
        assert_eq!(ConsentFile::Write(stored), written, "{}", product.id);
    }
}
