//! Places on this machine that bodies are written to, a line each, instead of being sent.

use std::{
    fs::File,
    io::{self, Write},
    path::PathBuf,
};

use super::{Answer, Outcome};
use crate::{file_limit, private_mode};

/// A place on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sink {
    Stdout,
    Stderr,
    /// The end of a file, which is made when it is not there.
    File(PathBuf),
}

impl Sink {
    /// Reads `stdout:`, `stderr:` or `file:` with an absolute path, taken as it stands. None: the
    /// address is none of these.
    pub(super) fn parse(url: &str) -> Option<Self> {
        match url {
            "stdout:" => Some(Self::Stdout),
            "stderr:" => Some(Self::Stderr),
            _ => url
                .strip_prefix("file:")
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
                .map(Self::File),
        }
    }

    /// Writes a body and a line feed. Answers as a server would: 200, or that it failed.
    pub(super) fn write(&self, body: &str) -> Answer {
        let line = format!("{body}\n");
        let written = match self {
            Self::Stdout => put(&mut io::stdout().lock(), &line),
            Self::Stderr => put(&mut io::stderr().lock(), &line),
            Self::File(path) => match private_mode::at_its_end().open(path) {
                Ok(mut file) => put_at_end(&mut file, &line),
                Err(_) => return Answer::unanswered(Outcome::Failed, false),
            },
        };
        match written {
            Ok(()) => Answer {
                outcome: Outcome::Answered,
                status: 200,
                retry_after: String::new(),
                unsure: false,
            },
            Err(_) => Answer::unanswered(Outcome::Failed, true),
        }
    }
}

fn put_at_end(file: &mut File, line: &str) -> io::Result<()> {
    let length = file.metadata()?.len();
    file_limit::write_all(file, length, line.as_bytes())
}

fn put(to: &mut impl Write, line: &str) -> io::Result<()> {
    to.write_all(line.as_bytes())?;
    to.flush()
}
