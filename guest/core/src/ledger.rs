//! Where every event is, in numbers.

use alloc::vec::Vec;

/// Why an event was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Older than seven days.
    Age,
    /// As many attempts as allowed, none answered well.
    Attempts,
    /// Still there at the deadline of `close`, and no outbox kept it.
    Closed,
    /// Its line in the outbox is torn, or no event of this catalog.
    Damaged,
    /// The host does not send to the endpoint.
    Denied,
    /// Built and not sent, as asked for.
    DryRun,
    /// Telemetry was turned off.
    OptOut,
    /// The queue was full; this was the oldest.
    Overflow,
    /// The server will never take it.
    Refused,
    /// Too large for the server on its own.
    TooLarge,
}

impl Reason {
    /// Every reason, in the order of their names.
    pub const ALL: [Self; 10] = [
        Self::Age,
        Self::Attempts,
        Self::Closed,
        Self::Damaged,
        Self::Denied,
        Self::DryRun,
        Self::OptOut,
        Self::Overflow,
        Self::Refused,
        Self::TooLarge,
    ];

    /// The identifier that people read.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Attempts => "attempts",
            Self::Closed => "closed",
            Self::Damaged => "damaged",
            Self::Denied => "denied",
            Self::DryRun => "dry-run",
            Self::OptOut => "opt-out",
            Self::Overflow => "overflow",
            Self::Refused => "refused",
            Self::TooLarge => "too-large",
        }
    }
}

/// Counts of events. At any instant `accepted + recovered = delivered + pending + kept + dropped`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Taken from callers.
    pub accepted: u32,
    /// Lines of segments that earlier processes left.
    pub recovered: u32,
    /// Answered with a 2xx status.
    pub delivered: u32,
    /// Waiting or under way.
    pub pending: u32,
    /// Left in the outbox for a later process.
    pub kept: u32,
    /// With an attempt whose end is unknown, here or in the process that left them; also counted
    /// where they are. An event is counted once in each process that has it from then on.
    pub unsure: u32,
    dropped: [u32; Reason::ALL.len()],
}

impl Ledger {
    /// Counts events that are gone for `reason`.
    pub(crate) fn drop(&mut self, reason: Reason, count: usize) {
        if let Some(tally) = self.dropped.get_mut(reason as usize) {
            add(tally, count);
        }
    }

    /// Reasons with their counts, without those that are 0.
    #[must_use]
    pub fn dropped(&self) -> Vec<(Reason, u32)> {
        Reason::ALL
            .into_iter()
            .zip(self.dropped)
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// The same counts, but for what is pending.
    #[must_use]
    pub(crate) fn without_pending(&self) -> Self {
        Self {
            pending: 0,
            ..self.clone()
        }
    }

    /// The same counts with these drops, told by the names of their reasons. A name that is no
    /// reason is passed over.
    #[must_use]
    pub fn with_dropped<'t>(mut self, dropped: impl IntoIterator<Item = (&'t str, u32)>) -> Self {
        for (name, count) in dropped {
            if let Some(reason) = Reason::ALL.into_iter().find(|reason| reason.name() == name) {
                self.drop(reason, count as usize);
            }
        }
        self
    }

    /// Whether every event is accounted for exactly once.
    #[must_use]
    pub fn balances(&self) -> bool {
        let total = |counts: &[u32]| counts.iter().map(|count| u64::from(*count)).sum::<u64>();
        total(&[self.accepted, self.recovered])
            == total(&[self.delivered, self.pending, self.kept]) + total(&self.dropped)
    }
}

/// Adds without wrapping round.
pub(crate) fn add(count: &mut u32, more: usize) {
    *count = count.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
}

#[cfg(test)]
mod tests {
    use super::{Ledger, Reason};

    #[test]
    fn reasons_stand_at_their_own_place_and_in_the_order_of_their_names() {
        assert!(
            Reason::ALL
                .iter()
                .enumerate()
                .all(|(place, reason)| *reason as usize == place)
        );
        assert!(
            Reason::ALL
                .windows(2)
                .all(|pair| pair[0].name() < pair[1].name())
        );
    }
    #[test]
    fn books_with_an_event_too_few_or_too_many_do_not_balance() {
        let mut right = Ledger {
            accepted: 5,
            recovered: 6,
            delivered: 4,
            pending: 3,
            kept: 2,
            unsure: 9,
            ..Ledger::default()
        };
        right.drop(Reason::Age, 1);
        right.drop(Reason::TooLarge, 1);
        assert!(right.balances());
        let one_more: [fn(&mut Ledger); 6] = [
            |ledger| ledger.accepted += 1,
            |ledger| ledger.recovered += 1,
            |ledger| ledger.delivered += 1,
            |ledger| ledger.pending += 1,
            |ledger| ledger.kept += 1,
            |ledger| ledger.drop(Reason::Closed, 1),
        ];
        for add in one_more {
            let mut wrong = right.clone();
            add(&mut wrong);
            assert!(!wrong.balances(), "{wrong:?}");
        }
    }
}
