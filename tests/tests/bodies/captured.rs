//! Bodies that upstream's clients sent, of every generation, are accepted whole.

use std::fs;

use nemo_telemetry::compact;
use nemo_telemetry_core::envelope;
use nemo_telemetry_tests::vectors;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A capture as a vector has it; other keys do not matter here.
#[derive(Deserialize)]
struct Captured {
    name: String,
    #[serde(default)]
    expect: Expect,
}

#[derive(Default, Deserialize)]
struct Expect {
    #[serde(default)]
    bodies: Vec<Box<RawValue>>,
}

#[test]
fn every_captured_body_is_accepted_whole() {
    let mut accepted = 0;
    let mut wrong = Vec::new();
    for (file, path) in vectors::captures(&["batch", "cpu", "event", "timestamps"]).unwrap() {
        let text = fs::read_to_string(path).unwrap();
        let captures: Vec<Captured> = serde_json::from_str(&text).unwrap();
        for Captured { name, expect } in captures {
            for body in &expect.bodies {
                let verdict = envelope::check(&compact(body.get()));
                if verdict.is_accepted() {
                    accepted += 1;
                } else {
                    wrong.push(format!("{file} {name}: {verdict:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(accepted > 400, "only {accepted} bodies");
}
