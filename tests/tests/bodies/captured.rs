//! Bodies that upstream's clients sent, of every generation, are accepted whole. Those that are not
//! fall in a closed class.

use std::{fs, path::Path};

use nemo_telemetry::compact;
use nemo_telemetry_core::{envelope, problem::Code};
use nemo_telemetry_tests::vectors;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A capture as a vector has it; other keys do not matter here.
#[derive(Deserialize)]
struct Vector {
    name: String,
    #[serde(default)]
    expect: Expect,
}

#[derive(Default, Deserialize)]
struct Expect {
    #[serde(default)]
    bodies: Vec<Box<RawValue>>,
}

/// A capture as it was made.
#[derive(Deserialize)]
struct Capture {
    case: String,
    payload: Option<Box<RawValue>>,
    #[serde(default)]
    requests: Vec<Box<RawValue>>,
}

/// Why a body that upstream sends is refused. Upstream's numbers have no bound; the schema's have 64
/// bits.
fn is_beyond_64_bits(code: Code) -> bool {
    code == Code::OutOfRange
}

#[derive(Default)]
struct Judged {
    accepted: usize,
    beyond_64_bits: usize,
    wrong: Vec<String>,
}

impl Judged {
    fn judge(&mut self, case: &str, body: &RawValue) {
        let verdict = envelope::check(&compact(body.get()));
        let mut problems = verdict
            .problems
            .iter()
            .chain(verdict.rejections.iter().flat_map(|event| &event.problems));
        if verdict.is_accepted() {
            self.accepted += 1;
        } else if problems.all(|problem| is_beyond_64_bits(problem.code)) {
            self.beyond_64_bits += 1;
        } else {
            self.wrong.push(format!("{case}: {verdict:?}"));
        }
    }
}

#[test]
fn every_body_of_a_captured_vector_is_accepted_whole() {
    let mut judged = Judged::default();
    for (file, path) in vectors::captures(&["batch", "cpu", "event", "timestamps"]).unwrap() {
        let text = fs::read_to_string(path).unwrap();
        let captures: Vec<Vector> = serde_json::from_str(&text).unwrap();
        for Vector { name, expect } in captures {
            for body in &expect.bodies {
                judged.judge(&format!("{file} {name}"), body);
            }
        }
    }
    assert!(judged.wrong.is_empty(), "{}", judged.wrong.join("\n"));
    assert!(judged.accepted > 400, "only {}", judged.accepted);
    assert_eq!(judged.beyond_64_bits, 0, "no vector expects such a number");
}

#[test]
fn every_body_as_it_was_captured_is_accepted_or_in_a_closed_class() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures/raw");
    let mut judged = Judged::default();
    for product in [
        "agent-toolkit",
        "anonymizer",
        "guardrails",
        "safe-synthesizer",
    ] {
        for entry in fs::read_dir(root.join(product)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy();
            if !(name.starts_with("events-") || name.starts_with("batches-")) {
                continue;
            }
            for line in fs::read_to_string(&path).unwrap().lines() {
                let capture: Capture = serde_json::from_str(line).unwrap();
                for body in capture.payload.iter().chain(&capture.requests) {
                    if body.get() != "null" {
                        judged.judge(&capture.case, body);
                    }
                }
            }
        }
    }
    assert!(judged.wrong.is_empty(), "{}", judged.wrong.join("\n"));
    assert!(judged.accepted > 20, "only {}", judged.accepted);
}
