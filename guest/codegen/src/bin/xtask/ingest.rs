//! Builds the receiving end.

use std::path::Path;

use super::optimiser;

/// Writes `target/guest/ingest.wasm`, optimised as the client's component is.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    optimiser::prepare()?;
    super::cargo(&[
        "build",
        "--quiet",
        "--locked",
        "--package",
        "nemo-telemetry-ingest",
        "--profile",
        "ingest",
        "--target",
        "wasm32-wasip2",
        "--target-dir",
        "target/guest",
    ])?;
    optimiser::run(
        root,
        "ingest/nemo_telemetry_ingest.wasm",
        &[],
        "ingest.wasm",
    )?;
    println!("target/guest/ingest.wasm");
    Ok(())
}
