//! The crates of the Rust library.
//!
//! In the repository the library reads `wit` at the top and its component comes from the guest's
//! build. A registry takes a crate's own folder alone, so the crates are laid out once more, with
//! both inside.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};

use super::{
    super::process::{cargo, run},
    Packages, VERSION, copy, write_file,
};

/// Crates by folder and name, the one that others need first.
const CRATES: [(&str, &str); 2] = [
    ("host/artifact", "nemo-telemetry-artifact"),
    ("host/rust", "nemo-telemetry"),
];

/// Writes `NAME-VERSION.crate` for each.
pub(super) fn write(packages: &Packages<'_>) -> anyhow::Result<()> {
    let (root, place) = (packages.root, packages.root.join("target/crates"));
    for folder in ["host", "target/package"] {
        let _ = fs::remove_dir_all(place.join(folder));
    }
    write_file(&place.join("Cargo.toml"), workspace(root)?)?;
    copy(&root.join("Cargo.lock"), &place.join("Cargo.lock"))?;
    for (folder, _) in CRATES {
        let (from, to) = (root.join(folder), place.join(folder));
        copy_all(&from.join("src"), &to.join("src"))?;
        for text in ["LICENSE", "NOTICE"] {
            copy(&root.join(text), &to.join(text))?;
        }
        let manifest = read(&from.join("Cargo.toml"))?;
        // Tests stay behind, and with them what they need.
        let manifest = replaced(
            &manifest,
            "[dev-dependencies]\nnemo-telemetry-testkit.workspace = true\n",
            "",
            folder == "host/rust",
        )?;
        write_file(&to.join("Cargo.toml"), manifest)?;
    }
    let (artifact, rust) = (root.join("host/artifact"), root.join("host/rust"));
    let place_of = |folder: &str| place.join(folder);
    for file in ["build.rs", "metadata.rs", "optimiser.rs"] {
        copy(&artifact.join(file), &place_of("host/artifact").join(file))?;
    }
    copy(
        &packages.component,
        &place_of("host/artifact").join("component.wasm"),
    )?;
    copy_all(&root.join("wit"), &place_of("host/rust").join("wit"))?;
    copy(
        &root.join("README.md"),
        &place_of("host/rust").join("README.md"),
    )?;
    let bindings = read(&rust.join("src/bindings.rs"))?;
    let bindings = replaced(&bindings, "\"../../wit\"", "\"wit\"", true)?;
    write_file(&place_of("host/rust").join("src/bindings.rs"), bindings)?;
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
        copy(
            &place.join("target/package").join(&name),
            &packages.at(&name),
        )?;
    }
    Ok(())
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

/// A folder with all below it.
fn copy_all(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| format!("failed to make {}", to.display()))?;
    let entries =
        fs::read_dir(from).with_context(|| format!("failed to read {}", from.display()))?;
    for entry in entries {
        let entry = entry?;
        let place: PathBuf = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &place)?;
        } else {
            copy(&entry.path(), &place)?;
        }
    }
    Ok(())
}
