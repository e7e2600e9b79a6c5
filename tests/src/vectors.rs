//! The set of vectors in `tests/vectors`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use nemo_telemetry_testkit::replay::{self, Subject, Vector};
use sha2::{Digest, Sha256};

use crate::deviations;

/// The folder of the vectors.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// Every file of vectors in the order of its path, with that path relative to [`folder`].
///
/// # Errors
/// A folder cannot be read.
pub fn files() -> anyhow::Result<Vec<(String, PathBuf)>> {
    let root = folder();
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).with_context(|| format!("failed to read {}", folder.display()))?
        {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
                && path.parent() != Some(&root)
            {
                let name = path
                    .strip_prefix(&root)?
                    .components()
                    .map(|step| step.as_os_str().to_string_lossy())
                    .collect::<Vec<_>>();
                files.push((name.join("/"), path));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Files of captures of these kinds, as [`files`] gives them.
///
/// # Errors
/// A folder cannot be read, or the name of a file of captures does not say its kind.
pub fn captures(kinds: &[&str]) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut captures = Vec::new();
    for (name, path) in files()?
        .into_iter()
        .filter(|(name, _)| name.starts_with("captures/"))
    {
        if kinds.contains(&deviations::source(&path)?.kind.as_str()) {
            captures.push((name, path));
        }
    }
    Ok(captures)
}

/// SHA-256 of the set: of each file in order its path, a line feed and its bytes. Every host prints
/// it, so that one can see that they ran the same set.
///
/// # Errors
/// A file cannot be read.
pub fn hash() -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    for (name, path) in files()? {
        hash.update(name.as_bytes());
        hash.update(b"\n");
        hash.update(fs::read(path)?);
    }
    Ok(hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

/// Runs the whole set. Returns how many ran, and what differs.
///
/// # Errors
/// A file is no file of vectors, a vector cannot be run, or the subject broke down.
pub fn run(subject: &mut dyn Subject) -> anyhow::Result<(usize, Vec<String>)> {
    run_those(subject, |_| true)
}

/// Runs those of the set that a subject has anything for.
///
/// # Errors
/// As [`run`].
pub fn run_those(
    subject: &mut dyn Subject,
    reached: impl Fn(&Vector) -> bool,
) -> anyhow::Result<(usize, Vec<String>)> {
    let mut count = 0;
    let mut failures = Vec::new();
    for (name, path) in files()? {
        for vector in replay::read(&path)?.into_iter().filter(&reached) {
            count += 1;
            failures.extend(differences(subject, &name, &vector)?);
        }
    }
    Ok((count, failures))
}

fn differences(
    subject: &mut dyn Subject,
    file: &str,
    vector: &Vector,
) -> anyhow::Result<Vec<String>> {
    let run = replay::run(subject, vector)
        .with_context(|| format!("{file}: {} cannot be run", vector.name()))?;
    Ok(run
        .failures
        .into_iter()
        .map(|failure| format!("{file}: {}: {failure}", vector.name()))
        .collect())
}
