//! Runs test vectors: data that every host runs, described in `tests/vectors/FORMAT.md`.
//!
//! A vector is run against a [`Subject`]: the component behind wasmtime ([`ComponentSubject`]), a
//! program in another language ([`Testee`]), or another implementation of the same interface. Time,
//! random numbers, HTTP and files come from the vector, so a run is the same everywhere.

mod compare;
mod play;
mod run;
mod subject;
mod testee;
mod vector;
mod world;

use std::{fs, path::Path};

use anyhow::Context;

pub use run::{Line, Run, bodies, run};
pub use subject::{ComponentSubject, Session, Subject};
pub use testee::Testee;
pub use vector::{Vector, parse};
pub use world::{File, World};

/// Reads the vectors of a file: JSON values one after the other, each a vector or a list of
/// vectors.
///
/// # Errors
/// The file cannot be read, or holds something else than vectors, such as an unknown key; the error
/// says which file and where.
pub fn read(path: &Path) -> anyhow::Result<Vec<Vector>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("failed to read {}", path.display()))?;
    parse(&text).with_context(|| format!("{} is no file of test vectors", path.display()))
}
