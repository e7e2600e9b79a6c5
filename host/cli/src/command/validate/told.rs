//! What a person or a program is told of what is wrong.

use std::io::Write as _;

use super::Format;
use crate::{
    command::{Exit, Failure, instance},
    finding::Finding,
    frame::render,
    mask::Vocabulary,
    output,
};

/// The problems so far.
pub(super) struct Told {
    format: Format,
    most: u64,
    /// Lines are shown as they are.
    values: bool,
    /// What is shown of a line otherwise; none: nothing was wrong so far.
    vocabulary: Option<Vocabulary>,
    problems: u64,
    /// Of the first problem.
    code: Option<String>,
}

impl Told {
    pub(super) fn new(format: Format, most: u64, values: bool) -> Self {
        Self {
            format,
            most,
            values,
            vocabulary: None,
            problems: 0,
            code: None,
        }
    }

    pub(super) fn tell(&mut self, finding: &Finding<'_>) -> Result<(), Failure> {
        self.code
            .get_or_insert_with(|| finding.problem.code.clone());
        self.problems += 1;
        // To draw one takes longer than to find it.
        if self.problems > self.most {
            return Ok(());
        }
        match self.format {
            Format::Human => {
                let frame = render(finding, self.vocabulary()?);
                output::draw(format_args!("{frame}\n"));
            }
            Format::Json => writeln!(output::out(), "{}", finding.json())?,
            Format::Github => writeln!(output::out(), "{}", finding.github())?,
        }
        Ok(())
    }

    fn vocabulary(&mut self) -> Result<Option<&Vocabulary>, Failure> {
        if !self.values && self.vocabulary.is_none() {
            self.vocabulary = Some(Vocabulary::new(&mut instance::embedded()?)?);
        }
        Ok(self.vocabulary.as_ref())
    }

    /// Says how it went: the one where there was a problem, else the other.
    pub(super) fn end(&self, wrong: &str, valid: &str) -> Exit {
        if self.problems > self.most {
            output::say(format_args!(
                "{} not shown; --max-problems shows them",
                output::count(self.problems - self.most, "more problem")
            ));
        }
        if let Some(code) = &self.code {
            output::say(format_args!(
                "{wrong}; `nemo-telemetry explain {code}` tells what to do"
            ));
            return Exit::Invalid;
        }
        output::say(valid);
        Exit::Done
    }
}
