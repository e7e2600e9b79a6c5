//! Tells what the component's bytes are spent on.

use std::{path::Path, process::Command};

use anyhow::{Context as _, bail};

/// Makes the component once more, with names of functions, and prints its parts. `option` is one of
/// the program `sizes` of the tests.
pub(crate) fn run(root: &Path, option: Option<&str>) -> anyhow::Result<()> {
    // The build of the artifact leaves all that the optimiser needs.
    super::cargo(&["build", "--quiet", "--package", "nemo-telemetry-artifact"])?;
    let work = root.join("target/guest/optimiser");
    let built = root.join("target/guest/wasm32-wasip2/wasm/nemo_telemetry_component.wasm");
    let named = root.join("target/guest/named.wasm");
    let status = Command::new("node")
        .current_dir(work)
        .args(["optimise.mjs", "--names"])
        .args([&built, &named])
        .status()
        .context("failed to start node")?;
    if !status.success() {
        bail!("the optimiser ended with {status}");
    }
    let named = named.to_string_lossy();
    let mut arguments = vec![
        "run",
        "--quiet",
        "--bin",
        "sizes",
        "--",
        &*named,
        "tests/sizes.json",
    ];
    arguments.extend(option);
    super::cargo(&arguments)
}
