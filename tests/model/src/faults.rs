//! Faults that are planted in a copy of core, one at a time, to see that the explorer finds each.

use std::{
    env, fs,
    ops::Range,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, ensure};

/// A fault, and what is explored to find it.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Name of its patch in `faults`.
    pub name: &'static str,
    /// Part of the name of a scenario or a street.
    explored: &'static str,
    /// Events of the lives that are explored.
    events: u8,
}

const fn fault(name: &'static str, explored: &'static str, events: u8) -> Fault {
    Fault {
        name,
        explored,
        events,
    }
}

/// Every fault.
pub const FAULTS: &[Fault] = &[
    fault("429-dropped", "outbox", 1),
    fault("back-from-the-dead", "a queue of one", 2),
    fault("back-off-without-bound", "a server that stays down", 1),
    fault("claim-twice", "processes meet", 1),
    fault("double-count", "memory", 1),
    fault("drop-untold", "memory", 1),
    fault("forgotten-for-ever", "memory", 1),
    fault("lease-not-checked", "leases run out", 1),
    fault("lease-not-renewed", "leases run out", 1),
    fault("look-skipped", "memory", 1),
    fault("lost-on-restart", "outbox", 1),
    fault("order-broken", "outbox", 3),
    fault("purge-leaves-one", "says no", 1),
    fault("removed-too-early", "taken over", 2),
    fault("rename-lost", "processes meet", 1),
    fault("rotation-drops-a-line", "log", 2),
    fault("sent-after-opt-out", "memory", 1),
    fault("split-loop", "outbox", 3),
    fault("taken-and-kept", "processes meet", 1),
    fault("trap-counted-twice", "processes die", 1),
    fault("unsure-forgotten", "memory", 1),
];

/// What the explorer is built of.
const SOURCES: [&str; 5] = [
    "guest/codegen",
    "guest/core",
    "guest/format",
    "guest/schema",
    "tests/model",
];

/// Builds the explorer in a copy of its sources with a fault in core, or with none, and lets it look for that fault. The output, if it
/// found a broken promise.
///
/// # Errors
/// The patch does not fit; or it did not build, or did not run.
pub fn explore_with(fault: Option<&Fault>) -> anyhow::Result<Option<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let copy = root.join("target/faults/source");
    let patch = match fault {
        Some(fault) => read(
            &root
                .join("tests/model/faults")
                .join(fault.name)
                .with_extension("patch"),
        )?,
        None => String::new(),
    };
    copy_sources(&root, &copy, &patch)?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = Command::new(cargo)
        .current_dir(&copy)
        .args([
            "build",
            "--quiet",
            "--offline",
            "--package",
            "nemo-telemetry-model",
            "--profile",
            "model",
            "--target-dir",
            "../target",
        ])
        .env("RUSTFLAGS", "--allow=warnings")
        // Little changes from one fault to the next.
        .env("CARGO_INCREMENTAL", "1")
        .output()
        .context("failed to start cargo")?;
    ensure!(
        build.status.success(),
        "the explorer did not build: {}",
        String::from_utf8_lossy(&build.stderr)
    );
    let (explored, events) = fault.map_or(("memory", 2), |fault| (fault.explored, fault.events));
    let explorer = root.join("target/faults/target/model/nemo-telemetry-model");
    let run = Command::new(explorer)
        .args([&events.to_string(), explored])
        .output()
        .context("failed to start the explorer")?;
    let output = String::from_utf8_lossy(&run.stdout).into_owned();
    match run.status.code() {
        Some(0) => Ok(None),
        Some(1) => Ok(Some(output)),
        _ => anyhow::bail!(
            "the explorer broke down: {output}{}",
            String::from_utf8_lossy(&run.stderr)
        ),
    }
}

/// A workspace with these sources alone, as the patch changes them. What is right already is not written, so that little is built anew.
fn copy_sources(root: &Path, copy: &Path, patch: &str) -> anyhow::Result<()> {
    let changed = patched(root, patch)?;
    for source in SOURCES {
        for file in files(&root.join(source))? {
            let name = file.strip_prefix(root)?;
            let text = match changed.iter().find(|(path, _)| name == path) {
                Some((_, text)) => text.clone().into_bytes(),
                None => fs::read(&file)?,
            };
            put(&copy.join(name), &text)?;
        }
    }
    let members =
        |line: &str| line.starts_with("members = ") || line.starts_with("default-members = ");
    let workspace = read(&root.join("Cargo.toml"))?;
    let rest = workspace
        .lines()
        .filter(|line| !members(line) && *line != "[workspace]")
        .collect::<Vec<_>>()
        .join("\n");
    let head = r#"[workspace]
members = ["guest/format", "guest/core", "guest/codegen", "tests/model"]
"#;
    put(
        &copy.join("Cargo.toml"),
        format!("{head}{rest}\n").as_bytes(),
    )?;
    if !copy.join("Cargo.lock").exists() {
        fs::copy(root.join("Cargo.lock"), copy.join("Cargo.lock"))?;
    }
    Ok(())
}

/// The files that a patch changes, with their new text. Numbers of lines and white space do not count; what is to be replaced must be
/// there exactly once.
fn patched(root: &Path, patch: &str) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut changed: Vec<(PathBuf, String)> = Vec::new();
    for file in patch.split("--- a/").skip(1) {
        let (name, hunks) = file.split_once('\n').context("a patch names a file")?;
        let mut text = read(&root.join(name))?;
        for hunk in hunks.split("\n@@").skip(1) {
            let lines = || hunk.lines().skip(1);
            let side = |other: char| -> String {
                lines()
                    .filter(|line| !line.starts_with(other))
                    .filter_map(|line| line.get(1..))
                    .collect()
            };
            let place = find(&text, &side('+'))
                .with_context(|| format!("{name} has not what the patch replaces exactly once"))?;
            let new: Vec<&str> = lines()
                .filter(|line| !line.starts_with('-'))
                .filter_map(|line| line.get(1..))
                .collect();
            text.replace_range(place, &new.join("\n"));
        }
        changed.push((name.into(), text));
    }
    Ok(changed)
}

/// Where a text stands in another, whatever the white space between; none: nowhere or more than once.
fn find(text: &str, wanted: &str) -> Option<Range<usize>> {
    let solid: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, character)| !character.is_whitespace())
        .collect();
    let wanted: Vec<char> = wanted
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect();
    let mut places = solid
        .windows(wanted.len().max(1))
        .filter(|window| window.iter().map(|(_, found)| found).eq(&wanted));
    let (first, None) = (places.next()?, places.next()) else {
        return None;
    };
    let ((start, _), (last, character)) = (first.first()?, first.last()?);
    Some(*start..last + character.len_utf8())
}

fn read(file: &Path) -> anyhow::Result<String> {
    fs::read_to_string(file).with_context(|| format!("failed to read {}", file.display()))
}

fn put(file: &Path, text: &[u8]) -> anyhow::Result<()> {
    if fs::read(file).is_ok_and(|found| found == text) {
        return Ok(());
    }
    fs::create_dir_all(file.parent().context("a file is in a folder")?)?;
    fs::write(file, text).with_context(|| format!("failed to write {}", file.display()))
}

/// Every file below a folder.
fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn white_space_does_not_count_and_a_place_is_the_only_one() {
        assert_eq!(find("a b\n c d", "b c"), Some(2..6));
        assert_eq!(find("a b a b", "a b"), None);
        assert_eq!(find("a", "b"), None);
    }
}
