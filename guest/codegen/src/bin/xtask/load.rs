//! The receiving end under load.

use std::{path::Path, process::Command};

use super::{ingest, process::run, python, wasmtime};

/// Builds and installs what is compared, and has `tests/load` measure it. A turn of a server takes so
/// many milliseconds.
pub(crate) fn measure(root: &Path, turn: &str) -> anyhow::Result<()> {
    let root = &root.canonicalize()?;
    ingest::run(root)?;
    let wasmtime = wasmtime::install(root)?;
    let folder = root.join("tests/load");
    let python = python::environment(root, "load")?;
    python::install(&python, &[folder.join("requirements.txt")], &[])?;
    let manifest = folder.join("Cargo.toml");
    super::cargo(&[
        "build",
        "--quiet",
        "--release",
        "--manifest-path",
        &manifest.to_string_lossy(),
        "--target-dir",
        "target/load",
    ])?;
    run(
        Command::new(root.join("target/load/release/nemo-telemetry-load"))
            .arg(wasmtime)
            .arg(root.join("target/guest/ingest.wasm"))
            .arg(python)
            .arg(turn),
    )
}
