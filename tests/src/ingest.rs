//! The receiving end, as its tests serve it.

use std::{path::PathBuf, sync::OnceLock};

use nemo_telemetry_codegen::cargo::cargo;

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
        run(cargo(&root).args(["xtask", "ingest"]));
        root.join("target/guest/ingest.wasm")
    };
    BUILT.get_or_init(build).clone()
}
