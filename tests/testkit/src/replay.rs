//! Runs test vectors: data that every host runs, described in `tests/vectors/FORMAT.md`.
//!
//! A vector is run against a [`Subject`]: the component behind wasmtime ([`ComponentSubject`]), a
//! program in another language ([`Testee`]), or another implementation of the same interface. Time,
//! random numbers, HTTP and files come from the vector, so a run is the same everywhere.

mod body;
mod compare;
mod play;
mod run;
mod subject;
mod testee;
mod vector;
mod world;

use std::{fs, io::Read as _, path::Path};

use anyhow::Context;

pub use run::{Line, Run, bodies, run};
pub use subject::{ComponentSubject, Session, Subject};
pub use testee::Testee;
pub use vector::{Vector, parse};
pub use world::{File, World};

/// Longest file of vectors, in bytes; the largest of this project has a third of a MiB.
const LONGEST: u64 = 64 * 1024 * 1024;

/// Reads the vectors of a file: JSON values one after the other, each a vector or a list of
/// vectors.
///
/// # Errors
/// The file cannot be read, is longer than 64 MiB, or holds something else than vectors, such as an unknown key; the error
/// says which file and where.
pub fn read(path: &Path) -> anyhow::Result<Vec<Vector>> {
    let failed = || format!("failed to read {}", path.display());
    let mut text = String::new();
    let file = fs::File::open(path).with_context(failed)?;
    let read = file.take(LONGEST + 1).read_to_string(&mut text);
    let bytes = read.with_context(failed)? as u64;
    anyhow::ensure!(
        bytes <= LONGEST,
        "{}: expected a file of test vectors of at most {LONGEST} bytes, found a longer one",
        path.display()
    );
    parse(&text).with_context(|| format!("{} is no file of test vectors", path.display()))
}
