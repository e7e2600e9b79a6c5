//! Runs the optimiser of `host/artifact` on another build of the guest.

use std::{path::Path, process::Command};

use super::process;

/// Builds the artifact, which adds the target, builds the client's component and installs the
/// optimiser.
pub(crate) fn prepare() -> anyhow::Result<()> {
    super::cargo(&["build", "--quiet", "--package", "nemo-telemetry-artifact"])
}

/// Optimises a file below the folder of the guest's builds, as `PROFILE/NAME`. `flags` are those of
/// `optimise.mjs`, and `to` is a file below `target/guest`.
pub(crate) fn run(root: &Path, name: &str, flags: &[&str], to: &str) -> anyhow::Result<()> {
    let guest = root.join("target/guest");
    let mut node = Command::new("node");
    node.current_dir(guest.join("optimiser"))
        .arg("optimise.mjs")
        .args(flags)
        .arg(guest.join("wasm32-wasip2").join(name))
        .arg(guest.join(to));
    process::run(&mut node)
}
