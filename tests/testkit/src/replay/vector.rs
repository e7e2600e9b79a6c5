//! The six kinds of test vector, exactly as `tests/vectors/FORMAT.md` describes them. An unknown
//! key is an error: a misspelt expectation would otherwise pass for ever.

use std::collections::BTreeMap;

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::{Value, value::RawValue};

/// One test vector.
#[derive(Debug)]
pub struct Vector(pub(super) Kind);

/// A vector of each kind.
#[derive(Debug)]
pub(super) enum Kind {
    /// Checks an event's parameters.
    Validate(Validate),
    /// Builds the bodies of several events.
    Envelope(Envelope),
    /// Checks a body.
    Body(Body),
    /// Derives a label.
    Labels(Labels),
    /// Decides from facts.
    Policy(Policy),
    /// A client's whole life.
    Script(Script),
}

impl Vector {
    /// What the vector shows, as a sentence without spaces.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.0 {
            Kind::Validate(vector) => &vector.name,
            Kind::Envelope(vector) => &vector.name,
            Kind::Body(vector) => &vector.name,
            Kind::Labels(vector) => &vector.name,
            Kind::Policy(vector) => &vector.name,
            Kind::Script(vector) => &vector.name,
        }
    }

    /// `validate`, `envelope`, `body`, `labels`, `policy` or `script`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.0 {
            Kind::Validate(_) => "validate",
            Kind::Envelope(_) => "envelope",
            Kind::Body(_) => "body",
            Kind::Labels(_) => "labels",
            Kind::Policy(_) => "policy",
            Kind::Script(_) => "script",
        }
    }
}

/// A check of an event's parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Validate {
    #[serde(rename = "kind")]
    _kind: IgnoredAny,
    name: String,
    #[serde(rename = "description")]
    _description: Option<String>,
    pub(super) event: String,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) schema_version: Option<String>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) parameters: Option<Box<RawValue>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) text: Option<String>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) expect: Option<ExpectChecked>,
}

/// A text that is canonical, or its problems.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ExpectChecked {
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) canonical: Option<Box<RawValue>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) problems: Option<Vec<ExpectProblem>>,
}

/// A problem as far as the vector cares.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ExpectProblem {
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) pointer: Option<String>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) code: Option<String>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) message: Option<String>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) suggestion: Option<Option<String>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) offset: Option<u32>,
}

/// The bodies of several events.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Envelope {
    #[serde(rename = "kind")]
    _kind: IgnoredAny,
    name: String,
    #[serde(rename = "description")]
    _description: Option<String>,
    pub(super) settings: Box<RawValue>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) facts: Option<Vec<VectorFact>>,
    pub(super) sent: String,
    #[serde(default)]
    pub(super) random: Vec<u64>,
    pub(super) events: Vec<Box<RawValue>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) expect: Option<ExpectBodies>,
}

/// Bodies in order, or the lines that were rejected.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ExpectBodies {
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) bodies: Option<Vec<Box<RawValue>>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) rejected: Option<Vec<ExpectRejection>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) problems: Option<Vec<ExpectProblem>>,
}

/// A rejected line.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ExpectRejection {
    pub(super) line: u32,
    pub(super) problems: Vec<ExpectProblem>,
}

/// A check of a body.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Body {
    #[serde(rename = "kind")]
    _kind: IgnoredAny,
    name: String,
    #[serde(rename = "description")]
    _description: Option<String>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) body: Option<Box<RawValue>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) text: Option<String>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) parts: Option<Vec<Part>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) expect: Option<ExpectVerdict>,
}

/// A part of a text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    pub(super) text: String,
    /// How often it is there.
    #[serde(default = "once")]
    pub(super) times: usize,
}

/// A verdict on a body as far as the vector cares.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ExpectVerdict {
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) form: Option<String>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) status: Option<u16>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) problems: Option<Vec<ExpectProblem>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) accepted: Option<u32>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) refused: Option<u32>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) rejections: Option<Vec<ExpectRefusedEvent>>,
}

/// A refused event of a body.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ExpectRefusedEvent {
    pub(super) index: u32,
    pub(super) problems: Vec<ExpectProblem>,
}

/// A label.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Labels {
    #[serde(rename = "kind")]
    _kind: IgnoredAny,
    name: String,
    #[serde(rename = "description")]
    _description: Option<String>,
    pub(super) label: String,
    pub(super) input: Box<RawValue>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) expect: Option<ExpectLabel>,
}

/// A label's value, or the problems of its input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ExpectLabel {
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) value: Option<Box<RawValue>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) problems: Option<Vec<ExpectProblem>>,
}

/// A decision.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Policy {
    #[serde(rename = "kind")]
    _kind: IgnoredAny,
    name: String,
    #[serde(rename = "description")]
    _description: Option<String>,
    pub(super) product: String,
    #[serde(default)]
    pub(super) facts: Vec<VectorFact>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) expect: Option<ExpectDecision>,
}

/// A fact that a host found.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct VectorFact {
    pub(super) source: FactSource,
    pub(super) name: String,
    pub(super) value: String,
}

/// Where a fact comes from.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(super) enum FactSource {
    Variable,
    File,
    Call,
    Host,
}

/// A decision as far as the vector cares.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ExpectDecision {
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) state: Option<String>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) signal: Option<VectorFact>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) ignored: Option<Vec<VectorFact>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) text: Option<String>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) settled: Option<Value>,
}

/// A client's whole life.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Script {
    #[serde(rename = "kind")]
    _kind: IgnoredAny,
    name: String,
    #[serde(rename = "description")]
    _description: Option<String>,
    pub(super) settings: Box<RawValue>,
    #[serde(default)]
    pub(super) facts: Vec<VectorFact>,
    pub(super) clock: String,
    #[serde(default)]
    pub(super) random: Vec<u64>,
    /// Texts of segments that earlier processes left.
    #[serde(default)]
    pub(super) segments: Vec<String>,
    /// Files that are there before.
    #[serde(default)]
    pub(super) files: BTreeMap<String, ScriptFile>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) expect: Option<ExpectOpen>,
    pub(super) steps: Vec<Step>,
}

/// The problems of settings that do not open.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ExpectOpen {
    pub(super) problems: Vec<ExpectProblem>,
}

/// A file of the folder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ScriptFile {
    pub(super) text: String,
    /// How often the text is there.
    #[serde(default = "once")]
    pub(super) times: usize,
    /// How long ago it was touched.
    #[serde(default)]
    pub(super) age_ms: u64,
}

fn once() -> usize {
    1
}

/// Longest file of a script, in bytes.
const LONGEST_FILE: usize = 64 * 1024 * 1024;

impl ScriptFile {
    /// What it holds.
    pub(super) fn whole(&self) -> anyhow::Result<String> {
        let length = self.text.len().saturating_mul(self.times);
        ensure!(
            length <= LONGEST_FILE,
            "expected a file of at most {LONGEST_FILE} bytes, found one of {length}"
        );
        Ok(self.text.repeat(self.times))
    }
}

/// One step: exactly one of its actions, with what is expected of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Step {
    /// The process that acts.
    #[serde(default = "first")]
    pub(super) by: char,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) open: Option<True>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) trap: Option<True>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) kill: Option<True>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) tell: Option<Vec<VectorFact>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) facts: Option<Vec<VectorFact>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) fail: Option<Vec<String>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) put: Option<BTreeMap<String, Option<ScriptFile>>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) files: Option<BTreeMap<String, Value>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) usage_stats: Option<Vec<Value>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) enqueue: Option<Vec<Box<RawValue>>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) advance: Option<u64>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) clock: Option<String>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) flush: Option<True>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) poll: Option<True>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) request: Option<Option<ExpectRequest>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) answer: Option<ScriptAnswer>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) unsent: Option<True>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) cancelled: Option<bool>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) close: Option<u32>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) opt_out: Option<True>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) ledger: Option<ExpectLedger>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) decision: Option<ExpectDecision>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) outbox: Option<Vec<Value>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) audit: Option<Vec<Value>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) expect: Option<ExpectStep>,
}

fn first() -> char {
    'a'
}

/// The word `true`, which an action without an argument takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct True;

impl<'de> Deserialize<'de> for True {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if bool::deserialize(deserializer)? {
            Ok(Self)
        } else {
            Err(serde::de::Error::custom("expected true, found false"))
        }
    }
}

/// What an action answers.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ExpectStep {
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) accepted: Option<u32>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) ignored: Option<u32>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) rejected: Option<Vec<ExpectRejection>>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) wake: Option<Option<u32>>,
    /// What a `poll` asks for besides; of each only the members mentioned.
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) orders: Option<Vec<Value>>,
    /// How long a `close` may take.
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) within_ms: Option<u32>,
    /// The problems of a client that does not open.
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) problems: Option<Vec<ExpectProblem>>,
}

/// A request as far as the vector cares.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ExpectRequest {
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) url: Option<String>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) timeout_ms: Option<u32>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) body: Option<Box<RawValue>>,
    /// The events of the body.
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) events: Option<Vec<Value>>,
}

/// How the scripted server answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ScriptAnswer {
    pub(super) outcome: ScriptOutcome,
    #[serde(default)]
    pub(super) status: u32,
    #[serde(default)]
    pub(super) retry_after: String,
    #[serde(default)]
    pub(super) unsure: bool,
}

/// How a scripted request ends.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum ScriptOutcome {
    Answered,
    Timeout,
    Unreachable,
    Denied,
    Failed,
}

/// Counts as far as the vector cares; `dropped` is compared as a whole.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ExpectLedger {
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) accepted: Option<u32>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) recovered: Option<u32>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) delivered: Option<u32>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) pending: Option<u32>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) kept: Option<u32>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) unsure: Option<u32>,
    #[serde(default, deserialize_with = "mentioned")]
    pub(super) dropped: Option<BTreeMap<String, u32>>,
}

/// Reads a key that is there: `null` is then a value, which most refuse, and never the same as
/// saying nothing.
fn mentioned<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Reads vectors: JSON values one after the other, each a vector or a list of vectors.
///
/// # Errors
/// The text holds something else, such as an unknown key; the error says where.
pub fn parse(text: &str) -> anyhow::Result<Vec<Vector>> {
    let mut vectors = Vec::new();
    for (place, value) in serde_json::Deserializer::from_str(text)
        .into_iter::<Box<RawValue>>()
        .enumerate()
    {
        let value = value.with_context(|| format!("value {} is not JSON", place + 1))?;
        if value.get().starts_with('[') {
            let list: Vec<Box<RawValue>> = serde_json::from_str(value.get())?;
            for (place, value) in list.iter().enumerate() {
                vectors.push(one(value.get()).with_context(|| describe(place, value.get()))?);
            }
        } else {
            vectors.push(one(value.get()).with_context(|| describe(place, value.get()))?);
        }
    }
    Ok(vectors)
}

fn describe(place: usize, text: &str) -> String {
    let name = serde_json::from_str::<Head>(text)
        .ok()
        .and_then(|head| head.name);
    format!(
        "vector {} ({})",
        place + 1,
        name.as_deref().unwrap_or("without a name")
    )
}

/// What every vector has.
#[derive(Deserialize)]
struct Head {
    kind: Option<String>,
    name: Option<String>,
}

/// Reads one vector. The kind is looked at first; a tagged enum would lose the exact texts of
/// numbers.
fn one(text: &str) -> anyhow::Result<Vector> {
    let head: Head = serde_json::from_str(text)?;
    let kind = match head.kind.as_deref() {
        Some("validate") => Kind::Validate(serde_json::from_str(text)?),
        Some("envelope") => Kind::Envelope(serde_json::from_str(text)?),
        Some("body") => Kind::Body(serde_json::from_str(text)?),
        Some("labels") => Kind::Labels(serde_json::from_str(text)?),
        Some("policy") => Kind::Policy(serde_json::from_str(text)?),
        Some("script") => Kind::Script(serde_json::from_str(text)?),
        found => bail!(
            "expected the kind validate, envelope, body, labels, policy or script, found {}",
            found.unwrap_or("none")
        ),
    };
    Ok(Vector(kind))
}
