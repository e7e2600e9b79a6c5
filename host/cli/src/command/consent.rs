use std::{
    io::{self, BufRead as _, Write as _},
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use clap::{Args, Subcommand};
use nemo_telemetry::{
    Component, State,
    consent::{self, Asked, Change, Line, Says},
    signal::describe,
    telemetry::Options,
};
use serde_json::json;

use super::{Exit, Failure, arguments::Product};
use crate::{interrupt, output};

/// How often Ctrl-C is looked for while a person thinks.
const LOOK: Duration = Duration::from_millis(50);

/// Look at a person's stored decision, or change it
#[derive(Args, Debug)]
pub(crate) struct Consent {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Show(Show),
    Grant(Grant),
    Revoke(Revoke),
    Prompt(Prompt),
}

/// Show what is stored, since when, in which file, and whether it is believed
#[derive(Args, Debug)]
struct Show {
    /// Product whose decision is shown; without it every product's
    #[arg(long, value_enum)]
    product: Option<Product>,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// Store a yes; `on` for short
///
/// It holds for every program of the product that starts from now on, unless something else says
/// no; then this says what.
#[derive(Args, Debug)]
pub(crate) struct Grant {
    /// Product that may send events
    #[arg(long, value_enum)]
    product: Product,
}

/// Store a no, and remove the events that wait to be sent; `off` for short
///
/// The no is stored first. Programs that run look at it before each request: they send nothing more
/// and drop what they have. It does what it says also where a variable such as DO_NOT_TRACK=1 keeps
/// programs off already.
#[derive(Args, Debug)]
pub(crate) struct Revoke {
    /// Product that may send nothing; without it every product
    #[arg(long, value_enum)]
    product: Option<Product>,
}

/// Ask at the terminal, as the product would at its first start, and store the answer
///
/// It asks where the product's policy is to ask and nobody has decided, and only where standard
/// input, output and error are terminals. The end of input and Ctrl-C are a no.
#[derive(Args, Debug)]
struct Prompt {
    /// Product that asks
    #[arg(long, value_enum)]
    product: Product,
}

/// Does what a person decides about.
pub(crate) fn changed(work: impl FnOnce() -> Result<Exit, Failure>) -> Result<Exit, Failure> {
    let exit = work();
    Component::leave_nothing();
    exit
}

impl Consent {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        changed(|| match self.verb {
            Verb::Show(show) => show.run(),
            Verb::Grant(grant) => grant.run(),
            Verb::Revoke(revoke) => revoke.run(),
            Verb::Prompt(prompt) => prompt.run(),
        })
    }
}

impl Show {
    fn run(self) -> Result<Exit, Failure> {
        let options = Options::default();
        let products = Product::or_all(self.product);
        let stored = products
            .iter()
            .map(|product| consent::show(product.id(), &options))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let mut out = output::out();
        if self.json {
            let products: Vec<_> = stored.iter().map(consent::Stored::json).collect();
            writeln!(
                out,
                "{}",
                json!({"schema": consent::SCHEMA, "products": products})
            )?;
            return Ok(Exit::Done);
        }
        for stored in &stored {
            writeln!(out, "{:<17} {}", stored.product, stored.text())?;
            writeln!(out, "                  {}", stored.place())?;
            if let (Says::Damaged, Some(problem)) = (stored.says, &stored.problem) {
                writeln!(out, "                  {problem}")?;
            }
        }
        Ok(Exit::Done)
    }
}

impl Grant {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        tell(&[consent::grant(self.product.id(), &Options::default())?])
    }
}

impl Revoke {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let options = Options::default();
        let revoked = Product::or_all(self.product)
            .into_iter()
            .map(|product| consent::revoke(product.id(), &options));
        tell(&revoked.collect::<anyhow::Result<Vec<_>>>()?)
    }
}

impl Prompt {
    fn run(self) -> Result<Exit, Failure> {
        interrupt::listen()?;
        let asked = consent::ask(self.product.id(), &Options::default(), answer)?;
        match asked {
            Asked::Answered(change) => {
                let exit = tell(&[change])?;
                Ok(if interrupt::is_requested() {
                    Exit::Interrupted
                } else {
                    exit
                })
            }
            Asked::NotAsked(decision) => {
                output::say(format_args!("not asked: {}", describe(&decision.signal)));
                if decision.state == State::Notify {
                    output::say(format_args!("the notice: {}", decision.text));
                }
                Ok(Exit::Done)
            }
        }
    }
}

/// Asks on standard error and reads a line; none at the end of input and at Ctrl-C.
fn answer(question: &str) -> Option<String> {
    output::ask(question);
    let (sender, receiver) = channel();
    // It stays where it is when the answer is Ctrl-C; the process ends soon.
    thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        let _ = sender.send(read.ok().filter(|bytes| *bytes > 0).map(|_| line));
    });
    let answer = loop {
        match receiver.recv_timeout(LOOK) {
            Ok(answer) => break answer,
            Err(RecvTimeoutError::Disconnected) => break None,
            Err(RecvTimeoutError::Timeout) if interrupt::is_requested() => break None,
            Err(RecvTimeoutError::Timeout) => {}
        }
    };
    if answer.is_none() {
        output::say("");
    }
    answer.map(|line| line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Tells what became of decisions. What is the same for several of them is told once, after the
/// last.
fn tell(changes: &[Change]) -> Result<Exit, Failure> {
    let lines: Vec<Line> = changes.iter().flat_map(Change::lines).collect();
    for (place, line) in lines.iter().enumerate() {
        if lines[place + 1..].contains(line) {
            continue;
        }
        match line {
            Line::Say(text) => output::say(text),
            Line::Warn(text) => output::warning(text),
            Line::Fail(text) => output::error(text),
        }
    }
    Ok(if changes.iter().all(Change::is_done) {
        Exit::Done
    } else {
        Exit::Mistake
    })
}
