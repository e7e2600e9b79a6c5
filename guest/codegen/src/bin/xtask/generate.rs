//! The files that are generated from `guest/schema` and `wit`.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use nemo_telemetry_codegen::{
    emit::{self, Output},
    world::World,
};

use crate::files;

/// Writes every file whose text differs, and removes those that nothing generates any more.
pub(crate) fn write_all(root: &Path) -> anyhow::Result<()> {
    let outputs = outputs(root)?;
    let written = outputs.iter().map(|output| write(root, output));
    let removed = left_over(root, &outputs)?;
    let removed = removed.iter().map(|path| remove(root, path));
    all(written.chain(removed))
}

/// Fails where a file is not what would be written, or would be removed.
pub(crate) fn check_all(root: &Path) -> anyhow::Result<()> {
    let outputs = outputs(root)?;
    let compared = outputs.iter().map(|output| compare(root, output));
    let removed = left_over(root, &outputs)?;
    let removed = removed.iter().map(|path| refuse(path));
    all(compared.chain(removed))
}

fn outputs(root: &Path) -> anyhow::Result<Vec<Output>> {
    let schema = nemo_telemetry_codegen::read(&root.join("guest/schema"))?;
    let world = World::read(&root.join("wit"))?;
    let mut outputs = emit::outputs(&schema);
    outputs.extend(emit::glue::outputs(&world)?);
    outputs.push(emit::bindings::output(&world)?);
    outputs.push(emit::wit::output(&world)?);
    Ok(outputs)
}

/// Goes on after a file that fails: all are reported at once.
fn all(outcomes: impl Iterator<Item = anyhow::Result<()>>) -> anyhow::Result<()> {
    let failures: Vec<_> = outcomes
        .filter_map(Result::err)
        .map(|error| format!("{error:#}"))
        .collect();
    if failures.is_empty() {
        return Ok(());
    }
    bail!("{}", failures.join("\n"))
}

/// Paths of files that say that they are generated and are not, as of an event that has left the
/// schema. They are looked for where generated files are.
fn left_over(root: &Path, outputs: &[Output]) -> anyhow::Result<Vec<PathBuf>> {
    let expected: BTreeSet<&Path> = outputs
        .iter()
        .map(|output| Path::new(&output.path))
        .collect();
    let folders: BTreeSet<&Path> = expected.iter().filter_map(|path| path.parent()).collect();
    let mut left_over = Vec::new();
    for folder in folders {
        // One that is missing is written with its files.
        let Ok(entries) = fs::read_dir(root.join(folder)) else {
            continue;
        };
        for entry in entries {
            let path = folder.join(entry?.file_name());
            if !expected.contains(&*path) && files::is_generated(&root.join(&path)) {
                left_over.push(path);
            }
        }
    }
    left_over.sort();
    Ok(left_over)
}

/// An unchanged file keeps its time.
fn write(root: &Path, output: &Output) -> anyhow::Result<()> {
    let path = root.join(&output.path);
    if fs::read_to_string(&path).is_ok_and(|text| text == output.text) {
        return Ok(());
    }
    files::write(&path, &output.text)?;
    println!("wrote {}", output.path);
    Ok(())
}

fn remove(root: &Path, path: &Path) -> anyhow::Result<()> {
    fs::remove_file(root.join(path))
        .with_context(|| format!("failed to remove {}", path.display()))?;
    println!("removed {}", path.display());
    Ok(())
}

fn compare(root: &Path, output: &Output) -> anyhow::Result<()> {
    let text = fs::read_to_string(root.join(&output.path))
        .with_context(|| format!("failed to read {}", output.path))?;
    if text == output.text {
        return Ok(());
    }
    let (number, found, expected) = first_difference(&text, &output.text);
    bail!(
        "{}:{number}: not up to date; run `cargo xtask gen`\n- {found}\n+ {expected}",
        output.path
    )
}

fn refuse(path: &Path) -> anyhow::Result<()> {
    bail!(
        "{}: nothing generates it any more; `cargo xtask gen` removes it",
        path.display()
    )
}

/// Number of the first line that differs, from 1, with both of its texts.
fn first_difference<'a>(found: &'a str, expected: &'a str) -> (usize, &'a str, &'a str) {
    let mut found = found.split_inclusive('\n');
    let mut expected = expected.split_inclusive('\n');
    let mut number = 1;
    loop {
        let pair = (found.next(), expected.next());
        if pair.0 != pair.1 || pair.0.is_none() {
            let line = |text: Option<&'a str>| text.map_or("(end of file)", str::trim_end);
            return (number, line(pair.0), line(pair.1));
        }
        number += 1;
    }
}
