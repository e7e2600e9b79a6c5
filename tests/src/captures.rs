//! Captures as they are recorded from the upstream clients, and the vectors that are made of them.
//!
//! A folder of captures has a folder for each product with files of JSON Lines; `DEVIATIONS.md`
//! says what a line holds. [`convert`] makes vectors of them, and beside them what upstream did, in
//! the form of `tests/vectors/captures`, and [`judge`] says what became of each capture.

mod events;
mod json;
mod labels;
mod lives;
mod policy;
mod sessions;
mod usage_stats;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use nemo_telemetry_core::catalog;
use nemo_telemetry_testkit::replay::{self, Subject};
use serde_json::Value;

pub use self::json::Json;
use crate::{deviations, vectors};

/// A capture as it was recorded.
#[derive(Clone, Debug)]
pub struct Record {
    /// The file, without folder and ending.
    file: String,
    /// The identifier.
    case: String,
    /// Identifier of the product.
    product: String,
    /// Version of the upstream client.
    version: String,
    /// What kind of capture.
    kind: String,
    json: Json,
}

impl Record {
    /// The capture's identifier.
    #[must_use]
    pub fn case(&self) -> &str {
        &self.case
    }
}

/// A vector that was made of a capture, and what upstream did.
#[derive(Clone, Debug)]
pub struct Converted {
    /// `product-version-kind`: the file that it belongs into.
    pub stem: String,
    /// The capture's identifier.
    pub case: String,
    /// The vector, without its name.
    vector: Json,
    /// What upstream did, without name and case.
    upstream: Json,
}

/// What was made of a capture.
#[derive(Clone, Debug)]
pub enum Made {
    /// A vector.
    Vector(Box<Converted>),
    /// Two vectors of two versions of the client.
    Both(Box<[Converted; 2]>),
    /// A line of usage stats, which need a disk and no vector.
    UsageStats(String),
    /// No vector: nothing here does what was captured. The text says why.
    Nothing(&'static str),
}

/// What became of a capture.
#[derive(Debug)]
pub enum Fate {
    /// The component did the same, or differs as this class says.
    Matched(Option<&'static str>),
    /// Nothing here does what was captured; the text says why.
    Nothing(&'static str),
    /// Neither: the capture could not be converted, or no class knows what differs.
    Unmatched(String),
}

/// The captures of a folder, file by file in the order of their paths. Older parts of a file that
/// was rotated, such as `events.jsonl.1`, come before it.
///
/// # Errors
/// The folder cannot be read, or a line is no capture; the error says which.
pub fn read(folder: &Path) -> anyhow::Result<Vec<Record>> {
    let mut files: BTreeMap<PathBuf, BTreeMap<std::cmp::Reverse<u32>, PathBuf>> = BTreeMap::new();
    for entry in walk(folder)? {
        let name = entry.file_name().unwrap_or_default().to_string_lossy();
        let (base, age) = match name.rsplit_once(".jsonl.") {
            Some((base, age)) if age.parse::<u32>().is_ok() => {
                (format!("{base}.jsonl"), age.parse()?)
            }
            _ => (name.to_string(), 0),
        };
        if base.ends_with(".jsonl") {
            let parts = files.entry(entry.with_file_name(base)).or_default();
            parts.insert(std::cmp::Reverse(age), entry.clone());
        }
    }
    let mut records = Vec::new();
    for (base, parts) in files {
        let stem = base.file_stem().unwrap_or_default().to_string_lossy();
        for path in parts.values() {
            let text = fs::read_to_string(path)
                .with_context(|| format!("failed to read {}", path.display()))?;
            // Not `lines` of a language that also ends them at U+2028.
            for (place, line) in text.split('\n').enumerate() {
                if !line.trim().is_empty() {
                    let record = record(&stem, line);
                    records.push(record.with_context(|| {
                        format!("{}, line {}: no capture", path.display(), place + 1)
                    })?);
                }
            }
        }
    }
    ensure!(
        !records.is_empty(),
        "expected captures in {}, found none",
        folder.display()
    );
    Ok(records)
}

fn walk(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("failed to read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(walk(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

fn record(file: &str, line: &str) -> anyhow::Result<Record> {
    let json = Json::parse(line)?;
    let member = |name| json.at(name).and_then(Json::str);
    Ok(Record {
        file: file.into(),
        case: member("case")?,
        product: member("product")?,
        version: member("upstream_version")?,
        kind: member("kind")?,
        json: json.clone(),
    })
}

/// What is made of each capture, in their order.
pub fn convert(subject: &mut dyn Subject, records: &[Record]) -> Vec<anyhow::Result<Made>> {
    let bases = events::bases(records);
    records
        .iter()
        .map(|record| {
            if record.product != "shared" && catalog::product(&record.product).is_none() {
                return Ok(Made::Nothing("product not in the catalogue"));
            }
            match record.kind.as_str() {
                "event" => events::event(subject, record),
                "batch" => events::batch(subject, record),
                "cpu" => events::cpu(subject, record, &bases),
                "helper" => match record.json.at("input/fn").and_then(Json::str).as_deref() {
                    Ok("format_timestamp") => events::seconds(subject, record, &bases),
                    Ok("format_timestamp_from_utc_fields") => {
                        events::instant(subject, record, &bases)
                    }
                    Ok("redact_endpoint_for_logs") => Ok(Made::Nothing("no address is logged")),
                    _ => labels::helper(subject, record),
                },
                "report_usage" => labels::usage(subject, record),
                "transport" => lives::transport(subject, record),
                "lifecycle" => lives::lifecycle(subject, record),
                "env" if record.file.starts_with("heartbeat") => policy::heartbeat(subject, record),
                "env" if record.json.at("output/is_ci").is_ok() => {
                    events::ci(subject, record, &bases)
                }
                "session_state" => sessions::session(subject, record),
                "env" | "consent" | "prompt" => policy::decision(subject, record),
                "consent_write" => Ok(Made::Nothing("no person answered")),
                "audit" => usage_stats::capture(record).map(Made::UsageStats),
                kind => anyhow::bail!("{kind} is no kind of captures"),
            }
        })
        .collect()
}

/// Runs a vector that has no name yet. What happened, a value for each step.
fn run(subject: &mut dyn Subject, vector: &Json) -> anyhow::Result<Vec<Value>> {
    let text = named(vector, 1, [("name", "a_capture")]);
    let vector = replay::parse(&text)?.pop();
    Ok(replay::run(subject, &vector.context("expected a vector")?)?.lines)
}

/// Writes what was made of captures as files of vectors, with what upstream did beside them. A
/// capture that the tree knows keeps its name and its place.
///
/// # Errors
/// A file cannot be written.
pub fn write<'c>(
    folder: &Path,
    made: impl IntoIterator<Item = &'c Converted>,
) -> anyhow::Result<()> {
    let mut files: BTreeMap<&str, Vec<&Converted>> = BTreeMap::new();
    for made in made {
        files.entry(&made.stem).or_default().push(made);
    }
    fs::create_dir_all(folder.join("upstream"))
        .with_context(|| format!("failed to make {}", folder.display()))?;
    for (stem, mut made) in files {
        let known = known(stem)?;
        let place = |made: &&Converted| {
            let place = known.iter().position(|(case, _)| *case == made.case);
            place.unwrap_or(known.len())
        };
        made.sort_by_key(place);
        let mut taken: BTreeSet<String> = known.iter().map(|(_, name)| name.clone()).collect();
        let (mut vectors, mut upstream) = (Vec::new(), String::new());
        for made in made {
            let name = known.iter().find(|(case, _)| *case == made.case);
            let name = name.map_or_else(|| fresh(&made.case, &mut taken), |(_, name)| name.clone());
            vectors.push(made.vector_text(&name));
            upstream.push_str(&made.upstream_text(&name));
            upstream.push('\n');
        }
        let path = folder.join(format!("{stem}.json"));
        fs::write(&path, format!("[\n{}\n]\n", vectors.join(",\n")))?;
        fs::write(deviations::upstream(&path), upstream)?;
    }
    Ok(())
}

/// The captures of a file of the tree, with the names of their vectors.
fn known(stem: &str) -> anyhow::Result<Vec<(String, String)>> {
    let path = vectors::folder().join(format!("captures/{stem}.json"));
    if !path.exists() {
        return Ok(Vec::new());
    }
    let recorded: Vec<Value> = deviations::values(&deviations::upstream(&path))?;
    let member = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
    let lines = recorded.iter();
    Ok(lines
        .map(|line| (member(line, "case"), member(line, "name")))
        .collect())
}

/// A name from an identifier: its letters and digits, and a number where another has the same.
fn fresh(case: &str, taken: &mut BTreeSet<String>) -> String {
    let case = match case.split_once('/') {
        Some((version, rest)) if version.contains('.') => rest,
        _ => case,
    };
    let case = case
        .replace("=-", "=minus ")
        .replace("e+", "e")
        .to_lowercase();
    let words = case.split(|letter: char| !letter.is_ascii_alphanumeric());
    let name = words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_");
    let mut names =
        std::iter::once(name.clone()).chain((2..).map(|number| format!("{name}_{number}")));
    let name = names.find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(name.clone());
    name
}

impl Converted {
    /// The vector under a name, on one line.
    #[must_use]
    pub fn vector_text(&self, name: &str) -> String {
        named(&self.vector, 1, [("name", name)])
    }

    /// What upstream did, under a name, on one line.
    #[must_use]
    pub fn upstream_text(&self, name: &str) -> String {
        named(&self.upstream, 0, [("name", name), ("case", &self.case)])
    }
}

/// An object with more members at a place.
fn named<const N: usize>(json: &Json, place: usize, more: [(&str, &str); N]) -> String {
    let Json::Object(mut members) = json.clone() else {
        return json.to_string();
    };
    let more = more.map(|(name, value)| (name.to_owned(), Json::text(value)));
    members.splice(place..place, more);
    Json::Object(members).to_string()
}

/// What became of each capture of a folder, in their order. The vectors are written into another.
///
/// # Errors
/// A folder cannot be read or written.
pub fn judge(
    subject: &mut dyn Subject,
    folder: &Path,
    out: &Path,
) -> anyhow::Result<Vec<(String, Fate)>> {
    let records = read(folder)?;
    let made = convert(subject, &records);
    let vectors = made.iter().flatten().flat_map(|made| match made {
        Made::Vector(made) => std::slice::from_ref(&**made),
        Made::Both(made) => made.as_slice(),
        Made::UsageStats(_) | Made::Nothing(_) => &[],
    });
    let vectors: Vec<&Converted> = vectors.collect();
    write(out, vectors.iter().copied())?;
    let mut verdicts: BTreeMap<(String, String), deviations::Verdict<&'static str>> =
        BTreeMap::new();
    let stems: BTreeSet<&str> = vectors.iter().map(|made| made.stem.as_str()).collect();
    for stem in stems {
        for (case, verdict) in deviations::judge(subject, &out.join(format!("{stem}.json")))? {
            verdicts.insert((stem.into(), case), verdict);
        }
    }
    let mut take = |made: &Converted| {
        let verdict = verdicts.remove(&(made.stem.clone(), made.case.clone()));
        match verdict {
            Some(Ok(class)) => Fate::Matched(class),
            Some(Err(error)) => Fate::Unmatched(format!("{error:#}")),
            None => Fate::Unmatched("another capture has the same identifier".into()),
        }
    };
    let mut fates = Vec::new();
    for (place, (record, made)) in records.iter().zip(&made).enumerate() {
        let case = format!("{}/{}: {}", record.product, record.file, record.case);
        match made {
            Ok(Made::Vector(made)) => fates.push((case, take(made))),
            Ok(Made::Both(made)) => {
                for made in made.iter() {
                    fates.push((format!("{case} ({})", made.stem), take(made)));
                }
            }
            Ok(Made::UsageStats(line)) => {
                let folder = out.join("usage-stats").join(place.to_string());
                fates.push((case, usage_stats_of(line, &folder)));
            }
            Ok(Made::Nothing(why)) => fates.push((case, Fate::Nothing(why))),
            Err(error) => fates.push((case, Fate::Unmatched(format!("{error:#}")))),
        }
    }
    Ok(fates)
}

/// Adds the line of a capture in a folder that is made anew.
fn usage_stats_of(line: &str, folder: &Path) -> Fate {
    let judged = || {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        deviations::usage_stats::judge(&serde_json::from_str(line)?, folder)
    };
    match judged() {
        Ok(differences) => Fate::Matched(differences.name()),
        Err(error) => Fate::Unmatched(format!("{error:#}")),
    }
}
