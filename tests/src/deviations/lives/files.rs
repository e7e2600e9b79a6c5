//! Reads captures of lives: scripts, and beside them what upstream did.

use std::path::Path;

use anyhow::{Context, ensure};
use nemo_telemetry_core::catalog;
use serde::Deserialize;

use super::traffic::{Answer, Step, Turn, Upstream};
use crate::deviations::{self, Source};

/// A capture: what upstream did, and the script that stands for it.
#[derive(Clone, Debug)]
pub struct Life {
    /// The identifier that the capture was recorded under.
    pub case: String,
    /// Product, version of the upstream client and kind, as the file's name has them.
    pub source: Source,
    /// What it is about.
    pub content: Content,
}

/// What a capture is about.
#[derive(Clone, Debug)]
pub enum Content {
    /// Requests and what was left.
    Traffic {
        /// What upstream did.
        upstream: Upstream,
        /// The script's steps, as far as a server knows of them.
        steps: Vec<Step>,
    },
    /// Something else than telemetry, done to the process of a client; this word says what.
    Process(String),
}

/// What a capture's vector holds.
#[derive(Deserialize)]
struct Script {
    name: String,
    settings: Settings,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Settings {
    product: String,
    retries: Option<usize>,
}

/// A line of `upstream/*.jsonl`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Recorded {
    Traffic(Traffic),
    Process(Process),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Traffic {
    name: String,
    case: String,
    server: Vec<Option<Answer>>,
    to: Option<String>,
    /// Attempts after the first, where the client was told how many.
    retries: Option<usize>,
    turns: Vec<Turn>,
    body_text: Option<String>,
}

/// What is done to a process.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Process {
    name: String,
    case: String,
    op: String,
}

/// The captures of a file of scripts, in its order. What upstream did lies beside it in
/// `upstream/<name of the file>l`.
///
/// # Errors
/// A file cannot be read, or the two do not belong together.
pub fn read(path: &Path) -> anyhow::Result<Vec<Life>> {
    let source = deviations::source(path)?;
    deviations::paired::<Script, Recorded>(path)?
        .map(|(script, recorded)| life(&source, script, recorded))
        .collect()
}

fn life(source: &Source, script: Script, recorded: Recorded) -> anyhow::Result<Life> {
    let (name, case, content) = match recorded {
        Recorded::Process(Process { name, case, op }) => (name, case, Content::Process(op)),
        Recorded::Traffic(Traffic {
            name,
            case,
            server,
            to,
            retries,
            turns,
            body_text,
        }) => {
            let default = catalog::product(&script.settings.product)
                .context("expected a product of the catalog")?
                .retries;
            let default = usize::try_from(default)?;
            let (retries, ours) = (
                retries.unwrap_or(default),
                script.settings.retries.unwrap_or(default),
            );
            ensure!(
                ours == retries,
                "{name}: the script has {ours} retries, and upstream had {retries}"
            );
            let upstream = Upstream {
                retries,
                server,
                to,
                turns,
                body_text,
            };
            let steps = script.steps;
            (name, case, Content::Traffic { upstream, steps })
        }
    };
    ensure!(
        script.name == name,
        "expected {}, found what upstream did with {name}",
        script.name
    );
    Ok(Life {
        case,
        source: source.clone(),
        content,
    })
}
