//! Captures of the real upstream clients, and the closed classes of what the component does
//! differently: of events here, of whole lives in [`lives`], of heartbeats in [`heartbeats`], of
//! decisions in [`policy`].
//!
//! A class is a predicate over what a capture holds: the input that was given and what upstream
//! made of it. No predicate knows a capture by its name. Where upstream sent something that the
//! component refuses, the class also says how the input must be written for the component, and the
//! body that then comes out has to be upstream's.

pub mod heartbeats;
pub mod labels;
pub mod lives;
pub mod policy;

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use nemo_telemetry_core::{
    catalog,
    definition::{Definition, Field, Kind},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};

/// What an upstream client was given, as a vector says it, and what it did.
#[derive(Debug)]
pub struct Capture {
    /// Name of the vector.
    pub name: String,
    /// The identifier that the capture was recorded under.
    pub case: String,
    /// Product, version of the upstream client and kind, as the file's name has them.
    pub source: Source,
    /// What the capture is about: `core`, `reject`, `null`, `coercion`, `alias`, `extra` or
    /// `nonfinite`. Events alone have one.
    pub category: Option<String>,
    /// The vector's settings.
    pub settings: String,
    /// The instant at which the body was built.
    pub sent: String,
    /// The lines that the vector gives to the component.
    pub lines: Vec<String>,
    /// What the upstream client did.
    pub upstream: Upstream,
    /// The exact body, where it was recorded.
    pub body_text: Option<String>,
}

/// Where a capture comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Identifier of the product.
    pub product: String,
    /// Version of the upstream client.
    pub version: String,
    /// `event`, `batch`, `cpu`, `timestamps`, `transport`, `lifecycle`, `heartbeat`, `labels` or
    /// `policy`.
    pub kind: String,
}

/// What an upstream client did.
#[derive(Debug)]
pub enum Upstream {
    /// It sent these bodies.
    Sent(Vec<Value>),
    /// It wrote this text at this place of the body; the rest of the body was not recorded.
    Wrote(&'static str, String),
    /// It took the event and failed on it when it built or sent the body.
    Lost,
    /// It refused the input; JSON Pointers to what was wrong, with wire names.
    Rejected(Vec<String>),
}

/// What the component did.
#[derive(Debug, Default, Deserialize)]
pub struct Outcome {
    /// The bodies of its requests.
    #[serde(default)]
    pub bodies: Vec<String>,
    /// The lines that it refused.
    #[serde(default)]
    pub rejected: Vec<Rejected>,
}

/// A line that the component refused.
#[derive(Debug, Deserialize)]
pub struct Rejected {
    /// What was wrong with it.
    pub problems: Vec<Problem>,
}

/// One thing that was wrong with a line.
#[derive(Debug, Deserialize)]
pub struct Problem {
    /// JSON Pointer into the line.
    pub pointer: String,
    /// Identifier.
    pub code: String,
}

impl Capture {
    /// Whether the component did what the upstream client did: the same bodies with their keys in
    /// the same order, or a refusal at the same places.
    ///
    /// # Errors
    /// A body is not JSON.
    pub fn agrees(&self, ours: &Outcome) -> anyhow::Result<bool> {
        Ok(match &self.upstream {
            Upstream::Sent(bodies) => {
                ours.rejected.is_empty() && same_bodies(bodies, &ours.bodies)?
            }
            Upstream::Wrote(pointer, text) => {
                let [body] = ours.bodies.as_slice() else {
                    return Ok(false);
                };
                serde_json::from_str::<Value>(body)?.pointer(pointer)
                    == Some(&Value::from(text.as_str()))
            }
            // A body was never built, because no calendar has the year.
            Upstream::Lost => ours
                .problems()
                .map(|problem| problem.code.as_str())
                .eq(["invalid-time"]),
            Upstream::Rejected(pointers) => {
                let mut found: Vec<_> = ours
                    .problems()
                    .map(|problem| problem.pointer.as_str())
                    .collect();
                found.sort_unstable();
                ours.bodies.is_empty() && found.iter().eq(pointers)
            }
        })
    }

    /// Whether the component's bytes are upstream's too. None: these were not recorded.
    #[must_use]
    pub fn agrees_to_the_byte(&self, ours: &Outcome) -> Option<bool> {
        self.body_text
            .as_ref()
            .map(|text| ours.bodies.as_slice() == std::slice::from_ref(text))
    }
}

impl Outcome {
    fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.rejected.iter().flat_map(|rejected| &rejected.problems)
    }
}

/// Whether texts are these values, with all keys in the same order. Numbers are compared as
/// doubles.
///
/// # Errors
/// A text is not JSON.
pub fn same_bodies(values: &[Value], texts: &[String]) -> anyhow::Result<bool> {
    let parsed: Vec<Value> = texts
        .iter()
        .map(|text| serde_json::from_str(text))
        .collect::<Result<_, _>>()?;
    // Equality of values ignores the order of keys; their texts do not.
    Ok(parsed
        .iter()
        .map(Value::to_string)
        .eq(values.iter().map(Value::to_string)))
}

/// A way in which the component differs from the upstream clients. There are no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A value of another JSON type, which upstream converts.
    LaxCoercion,
    /// A field that no schema knows, which upstream leaves out in silence.
    UnknownKey,
    /// A field under its name in Python, such as `task_status`.
    PythonName,
    /// NaN or an infinity.
    NonFinite,
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// An integer that takes more than 64 bits.
    OutsideSixtyFourBits,
    /// The same body with other white space and escapes.
    GuardrailsText,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 7] = [
        Self::LaxCoercion,
        Self::UnknownKey,
        Self::PythonName,
        Self::NonFinite,
        Self::LoneSurrogate,
        Self::OutsideSixtyFourBits,
        Self::GuardrailsText,
    ];

    /// Its name in `DEVIATIONS.md`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LaxCoercion => "lax coercion",
            Self::UnknownKey => "unknown key",
            Self::PythonName => "Python name as input",
            Self::NonFinite => "non-finite number",
            Self::LoneSurrogate => "lone surrogate",
            Self::OutsideSixtyFourBits => "integer outside 64 bits",
            Self::GuardrailsText => "Guardrails spacing and escapes",
        }
    }

    /// Whether it may occur where a capture is not about the edges of the input.
    #[must_use]
    pub fn is_everywhere(self) -> bool {
        matches!(
            self,
            Self::NonFinite
                | Self::LoneSurrogate
                | Self::OutsideSixtyFourBits
                | Self::GuardrailsText
        )
    }

    /// Whether the capture belongs to the class.
    #[must_use]
    pub fn matches(self, capture: &Capture, ours: &Outcome) -> bool {
        let sent = matches!(capture.upstream, Upstream::Sent(_));
        let lost = matches!(capture.upstream, Upstream::Lost);
        if self == Self::GuardrailsText {
            return sent
                && capture.source.product == "guardrails"
                && capture.agrees(ours).is_ok_and(|agrees| agrees);
        }
        let [line] = capture.lines.as_slice() else {
            return false;
        };
        let refused = ours.bodies.is_empty() && !ours.rejected.is_empty();
        if self == Self::NonFinite {
            return refused
                && !sent
                && Line::parse(line).is_none()
                && Line::parse(&without_bare_words(line)).is_some();
        }
        let Some(line) = Line::parse(line) else {
            return false;
        };
        let Some(definition) = line.definition() else {
            return false;
        };
        let any = |wrong: fn(&Definition, &str, &RawValue) -> bool| {
            line.parameters
                .iter()
                .any(|(name, value)| wrong(definition, name, value))
        };
        refused
            && match self {
                Self::LaxCoercion => (sent || lost) && any(has_another_type),
                Self::UnknownKey => sent && any(|definition, name, _| is_unknown(definition, name)),
                Self::PythonName => {
                    sent && any(|definition, name, _| is_python_name(definition, name))
                }
                Self::LoneSurrogate => {
                    (sent || lost) && any(|_, _, value| has_lone_surrogate(value))
                }
                Self::OutsideSixtyFourBits => sent && any(is_outside_64_bits),
                Self::NonFinite | Self::GuardrailsText => false,
            }
    }

    /// Whether input of this class can be written so that the component reads what upstream read.
    #[must_use]
    pub fn can_be_mended(self) -> bool {
        matches!(
            self,
            Self::LaxCoercion | Self::UnknownKey | Self::PythonName
        )
    }

    /// The line of a capture of this class, written so that the component reads what upstream read.
    /// None: upstream sent nothing, or no such line exists.
    #[must_use]
    pub fn mend(self, capture: &Capture) -> Option<String> {
        let mut line = Line::parse(capture.lines.first()?)?;
        let definition = line.definition()?;
        let Upstream::Sent(bodies) = &capture.upstream else {
            return None;
        };
        let sent = bodies.first()?.pointer("/events/0/parameters")?;
        match self {
            Self::LaxCoercion => {
                for (name, value) in &mut line.parameters {
                    if has_another_type(definition, name, value) {
                        *value = RawValue::from_string(sent.get(name)?.to_string()).ok()?;
                    }
                }
            }
            Self::UnknownKey => line
                .parameters
                .retain(|name, _| !is_unknown(definition, name)),
            Self::PythonName => {
                // Safe Synthesizer reads Python names alone since 1.9; the others, where both are
                // given, the wire name.
                if capture.source.product == "safe-synthesizer" && line.schema_version == "1.9" {
                    line.parameters
                        .retain(|name, _| !name.contains(char::is_uppercase));
                }
                let (python, mut wire): (BTreeMap<_, _>, BTreeMap<_, _>) = line
                    .parameters
                    .into_iter()
                    .partition(|(name, _)| is_python_name(definition, name));
                for (name, value) in python {
                    wire.entry(wire_name(&name)).or_insert(value);
                }
                line.parameters = wire;
            }
            Self::NonFinite
            | Self::LoneSurrogate
            | Self::OutsideSixtyFourBits
            | Self::GuardrailsText => return None,
        }
        serde_json::to_string(&line).ok()
    }
}

/// A line as `enqueue` takes it.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Line {
    event: String,
    schema_version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ts: Option<String>,
    parameters: BTreeMap<String, Box<RawValue>>,
}

impl Line {
    fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    fn definition(&self) -> Option<&'static Definition> {
        catalog::event(&self.event, &self.schema_version).ok()
    }
}

/// A field's wire name from its name in Python: `task_status` is `taskStatus`.
fn wire_name(python: &str) -> String {
    let mut words = python.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

fn field<'d>(definition: &'d Definition, name: &str) -> Option<&'d Field> {
    definition.fields.iter().find(|field| field.name == name)
}

fn is_python_name(definition: &Definition, name: &str) -> bool {
    field(definition, name).is_none() && field(definition, &wire_name(name)).is_some()
}

fn is_unknown(definition: &Definition, name: &str) -> bool {
    field(definition, name).is_none() && field(definition, &wire_name(name)).is_none()
}

fn has_another_type(definition: &Definition, name: &str, value: &RawValue) -> bool {
    let text = value.get();
    field(definition, name).is_some_and(|field| match field.kind {
        Kind::Text { .. } | Kind::OneOf(_) => !text.starts_with('"'),
        Kind::Integer { .. } => !is_integer(text),
        Kind::Number => !text.starts_with(|first: char| first == '-' || first.is_ascii_digit()),
        Kind::Flag => !matches!(text, "true" | "false"),
        Kind::TextList { .. } | Kind::OneOfList(_) => !text.starts_with('['),
        Kind::Object => !text.starts_with('{'),
        Kind::ObjectList => !text.starts_with('['),
    })
}

fn is_outside_64_bits(definition: &Definition, name: &str, value: &RawValue) -> bool {
    field(definition, name).is_some_and(|field| matches!(field.kind, Kind::Integer { .. }))
        && is_integer(value.get())
        && value.get().parse::<i64>().is_err()
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a value is a string by the grammar of JSON but no text. When it became a value, all was
/// checked but pairs of surrogates.
fn has_lone_surrogate(value: &RawValue) -> bool {
    value.get().starts_with('"') && serde_json::from_str::<String>(value.get()).is_err()
}

/// The line with a number in place of each word that Python writes for a number that JSON does not
/// have.
fn without_bare_words(line: &str) -> String {
    line.replace(":-Infinity", ":0")
        .replace(":Infinity", ":0")
        .replace(":NaN", ":0")
}

/// What a capture's vector gives to the component.
#[derive(Deserialize)]
struct Given {
    name: String,
    settings: Box<RawValue>,
    sent: String,
    events: Vec<Box<RawValue>>,
    expect: Expected,
}

#[derive(Deserialize)]
struct Expected {
    #[serde(default)]
    bodies: Vec<Value>,
}

/// A line of `upstream/*.jsonl`: what the upstream client did.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Recorded {
    name: String,
    case: String,
    category: Option<String>,
    outcome: String,
    /// The body, where the vector does not expect exactly it.
    payload: Option<Value>,
    /// The text that was written, where no body was recorded.
    value: Option<String>,
    errors: Option<Vec<UpstreamError>>,
    body_text: Option<String>,
}

/// An error of pydantic, or of the function that formats an instant.
#[derive(Deserialize)]
struct UpstreamError {
    loc: Vec<Value>,
    #[serde(rename = "type")]
    kind: String,
}

impl UpstreamError {
    /// JSON Pointer into a line: to the value, or to the parameters where a field is missing.
    fn pointer(&self) -> String {
        let mut pointer = String::from("/parameters");
        if self.kind != "missing" {
            for step in &self.loc {
                pointer.push('/');
                match step.as_str() {
                    // The argument of the function that formats an instant; it is the parameter
                    // `timestamp`.
                    Some("unix_seconds") => pointer.push_str("timestamp"),
                    Some(name) => pointer.push_str(&wire_name(name)),
                    None => pointer.push_str(&step.to_string()),
                }
            }
        }
        pointer
    }
}

/// The captures of a file of vectors, in its order. What upstream did lies beside it in
/// `upstream/<name of the file>l`.
///
/// # Errors
/// A file cannot be read, or the two do not belong together.
pub fn read(path: &Path) -> anyhow::Result<Vec<Capture>> {
    let source = source(path)?;
    let given: Vec<Given> = values(path)?;
    let beside = upstream(path);
    let recorded: Vec<Recorded> = values(&beside)?;
    ensure!(
        given.len() == recorded.len(),
        "{} and {} differ in length",
        path.display(),
        beside.display()
    );
    given
        .into_iter()
        .zip(recorded)
        .map(|(given, recorded)| capture(&source, given, recorded))
        .collect()
}

/// The values of a file: a JSON list, or JSON Lines.
///
/// # Errors
/// The file cannot be read, or holds something else.
pub(crate) fn values<T: for<'de> Deserialize<'de>>(path: &Path) -> anyhow::Result<Vec<T>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("failed to read {}", path.display()))?;
    let is_list = path.extension().is_some_and(|end| end == "json");
    let values = if is_list {
        serde_json::from_str(&text)
    } else {
        text.lines().map(serde_json::from_str).collect()
    };
    values.with_context(|| format!("{} holds something else than captures", path.display()))
}

/// Where the captures of a file come from.
///
/// # Errors
/// Its name does not say so.
pub fn source(path: &Path) -> anyhow::Result<Source> {
    let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or_default();
    let parts: Vec<&str> = stem.rsplitn(3, '-').collect();
    let &[kind, version, product] = parts.as_slice() else {
        anyhow::bail!("{} is not named product-version-kind.json", path.display());
    };
    Ok(Source {
        product: product.into(),
        version: version.into(),
        kind: kind.into(),
    })
}

/// Where what upstream did lies, beside a file of vectors.
#[must_use]
pub fn upstream(path: &Path) -> PathBuf {
    let name = path.with_extension("jsonl");
    path.with_file_name("upstream")
        .join(name.file_name().unwrap_or_default())
}

fn capture(source: &Source, given: Given, recorded: Recorded) -> anyhow::Result<Capture> {
    ensure!(
        given.name == recorded.name,
        "expected {}, found what upstream did with {}",
        given.name,
        recorded.name
    );
    let upstream = match (
        recorded.outcome.as_str(),
        recorded.payload,
        recorded.value,
        recorded.errors,
    ) {
        ("sent", Some(payload), None, None) => Upstream::Sent(vec![payload]),
        ("sent", None, None, None) if !given.expect.bodies.is_empty() => {
            Upstream::Sent(given.expect.bodies)
        }
        ("sent", None, Some(text), None) => Upstream::Wrote(
            if source.kind == "cpu" {
                "/cpuArchitecture"
            } else {
                "/events/0/ts"
            },
            text,
        ),
        ("lost", None, None, None) => Upstream::Lost,
        ("rejected", None, None, Some(errors)) => {
            let mut pointers: Vec<_> = errors.iter().map(UpstreamError::pointer).collect();
            pointers.sort_unstable();
            Upstream::Rejected(pointers)
        }
        (outcome, ..) => anyhow::bail!(
            "{}: what belongs to `{outcome}` is not there, or more than that",
            given.name
        ),
    };
    if let (Some(text), Upstream::Sent(bodies)) = (&recorded.body_text, &upstream) {
        ensure!(
            same_bodies(bodies, std::slice::from_ref(text))?,
            "{}: the recorded text is another body",
            given.name
        );
    }
    let line = |event: Box<RawValue>| {
        // A string is passed on as it is.
        if event.get().starts_with('"') {
            serde_json::from_str(event.get())
        } else {
            Ok(event.get().into())
        }
    };
    Ok(Capture {
        name: given.name,
        case: recorded.case,
        source: source.clone(),
        category: recorded.category,
        settings: given.settings.get().to_owned(),
        sent: given.sent,
        lines: given
            .events
            .into_iter()
            .map(line)
            .collect::<Result<_, _>>()?,
        upstream,
        body_text: recorded.body_text,
    })
}
