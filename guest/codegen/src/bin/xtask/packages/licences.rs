//! The licences of what is linked into a program, with their texts.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use anyhow::{Context as _, bail};
use serde::Deserialize;

use super::{
    super::process::{cargo, output, target},
    VERSION,
};

/// Beginnings of the names that files with a licence have, in lower case.
const NAMES: [&str; 5] = ["licence", "license", "copying", "copyright", "notice"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    manifest_path: String,
    /// None: it is of this repository.
    source: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    /// None: it is linked; otherwise tests or a build script need it.
    kind: Option<String>,
}

/// Every text once, below the names of the crates that have it.
pub(super) fn of(manifest: &Path, package: &str) -> anyhow::Result<String> {
    let folder = manifest.parent().unwrap_or(manifest);
    let mut metadata = cargo(folder);
    metadata
        .args(["metadata", "--locked", "--format-version", "1"])
        .args(["--filter-platform", &target()?, "--manifest-path"])
        .arg(manifest);
    let metadata: Metadata = serde_json::from_str(&output(&mut metadata)?)
        .context("failed to read what `cargo metadata` wrote")?;
    let linked = linked(&metadata, package)?;
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in metadata.packages {
        if package.source.is_none() || !linked.contains(&package.id) {
            continue;
        }
        let licence = package.license.as_deref().unwrap_or("no SPDX expression");
        let title = format!("{} {} ({licence})", package.name, package.version);
        for text in files(Path::new(&package.manifest_path))? {
            texts.entry(text).or_default().push(title.clone());
        }
    }
    let mut out = format!("What is inside {package} {VERSION} and was written by others.\n");
    for (text, mut titles) in texts {
        titles.sort();
        titles.dedup();
        let _ = write!(out, "\n{}\n\n{}\n", titles.join("\n"), text.trim_end());
    }
    Ok(out)
}

/// The identifiers of all that a package links, its own among them.
fn linked(metadata: &Metadata, package: &str) -> anyhow::Result<BTreeSet<String>> {
    let nodes: BTreeMap<_, _> = metadata
        .resolve
        .nodes
        .iter()
        .map(|node| (&node.id, node))
        .collect();
    let first = metadata.packages.iter().find(|one| one.name == package);
    let Some(first) = first else {
        bail!("expected a package {package}, found none");
    };
    let (mut found, mut left) = (BTreeSet::new(), vec![&first.id]);
    while let Some(id) = left.pop() {
        if !found.insert(id.clone()) {
            continue;
        }
        let dependencies = nodes.get(id).into_iter().flat_map(|node| &node.deps);
        let linked =
            dependencies.filter(|one| one.dep_kinds.iter().any(|kind| kind.kind.is_none()));
        left.extend(linked.map(|one| &one.pkg));
    }
    Ok(found)
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
