//! The receiving end, as its tests serve it.

use std::{path::PathBuf, process::Command, sync::OnceLock};

use crate::{languages::run, native};

/// The component, built by `cargo xtask ingest` once in a process.
///
/// # Panics
/// The build fails; what it said is printed.
#[must_use]
pub fn component() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let build = || {
        let root = native::root().unwrap();
        run(Command::new(env!("CARGO"))
            .args(["xtask", "ingest"])
            .current_dir(&root));
        root.join("target/guest/ingest.wasm")
    };
    BUILT.get_or_init(build).clone()
}
