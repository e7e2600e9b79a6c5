//! What is wrong with a definition, where it stands and what to do about it.

use std::cell::RefCell;
use std::fmt;

/// Where the schema folder stands in the repository; every problem names its file from there.
pub(crate) const SCHEMA_FOLDER: &str = "guest/schema";

/// One fault in a schema file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// File relative to the schema folder, such as `events/nat_cli_command.1.5.json`.
    pub file: String,
    /// JSON Pointer to the faulty value; empty for the whole file.
    pub pointer: String,
    /// Expected, found and what to do.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            pointer,
            message,
        } = self;
        write!(out, "{SCHEMA_FOLDER}/{file}#{pointer}: {message}")
    }
}

/// Every fault that was found, one on a line. An author repairs all of them in one go.
#[derive(Debug)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                out.write_str("\n")?;
            }
            write!(out, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Collects problems while many readers look at the same files.
#[derive(Default)]
pub(crate) struct Notebook(RefCell<Vec<Problem>>);

impl Notebook {
    pub(crate) fn add(&self, file: &str, pointer: &str, message: String) {
        self.0.borrow_mut().push(Problem {
            file: file.to_owned(),
            pointer: pointer.to_owned(),
            message,
        });
    }

    /// Whether there is a problem in that file.
    pub(crate) fn tells_of(&self, file: &str) -> bool {
        self.0.borrow().iter().any(|problem| problem.file == file)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    pub(crate) fn into_problems(self) -> Problems {
        Problems(self.0.into_inner())
    }
}
