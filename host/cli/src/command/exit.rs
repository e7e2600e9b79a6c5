//! How a command ends.

use std::io;

use nemo_telemetry::{OpenError, is_refused_by_system};

use crate::output;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    Done = 0,
    Invalid = 1,
    Mistake = 2,
    Suppressed = 3,
    Unreachable = 4,
    Refused = 5,
    Defect = 70,
    Interrupted = 130,
}

/// Why a command did not come to its end.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The person can mend it: a file that is not there, an address in use.
    Mistake(anyhow::Error),
    /// Nobody reads on: the other end of the pipe is closed.
    ClosedPipe,
    /// The person cannot mend it.
    Defect(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        if is_refused_by_system(&error) {
            Self::Mistake(error.context("the component cannot run here"))
        } else {
            Self::Defect(error)
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Mistake(anyhow::Error::new(error).context("failed to write")),
        }
    }
}

impl Failure {
    /// Tells the person, and says how the program ends.
    pub(crate) fn report(self) -> Exit {
        match self {
            Self::Mistake(error) => {
                output::error(format_args!("{error:#}"));
                Exit::Mistake
            }
            Self::ClosedPipe => Exit::Done,
            Self::Defect(error) => {
                // A trap has a line for each function.
                let text = format!("{error:#}");
                let mut lines = text.lines();
                output::error(lines.next().unwrap_or_default());
                lines.for_each(output::say);
                output::say(
                    "this is a defect of nemo-telemetry and not of your events; please report it with the command line",
                );
                Exit::Defect
            }
        }
    }
}

/// A client that did not open, as the person who typed its settings sees them.
impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let problems = match error {
            OpenError::Settings(problems) => problems,
            OpenError::Component(error) => return error.into(),
        };
        let told = problems.iter().map(|problem| {
            let option = match problem.pointer.as_str() {
                "/clientVersion" => "--client-version",
                "/endpoint" => "--endpoint",
                "/sessionId" => "--session-id",
                other => other,
            };
            format!("{option}: {}", problem.message)
        });
        Self::Mistake(anyhow::Error::msg(told.collect::<Vec<_>>().join("; ")))
    }
}
