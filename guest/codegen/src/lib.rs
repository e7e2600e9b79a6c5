//! Turns `guest/schema` into Rust tables and documents.
//!
//! The folder is read strictly into a [`Schema`]; an emitter turns that into text. A fault in a
//! file is reported with the file, a JSON Pointer, what was expected and what to do, all faults at
//! once:
//!
//! ```text
//! guest/schema/events/x.1.5.json#/properties/task/default: expected one of batch, preview, found "run"; correct it or the type
//! ```
//!
//! A build script needs two functions:
//!
//! ```no_run
//! # fn main() -> anyhow::Result<()> {
//! let schema = std::path::Path::new("../schema");
//! for file in nemo_telemetry_codegen::schema_files(schema) {
//!     println!("cargo::rerun-if-changed={}", file.display());
//! }
//! let tables = nemo_telemetry_codegen::rust_tables(schema)?;
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "glue")]
pub mod cargo;
#[cfg(feature = "glue")]
pub mod compatible;
pub mod emit;
pub mod import;
mod json;
mod lint;
pub mod model;
mod node;
mod problem;
#[cfg(feature = "glue")]
pub mod world;

use std::path::{Path, PathBuf};

pub use json::Json;
pub use model::Schema;
use problem::Notebook;
pub use problem::{Problem, Problems};

/// Read the schema folder and apply the rules that hold across files.
///
/// # Errors
///
/// Every problem found in any file. A file that cannot be read is one of them.
pub fn read(dir: &Path) -> Result<Schema, Problems> {
    let notebook = Notebook::default();
    let schema = model::read(dir, &notebook);
    lint::check(&schema, &notebook);
    if notebook.is_empty() {
        Ok(schema)
    } else {
        Err(notebook.into_problems())
    }
}

/// Every path whose change can change what is generated: the files, and the folders in which a new
/// one may appear.
#[must_use]
pub fn schema_files(dir: &Path) -> Vec<PathBuf> {
    model::files(dir)
}

/// The text of the Rust tables, to be included where the types of `definition` are in scope.
///
/// # Errors
///
/// [`Problems`] when a definition is faulty.
pub fn rust_tables(dir: &Path) -> anyhow::Result<String> {
    Ok(emit::rust::tables(&read(dir)?))
}
