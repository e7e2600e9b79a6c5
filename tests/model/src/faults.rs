//! Faults that are planted in the engine, one at a time, to see that the explorer finds each.

use std::{env, path::Path, process::Command};

use anyhow::{Context, ensure};

/// Every fault, by its name in `cfg(fault = "…")`.
pub const FAULTS: [&str; 11] = [
    "429-dropped",
    "back-from-the-dead",
    "back-off-without-bound",
    "double-count",
    "drop-untold",
    "forgotten-for-ever",
    "lost-on-restart",
    "order-broken",
    "sent-after-opt-out",
    "split-loop",
    "unsure-forgotten",
];

/// Builds the explorer with a fault in the engine, or with none, and lets it explore lives of so
/// many events. The output, if the explorer found a broken promise.
///
/// # Errors
/// It did not build or did not run.
pub fn explore_with(fault: Option<&str>, events: u8) -> anyhow::Result<Option<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let flags = fault.map_or_else(String::new, |fault| format!("--cfg\u{1f}fault=\"{fault}\""));
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = Command::new(cargo)
        .current_dir(&root)
        .args([
            "build",
            "--quiet",
            "--locked",
            "--package",
            "nemo-telemetry-model",
            "--profile",
            "model",
        ])
        // With a target named, flags reach the engine and not the build scripts, which need not be
        // built again.
        .args(["--target", &host()?, "--target-dir", "target/faults"])
        .env("CARGO_ENCODED_RUSTFLAGS", flags)
        .output()
        .context("failed to start cargo")?;
    ensure!(
        build.status.success(),
        "the explorer did not build: {}",
        String::from_utf8_lossy(&build.stderr)
    );
    let explorer = root
        .join("target/faults")
        .join(host()?)
        .join("model/nemo-telemetry-model");
    let run = Command::new(explorer)
        .arg(events.to_string())
        .output()
        .context("failed to start the explorer")?;
    let output = String::from_utf8_lossy(&run.stdout).into_owned();
    match run.status.code() {
        Some(0) => Ok(None),
        Some(1) => Ok(Some(output)),
        _ => anyhow::bail!(
            "the explorer broke down: {output}{}",
            String::from_utf8_lossy(&run.stderr)
        ),
    }
}

/// The target that this machine runs.
fn host() -> anyhow::Result<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .args(["--print", "host-tuple"])
        .output()
        .context("failed to start rustc")?;
    let host = String::from_utf8(output.stdout)?;
    ensure!(
        output.status.success() && !host.trim().is_empty(),
        "rustc does not say what it runs on"
    );
    Ok(host.trim().to_owned())
}
