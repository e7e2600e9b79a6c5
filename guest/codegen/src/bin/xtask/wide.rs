//! Engines that take long to install: no part of the checks.

use std::path::{Path, PathBuf};

use anyhow::ensure;

use super::{
    process::{self, run},
    python, wasmtime,
};

/// Runs the JavaScript package and the receiving end in each of them that can be installed, and says
/// which ones cannot.
pub(crate) fn run_all(root: &Path) -> anyhow::Result<()> {
    let root = &root.canonicalize()?;
    let mut failed = Vec::new();
    if let Err(error) = javascript(root) {
        failed.push(error.to_string());
    }
    let ingest = [
        (
            "NEMO_TELEMETRY_WASMTIME",
            "the_command_of_wasmtime",
            wasmtime::install(root),
        ),
        ("NEMO_TELEMETRY_CLICKHOUSE", "clickhouse", clickhouse(root)),
    ];
    for (variable, test, installed) in ingest {
        let program = match installed {
            Ok(program) => program,
            Err(error) => {
                println!("{test}: not run: {error:#}");
                continue;
            }
        };
        let mut tests = process::cargo(root);
        tests
            .args([
                "test",
                "--quiet",
                "--test",
                "ingest",
                "--",
                "--nocapture",
                test,
            ])
            .env(variable, program);
        if let Err(error) = run(&mut tests) {
            failed.push(error.to_string());
        }
    }
    ensure!(failed.is_empty(), "{}", failed.join("\n"));
    Ok(())
}

/// The JavaScript package, made of the component of this tree.
fn javascript(root: &Path) -> anyhow::Result<()> {
    let artifact = ["build", "--quiet", "--package", "nemo-telemetry-artifact"];
    super::cargo(&artifact)?;
    let mut npm = process::npm_installed(&root.join("host/js"))?;
    run(npm.args(["run", "--silent", "wide"]))
}

/// ClickHouse's engine, as a package of Python.
fn clickhouse(root: &Path) -> anyhow::Result<PathBuf> {
    let python = python::environment(root, "clickhouse")?;
    let wanted = root.join("tests/tests/ingest/clickhouse.txt");
    python::install(&python, &[wanted], &[])?;
    Ok(python)
}
