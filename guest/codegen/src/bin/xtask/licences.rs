//! The licences of what is linked into a program, with their texts.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use anyhow::Context as _;
use serde::Deserialize;

use super::process::{cargo, output};

/// Beginnings of the names that files with a licence have, in lower case.
const NAMES: [&str; 5] = ["licence", "license", "copying", "copyright", "notice"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    manifest_path: String,
    /// None: it is of this repository.
    source: Option<String>,
}

/// What a package of the workspace links for this machine: every text once, below the names of the crates that have it.
pub(crate) fn of(root: &Path, package: &str) -> anyhow::Result<String> {
    let linked = linked(root, package)?;
    let mut metadata = cargo(root);
    metadata.args(["metadata", "--locked", "--format-version", "1"]);
    let metadata: Metadata = serde_json::from_str(&output(&mut metadata)?)
        .context("failed to read what `cargo metadata` wrote")?;
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in metadata.packages {
        if package.source.is_none()
            || !linked.contains(&format!("{} v{}", package.name, package.version))
        {
            continue;
        }
        let licence = package.license.as_deref().unwrap_or("no SPDX expression");
        let title = format!("{} {} ({licence})", package.name, package.version);
        for text in files(Path::new(&package.manifest_path))? {
            texts.entry(text).or_default().push(title.clone());
        }
    }
    let mut out = format!(
        "What is inside {package} {} and was written by others.\n",
        env!("CARGO_PKG_VERSION")
    );
    for (text, mut titles) in texts {
        titles.sort();
        titles.dedup();
        let _ = write!(out, "\n{}\n\n{}\n", titles.join("\n"), text.trim_end());
    }
    Ok(out)
}

/// All that a package links with the features that it asks for, as `NAME vVERSION`. `cargo metadata` has only the features that the whole
/// workspace asks for.
fn linked(root: &Path, package: &str) -> anyhow::Result<BTreeSet<String>> {
    let mut tree = cargo(root);
    tree.args(["tree", "--quiet", "--locked", "--prefix", "none"])
        .args(["--edges", "normal,no-proc-macro", "--package", package]);
    let lines = output(&mut tree)?;
    Ok(lines
        .lines()
        .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .collect())
}

/// The texts beside a manifest. Where there is none, a sentence says so.
fn files(manifest: &Path) -> anyhow::Result<Vec<String>> {
    let folder = manifest.parent().unwrap_or(manifest);
    let mut paths = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("failed to read {}", folder.display()))?
    {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_lowercase();
        if NAMES.iter().any(|start| name.starts_with(start)) && entry.file_type()?.is_file() {
            paths.push(entry.path());
        }
    }
    paths.sort();
    let mut texts = Vec::new();
    for path in paths {
        let bytes =
            fs::read(&path).with_context(|| format!("failed to read {}", path.display()))?;
        texts.push(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"));
    }
    if texts.is_empty() {
        texts.push("Its package has no text of its licence.".into());
    }
    Ok(texts)
}
