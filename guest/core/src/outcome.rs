//! How a request ended, and what follows from it.

use alloc::string::String;

/// How a request ended, as the host tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The server answered.
    Answered,
    /// The time was over first.
    Timeout,
    /// No connection came about.
    Unreachable,
    /// The host does not send to this address.
    Denied,
    /// Anything else.
    Failed,
}

/// The end of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Answer {
    /// How it ended.
    pub outcome: Outcome,
    /// HTTP status when it was answered.
    pub status: u32,
    /// The `Retry-After` header; empty for none.
    pub retry_after: String,
    /// The body may have arrived though nothing was answered.
    pub unsure: bool,
}

/// What follows for the events of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They have arrived.
    Delivered,
    /// The server will never take them.
    Refused,
    /// There are too many of them for one request.
    TooLarge,
    /// The host will never send them.
    Denied,
    /// Another attempt may do better.
    Retry,
}

impl Answer {
    /// The outcome table. Statuses outside 200 to 599 are no end of an HTTP exchange and count as
    /// no answer.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.outcome {
            Outcome::Answered => match self.status {
                200..=299 => Verdict::Delivered,
                413 => Verdict::TooLarge,
                408 | 425 | 429 => Verdict::Retry,
                300..=499 => Verdict::Refused,
                0..=199 | 500..=u32::MAX => Verdict::Retry,
            },
            Outcome::Denied => Verdict::Denied,
            Outcome::Timeout | Outcome::Unreachable | Outcome::Failed => Verdict::Retry,
        }
    }
}
