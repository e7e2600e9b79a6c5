//! Captures of upstream's helper functions, and the closed classes of labels that are others here.

use std::path::Path;

use anyhow::ensure;
use serde::Deserialize;
use serde_json::Value;

/// What an upstream function was given, as a vector says it, and what it answered.
#[derive(Debug)]
pub struct Capture {
    /// The identifier that the capture was recorded under.
    pub case: String,
    /// The label, as the vector names it.
    pub label: String,
    /// Its input.
    pub input: Value,
    /// What upstream was given, where the input of the label cannot say it.
    pub given: Value,
    /// What upstream answered, in words of the wire; none: it raised an error.
    pub value: Option<Value>,
}

impl Capture {
    /// Whether the label is upstream's. Of an object the members that were recorded count; an error
    /// is a problem.
    #[must_use]
    pub fn agrees(&self, ours: Option<&Value>) -> bool {
        match (&self.value, ours) {
            (Some(Value::Object(members)), Some(ours)) => members
                .iter()
                .all(|(name, value)| ours.get(name) == Some(value)),
            (expected, found) => expected.as_ref() == found,
        }
    }

    fn name(&self) -> &str {
        self.input["name"].as_str().unwrap_or_default()
    }
}

/// A way in which a label differs from upstream's. There are no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// An argument that the label's types cannot carry; the vector says what a host gives in its
    /// place.
    UntypedArgument,
    /// A model's name that only the oldest model hub takes.
    OlderHub,
    /// A model's name that is too long for the disk, on which upstream fails and loses the event.
    TooLongForTheDisk,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 3] = [
        Self::UntypedArgument,
        Self::OlderHub,
        Self::TooLongForTheDisk,
    ];

    /// Its name in `DEVIATIONS.md`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UntypedArgument => "argument of another type",
            Self::OlderHub => "older hub rule",
            Self::TooLongForTheDisk => "name too long for the disk",
        }
    }

    /// Whether the capture belongs to the class.
    #[must_use]
    pub fn matches(self, capture: &Capture, ours: Option<&Value>) -> bool {
        let hidden = capture.label == "sanitize-model" && ours == Some(&Value::from("local_path"));
        match self {
            Self::UntypedArgument => {
                let other_type = match capture.label.as_str() {
                    "bucket-records" | "bucket-columns" => {
                        capture.given.is_boolean() || capture.given["$float"].is_string()
                    }
                    "join-aliases" => capture
                        .given
                        .as_array()
                        .is_some_and(|aliases| aliases.contains(&Value::Null)),
                    _ => false,
                };
                other_type && capture.agrees(ours)
            }
            Self::OlderHub => {
                let name = capture.name();
                let namespace = name
                    .split_once('/')
                    .map_or(0, |(namespace, _)| namespace.len());
                hidden
                    && capture.value == Some(Value::from(name.trim()))
                    && (!name.is_ascii() || namespace > 96)
            }
            // The limit of common file systems for a step of a path, in bytes.
            Self::TooLongForTheDisk => {
                hidden
                    && capture.value.is_none()
                    && capture.name().split('/').any(|step| step.len() > 255)
            }
        }
    }
}

#[derive(Deserialize)]
struct Given {
    name: String,
    label: String,
    input: Value,
}

/// A line of `upstream/*.jsonl`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    name: String,
    case: String,
    outcome: String,
    #[serde(default)]
    value: Option<Value>,
    #[serde(default)]
    given: Value,
}

/// The captures of a file of vectors, in its order. What upstream did lies beside it in
/// `upstream/<name of the file>l`.
///
/// # Errors
/// A file cannot be read, or the two do not belong together.
pub fn read(path: &Path) -> anyhow::Result<Vec<Capture>> {
    let beside = path.with_extension("jsonl");
    let beside = path
        .with_file_name("upstream")
        .join(beside.file_name().unwrap_or_default());
    let given: Vec<Given> = super::values(path)?;
    let recorded: Vec<Recorded> = super::values(&beside)?;
    ensure!(
        given.len() == recorded.len(),
        "{} and {} differ in length",
        path.display(),
        beside.display()
    );
    given
        .into_iter()
        .zip(recorded)
        .map(|(given, recorded)| capture(given, recorded))
        .collect()
}

fn capture(given: Given, recorded: Recorded) -> anyhow::Result<Capture> {
    ensure!(
        given.name == recorded.name,
        "expected {}, found what upstream did with {}",
        given.name,
        recorded.name
    );
    let is_value = recorded.value.is_some();
    ensure!(
        recorded.outcome == if is_value { "value" } else { "rejected" },
        "{}: a value belongs to `value` only",
        given.name
    );
    Ok(Capture {
        case: recorded.case,
        label: given.label,
        input: given.input,
        given: recorded.given,
        value: recorded.value,
    })
}
