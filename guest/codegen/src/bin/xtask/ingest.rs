//! Builds the receiving end.

use std::{path::Path, process::Command};

use anyhow::{Context as _, bail};

/// Writes `target/guest/ingest.wasm`, optimised as the client's component is.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    // The artifact's build adds the target and installs the optimiser.
    super::cargo(&["build", "--quiet", "--package", "nemo-telemetry-artifact"])?;
    super::cargo(&[
        "build",
        "--quiet",
        "--locked",
        "--package",
        "nemo-telemetry-ingest",
        "--profile",
        "wasm",
        "--target",
        "wasm32-wasip2",
        "--target-dir",
        "target/guest",
    ])?;
    let built = root.join("target/guest/wasm32-wasip2/wasm/nemo_telemetry_ingest.wasm");
    let optimised = root.join("target/guest/ingest.wasm");
    let status = Command::new("node")
        .current_dir(root.join("target/guest/optimiser"))
        .arg("optimise.mjs")
        .args([&built, &optimised])
        .status()
        .context("failed to start node")?;
    if !status.success() {
        bail!("the optimiser ended with {status}");
    }
    println!("target/guest/ingest.wasm");
    Ok(())
}
