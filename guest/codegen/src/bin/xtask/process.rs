//! Programs that the chores run.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, bail, ensure};
pub(crate) use nemo_telemetry_codegen::cargo::cargo;

/// Runs a program to its end, and fails where it does.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command
        .status()
        .with_context(|| format!("failed to start {command:?}"))?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(())
}

/// What a program writes to its standard output, to its end.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command
        .output()
        .with_context(|| format!("failed to start {command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?} ended with {}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr).trim_end()
    );
    String::from_utf8(output.stdout).with_context(|| format!("{command:?} wrote no text"))
}

/// npm in a folder.
pub(crate) fn npm(folder: &Path) -> Command {
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(folder);
    npm
}

/// npm in a folder, after it has installed what the lock file there names, unless that has been done.
pub(crate) fn npm_installed(folder: &Path) -> anyhow::Result<Command> {
    if !folder.join("node_modules").exists() {
        run(npm(folder).args(["ci", "--no-audit", "--no-fund", "--silent"]))?;
    }
    Ok(npm(folder))
}

/// The target that this machine builds for.
pub(crate) fn target() -> anyhow::Result<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let text = output(Command::new(rustc).arg("-vV"))?;
    match text.lines().find_map(|line| line.strip_prefix("host: ")) {
        Some(target) => Ok(target.to_owned()),
        None => bail!("expected the host of rustc, found none"),
    }
}

/// Where cargo puts what it builds of the workspace.
pub(crate) fn target_folder(root: &Path) -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// Makes a tarball beside a folder, of that folder, and gives its path. Its bytes depend on nothing
/// but the files.
pub(crate) fn pack_beside(folder: &Path) -> anyhow::Result<PathBuf> {
    let (place, name) = (folder.parent(), folder.file_name());
    let (place, name) = place.zip(name).context("expected a folder with a name")?;
    let tarball = format!("{}.tar.gz", name.display());
    let mut tar = Command::new("tar");
    tar.current_dir(place)
        .args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner"])
        .args(["--mode=u+rw,go+r-w,a+X", "--mtime=@0", "--gzip"])
        .args(["--create", "--file", &tarball])
        .arg(name);
    run(&mut tar)?;
    Ok(place.join(tarball))
}

/// Flags that keep the folders of this machine out of what is compiled, so that another machine
/// makes the same bytes.
pub(crate) fn without_paths(root: &Path) -> anyhow::Result<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let home = home.context("failed to find the folder of cargo")?;
    Ok(format!(
        "--remap-path-prefix={}=/nemo-telemetry --remap-path-prefix={}=/cargo",
        root.display(),
        home.display()
    ))
}
