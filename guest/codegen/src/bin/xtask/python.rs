//! Environments of Python, below `target/hosts`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::process::run;

/// Makes the environment of that name, unless it is there, and gives its interpreter.
pub(crate) fn environment(root: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let environment = root.join("target/hosts").join(name);
    let (folder, system) = if cfg!(windows) {
        ("Scripts", "python")
    } else {
        ("bin", "python3")
    };
    run(Command::new(system).args(["-m", "venv"]).arg(&environment))?;
    Ok(environment.join(folder).join("python"))
}

/// Installs what files of requirements name.
pub(crate) fn install(python: &Path, files: &[PathBuf], options: &[&str]) -> anyhow::Result<()> {
    let mut pip = Command::new(python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    pip.args(options);
    for file in files {
        pip.arg("--requirement").arg(file);
    }
    run(&mut pip)
}
