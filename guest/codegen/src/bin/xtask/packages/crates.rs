//! The crates of the Rust library.
//!
//! In the repository the library reads `wit` at the top and its component comes from the guest's
//! build. A registry takes a crate's own folder alone, so the crates are laid out once more, with
//! both inside.

use std::{fs, path::Path};

use anyhow::{Context as _, ensure};

use super::{
    super::{
        files,
        process::{cargo, run},
    },
    Packages, VERSION,
};

/// Crates by folder and name, the one that others need first.
const CRATES: [(&str, &str); 2] = [
    (ARTIFACT, "nemo-telemetry-artifact"),
    (LIBRARY, "nemo-telemetry"),
];
const ARTIFACT: &str = "host/artifact";
const LIBRARY: &str = "host/rust";

/// Writes `NAME-VERSION.crate` for each.
pub(super) fn write(packages: &Packages<'_>) -> anyhow::Result<()> {
    let (root, place) = (packages.root, packages.root.join("target/crates"));
    for folder in ["host", "target/package"] {
        let _ = fs::remove_dir_all(place.join(folder));
    }
    files::write(&place.join("Cargo.toml"), workspace(root)?)?;
    files::copy(&root.join("Cargo.lock"), &place.join("Cargo.lock"))?;
    for (folder, _) in CRATES {
        lay_out(root, &place, folder)?;
    }
    with_component(packages, &place.join(ARTIFACT))?;
    with_interface(root, &place.join(LIBRARY))?;
    let mut package = cargo(&place);
    package.args([
        "package",
        "--quiet",
        "--workspace",
        "--no-verify",
        "--allow-dirty",
    ]);
    run(package.args(["--target-dir", "target"]))?;
    for (_, name) in CRATES {
        let name = format!("{name}-{VERSION}.crate");
        files::copy(
            &place.join("target/package").join(&name),
            &packages.at(&name),
        )?;
    }
    Ok(())
}

/// Copies what every crate has. Tests stay behind, and with them what they need.
fn lay_out(root: &Path, place: &Path, folder: &str) -> anyhow::Result<()> {
    let (from, to) = (root.join(folder), place.join(folder));
    files::copy_all(&from.join("src"), &to.join("src"))?;
    for text in ["LICENSE", "NOTICE"] {
        files::copy(&root.join(text), &to.join(text))?;
    }
    let manifest = replaced(
        &read(&from.join("Cargo.toml"))?,
        "[dev-dependencies]\nnemo-telemetry-testkit.workspace = true\n",
        "",
        folder == LIBRARY,
    )?;
    files::write(&to.join("Cargo.toml"), manifest)
}

/// Its build script takes the component that is beside its manifest.
fn with_component(packages: &Packages<'_>, to: &Path) -> anyhow::Result<()> {
    let from = packages.root.join(ARTIFACT);
    for file in ["build.rs", "metadata.rs", "optimiser.rs"] {
        files::copy(&from.join(file), &to.join(file))?;
    }
    files::copy(&packages.component, &to.join("component.wasm"))
}

fn with_interface(root: &Path, to: &Path) -> anyhow::Result<()> {
    files::copy_all(&root.join("wit"), &to.join("wit"))?;
    files::copy(&root.join("README.md"), &to.join("README.md"))?;
    let bindings = read(&root.join(LIBRARY).join("src/bindings.rs"))?;
    let bindings = replaced(&bindings, "\"../../wit\"", "\"wit\"", true)?;
    files::write(&to.join("src/bindings.rs"), bindings)
}

/// The workspace with these crates alone, which may be published and name each other's version.
fn workspace(root: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    for line in read(&root.join("Cargo.toml"))?.lines() {
        let line = match line.split_once(" = ") {
            Some(("members", _)) => {
                let folders: Vec<_> = CRATES.iter().map(|(folder, _)| *folder).collect();
                format!("members = {folders:?}")
            }
            Some(("default-members", _)) => continue,
            Some(("publish", _)) => "publish = true".to_owned(),
            Some(("nemo-telemetry-artifact", _)) => format!(
                "nemo-telemetry-artifact = {{ path = \"host/artifact\", version = \"{VERSION}\" }}"
            ),
            _ => line.to_owned(),
        };
        text.push_str(&line);
        text.push('\n');
    }
    // Profiles of the guest and of the tests name packages that are not here.
    let end = text
        .find("\n# The guest: no_std")
        .or_else(|| text.find("\n[profile."));
    text.truncate(end.unwrap_or(text.len()));
    Ok(text)
}

/// A text with another in its place, which has to be there once where it is `expected`.
fn replaced(text: &str, from: &str, to: &str, expected: bool) -> anyhow::Result<String> {
    let found = text.matches(from).count();
    ensure!(
        found == usize::from(expected),
        "expected {from:?} in a file of the library's crates, found it {found} times"
    );
    Ok(text.replace(from, to))
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("failed to read {}", path.display()))
}
