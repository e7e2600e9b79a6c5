mod checker;

use std::{io::Write, time::Duration};

use clap::{Args, ValueEnum};
use nemo_telemetry::{Component, Instance};
use nemo_telemetry_testkit::replay::World;

use super::{Exit, Failure, arguments::Events};
use crate::{
    finding::{self, Finding},
    frame::render,
    input::{self, Piece},
    mask::Vocabulary,
    output,
    parallel::{Work, in_order},
};
use checker::{Checked, Checker, Found};

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
        let product = self.events.product;
        let begin = move || -> Result<Work<Piece, Checked>, Failure> {
            let mut checker = Checker::new(move || checker::client(product))?;
            Ok(Box::new(move |piece| checker.check(piece)))
        };
        let checked = in_order(input::read(self.events.files), begin)?;
        let mut summary = Summary::default();
        let mut shown = Shown {
            format: self.format,
            left: self.max_problems,
            values: self.show_values,
            vocabulary: None,
        };
        for checked in checked {
            let Checked { piece, found } = checked?;
            match found {
                Ok(found) => summary.add(&piece, found, &mut shown)?,
                Err(failure) => summary.miss(&piece, failure),
            }
        }
        summary.tell()
    }
}

/// What is shown of each problem.
struct Shown {
    format: Format,
    /// So many more are shown.
    left: u64,
    /// Lines are shown as they are.
    values: bool,
    /// What is shown of a line otherwise; none: nothing was wrong so far.
    vocabulary: Option<Vocabulary>,
}

impl Shown {
    /// Shows a problem. False: it is one too many.
    fn show(&mut self, finding: &Finding<'_>) -> Result<bool, Failure> {
        // To draw one takes longer than to find it.
        let Some(left) = self.left.checked_sub(1) else {
            return Ok(false);
        };
        self.left = left;
        match self.format {
            Format::Human => {
                let frame = render(finding, self.vocabulary()?);
                output::draw(format_args!("{frame}\n"));
            }
            Format::Json => writeln!(output::out(), "{}", finding.json())?,
            Format::Github => writeln!(output::out(), "{}", finding.github())?,
        }
        Ok(true)
    }

    fn vocabulary(&mut self) -> Result<Option<&Vocabulary>, Failure> {
        if !self.values && self.vocabulary.is_none() {
            let world = World::new(Duration::ZERO, &[]);
            let mut instance = Instance::new(Component::embedded()?, world.imports())?;
            self.vocabulary = Some(Vocabulary::new(&mut instance)?);
        }
        Ok(self.vocabulary.as_ref())
    }
}

/// What was found in all pieces together.
#[derive(Default)]
struct Summary {
    valid: u64,
    wrong: u64,
    /// The first problem's.
    code: Option<String>,
    /// Problems that were not shown.
    hidden: u64,
    redacted: u64,
    warnings: Vec<String>,
    /// Why a piece could not be looked at, for the first of them.
    failure: Option<Failure>,
}

impl Summary {
    fn add(&mut self, piece: &Piece, found: Found, shown: &mut Shown) -> Result<(), Failure> {
        let Found {
            report,
            redacted,
            warnings,
        } = found;
        for finding in finding::of_piece(piece, &report.rejected) {
            self.code
                .get_or_insert_with(|| finding.problem.code.clone());
            self.hidden += u64::from(!shown.show(&finding)?);
        }
        self.valid += u64::from(report.accepted);
        self.wrong += report.rejected.len() as u64;
        self.redacted += u64::from(redacted);
        for warning in warnings {
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        Ok(())
    }

    /// The others are looked at all the same.
    fn miss(&mut self, piece: &Piece, failure: Failure) {
        let first = piece.numbers.first().copied().unwrap_or_default();
        let last = piece.numbers.last().copied().unwrap_or_default();
        let file = &piece.file;
        output::error(format_args!("{file}: not checked: lines {first} to {last}"));
        self.failure.get_or_insert(failure);
    }

    fn tell(self) -> Result<Exit, Failure> {
        output::redacted(self.redacted, &self.warnings);
        if self.hidden > 0 {
            output::say(format_args!(
                "{} not shown; --max-problems shows them",
                output::count(self.hidden, "more problem")
            ));
        }
        let exit = if let Some(code) = self.code {
            let lines = output::count(self.wrong, "line");
            output::say(format_args!(
                "{lines} of {} wrong; `nemo-telemetry explain {code}` tells what to do",
                self.valid + self.wrong
            ));
            Exit::Invalid
        } else {
            output::say(format_args!("{} valid", output::count(self.valid, "event")));
            Exit::Done
        };
        self.failure.map_or(Ok(exit), Err)
    }
}
