use std::time::Duration;

use clap::Args;
use nemo_telemetry::replay::World;

use super::{Events, Exit, Failure};
use crate::{input::Lines, output};

/// Check events against their schemas; nothing is sent
///
/// Every problem of every line goes to standard error as FILE:LINE:COLUMN. A rejected value is never printed.
#[derive(Args, Debug)]
pub(crate) struct Validate {
    #[command(flatten)]
    events: Events,
}

impl Validate {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut valid = 0;
        let mut wrong = 0;
        for file in &self.events.files {
            let mut lines = Lines::open(file)?;
            while let Some(piece) = lines.next()? {
                if let Some((line, problem)) = &piece.unusable {
                    output::unusable(lines.name(), *line, problem);
                    wrong += 1;
                    continue;
                }
                // Never polled, so nothing piles up but in a client that goes with its piece.
                let world = World::new(Duration::ZERO, &[], &[]);
                let mut client = self.events.offline_client(&world)?;
                let report = client.enqueue(&piece.text)?;
                output::redacted(&client.decision()?)?;
                valid += report.accepted as usize;
                wrong += output::rejected(lines.name(), &piece, &report);
            }
        }
        if wrong > 0 {
            output::say(format_args!("{} of {} wrong", output::count(wrong, "line"), valid + wrong));
            return Ok(Exit::Invalid);
        }
        output::say(format_args!("{} valid", output::count(valid, "event")));
        Ok(Exit::Done)
    }
}
