//! Captures of what upstream makes of variables, of stored decisions and of answers, and the closed
//! classes of what the component decides differently.
//!
//! A capture's vector has the facts that a host finds there. Of what upstream recorded every member
//! is compared, as far as the decision says it too.

use std::path::Path;

use anyhow::{Context, ensure};
use nemo_telemetry::paths::{Paths, System};
use serde::Deserialize;
use serde_json::Value;

use super::upstream;

/// What upstream was given, as facts, and what it made of them.
#[derive(Debug)]
pub struct Capture {
    /// The identifier that the capture was recorded under.
    pub case: String,
    /// Identifier of the product.
    pub product: String,
    facts: Vec<Fact>,
    upstream: Recorded,
}

#[derive(Debug, Deserialize)]
struct Fact {
    source: String,
    name: String,
    value: String,
}

#[derive(Deserialize)]
struct Given {
    name: String,
    product: String,
    facts: Vec<Fact>,
}

/// A line of `upstream/*.jsonl`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Recorded {
    name: String,
    case: String,
    /// What was captured: `consent`, `prompt` or `env`.
    of: String,
    /// Whether events are sent.
    enabled: Option<bool>,
    /// What the stored decision says.
    persisted: Option<String>,
    /// Whether a person was asked.
    prompted: Option<bool>,
    endpoint: Option<String>,
    dry_run: Option<bool>,
    session_prefix: Option<String>,
    deployment_type: Option<String>,
    /// Where the decision is stored, and whose home is meant.
    consent_file: Option<String>,
    home: Option<String>,
    /// The lines of the file after an answer, without comments.
    stored: Option<Vec<String>>,
    /// What Guardrails found in the place of its marker: `file`, `symlink`, `dir` or `dangling`.
    marker: Option<String>,
}

/// A way in which the component differs from upstream. There are no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A switch in a spelling that upstream reads otherwise.
    Spelling,
    /// A stored no beside a variable that says yes.
    StoredNo,
    /// A no in a file that upstream cannot read.
    DamagedNo,
    /// A signal that this product upstream does not hear.
    Unheard,
    /// A session prefix that could name a person.
    Prefix,
    /// An address that events may not go to.
    Address,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 6] = [
        Self::Spelling,
        Self::StoredNo,
        Self::DamagedNo,
        Self::Unheard,
        Self::Prefix,
        Self::Address,
    ];

    /// Its name in `DEVIATIONS.md`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Spelling => "switch spelling",
            Self::StoredNo => "stored no beside a variable",
            Self::DamagedNo => "no in a damaged file",
            Self::Unheard => "signal of another product",
            Self::Prefix => "prefix that could name a person",
            Self::Address => "address that is not permitted",
        }
    }

    /// Whether the capture belongs to the class.
    #[must_use]
    pub fn matches(self, capture: &Capture) -> bool {
        let recorded = &capture.upstream;
        let says_yes = capture
            .variable(capture.switch())
            .is_some_and(|value| means(value) == Some(true));
        match self {
            Self::Spelling => capture
                .facts
                .iter()
                .any(|fact| capture.reads_otherwise(fact)),
            Self::StoredNo => recorded.persisted.as_deref() == Some("disabled") && says_yes,
            Self::DamagedNo => {
                recorded.persisted.as_deref() == Some("never_asked")
                    && capture.file().is_some_and(says_no)
            }
            Self::Unheard => {
                let set = |name| {
                    capture
                        .variable(name)
                        .is_some_and(|value| means(value) != Some(false))
                };
                capture.product != "guardrails"
                    && (set("DO_NOT_TRACK") || set("CI") && recorded.of == "prompt")
            }
            Self::Prefix => recorded.session_prefix.as_deref().is_some_and(|prefix| {
                prefix.len() > 32
                    || !prefix
                        .bytes()
                        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
            }),
            Self::Address => recorded
                .endpoint
                .as_deref()
                .is_some_and(|endpoint| endpoint.to_ascii_lowercase().starts_with("http:")),
        }
    }

    /// The members that it changes.
    #[must_use]
    pub fn members(self) -> &'static [&'static str] {
        match self {
            Self::Spelling => &["enabled", "dryRun"],
            Self::StoredNo | Self::Unheard => &["enabled", "prompted"],
            Self::DamagedNo => &["enabled", "persisted", "prompted"],
            Self::Prefix => &["sessionPrefix"],
            Self::Address => &["endpoint"],
        }
    }
}

impl Capture {
    /// The members in which the decision is another than upstream's.
    ///
    /// # Errors
    /// What was printed is no decision.
    pub fn differences(&self, ours: &Value) -> anyhow::Result<Vec<&'static str>> {
        let text = |pointer: &str| {
            ours.pointer(pointer)
                .and_then(Value::as_str)
                .with_context(|| format!("expected {pointer}"))
        };
        let (state, signal, sink) = (
            text("/state")?,
            text("/signal/name")?,
            text("/settled/sink")?,
        );
        let Recorded {
            endpoint,
            session_prefix,
            deployment_type,
            ..
        } = &self.upstream;
        let mut differences = Vec::new();
        let mut compare = |member, same: Option<bool>| {
            if same == Some(false) {
                differences.push(member);
            }
        };
        compare(
            "enabled",
            self.upstream
                .enabled
                .map(|enabled| enabled == (state == "on")),
        );
        compare(
            "prompted",
            self.upstream
                .prompted
                .map(|prompted| prompted == (signal == "answer")),
        );
        // A variable hides what the file says.
        let persisted = self
            .upstream
            .persisted
            .as_deref()
            .filter(|_| self.variable(self.switch()).is_none());
        compare(
            "persisted",
            persisted.map(|persisted| {
                matches!(
                    (persisted, state),
                    ("enabled", "on") | ("disabled", "off") | ("never_asked", "ask")
                )
            }),
        );
        let found = text("/settled/endpoint")?;
        compare(
            "endpoint",
            endpoint.as_deref().map(|endpoint| match endpoint {
                "stdout" => sink == "stderr",
                _ => found == endpoint && sink != "denied",
            }),
        );
        let dry_run = self.upstream.dry_run.filter(|_| {
            endpoint
                .as_deref()
                .is_some_and(|endpoint| endpoint.contains("//"))
        });
        compare("dryRun", dry_run.map(|dry_run| dry_run == (sink == "none")));
        let same = |member: &Option<String>, pointer| {
            Ok::<_, anyhow::Error>(member.as_deref() == Some(text(pointer)?))
        };
        compare(
            "sessionPrefix",
            session_prefix
                .as_ref()
                .map(|_| same(session_prefix, "/settled/sessionPrefix"))
                .transpose()?,
        );
        compare(
            "deploymentType",
            deployment_type
                .as_ref()
                .map(|_| same(deployment_type, "/settled/deploymentType"))
                .transpose()?,
        );
        compare(
            "consentFile",
            self.upstream
                .consent_file
                .as_ref()
                .map(|path| self.place() == *path),
        );
        Ok(differences)
    }

    /// Whether the person said yes, and the lines that upstream then stored, without comments.
    /// None: nobody was asked.
    #[must_use]
    pub fn stored(&self) -> Option<(bool, &[String])> {
        self.upstream.enabled.zip(self.upstream.stored.as_deref())
    }

    /// Where a host looks for Agent Toolkit's decision.
    fn place(&self) -> String {
        if let Some(named) = self
            .variable("NAT_TELEMETRY_CONSENT_FILE")
            .filter(|path| !path.is_empty())
        {
            return named.into();
        }
        let variable = |name: &str| match name {
            "HOME" => self.upstream.home.clone().map(Into::into),
            name => self.variable(name).map(Into::into),
        };
        let folder = Paths::find(System::Unix, variable)
            .config
            .unwrap_or_default();
        folder
            .join("nat/telemetry.toml")
            .to_string_lossy()
            .into_owned()
    }

    /// The product's own variable.
    fn switch(&self) -> &'static str {
        match self.product.as_str() {
            "agent-toolkit" => "NAT_TELEMETRY_ENABLED",
            "guardrails" => "",
            _ => "NEMO_TELEMETRY_ENABLED",
        }
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.facts
            .iter()
            .find(|fact| fact.source == "variable" && fact.name == name)
            .map(|fact| fact.value.as_str())
    }

    fn file(&self) -> Option<&str> {
        self.facts
            .iter()
            .find(|fact| fact.source == "file")
            .map(|fact| fact.value.as_str())
    }

    /// Whether upstream reads a switch otherwise than it is read here.
    fn reads_otherwise(&self, fact: &Fact) -> bool {
        let is = |value: &str, words: &[&str]| words.contains(&value.to_lowercase().as_str());
        let value = fact.value.as_str();
        let (upstream, here) = match (self.product.as_str(), fact.name.as_str()) {
            ("guardrails", "NEMO_GUARDRAILS_NO_USAGE_STATS" | "DO_NOT_TRACK" | "CI") => {
                (is(value, &["1", "true"]), means(value) != Some(false))
            }
            ("safe-synthesizer" | "anonymizer", "NEMO_TELEMETRY_ENABLED") => {
                (is(value, &["1", "true", "yes"]), means(value) == Some(true))
            }
            ("agent-toolkit", "NAT_TELEMETRY_ENABLED" | "NAT_TELEMETRY_DRY_RUN") => (
                is(value.trim(), &["1", "true", "yes"]),
                means(value) == Some(true),
            ),
            _ => return false,
        };
        fact.source == "variable" && upstream != here
    }
}

/// What a switch says here; none where it says neither.
fn means(value: &str) -> Option<bool> {
    match value.trim().to_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Some(true),
        "" | "0" | "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// Whether a person can have meant a no with it.
fn says_no(text: &str) -> bool {
    let dust = |letter: char| letter.is_whitespace() || ['"', '\'', '\u{feff}'].contains(&letter);
    let lines = text
        .lines()
        .map(|line| line.replace(dust, "").to_lowercase());
    lines
        .filter(|line| !line.starts_with('#'))
        .any(|line| line.contains("consent=disabled"))
}

/// The captures of a file of vectors, in its order. What upstream did lies beside it in
/// `upstream/<name of the file>l`.
///
/// # Errors
/// A file cannot be read, or the two do not belong together.
pub fn read(path: &Path) -> anyhow::Result<Vec<Capture>> {
    let (given, recorded): (Vec<Given>, Vec<Recorded>) =
        (super::values(path)?, super::values(&upstream(path))?);
    ensure!(
        given.len() == recorded.len(),
        "{} and what upstream did differ in length",
        path.display()
    );
    given
        .into_iter()
        .zip(recorded)
        .map(|(given, recorded)| capture(given, recorded))
        .collect()
}

fn capture(given: Given, recorded: Recorded) -> anyhow::Result<Capture> {
    let Given {
        name,
        product,
        facts,
    } = given;
    ensure!(
        recorded.name == name,
        "expected {name}, found what upstream did with {}",
        recorded.name
    );
    let capture = Capture {
        case: recorded.case.clone(),
        product,
        facts,
        upstream: recorded,
    };
    if let Some(marker) = &capture.upstream.marker {
        let counts = matches!(marker.as_str(), "file" | "symlink");
        ensure!(
            capture.file().is_some() == counts,
            "{name}: a marker is a fact where a host counts it, and nowhere else"
        );
    }
    Ok(capture)
}
