use std::{io::Write, time::Duration};

use clap::{Args, ValueEnum};
use nemo_telemetry::{Component, Instance, Report};
use nemo_telemetry_testkit::replay::World;

use super::{
    Exit, Failure,
    arguments::{Events, Sender},
};
use crate::{
    finding,
    frame::render,
    input::{Lines, Piece},
    mask::Vocabulary,
    output,
};

/// Check events against their schemas; nothing is sent
///
/// Every problem of every line is shown with its place. A rejected value is never printed: of a
/// line only the words are shown that stand in a schema, and stars for the rest.
#[derive(Args, Debug)]
pub(crate) struct Validate {
    #[command(flatten)]
    events: Events,
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
        let vocabulary =
            Vocabulary::new(&mut Instance::new(Component::embedded()?, world.imports())?)?;
        let shown = (!self.show_values).then_some(&vocabulary);
        let mut valid = 0;
        let mut wrong = 0;
        let mut code = None;
        let mut problems = 0;
        for file in &self.events.files {
            let mut lines = Lines::open(file)?;
            while let Some(piece) = lines.next()? {
                let report = self.check(&piece)?;
                for finding in finding::of_piece(&piece, &report.rejected) {
                    code.get_or_insert_with(|| finding.problem.code.clone());
                    problems += 1;
                    // To draw one takes longer than to find it.
                    if problems > self.max_problems {
                        continue;
                    }
                    match self.format {
                        Format::Human => {
                            output::draw(format_args!("{}\n", render(&finding, shown)))
                        }
                        Format::Json => writeln!(output::out(), "{}", finding.json())?,
                        Format::Github => writeln!(output::out(), "{}", finding.github())?,
                    }
                }
                valid += u64::from(report.accepted);
                wrong += report.rejected.len() as u64;
            }
        }
        if problems > self.max_problems {
            output::say(format_args!(
                "{} not shown; --max-problems shows them",
                output::count(problems - self.max_problems, "more problem")
            ));
        }
        if let Some(code) = code {
            let lines = output::count(wrong, "line");
            output::say(format_args!(
                "{lines} of {} wrong; `nemo-telemetry explain {code}` tells what to do",
                valid + wrong
            ));
            return Ok(Exit::Invalid);
        }
        output::say(format_args!("{} valid", output::count(valid, "event")));
        Ok(Exit::Done)
    }

    fn check(&self, piece: &Piece) -> Result<Report, Failure> {
        if let Some(refusal) = piece.refusal() {
            return Ok(refusal);
        }
        // Never polled, so nothing piles up but in a client that goes with its piece.
        let world = World::new(Duration::ZERO, &[]);
        let mut client = self
            .events
            .offline_client(&Sender::default(), &world, &[])?;
        let report = client.enqueue(&piece.text)?;
        output::redacted(&client.decision()?.settled);
        Ok(report)
    }
}
