//! Events, as a program passes them: JSON Lines.

use super::{
    checker::{self, Checked, Checker, Found},
    told::Told,
};
use crate::{
    command::{Exit, Failure, arguments::Product},
    finding,
    input::{self, Piece},
    output,
    parallel::{Work, in_order},
};

pub(super) fn check(
    files: Vec<String>,
    product: Product,
    told: &mut Told,
) -> Result<Exit, Failure> {
    let begin = move || -> Result<Work<Piece, Checked>, Failure> {
        let mut checker = Checker::new(move || checker::client(product))?;
        Ok(Box::new(move |piece| checker.check(piece)))
    };
    let mut summary = Summary::default();
    for checked in in_order(input::read(files), begin)? {
        let Checked { piece, found } = checked?;
        match found {
            Ok(found) => summary.add(&piece, found, told)?,
            Err(failure) => summary.miss(&piece, failure),
        }
    }
    summary.tell(told)
}

/// What was found in all pieces together.
#[derive(Default)]
struct Summary {
    valid: u64,
    wrong: u64,
    redacted: u64,
    warnings: Vec<String>,
    /// Why a piece could not be looked at, for the first of them.
    failure: Option<Failure>,
}

impl Summary {
    fn add(&mut self, piece: &Piece, found: Found, told: &mut Told) -> Result<(), Failure> {
        let Found {
            report,
            redacted,
            warnings,
        } = found;
        for finding in finding::of_piece(piece, &report.rejected) {
            told.tell(&finding)?;
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

    fn tell(self, told: &Told) -> Result<Exit, Failure> {
        output::redacted(self.redacted, &self.warnings);
        let lines = output::count(self.wrong, "line");
        let exit = told.end(
            &format!("{lines} of {} wrong", self.valid + self.wrong),
            &format!("{} valid", output::count(self.valid, "event")),
        );
        self.failure.map_or(Ok(exit), Err)
    }
}
