//! The wheel and the sources of the Python package.

use std::process::Command;

use super::{
    super::{process::run, python},
    Packages,
};

/// What builds both.
const BUILDER: &str = "requirements-build.txt";

/// Writes both.
pub(super) fn write(packages: &Packages<'_>) -> anyhow::Result<()> {
    let host = packages.root.join("host/python");
    let python = python::environment(packages.root, "packages")?;
    python::install(&python, &[host.join(BUILDER)], &[])?;
    let mut build = Command::new(&python);
    build
        .current_dir(&host)
        .args(["-m", "hatchling", "build", "--directory"])
        .arg(&packages.folder)
        .env("NEMO_TELEMETRY_COMPONENT", &packages.component);
    run(&mut build)
}
