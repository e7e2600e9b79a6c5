//! What can happen to a client: the alphabet of its lives.

use nemo_telemetry_core::outcome::{Answer, Outcome};

/// One thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Letter {
    /// The next event is enqueued.
    Enqueue,
    /// The host polls.
    Poll,
    /// Time passes until the client wants to be polled, and it is.
    Tick,
    /// An hour passes, as when a machine sleeps, and the client is polled.
    Oversleep,
    /// Everything is to go now.
    Flush,
    /// The client is to end within 100 ms.
    Close,
    /// Telemetry is turned off.
    OptOut,
    /// The request under way ends, and the client is polled.
    Answer(Reply),
    /// The request under way is never answered; its last moment passes. The body may have arrived or not.
    Silence {
        /// It had arrived.
        arrived: bool,
    },
    /// The request under way is never answered, and nothing of it had left when its last moment passes.
    Unsent,
    /// The process ends without a word, and another one opens a client. The body under way may have arrived or not.
    Crash {
        /// It had arrived.
        arrived: bool,
    },
    /// The wall clock jumps this many days ahead or back.
    Jump(i8),
}

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reply {
    /// The server answers with this status.
    Status(u16),
    /// The server asks to be left alone for five seconds.
    BusyForSeconds,
    /// The server asks to be left alone for centuries.
    BusyForEver,
    /// Time is over; the body may have arrived or not.
    Timeout {
        /// It had arrived.
        arrived: bool,
    },
    /// No connection comes about.
    Unreachable,
    /// The host does not send there.
    Denied,
}

impl Reply {
    /// Every reply.
    pub const ALL: [Self; 16] = [
        Self::Status(200),
        Self::Status(302),
        Self::Status(400),
        Self::Status(401),
        Self::Status(404),
        Self::Status(408),
        Self::Status(413),
        Self::Status(422),
        Self::Status(429),
        Self::Status(503),
        Self::BusyForSeconds,
        Self::BusyForEver,
        Self::Timeout { arrived: false },
        Self::Timeout { arrived: true },
        Self::Unreachable,
        Self::Denied,
    ];

    /// Whether the server has the events then.
    pub(crate) fn arrived(self) -> bool {
        matches!(self, Self::Status(200) | Self::Timeout { arrived: true })
    }

    /// Whether the events go again then.
    pub(crate) fn is_tried_again(self) -> bool {
        match self {
            Self::Status(status) => matches!(status, 408 | 425 | 429 | 500..),
            Self::BusyForSeconds | Self::BusyForEver | Self::Timeout { .. } | Self::Unreachable => {
                true
            }
            Self::Denied => false,
        }
    }

    /// The answer as a host tells it.
    #[must_use]
    pub fn answer(self) -> Answer {
        let (outcome, status, retry_after, unsure) = match self {
            Self::Status(status) => (Outcome::Answered, status.into(), "", false),
            Self::BusyForSeconds => (Outcome::Answered, 429, "5", false),
            Self::BusyForEver => (Outcome::Answered, 429, "99999999999", false),
            Self::Timeout { .. } => (Outcome::Timeout, 0, "", true),
            Self::Unreachable => (Outcome::Unreachable, 0, "", false),
            Self::Denied => (Outcome::Denied, 0, "", false),
        };
        Answer {
            outcome,
            status,
            retry_after: retry_after.into(),
            unsure,
        }
    }
}
