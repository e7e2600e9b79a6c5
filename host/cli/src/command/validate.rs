mod bodies;
mod told;

use std::time::Duration;

use clap::{Args, ValueEnum};
use nemo_telemetry::{Component, Instance, Report};
use nemo_telemetry_testkit::replay::World;

use self::told::Told;
use super::{
    Exit, Failure,
    arguments::{Events, Product, Sender},
};
use crate::{
    finding,
    input::{Lines, Piece},
    mask::Vocabulary,
    output,
};

/// Check events, or bodies of requests, against their schemas; nothing is sent
///
/// Every problem of every line is shown with its place. A rejected value is never printed: of a
/// line only the words are shown that stand in a schema, and stars for the rest.
#[derive(Args, Debug)]
pub(crate) struct Validate {
    /// Files of JSON Lines, each line {"event", "schemaVersion"?, "ts"?, "parameters"}; `-` is
    /// standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Product that the events belong to
    #[arg(long, value_enum, required_unless_present = "bodies")]
    product: Option<Product>,
    /// The files hold bodies of requests, one a line, or a single one. Each is checked as a collector
    /// does: the envelope, and each event with every field and no other
    #[arg(long, conflicts_with = "product")]
    bodies: bool,
    /// How problems are shown
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Most problems that are shown; the others are counted
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    max_problems: u64,
    /// Show lines as they are; what is wrong in them may be private
    #[arg(long)]
    show_values: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Each with its line and a mark, on standard error
    Human,
    /// A JSON object for each, one a line, on standard output
    Json,
    /// Commands that make GitHub Actions mark the lines, on standard output
    Github,
}

impl Validate {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let world = World::new(Duration::ZERO, &[]);
        let mut instance = Instance::new(Component::embedded()?, world.imports())?;
        let vocabulary = Vocabulary::new(&mut instance)?;
        let shown = (!self.show_values).then_some(&vocabulary);
        let mut told = Told::new(self.format, self.max_problems, shown);
        match self.product {
            Some(product) => {
                let events = Events {
                    files: self.files,
                    product,
                };
                check_events(&events, &mut told)
            }
            None => bodies::check(&self.files, &mut instance, &mut told),
        }
    }
}

fn check_events(events: &Events, told: &mut Told<'_>) -> Result<Exit, Failure> {
    let mut valid = 0;
    let mut wrong = 0;
    for file in &events.files {
        let mut lines = Lines::open(file)?;
        while let Some(piece) = lines.next()? {
            let report = check(events, &piece)?;
            for finding in finding::of_piece(&piece, &report.rejected) {
                told.tell(&finding)?;
            }
            valid += u64::from(report.accepted);
            wrong += report.rejected.len() as u64;
        }
    }
    let lines = output::count(wrong, "line");
    Ok(told.end(
        &format!("{lines} of {} wrong", valid + wrong),
        &format!("{} valid", output::count(valid, "event")),
    ))
}

fn check(events: &Events, piece: &Piece) -> Result<Report, Failure> {
    if let Some(refusal) = piece.refusal() {
        return Ok(refusal);
    }
    // Never polled, so nothing piles up but in a client that goes with its piece.
    let world = World::new(Duration::ZERO, &[]);
    let mut client = events.offline_client(&Sender::default(), &world, &[])?;
    let report = client.enqueue(&piece.text)?;
    output::redacted(&client.decision()?.settled);
    Ok(report)
}
