//! What the words mean that people meet: codes of problems, reasons of the ledger, endings of the
//! audit log; and what to do.

mod events;
mod problems;
mod requests;

pub use events::{ANSWERS, COUNTS, REASONS, REFUSED, STATES};
pub use problems::PROBLEMS;
pub use requests::{ENDINGS, OUTCOMES};

/// Where a word is met. Some are met in several places, and mean something else in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What is wrong with an event, a body or a setting.
    Problem,
    /// Whether telemetry is on.
    State,
    /// What `enqueue` says of an event.
    Answer,
    /// Where events are, in a ledger.
    Count,
    /// How many events were not taken, in a status.
    Refused,
    /// Why an event was dropped.
    Reason,
    /// How a body ended, in the audit log.
    Ending,
    /// How one request ended.
    Outcome,
}

impl Kind {
    /// In one word, for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::State => "state",
            Self::Answer => "answer",
            Self::Count => "count",
            Self::Refused => "refused",
            Self::Reason => "reason",
            Self::Ending => "ending",
            Self::Outcome => "outcome",
        }
    }

    /// In a few words, for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Problem => "what is wrong with a text",
            Self::State => "whether telemetry is on",
            Self::Answer => "what enqueue says of an event",
            Self::Count => "where events are, in a ledger",
            Self::Refused => "events that were not taken, in a status",
            Self::Reason => "why events were dropped",
            Self::Ending => "how a body ended, in the audit log",
            Self::Outcome => "how a request ended",
        }
    }
}

/// What a word means, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Where it is met.
    pub kind: Kind,
    /// The word.
    pub code: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// Every word, each kind in its own order.
pub fn all() -> impl Iterator<Item = Explanation> {
    let kinds: [&[Explanation]; 8] = [
        &PROBLEMS, &STATES, &ANSWERS, &COUNTS, &REFUSED, &REASONS, &ENDINGS, &OUTCOMES,
    ];
    kinds.into_iter().flatten().copied()
}

const fn of(
    kind: Kind,
    code: &'static str,
    meaning: &'static str,
    remedy: &'static str,
) -> Explanation {
    Explanation {
        kind,
        code,
        meaning,
        remedy,
    }
}
