use std::{
    collections::VecDeque,
    io::{self, Write as _},
};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use nemo_telemetry::{
    audit::{Entry, Line, Log, What},
    printable,
};

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
        let mut out = output::pages();
        let mut shown = 0;
        for (product, log) in logs(self.product)? {
            let failed = || format!("failed to read {}", log.path().display());
            let mut lines = log.read().with_context(failed).map_err(Failure::Mistake)?;
            let mut tail = Tail::new(self.limit);
            for line in &mut lines {
                let line = line.with_context(failed).map_err(Failure::Mistake)?;
                if let Some(line) = tail.pass(line) {
                    self.write(product, &line, &mut out)?;
                    shown += 1;
                }
            }
            for line in tail.rest() {
                self.write(product, &line, &mut out)?;
                shown += 1;
            }
            // On a terminal the warning stands below what it is about.
            out.flush()?;
            if lines.damaged() > 0 {
                let count = output::count(lines.damaged(), "line");
                output::warning(format_args!(
                    "{count} of {} passed over: expected an entry of an audit log",
                    log.path().display()
                ));
            }
        }
        if shown == 0 {
            output::say("nothing left this machine that an audit log knows of");
        }
        Ok(Exit::Done)
    }

    fn write(
        &self,
        product: Product,
        line: &Line,
        out: &mut impl io::Write,
    ) -> Result<(), Failure> {
        if self.json {
            writeln!(out, "{}", as_json(product, line))?;
        } else {
            writeln!(out, "{}", as_text(product, line))?;
        }
        Ok(())
    }
}

/// Lets lines pass, or keeps the last ones of them.
struct Tail {
    limit: Option<usize>,
    last: VecDeque<Line>,
}

impl Tail {
    fn new(limit: Option<usize>) -> Self {
        Self {
            limit,
            last: VecDeque::new(),
        }
    }

    /// The line, unless it may be among the last ones.
    fn pass(&mut self, line: Line) -> Option<Line> {
        let Some(limit) = self.limit else {
            return Some(line);
        };
        self.last.push_back(line);
        if self.last.len() > limit {
            self.last.pop_front();
        }
        None
    }

    /// The last ones.
    fn rest(self) -> VecDeque<Line> {
        self.last
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

/// The line with one member more, which stands first.
fn as_json(product: Product, line: &Line) -> String {
    let entry = line.text.trim_start().trim_start_matches('{');
    format!("{{\"product\":\"{}\",{entry}", product.id())
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
