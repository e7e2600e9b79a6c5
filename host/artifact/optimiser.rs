//! Runs binaryen on what rustc has built. It comes from npm, pinned by a lock file, because building
//! it from source takes longer than everything else here.

use std::{
    env, fs,
    path::Path,
    process::{Command, Output},
};

use sha2::{Digest as _, Sha256};

const FILES: [&str; 4] = [
    ".npmrc",
    "package.json",
    "package-lock.json",
    "optimise.mjs",
];

/// Writes the optimised component. `source` has the script and its lock file, `work` is where they
/// are installed.
///
/// A machine without Node or without npm's packages gets the component as rustc made it, and a
/// warning: it works, and it is not byte for byte the released one.
pub(crate) fn run(source: &Path, work: &Path, from: &Path, to: &Path) {
    if let Err(reason) = optimise(source, work, from, to) {
        println!("cargo::warning=the component is a fifth larger than the released one: {reason}");
        fs::copy(from, to).unwrap_or_else(|error| {
            super::fail(&format!("{} cannot be written: {error}", to.display()))
        });
    }
}

fn optimise(source: &Path, work: &Path, from: &Path, to: &Path) -> Result<(), String> {
    let text = |error: std::io::Error| error.to_string();
    let mut hash = Sha256::new_with_prefix(fs::read(from).map_err(text)?);
    fs::create_dir_all(work).map_err(text)?;
    for file in FILES {
        let bytes = fs::read(source.join(file)).map_err(text)?;
        hash.update(&bytes);
        fs::write(work.join(file), bytes).map_err(text)?;
    }
    let inputs: String = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let stamp = work.join("inputs.sha256");
    if to.exists() && fs::read_to_string(&stamp).is_ok_and(|last| last == inputs) {
        return Ok(());
    }
    let _ = fs::remove_file(&stamp);
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    done(npm, command(npm, work).args(["ci", "--silent"]).output())?;
    let unfinished = work.join("component.wasm");
    let node = command("node", work)
        .arg("optimise.mjs")
        .args([from, &unfinished])
        .output();
    done("node", node)?;
    fs::rename(&unfinished, to).map_err(text)?;
    fs::write(&stamp, inputs).map_err(text)
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
    let line = complaint
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("without a word");
    Err(format!("{program} failed: {}", line.trim()))
}
