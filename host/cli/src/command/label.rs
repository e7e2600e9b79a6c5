use std::{
    fs::File,
    io::{self, BufReader, Read, Write},
};

use anyhow::Context;
use clap::{Args, Subcommand};
use nemo_telemetry::{
    MAX_TEXT, compact,
    labels::{Aliases, ClassifyModelHost, Count, Hosts, LabelCall, SanitizeModel, Tokens},
};
use nemo_telemetry_cli::{file, tokens};
use serde_json::Value;

use super::{Exit, Failure, instance};
use crate::{finding::Finding, input::read_line, output};

/// Longest record of a data set whose tokens are counted, in bytes.
const LONGEST_RECORD: usize = 16 * 1024 * 1024;

/// Turn what a program knows into the few words that may be sent
#[derive(Args, Debug)]
pub(crate) struct Label {
    #[command(subcommand)]
    name: Name,
}

#[derive(Debug, Subcommand)]
enum Name {
    /// A model's name: itself when it is one of a model hub, else local_path or undefined
    SanitizeModel {
        /// The name; without it there is none
        name: Option<String>,
        /// A file of that name exists
        #[arg(long)]
        on_disk: bool,
    },
    /// Bucket of a number of records
    BucketRecords {
        #[arg(allow_negative_numbers = true, value_parser = number)]
        count: f64,
    },
    /// Bucket of a number of columns
    BucketColumns {
        #[arg(allow_negative_numbers = true, value_parser = number)]
        count: f64,
    },
    /// Kind of host behind a model endpoint
    ClassifyModelHost {
        /// Its address; without it there is none
        endpoint: Option<String>,
        /// Look at the parsed host alone, which a path cannot imitate
        #[arg(long)]
        strict: bool,
    },
    /// Distinct kinds of host, sorted
    CollectModelHosts { hosts: Vec<String> },
    /// Aliases trimmed, sorted and joined
    JoinAliases { aliases: Vec<String> },
    /// Mean number of tokens of a record, from their sum
    AverageTokens { total: f64, records: u32 },
    /// Mean number of tokens of a record, counted here in the encoding cl100k_base
    AvgTokens {
        /// A file with one record a line, as JSON; `-` is standard input
        file: String,
    },
    /// How a command ended: taskStatus, exitCode, errorClass
    CommandOutcome(Record),
    /// The registered subcommand that was called
    Subcommand(Record),
    /// At which step records failed
    FailureCounts(Record),
    /// What a Guardrails configuration uses; `usage guardrails` reads one from a folder
    GuardrailsUsage(Record),
    /// What a job of Platform was: taskStatus, jobType, plugins, model
    JobRun(Record),
    /// Bucket of a number of models that Platform's setup found
    ModelsDiscovered(Record),
}

/// The input of a label that has several fields.
#[derive(Args, Debug)]
struct Record {
    /// JSON as tests/vectors/FORMAT.md describes it; `-` is standard input
    record: String,
}

impl Label {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let derive = |name: &str, record: Record| {
            Ok::<_, Failure>(LabelCall::Derive(name.into(), record.text()?))
        };
        let call = match self.name {
            Name::SanitizeModel { name, on_disk } => {
                LabelCall::SanitizeModel(SanitizeModel { name, on_disk })
            }
            Name::BucketRecords { count } => LabelCall::BucketRecords(Count { count }),
            Name::BucketColumns { count } => LabelCall::BucketColumns(Count { count }),
            Name::ClassifyModelHost { endpoint, strict } => {
                LabelCall::ClassifyModelHost(ClassifyModelHost { endpoint, strict })
            }
            Name::CollectModelHosts { hosts } => LabelCall::CollectModelHosts(Hosts {
                hosts: hosts.into_iter().map(Some).collect(),
            }),
            Name::JoinAliases { aliases } => LabelCall::JoinAliases(Aliases { aliases }),
            Name::AverageTokens { total, records } => {
                LabelCall::AverageTokens(Tokens { total, records })
            }
            Name::AvgTokens { file } => LabelCall::AverageTokens(count(&file)?),
            Name::CommandOutcome(record) => derive("command-outcome", record)?,
            Name::Subcommand(record) => derive("subcommand", record)?,
            Name::FailureCounts(record) => derive("failure-counts", record)?,
            Name::GuardrailsUsage(record) => derive("guardrails-usage", record)?,
            Name::JobRun(record) => derive("job-run", record)?,
            Name::ModelsDiscovered(record) => derive("models-discovered", record)?,
        };
        let Some(value) = make(&call)? else {
            return Ok(Exit::Invalid);
        };
        // A word is for a shell, which wants no quotes.
        let value: Value =
            serde_json::from_str(&value).context("the component made a label that is not JSON")?;
        writeln!(
            output::out(),
            "{}",
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        )?;
        Ok(Exit::Done)
    }
}

/// The label as JSON. None: its input is wrong, and standard error says how.
pub(super) fn make(call: &LabelCall) -> Result<Option<String>, Failure> {
    if let LabelCall::Derive(_, text) = call
        && text.len() > MAX_TEXT
    {
        return Err(Failure::Mistake(anyhow::anyhow!(
            "expected a record of at most {MAX_TEXT} bytes, found {}",
            text.len()
        )));
    }
    let mut instance = instance::embedded()?;
    match instance.label(call)? {
        Ok(value) => Ok(Some(value)),
        Err(problems) => {
            let text = if let LabelCall::Derive(_, text) = call {
                text
            } else {
                ""
            };
            problems.iter().for_each(|problem| {
                output::draw(Finding {
                    file: "<record>",
                    line: 1,
                    text,
                    problem,
                })
            });
            Ok(None)
        }
    }
}

impl Record {
    fn text(self) -> Result<String, Failure> {
        if self.record != "-" {
            return Ok(compact(&self.record));
        }
        // Space between tokens does not count.
        let text = file::read_text_from(io::stdin(), 4 * MAX_TEXT as u64)
            .context("failed to read the record from standard input")
            .map_err(Failure::Mistake)?;
        Ok(compact(&text))
    }
}

/// The tokens of a file's records.
fn count(file: &str) -> Result<Tokens, Failure> {
    let failed = || format!("failed to read {file}");
    let source: Box<dyn Read> = if file == "-" {
        Box::new(io::stdin())
    } else {
        let opened = File::open(file).with_context(failed);
        Box::new(opened.map_err(Failure::Mistake)?)
    };
    let mut source = BufReader::new(source);
    let mut found = Tokens {
        total: 0.0,
        records: 0,
    };
    for number in 1_u64.. {
        let line = read_line(&mut source, LONGEST_RECORD)
            .with_context(failed)
            .map_err(Failure::Mistake)?;
        let Some(line) = line else { break };
        if line.trim_ascii().is_empty() {
            continue;
        }
        let record: Value = serde_json::from_slice(&line).map_err(|error| {
            // The error's own words may repeat the line.
            Failure::Mistake(anyhow::anyhow!(
                "{file}:{number}:{}: expected a record as JSON, found another text",
                error.column()
            ))
        })?;
        let tokens = u32::try_from(tokens::count(&tokens::text(&record))).unwrap_or(u32::MAX);
        found.total += f64::from(tokens);
        found.records = found.records.saturating_add(1);
    }
    Ok(found)
}

fn number(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| "expected a number".into())
}
