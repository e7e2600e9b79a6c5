//! Captures of upstream's helper functions, and the closed classes of labels that are others here.

use std::path::Path;

use anyhow::{Context, ensure};
use nemo_telemetry_testkit::replay::Subject;
use serde::Deserialize;
use serde_json::Value;

use super::{Verdict, Verdicts};

/// What an upstream function was given, as a vector says it, and what it answered.
#[derive(Clone, Debug)]
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
    /// Whether the label is upstream's. Of an object the members that were recorded count. An error
    /// of upstream is a problem with a value: of its derivations, one that is not allowed.
    #[must_use]
    pub fn agrees(&self, ours: &Label) -> bool {
        match (&self.value, &ours.value) {
            (Some(Value::Object(members)), Some(ours)) => members
                .iter()
                .all(|(name, value)| ours.get(name) == Some(value)),
            (None, None) => ours.problems.iter().eq(["not-allowed"]),
            (expected, found) => expected == found,
        }
    }

    /// How many steps upstream takes for a round, and no program writes.
    fn odd_steps(&self) -> u64 {
        let steps = self.input["steps"].as_array().into_iter().flatten();
        let odd = steps.filter_map(Value::as_str).filter(|step| {
            let round = step
                .strip_prefix("rewrite-evaluate-")
                .or_else(|| step.strip_prefix("rewrite-repair-"));
            round.is_some_and(|round| {
                let digits = round.strip_suffix('\n').unwrap_or(round);
                let number = !digits.is_empty() && digits.chars().all(char::is_numeric);
                number && !round.bytes().all(|byte| byte.is_ascii_digit())
            })
        });
        odd.count() as u64
    }

    fn name(&self) -> &str {
        self.input["name"].as_str().unwrap_or_default()
    }
}

/// What the component made of a label's input.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The label. None: there are problems.
    pub value: Option<Value>,
    /// The codes of the problems.
    pub problems: Vec<String>,
}

impl Label {
    /// What came out when a vector ran.
    ///
    /// # Errors
    /// It is no vector of labels.
    pub fn read(lines: &[Value]) -> anyhow::Result<Self> {
        let found = lines.first().and_then(|line| line.get("labels"));
        let found = found.context("expected a vector of the kind labels")?;
        let codes = found["problems"].as_array().into_iter().flatten();
        let codes = codes.filter_map(|problem| problem["code"].as_str());
        Ok(Self {
            value: Some(found["value"].clone()).filter(|value| !value.is_null()),
            problems: codes.map(str::to_owned).collect(),
        })
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
    /// A failed step with a line feed at its end or digits of another script, which no program
    /// writes.
    OddStep,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 4] = [
        Self::UntypedArgument,
        Self::OlderHub,
        Self::TooLongForTheDisk,
        Self::OddStep,
    ];

    /// Its name in `DEVIATIONS.md`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UntypedArgument => "argument of another type",
            Self::OlderHub => "older hub rule",
            Self::TooLongForTheDisk => "name too long for the disk",
            Self::OddStep => "odd failure step",
        }
    }

    /// Whether the capture belongs to the class.
    #[must_use]
    pub fn matches(self, capture: &Capture) -> bool {
        let is_model = capture.label == "sanitize-model";
        match self {
            Self::UntypedArgument => match capture.label.as_str() {
                "bucket-records" | "bucket-columns" => {
                    capture.given.is_boolean() || capture.given["$float"].is_string()
                }
                "join-aliases" => capture
                    .given
                    .as_array()
                    .is_some_and(|aliases| aliases.contains(&Value::Null)),
                "job-run" => {
                    capture
                        .given
                        .as_array()
                        .is_some_and(|names| !names.iter().all(Value::is_string))
                        || capture.given.is_object()
                        || capture.given.is_number()
                        || capture.given.is_boolean()
                }
                _ => false,
            },
            Self::OlderHub => {
                let name = capture.name().trim();
                let namespace = name
                    .split_once('/')
                    .map_or(0, |(namespace, _)| namespace.len());
                is_model
                    && capture.value == Some(Value::from(name))
                    && (!name.is_ascii() || namespace > 96)
            }
            // The limit of common file systems for a step of a path, in bytes.
            Self::TooLongForTheDisk => {
                is_model
                    && capture.value.is_none()
                    && capture.name().split('/').any(|step| step.len() > 255)
            }
            Self::OddStep => capture.label == "failure-counts" && capture.odd_steps() > 0,
        }
    }

    /// Whether the label is what it has to be in a capture of this class.
    ///
    /// # Errors
    /// It is not; the error says what it was to be.
    pub fn check(self, capture: &Capture, ours: &Label) -> anyhow::Result<()> {
        match self {
            Self::UntypedArgument => {
                ensure!(
                    in_the_types_of_the_label(&capture.label, &capture.given).as_ref()
                        == Some(&capture.input),
                    "the vector gives something else than a host would"
                );
                ensure!(capture.agrees(ours), "the label is not upstream's");
            }
            Self::OlderHub | Self::TooLongForTheDisk => ensure!(
                ours.value == Some(Value::from("local_path")),
                "expected local_path"
            ),
            Self::OddStep => {
                let counts = ours.value.as_ref().and_then(Value::as_object);
                let counts = counts.context("expected counts")?;
                let failures = counts
                    .iter()
                    .filter(|(name, _)| name.ends_with("FailureCount"));
                let sum: u64 = failures.filter_map(|(_, count)| count.as_u64()).sum();
                let steps = capture.input["steps"].as_array().map_or(0, Vec::len) as u64;
                let unknown = counts["unknownStepFailureCount"].as_u64().unwrap_or(0);
                let theirs = capture
                    .value
                    .as_ref()
                    .and_then(|value| value.get("unknownStepFailureCount"));
                let theirs = theirs.and_then(Value::as_u64).unwrap_or(0);
                ensure!(sum == steps, "expected each step to be counted once");
                ensure!(
                    unknown == theirs + capture.odd_steps(),
                    "expected the odd steps to be counted as unknown"
                );
            }
        }
        Ok(())
    }
}

/// What a host gives in place of an argument that the label's types cannot carry, as its input.
fn in_the_types_of_the_label(label: &str, given: &Value) -> Option<Value> {
    let count = |count: Value| Some(serde_json::json!({"count": count}));
    if label == "job-run" {
        let names = given.as_array().into_iter().flatten();
        let names: Vec<&Value> = names.filter(|name| name.is_string()).collect();
        return Some(serde_json::json!({"source": "job", "plugins": names}));
    }
    match given {
        Value::Bool(flag) => count(u64::from(*flag).into()),
        Value::Array(aliases) => {
            let aliases = aliases.iter().filter(|alias| !alias.is_null());
            Some(serde_json::json!({"aliases": aliases.collect::<Vec<_>>()}))
        }
        Value::Object(float) => match float.get("$float")?.as_str()? {
            "inf" => count(f64::MAX.into()),
            "-inf" => count(f64::MIN.into()),
            _ => None,
        },
        _ => None,
    }
}

/// What became of a capture, of which the component made this.
///
/// # Errors
/// It is neither as upstream nor what exactly one class says.
pub fn judge(capture: &Capture, ours: &Label) -> Verdict<Class> {
    let classes: Vec<Class> = Class::ALL
        .into_iter()
        .filter(|class| class.matches(capture))
        .collect();
    match classes[..] {
        [] => {
            ensure!(
                capture.agrees(ours),
                "upstream: {:?}; here: {ours:?}",
                capture.value
            );
            Ok(None)
        }
        [class] => {
            class
                .check(capture, ours)
                .with_context(|| format!("{}, but here: {ours:?}", class.name()))?;
            Ok(Some(class))
        }
        _ => anyhow::bail!("more than one class: {classes:?}"),
    }
}

/// What became of each capture of a file.
///
/// # Errors
/// The file or what belongs to it cannot be read.
pub fn judge_file(subject: &mut dyn Subject, path: &Path) -> anyhow::Result<Verdicts<Class>> {
    super::judge_each(
        subject,
        path,
        &read(path)?,
        |capture| &capture.case,
        |_, capture, lines| judge(capture, &Label::read(lines)?),
    )
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
    super::paired::<Given, Recorded>(path)?
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
