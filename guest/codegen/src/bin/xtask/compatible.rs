//! Compares the interface with what it was.

use std::{fs, path::Path, process::Command};

use anyhow::Context as _;
use nemo_telemetry_codegen::compatible::{Interface, Promise};

use super::process::run;

/// Fails where a host of a revision could not run a component of now although both versions of
/// `wit` say that it could.
pub(crate) fn with(root: &Path, revision: &str) -> anyhow::Result<()> {
    let earlier = root.join("target/baseline");
    let _ = fs::remove_dir_all(&earlier);
    fs::create_dir_all(&earlier).context("failed to make target/baseline")?;
    let archive = earlier.join("wit.tar");
    run(Command::new("git")
        .current_dir(root)
        .args(["archive", "--output"])
        .arg(&archive)
        .args([revision, "wit"]))?;
    run(Command::new("tar")
        .current_dir(&earlier)
        .args(["--extract", "--file"])
        .arg(&archive))?;
    let then = Interface::read(&earlier.join("wit"))?;
    let now = Interface::read(&root.join("wit"))?;
    let (before, after) = (then.version()?, now.version()?);
    let promise = then.stands_in(now).with_context(|| {
        format!(
            "a host that was written for wit of {revision} ({before}) cannot run a component of {after}; undo the change, or give the \
             package in wit/world.wit another version"
        )
    })?;
    match promise {
        Promise::Kept => println!("wit {after} is compatible with that of {revision} ({before})"),
        Promise::None => {
            println!("wit is {after} and was {before}: another interface, which promises nothing")
        }
    }
    Ok(())
}
