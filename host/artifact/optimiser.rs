//! Runs binaryen on what rustc has built. It comes from npm, pinned by a lock file, because building
//! it from source takes longer than everything else here.

use std::{
    env, fs,
    path::Path,
    process::{Command, Output},
};

use super::sha256;

/// What decides which packages are installed.
const PACKAGES: [&str; 3] = [".npmrc", "package.json", "package-lock.json"];
const SCRIPT: &str = "optimise.mjs";
/// Hash of all that the component was made of.
const STAMP: &str = "inputs.sha256";

/// Writes the optimised component. `source` has the script and its lock file, `work` is where they
/// are installed.
///
/// A machine without Node or without npm's packages gets the component as rustc made it, and a
/// warning: it works, and it is not byte for byte the released one.
pub(crate) fn run(source: &Path, work: &Path, from: &Path, to: &Path) {
    if let Err(reason) = optimise(source, work, from, to) {
        println!("cargo::warning=the component is a third larger than the released one: {reason}");
        let _ = fs::remove_file(work.join(STAMP));
        fs::copy(from, to).unwrap_or_else(|error| {
            super::fail(&format!("{} cannot be written: {error}", to.display()))
        });
    }
}

fn optimise(source: &Path, work: &Path, from: &Path, to: &Path) -> Result<(), String> {
    let text = |error: std::io::Error| error.to_string();
    let copy = |file: &str| {
        let bytes = fs::read(source.join(file))?;
        fs::write(work.join(file), &bytes)?;
        Ok(bytes)
    };
    fs::create_dir_all(work).map_err(text)?;
    let mut packages = Vec::new();
    for file in PACKAGES {
        packages.extend(copy(file).map_err(text)?);
    }
    let installed = work.join("node_modules");
    once(&packages, &work.join("packages.sha256"), &installed, || {
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        done(
            npm,
            command(npm, work).args(["ci", "--loglevel=error"]).output(),
        )
    })?;
    let component = fs::read(from).map_err(text)?;
    let inputs = [packages, copy(SCRIPT).map_err(text)?, component].concat();
    once(&inputs, &work.join(STAMP), to, || {
        let unfinished = work.join("component.wasm");
        let mut node = command("node", work);
        node.arg(SCRIPT).args([from, &unfinished]);
        done("node", node.output())?;
        fs::rename(&unfinished, to).map_err(text)
    })
}

/// Makes something, unless `stamp` says that it was made of the same inputs and it is still there.
fn once(
    inputs: &[u8],
    stamp: &Path,
    made: &Path,
    make: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let hash = sha256(inputs);
    if made.exists() && fs::read_to_string(stamp).is_ok_and(|last| last == hash) {
        return Ok(());
    }
    let _ = fs::remove_file(stamp);
    make()?;
    fs::write(stamp, hash).map_err(|error| error.to_string())
}

/// Npm's own variables come from an outer `npm run` and would send it elsewhere.
fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().to_lowercase().starts_with("npm_") {
            command.env_remove(name);
        }
    }
    command
}

fn done(program: &str, output: std::io::Result<Output>) -> Result<(), String> {
    let output = output.map_err(|error| format!("{program} could not be started: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    // A warning of cargo is one line.
    let words: Vec<&str> = complaint.split_whitespace().take(60).collect();
    Err(format!("{program} failed: {}", words.join(" ")))
}
