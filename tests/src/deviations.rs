//! Captures of the real upstream clients, and the closed classes of what the component does
//! differently: of events in [`events`], of whole lives in [`lives`], of heartbeats in
//! [`heartbeats`], of labels in [`labels`], of decisions in [`policy`], of sessions in [`sessions`].
//!
//! A class is a predicate over what a capture holds: the input that was given and what upstream
//! made of it. No predicate knows a capture by its name. A class also says what the component does
//! in upstream's place, and that is checked: an answer that is neither upstream's nor the class's
//! is an error.

pub mod events;
pub mod heartbeats;
pub mod labels;
pub mod lives;
pub mod policy;
pub mod sessions;
pub mod usage_stats;

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use nemo_telemetry_testkit::replay::{self, Subject};
use serde::Deserialize;
use serde_json::Value;

/// What became of a capture: nothing where the component did as upstream, the class where it
/// differs as that class says, and otherwise an error.
pub type Verdict<C> = anyhow::Result<Option<C>>;

/// What became of each capture of a file, by the identifier that it was recorded under.
pub type Verdicts<C> = Vec<(String, Verdict<C>)>;

/// Where a capture comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Identifier of the product.
    pub product: String,
    /// Version of the upstream client.
    pub version: String,
    /// `event`, `batch`, `cpu`, `ci`, `timestamps`, `transport`, `lifecycle`, `heartbeat`, `labels`,
    /// `session` or `policy`.
    pub kind: String,
}

/// What became of each capture of a file, each class by its name in `DEVIATIONS.md`.
///
/// # Errors
/// The file cannot be read, belongs to another that is not there, or is of no known kind.
pub fn judge(subject: &mut dyn Subject, path: &Path) -> anyhow::Result<Verdicts<&'static str>> {
    fn named<C>(verdicts: Verdicts<C>, name: fn(C) -> &'static str) -> Verdicts<&'static str> {
        let named =
            |(case, verdict): (String, Verdict<C>)| (case, verdict.map(|class| class.map(name)));
        verdicts.into_iter().map(named).collect()
    }
    Ok(match source(path)?.kind.as_str() {
        "event" | "batch" | "cpu" | "ci" | "timestamps" => {
            named(events::judge_file(subject, path)?, events::Class::name)
        }
        "transport" | "lifecycle" => named(lives::judge_file(subject, path)?, lives::Class::name),
        "heartbeat" => named(
            heartbeats::judge_file(subject, path)?,
            heartbeats::Class::name,
        ),
        "labels" => named(labels::judge_file(subject, path)?, labels::Class::name),
        "session" => named(sessions::judge_file(subject, path)?, sessions::Class::name),
        "policy" => named(policy::judge_file(subject, path)?, policy::Class::name),
        kind => anyhow::bail!("{}: {kind} is no kind of captures", path.display()),
    })
}

/// What became of each capture of a file, whose vectors are run for that. `judge` gets the subject, a
/// capture, and what came out when its vector ran.
pub(crate) fn judge_each<T, C>(
    subject: &mut dyn Subject,
    path: &Path,
    captures: &[T],
    case: impl Fn(&T) -> &str,
    mut judge: impl FnMut(&mut dyn Subject, &T, &[Value]) -> Verdict<C>,
) -> anyhow::Result<Verdicts<C>> {
    let mut verdicts = Vec::new();
    for (capture, vector) in captures.iter().zip(replay::read(path)?) {
        let verdict = replay::run(subject, &vector).and_then(|run| {
            ensure!(run.failures.is_empty(), "{}", run.failures.join("; "));
            judge(subject, capture, &run.lines)
        });
        verdicts.push((case(capture).to_owned(), verdict));
    }
    Ok(verdicts)
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

/// The captures of a file, each with what upstream did.
pub(crate) fn paired<G, R>(path: &Path) -> anyhow::Result<impl Iterator<Item = (G, R)>>
where
    G: for<'de> Deserialize<'de>,
    R: for<'de> Deserialize<'de>,
{
    let beside = upstream(path);
    let (given, recorded): (Vec<G>, Vec<R>) = (values(path)?, values(&beside)?);
    ensure!(
        given.len() == recorded.len(),
        "{} and {} differ in length",
        path.display(),
        beside.display()
    );
    Ok(given.into_iter().zip(recorded))
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
