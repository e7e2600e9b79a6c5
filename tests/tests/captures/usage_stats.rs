//! Captures of Guardrails' own file of usage stats: the same place, the same values, the same
//! rotation; other white space and modes.

use std::{fs, path::Path};

use nemo_telemetry::{FileFolder, SystemClock, paths::Paths};
use nemo_telemetry_core::{audit::LogFile, time::Timestamp};
use nemo_telemetry_tests::{host::OnDisk, native};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use crate::conclude;

/// What was recorded of one line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Capture {
    case: String,
    record: Box<RawValue>,
    /// Length of the file that was there; none: there was no file.
    before: Option<u64>,
    /// The line that was added.
    text: String,
    /// Length of the file and of the older one afterwards.
    bytes: Option<u64>,
    backup_bytes: Option<u64>,
    mode: Option<String>,
    folder_mode: Option<String>,
}

#[cfg(unix)]
fn mode(path: &Path) -> String {
    use std::os::unix::fs::PermissionsExt as _;

    format!(
        "{:04o}",
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    )
}

/// Adds the same record in the same surroundings. Returns whether its line is spaced otherwise, and
/// how many modes are narrower.
fn judge(capture: &Capture, config: &Path) -> anyhow::Result<(bool, usize)> {
    let folder = config.join("nemoguardrails");
    let (file, backup) = (
        folder.join("usage_stats.json"),
        folder.join("usage_stats.json.1"),
    );
    let before = capture
        .before
        .map_or(0, |bytes| usize::try_from(bytes).unwrap());
    if before > 0 {
        fs::create_dir_all(&folder)?;
        fs::write(&file, format!("{}\n", " ".repeat(before - 1)))?;
        fs::write(&backup, "old")?;
    }
    let paths = Paths {
        config: Some(config.into()),
        state: None,
        cache: None,
        machine: None,
    };
    let mut on_disk = OnDisk(FileFolder::new(
        &paths,
        "guardrails",
        Box::new(SystemClock::default()),
    ));
    let written = LogFile::USAGE_STATS.append(capture.record.get(), Timestamp(0), &mut on_disk);
    anyhow::ensure!(written, "it is not written");
    let text = fs::read_to_string(&file)?;
    let line = &text[before..];
    let (ours, theirs): (Value, Value) = (
        serde_json::from_str(line)?,
        serde_json::from_str(&capture.text)?,
    );
    anyhow::ensure!(ours == theirs, "expected {theirs}, found {ours}");
    anyhow::ensure!(
        line == format!("{}\n", nemo_telemetry::compact(capture.record.get())),
        "expected the record as it is given, found {line:?}"
    );
    let spaced = line != capture.text;
    let backup = fs::metadata(backup).map(|data| data.len()).ok();
    anyhow::ensure!(
        backup == capture.backup_bytes,
        "the older file has {backup:?} bytes"
    );
    if let Some(bytes) = capture.bytes {
        anyhow::ensure!(
            text.len() - line.len() + capture.text.len() == usize::try_from(bytes)?,
            "the file was rotated otherwise"
        );
    }
    #[cfg(unix)]
    let narrower = [
        (&file, &capture.mode, "0600"),
        (&folder, &capture.folder_mode, "0700"),
    ]
    .into_iter()
    .try_fold(0, |narrower, (path, theirs, expected)| {
        let Some(theirs) = theirs else {
            return Ok(narrower);
        };
        let ours = mode(path);
        anyhow::ensure!(ours == expected, "expected mode {expected}, found {ours}");
        Ok(narrower + usize::from(ours != *theirs))
    })?;
    #[cfg(not(unix))]
    let narrower = [&capture.mode, &capture.folder_mode]
        .into_iter()
        .flatten()
        .count();
    Ok((spaced, narrower))
}

#[test]
fn every_line_of_usage_stats_is_as_upstream_but_for_white_space_escapes_and_modes()
-> anyhow::Result<()> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("usage-stats");
    let _ = fs::remove_dir_all(&folder);
    let text =
        fs::read_to_string(native::root()?.join("tests/host/guardrails-0.24.1-audit.jsonl"))?;
    let (mut spaced, mut narrower, mut unmatched) = (0, 0, Vec::new());
    for (place, line) in text.lines().enumerate() {
        let capture: Capture = serde_json::from_str(line)?;
        match judge(&capture, &folder.join(place.to_string())) {
            Ok((is_spaced, modes)) => {
                (spaced, narrower) = (
                    spaced + usize::from(is_spaced),
                    narrower + usize::from(modes > 0),
                )
            }
            Err(error) => unmatched.push(format!("{}: {error:#}", capture.case)),
        }
    }
    let table = [
        format!("| spacing and escapes of a line | {spaced} |"),
        format!("| narrower modes | {narrower} |"),
    ];
    println!(
        "| class | usage stats |\n| --- | ---: |\n{}",
        table.join("\n")
    );
    conclude(&table, &unmatched)
}
