//! Captures of what upstream makes of variables, of stored decisions and of answers, and the closed
//! classes of what the component decides differently.
//!
//! A capture's vector has the facts that a host finds there. Of what upstream recorded every member
//! is compared, as far as the decision says it too. A class says what has to be decided in
//! upstream's place, and that is checked wherever it applies, even where upstream happens to decide
//! the same.

use std::path::Path;

use anyhow::{Context, ensure};
use nemo_telemetry::paths::{Paths, System};
use nemo_telemetry_core::catalog;
use nemo_telemetry_testkit::replay::Subject;
use serde::Deserialize;
use serde_json::Value;

use super::{Verdict, Verdicts};

/// What upstream was given, as facts, and what it made of them.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The identifier that the capture was recorded under.
    pub case: String,
    /// Identifier of the product.
    pub product: String,
    facts: Vec<Fact>,
    upstream: Recorded,
}

#[derive(Clone, Debug, Deserialize)]
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
#[derive(Clone, Debug, Deserialize)]
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
    /// Nothing is sent, because of the address.
    nowhere: Option<bool>,
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

/// Variables of systems of continuous integration, beside `CI`.
const CI: [&str; 15] = [
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "JENKINS_URL",
    "TRAVIS",
    "CIRCLECI",
    "BUILDKITE",
    "TEAMCITY_VERSION",
    "TF_BUILD",
    "APPVEYOR",
    "DRONE",
    "CIRRUS_CI",
    "BUILD_ID",
    "BUILD_NUMBER",
    "CONTINUOUS_INTEGRATION",
    "RUN_ID",
];

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
    /// An address that upstream writes in lower case.
    LowerCase,
    /// An address on this machine, where upstream sends over https alone.
    ThisMachine,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 8] = [
        Self::Spelling,
        Self::StoredNo,
        Self::DamagedNo,
        Self::Unheard,
        Self::Prefix,
        Self::Address,
        Self::LowerCase,
        Self::ThisMachine,
    ];

    /// Its name in `DEVIATIONS.md`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Spelling => "switch spelling",
            Self::StoredNo => "stored no beside a variable",
            Self::DamagedNo => "no in a damaged file",
            Self::Unheard => "signal that upstream does not hear",
            Self::Prefix => "prefix that could name a person",
            Self::Address => "address that is not permitted",
            Self::LowerCase => "address in lower case",
            Self::ThisMachine => "address on this machine",
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
                let ci = CI.iter().any(|sign| {
                    capture
                        .variable(sign)
                        .is_some_and(|value| !value.is_empty())
                });
                if capture.product == "guardrails" {
                    // Upstream hears `CI` alone, and one that says no is heard here first.
                    capture.variable("CI").is_none() && ci
                } else {
                    set("DO_NOT_TRACK") || (set("CI") || ci) && recorded.of == "prompt"
                }
            }
            Self::Prefix => recorded
                .session_prefix
                .as_deref()
                .is_some_and(|prefix| !is_prefix(prefix)),
            Self::Address => recorded
                .endpoint
                .as_deref()
                .is_some_and(|endpoint| !is_permitted(endpoint)),
            Self::LowerCase => {
                let is_lowered = |endpoint: &String| {
                    let (address, _) = capture.names();
                    is_permitted(endpoint)
                        && capture.variable(address).is_some_and(|address| {
                            address != endpoint && address.to_lowercase() == *endpoint
                        })
                };
                recorded.endpoint.as_ref().is_some_and(is_lowered)
            }
            Self::ThisMachine => {
                let (address, _) = capture.names();
                let is_here = |address: &str| {
                    let is_sink = ["stdout:", "stderr:", "file:/"]
                        .iter()
                        .any(|sink| address.starts_with(sink));
                    is_sink
                        || address == "stdout"
                        || address.starts_with("http://") && is_permitted(address)
                };
                recorded.nowhere == Some(true) && capture.variable(address).is_some_and(is_here)
            }
        }
    }

    /// The members that it changes.
    fn members(self, capture: &Capture) -> &'static [&'static str] {
        let dry_run = |fact: &Fact| fact.name == "NAT_TELEMETRY_DRY_RUN";
        let mut otherwise = capture
            .facts
            .iter()
            .filter(|fact| capture.reads_otherwise(fact));
        match self {
            Self::Spelling if otherwise.all(dry_run) => &["dryRun"],
            Self::Spelling => &["enabled"],
            Self::StoredNo | Self::Unheard => &["enabled", "prompted"],
            Self::DamagedNo => &["enabled", "persisted", "prompted"],
            Self::Prefix => &["sessionPrefix"],
            Self::Address => &["endpoint", "dryRun"],
            Self::LowerCase => &["endpoint"],
            Self::ThisMachine => &["nowhere"],
        }
    }

    /// Whether the decision is what it has to be in a capture of this class.
    ///
    /// # Errors
    /// It is not; the error says what it was to be.
    pub fn check(self, capture: &Capture, ours: &Value) -> anyhow::Result<()> {
        let text = |pointer: &str| ours.pointer(pointer).and_then(Value::as_str);
        let off = text("/state") == Some("off");
        let asked = text("/signal/name") == Some("answer");
        let warns_of = |variable: &str| {
            let warnings = ours.pointer("/settled/warnings").and_then(Value::as_array);
            warnings.is_some_and(|warnings| {
                let mut texts = warnings.iter().filter_map(Value::as_str);
                texts.any(|warning| warning.starts_with(&format!("{variable} ")))
            })
        };
        match self {
            Self::Spelling => {
                for fact in &capture.facts {
                    if !capture.reads_otherwise(fact) {
                        continue;
                    }
                    let on = means(&fact.value) == Some(true);
                    if fact.name == "NAT_TELEMETRY_DRY_RUN" {
                        let quiet = text("/settled/sink") == Some("none");
                        ensure!(quiet == on, "expected a dry run: {on}");
                    } else if fact.name == capture.switch() {
                        let on = on && !capture.file().is_some_and(says_no);
                        ensure!(off != on, "expected to send: {on}");
                    } else {
                        // A kill switch that upstream does not hear.
                        ensure!(off, "expected {} to forbid", fact.name);
                    }
                }
            }
            Self::StoredNo | Self::DamagedNo | Self::Unheard => {
                ensure!(off, "expected the person's no to hold");
                ensure!(!asked, "expected nobody to be asked");
            }
            Self::Prefix => {
                ensure!(
                    text("/settled/sessionPrefix") == Some(""),
                    "expected no prefix"
                );
                let (_, prefix) = capture.names();
                ensure!(warns_of(prefix), "expected a warning about {prefix}");
            }
            Self::Address => {
                ensure!(
                    text("/settled/sink") == Some("denied"),
                    "expected to send nothing"
                );
                let (address, _) = capture.names();
                ensure!(warns_of(address), "expected a warning about {address}");
            }
            Self::LowerCase => {
                let (address, _) = capture.names();
                let named = capture.variable(address).unwrap_or_default();
                ensure!(
                    text("/settled/endpoint") == Some(named),
                    "expected the address as it is written"
                );
                let denied = text("/settled/sink") == Some("denied");
                ensure!(
                    denied != is_permitted(named),
                    "expected to send where it may be sent as it is written"
                );
            }
            Self::ThisMachine => {
                let sink = text("/settled/sink");
                ensure!(
                    !matches!(sink, Some("none" | "denied")),
                    "expected to send on this machine"
                );
            }
        }
        Ok(())
    }
}

/// What became of a capture, for which the component decided this.
///
/// # Errors
/// It is neither as upstream nor what exactly one class says.
pub fn judge(capture: &Capture, ours: &Value) -> Verdict<Class> {
    let classes: Vec<Class> = Class::ALL
        .into_iter()
        .filter(|class| class.matches(capture))
        .collect();
    for class in &classes {
        class
            .check(capture, ours)
            .with_context(|| class.name().to_owned())?;
    }
    let differences = capture.differences(ours)?;
    if differences.is_empty() {
        return Ok(None);
    }
    let explains = |class: &&Class| {
        let explained = |member| class.members(capture).contains(member);
        differences.iter().all(explained)
    };
    let explaining: Vec<&Class> = classes.iter().filter(explains).collect();
    let [class] = explaining[..] else {
        anyhow::bail!("expected one class for {differences:?}, found {explaining:?} of {classes:?}")
    };
    Ok(Some(*class))
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
        |_, capture, lines| {
            let ours = lines.first().and_then(|line| line.get("policy"));
            judge(
                capture,
                ours.context("expected a vector of the kind policy")?,
            )
        },
    )
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
        compare(
            "nowhere",
            self.upstream
                .nowhere
                .map(|nowhere| nowhere == matches!(sink, "none" | "denied")),
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
        // Where no variable names one, it is the default of the events.
        let named = match text("/settled/deploymentType")? {
            "" => self.default_deployment(),
            named => named,
        };
        compare(
            "deploymentType",
            deployment_type.as_deref().map(|expected| expected == named),
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

    /// The deployment type of an event whose caller names none.
    fn default_deployment(&self) -> &'static str {
        let product = catalog::product(&self.product);
        let mut events = product.into_iter().flat_map(|product| product.events);
        let field = events.find_map(|(name, version)| {
            let event = catalog::event(name, version).ok()?;
            event
                .fields
                .iter()
                .find(|field| field.name == "deploymentType")
        });
        let default = field.and_then(|field| field.default);
        default.unwrap_or_default().trim_matches('"')
    }

    /// The product's own variable.
    fn switch(&self) -> &'static str {
        match self.product.as_str() {
            "agent-toolkit" => "NAT_TELEMETRY_ENABLED",
            "guardrails" => "",
            _ => "NEMO_TELEMETRY_ENABLED",
        }
    }

    /// The variables with the address and with the prefix.
    fn names(&self) -> (&'static str, &'static str) {
        match self.product.as_str() {
            "agent-toolkit" => ("NAT_TELEMETRY_ENDPOINT", "NAT_SESSION_PREFIX"),
            "guardrails" => ("NEMO_GUARDRAILS_USAGE_STATS_SERVER", ""),
            _ => ("NEMO_TELEMETRY_ENDPOINT", "NEMO_SESSION_PREFIX"),
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
            ("safe-synthesizer" | "anonymizer" | "data-designer", "NEMO_TELEMETRY_ENABLED") => {
                (is(value, &["1", "true", "yes"]), means(value) == Some(true))
            }
            ("platform", "NEMO_TELEMETRY_ENABLED") => {
                (is(value.trim(), &["true"]), means(value) == Some(true))
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

/// Whether a prefix is used: it names nobody.
fn is_prefix(prefix: &str) -> bool {
    let letter = |letter| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'-');
    prefix.len() <= 32 && prefix.bytes().all(letter)
}

/// Whether events may go to an address: nowhere, to Agent Toolkit's word for standard error, over
/// https anywhere, and over http to this machine; without credentials, space or control characters.
fn is_permitted(address: &str) -> bool {
    if matches!(address, "" | "stdout") {
        return true;
    }
    let odd = |letter: char| letter <= ' ';
    let Some((scheme, rest)) = address.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = match authority.split_once(']') {
        Some((host, _)) => host,
        None => authority.split(':').next().unwrap_or_default(),
    };
    // Schemes and names have no case.
    let (scheme, host) = (scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    let here = matches!(host.as_str(), "localhost" | "[::1")
        || host.starts_with("127.") && host.split('.').count() == 4;
    let permitted = scheme == "https" || scheme == "http" && here;
    permitted && !host.is_empty() && !authority.contains('@') && !address.contains(odd)
}

/// What a switch says here; none where it says neither.
fn means(value: &str) -> Option<bool> {
    match value.trim_ascii().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Some(true),
        "" | "0" | "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// Whether a person can have meant a no with it: `disabled` and its like, or a word for no, in any
/// case, with any quotes, and as an escape.
fn says_no(text: &str) -> bool {
    let dust = |letter: char| {
        letter.is_whitespace() || letter.is_control() || ['"', '\'', '\u{feff}'].contains(&letter)
    };
    [text.to_owned(), unescaped(text)].iter().any(|text| {
        let lines = text
            .lines()
            .map(|line| line.replace(dust, "").to_lowercase());
        let mut lines = lines.filter(|line| !line.starts_with('#'));
        lines.any(|line| {
            let value = line.split_once("consent=").map(|(_, value)| value);
            let word = value.and_then(|value| value.split([',', '}', '#', ';']).next());
            word.is_some_and(|word| {
                word.starts_with("disable") || ["false", "no", "off", "0"].contains(&word)
            })
        })
    })
}

/// The text with letters in place of `\uXXXX`.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let letter = part
            .get(..4)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        match letter.and_then(char::from_u32) {
            Some(letter) => {
                plain.push(letter);
                plain.push_str(&part[4..]);
            }
            None => {
                plain.push_str("\\u");
                plain.push_str(part);
            }
        }
    }
    plain
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
