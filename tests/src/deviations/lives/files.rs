//! Reads captures of lives: scripts, and beside them what upstream did.

use std::{fs, path::Path};

use anyhow::{Context, ensure};
use serde::Deserialize;

use super::traffic::{Answer, Step, Turn, Upstream};
use crate::deviations::{self, Source};

/// A capture: what upstream did, and the script that stands for it.
#[derive(Debug)]
pub struct Life {
    /// The identifier that the capture was recorded under.
    pub case: String,
    /// Product, version of the upstream client and kind, as the file's name has them.
    pub source: Source,
    /// What it is about.
    pub content: Content,
}

/// What a capture is about.
#[derive(Debug)]
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
    steps: Vec<Step>,
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
    turns: Vec<Turn>,
    body_text: Option<String>,
}

/// What has no vector.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Process {
    case: String,
    op: String,
}

/// The captures that belong to a file of scripts, in the order of what was recorded. Those with
/// [`Content::Traffic`] are in the order of the scripts.
///
/// # Errors
/// A file cannot be read, or the two do not belong together.
pub fn read(path: &Path) -> anyhow::Result<Vec<Life>> {
    let source = deviations::source(path)?;
    let mut scripts = deviations::values::<Script>(path)?.into_iter();
    let beside = deviations::upstream(path);
    let recorded = fs::read_to_string(&beside)
        .with_context(|| format!("failed to read {}", beside.display()))?;
    let mut lives = Vec::new();
    for line in recorded.lines() {
        let recorded = serde_json::from_str(line).with_context(|| {
            format!(
                "{} holds something else than what upstream did",
                beside.display()
            )
        })?;
        let (case, content) = match recorded {
            Recorded::Process(Process { case, op }) => (case, Content::Process(op)),
            Recorded::Traffic(Traffic {
                name,
                case,
                server,
                to,
                turns,
                body_text,
            }) => {
                let script = scripts
                    .next()
                    .with_context(|| format!("expected the script {name}, found no more"))?;
                ensure!(
                    script.name == name,
                    "expected {}, found what upstream did with {name}",
                    script.name
                );
                (
                    case,
                    Content::Traffic {
                        upstream: Upstream {
                            server,
                            to,
                            turns,
                            body_text,
                        },
                        steps: script.steps,
                    },
                )
            }
        };
        lives.push(Life {
            case,
            source: source.clone(),
            content,
        });
    }
    ensure!(
        scripts.next().is_none(),
        "{} has more scripts than {} has lines",
        path.display(),
        beside.display()
    );
    Ok(lives)
}
