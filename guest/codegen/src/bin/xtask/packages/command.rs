//! The command with its manual pages, its completions and the licences of all that is in it.

use std::{env, fs, path::PathBuf, process::Command};

use anyhow::Context as _;

use super::{
    super::{files, licences},
    Build, Packages, VERSION, process,
    process::{output, run, without_paths},
};

/// Where shells look for completions below the folder that has `bin` in it.
const COMPLETIONS: [(&str, &str); 4] = [
    ("bash", "share/bash-completion/completions/nemo-telemetry"),
    (
        "fish",
        "share/fish/vendor_completions.d/nemo-telemetry.fish",
    ),
    ("zsh", "share/zsh/site-functions/_nemo-telemetry"),
    ("powershell", "share/powershell/nemo-telemetry.ps1"),
];

/// Writes `nemo-telemetry-VERSION-TARGET.tar.gz`.
pub(super) fn write(packages: &Packages<'_>) -> anyhow::Result<()> {
    let name = format!("nemo-telemetry-{VERSION}-{}", process::target()?);
    let folder = packages.at(&name);
    let built = build(packages)?;
    let command = folder
        .join("bin")
        .join(format!("nemo-telemetry{}", env::consts::EXE_SUFFIX));
    fs::create_dir_all(folder.join("bin"))?;
    files::copy(&built, &command)?;
    run(Command::new(&command)
        .arg("man")
        .arg(folder.join("share/man/man1")))?;
    for (shell, path) in COMPLETIONS {
        let text = output(Command::new(&command).args(["completions", shell]))?;
        files::write(&folder.join(path), text)?;
    }
    for text in ["LICENSE", "NOTICE"] {
        files::copy(&packages.root.join(text), &folder.join(text))?;
    }
    files::write(
        &folder.join("THIRD-PARTY.txt"),
        licences::of(packages.root, "nemo-telemetry-cli")?,
    )?;
    process::pack_beside(&folder)?;
    fs::remove_dir_all(&folder).with_context(|| format!("failed to remove {}", folder.display()))
}

/// A release has no symbols and no path of this machine in it. A test takes what `cargo test` has
/// built: both packages are named so that cargo gives them the features that they have there.
fn build(packages: &Packages<'_>) -> anyhow::Result<PathBuf> {
    let mut cargo = process::cargo(packages.root);
    cargo.args(["build", "--quiet", "--locked", "--bin", "nemo-telemetry"]);
    cargo.args(["--package", "nemo-telemetry-cli"]);
    let built = match packages.build {
        Build::Test => {
            cargo.args(["--package", "nemo-telemetry-tests"]);
            process::target_folder(packages.root)
        }
        Build::Release => {
            packages.with_component(&mut cargo);
            let target = packages.root.join("target/dist");
            cargo
                .args(["--release", "--target-dir"])
                .arg(&target)
                .env("CARGO_PROFILE_RELEASE_STRIP", "symbols")
                .env("RUSTFLAGS", without_paths(packages.root)?);
            target
        }
    };
    run(&mut cargo)?;
    let profile = match packages.build {
        Build::Test => "debug",
        Build::Release => "release",
    };
    Ok(built
        .join(profile)
        .join(format!("nemo-telemetry{}", env::consts::EXE_SUFFIX)))
}
