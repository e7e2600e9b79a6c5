use std::{io::Write, path::PathBuf};

use clap::Args;
use nemo_telemetry::{Component, printable};
use nemo_telemetry_testkit::replay::{self, ComponentSubject};
use serde_json::json;

use super::{Exit, Failure};
use crate::output;

/// Run test vectors through the component and show what differs
///
/// The vectors bring their own time, dice and server: no network is used and no consent is asked.
/// Ends with 1 when something differs, with 2 when a file holds anything but vectors.
#[derive(Args, Debug)]
pub(crate) struct Replay {
    /// Files of test vectors, as tests/vectors/FORMAT.md describes them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Compare nothing; print what happens at each step, as JSON Lines
    #[arg(long)]
    print: bool,
}

impl Replay {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        // Everything is read first, so that a file that cannot be used is told before anything
        // runs.
        let files: Vec<_> = self
            .files
            .iter()
            .map(|file| replay::read(file))
            .collect::<Result<_, _>>()
            .map_err(Failure::Mistake)?;
        let mut subject = ComponentSubject::new(Component::embedded()?)?;
        let mut out = output::out();
        let (mut passed, mut failed) = (0, 0);
        for (file, vectors) in self.files.iter().zip(&files) {
            for vector in vectors {
                let name = vector.name();
                let run = replay::run(&mut subject, vector).map_err(|error| {
                    Failure::Mistake(
                        error.context(format!("{}: {name} cannot be run", file.display())),
                    )
                })?;
                if self.print {
                    for line in run.lines {
                        let mut shown = json!({"name": name});
                        if let (Some(shown), serde_json::Value::Object(line)) =
                            (shown.as_object_mut(), line)
                        {
                            shown.extend(line);
                        }
                        writeln!(out, "{shown}")?;
                    }
                    continue;
                }
                if run.failures.is_empty() {
                    passed += 1;
                    continue;
                }
                failed += 1;
                let named = format!("{}: {name}", file.display());
                writeln!(out, "{}", printable(&named))?;
                run.failures
                    .iter()
                    .try_for_each(|failure| writeln!(out, "  {failure}"))?;
            }
        }
        if self.print {
            return Ok(Exit::Done);
        }
        writeln!(out, "{passed} passed, {failed} failed")?;
        Ok(if failed > 0 {
            Exit::Invalid
        } else {
            Exit::Done
        })
    }
}
