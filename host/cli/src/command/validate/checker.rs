//! A client that only checks.

use std::time::Duration;

use nemo_telemetry::Report;
use nemo_telemetry_testkit::replay::World;

use crate::{
    command::{
        Failure,
        arguments::{Product, Sender},
        settings::{Setting, offline_client},
    },
    input::Piece,
};

/// A piece that was looked at.
pub(super) struct Checked {
    pub(super) piece: Piece,
    /// An error where the component does not get over it.
    pub(super) found: Result<Found, Failure>,
}

/// What lines have in them.
pub(super) struct Found {
    pub(super) report: Report,
    /// How many values would be taken for private.
    pub(super) redacted: u32,
    /// Where such values stood, in these lines or in earlier ones: each place once.
    pub(super) warnings: Vec<String>,
}

/// Looks at lines with one client. `redacted` counts from its first line on.
pub(super) type Check = Box<dyn FnMut(&str) -> anyhow::Result<Found> + Send>;

/// Looks at one piece after the other.
pub(super) struct Checker<O> {
    open: O,
    check: Check,
    /// Values that this client has taken for private so far.
    redacted: u32,
}

impl<O: Fn() -> Result<Check, Failure>> Checker<O> {
    pub(super) fn new(open: O) -> Result<Self, Failure> {
        let check = open()?;
        Ok(Self {
            open,
            check,
            redacted: 0,
        })
    }

    pub(super) fn check(&mut self, piece: Piece) -> Checked {
        let found = match piece.refusal() {
            Some(report) => Ok(Found {
                report,
                redacted: 0,
                warnings: Vec::new(),
            }),
            None => self.attempt(&piece.text),
        };
        Checked { piece, found }
    }

    /// An instance that has trapped answers no more. The lines may not be why: another one looks at
    /// them once more.
    fn attempt(&mut self, lines: &str) -> Result<Found, Failure> {
        let mut found = match (self.check)(lines) {
            Ok(found) => found,
            Err(_) => {
                (self.check, self.redacted) = ((self.open)()?, 0);
                (self.check)(lines)?
            }
        };
        let before = std::mem::replace(&mut self.redacted, found.redacted);
        found.redacted = found.redacted.saturating_sub(before);
        Ok(found)
    }
}

/// A client for events of a product. It has room for one event and is never polled, so each event
/// makes way for the next one.
pub(super) fn client(product: Product) -> Result<Check, Failure> {
    let world = World::new(Duration::ZERO, &[]);
    let settings: [Setting; 2] = [("queueEvents", 1.into()), ("audit", false.into())];
    let mut client = offline_client(product, &Sender::default(), &world, &settings)?;
    Ok(Box::new(move |lines| {
        let report = client.enqueue(lines)?;
        let settled = client.decision()?.settled;
        Ok(Found {
            report,
            redacted: settled.redacted,
            warnings: settled.warnings,
        })
    }))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn piece(text: &str) -> Piece {
        Piece {
            text: text.into(),
            numbers: vec![1],
            ..Piece::default()
        }
    }

    /// A client that finds a private value in each piece, and traps over `!` and in its third call.
    fn fragile() -> Check {
        let (mut calls, mut has_trapped) = (0, false);
        Box::new(move |lines| {
            calls += 1;
            has_trapped |= calls == 3 || lines == "!";
            anyhow::ensure!(!has_trapped, "it has trapped");
            let report = Report {
                accepted: 1,
                ignored: 0,
                rejected: Vec::new(),
            };
            Ok(Found {
                report,
                redacted: calls,
                warnings: Vec::new(),
            })
        })
    }

    #[test]
    fn a_trap_costs_the_piece_that_caused_it_and_no_other() {
        let opened = Cell::new(0);
        let open = || {
            opened.set(opened.get() + 1);
            Ok(fragile())
        };
        let mut checker = Checker::new(open).unwrap();
        let found = ["a", "b", "c", "!", "d", "e"].map(|text| {
            let found = checker.check(piece(text)).found.ok()?;
            Some((found.report.accepted, found.redacted))
        });
        // Each value counts once, whichever client found it.
        let one = Some((1, 1));
        assert_eq!(found, [one, one, one, None, one, one]);
        assert_eq!(opened.get(), 4, "for `c`, for `!`, and after it");
    }

    #[test]
    fn where_no_other_client_opens_a_piece_says_why() {
        let opened = Cell::new(false);
        let open = || match opened.replace(true) {
            false => Ok(fragile()),
            true => Err(Failure::Mistake(anyhow::anyhow!("no memory"))),
        };
        let mut checker = Checker::new(open).unwrap();
        assert!(matches!(
            checker.check(piece("!")).found,
            Err(Failure::Mistake(_))
        ));
    }
}
