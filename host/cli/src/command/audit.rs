use std::{collections::VecDeque, io::Write as _};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use nemo_telemetry::{
    audit::{Entry, Line, Log, What},
    printable,
};
use serde_json::{Map, Value};

use super::{
    Exit, Failure,
    arguments::{Product, state},
};
use crate::{digest::short, output};

/// Look at what left this machine, or forget it
#[derive(Args, Debug)]
pub(crate) struct Audit {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Show(Show),
    Clear(Clear),
}

/// Show each request, how it ended, and which events never left; the files themselves are JSON
/// Lines
///
/// Bodies are told by the beginning of their SHA-256, as `collect` and `status` tell them. No value
/// of an event is in the log.
#[derive(Args, Debug)]
struct Show {
    /// Product whose log is shown; without it every product's
    #[arg(long, value_enum)]
    product: Option<Product>,
    /// Show the last lines of each product only
    #[arg(long, value_name = "LINES")]
    limit: Option<usize>,
    /// Print the lines as they are, with the product before them
    #[arg(long)]
    json: bool,
}

/// Remove the logs; events that wait in the outbox stay
#[derive(Args, Debug)]
struct Clear {
    /// Product whose log is removed; without it every product's
    #[arg(long, value_enum)]
    product: Option<Product>,
}

impl Audit {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        match self.verb {
            Verb::Show(show) => show.run(),
            Verb::Clear(clear) => clear.run(),
        }
    }
}

impl Show {
    fn run(self) -> Result<Exit, Failure> {
        let mut out = output::out();
        let mut shown = 0;
        for (product, log) in logs(self.product)? {
            for line in last(&log, self.limit)? {
                let told = if self.json {
                    as_json(product, &line)?
                } else {
                    as_text(product, &line)
                };
                writeln!(out, "{told}")?;
                shown += 1;
            }
        }
        if shown == 0 {
            output::say("nothing left this machine that an audit log knows of");
        }
        Ok(Exit::Done)
    }
}

impl Clear {
    fn run(self) -> Result<Exit, Failure> {
        let (mut removed, mut exit) = (0, Exit::Done);
        for (_, log) in logs(self.product)? {
            match log.clear() {
                Ok(files) => removed += files as u64,
                Err(error) => {
                    let log = log.path().display();
                    output::error(format_args!("failed to remove {log}: {error}"));
                    exit = Exit::Mistake;
                }
            }
        }
        output::say(format_args!("{} removed", output::count(removed, "file")));
        Ok(exit)
    }
}

/// The log of a product, or of every product.
fn logs(product: Option<Product>) -> Result<Vec<(Product, Log)>, Failure> {
    let state = state(None)?;
    Ok(Product::or_all(product)
        .into_iter()
        .map(|product| (product, Log::new(&state, product.id())))
        .collect())
}

/// The last lines, or all. Tells of those that are damaged.
fn last(log: &Log, limit: Option<usize>) -> Result<VecDeque<Line>, Failure> {
    let failed = || format!("failed to read {}", log.path().display());
    let mut lines = log.read().with_context(failed).map_err(Failure::Mistake)?;
    let mut last = VecDeque::new();
    for line in &mut lines {
        last.push_back(line.with_context(failed).map_err(Failure::Mistake)?);
        if limit.is_some_and(|limit| last.len() > limit) {
            last.pop_front();
        }
    }
    if lines.damaged() > 0 {
        let count = output::count(lines.damaged(), "line");
        output::warning(format_args!(
            "{count} of {} passed over: expected an entry of an audit log",
            log.path().display()
        ));
    }
    Ok(last)
}

fn as_text(product: Product, line: &Line) -> String {
    let Entry { ts, what } = &line.entry;
    let what = match what {
        What::Request {
            endpoint,
            sha256,
            bytes,
            count,
            events,
        } => {
            format!(
                "request  {}  {} to {endpoint}, {bytes} bytes",
                short(sha256),
                told(*count, events)
            )
        }
        What::Answer {
            sha256,
            outcome,
            status,
            unsure,
        } => {
            let status = if *status == 0 {
                "no answer".into()
            } else {
                format!("status {status}")
            };
            let unsure = if *unsure { ", may have arrived" } else { "" };
            format!("answer   {}  {outcome}, {status}{unsure}", short(sha256))
        }
        What::Drop {
            reason,
            count,
            events,
        } => format!("drop     {:12}  {}: {reason}", "", told(*count, events)),
        What::Other => "unknown to this version; --json shows it".into(),
    };
    printable(&format!("{ts}  {:<16}  {what}", product.id())).into_owned()
}

fn as_json(product: Product, line: &Line) -> anyhow::Result<String> {
    let entry: Map<String, Value> = serde_json::from_str(&line.text)?;
    let named = [("product".to_owned(), product.id().into())];
    Ok(Value::Object(named.into_iter().chain(entry).collect()).to_string())
}

/// `2 events (nat_cli_command)`.
fn told(count: u64, names: &[String]) -> String {
    let names = if names.is_empty() {
        String::new()
    } else {
        format!(" ({})", names.join(", "))
    };
    output::count(count, "event") + &names
}
