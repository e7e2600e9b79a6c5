//! Captures of Guardrails' own file of usage stats: the same place, the same values, the same
//! rotation; other white space and modes.
//!
//! A capture says what stood in the place before, which line was added, and how long the file and
//! the older one, to which it is rotated, were then.

use std::{fs, path::Path};

use nemo_telemetry::{FileFolder, SystemClock, paths::Paths};
use nemo_telemetry_core::{audit::LogFile, time::Timestamp};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use crate::host::OnDisk;

/// What was recorded of one line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Capture {
    /// The identifier that the capture was recorded under.
    pub case: String,
    record: Box<RawValue>,
    /// Length of the file that was there; none: there was no file.
    before: Option<u64>,
    /// Whether an older file was there too; without a word one was, beside a file.
    older: Option<bool>,
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
        fs::metadata(path).map_or(0, |data| data.permissions().mode()) & 0o7777
    )
}

/// What differs from upstream. There is nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// The line has no white space between tokens, and no escapes.
    pub spacing: bool,
    /// The file and its folder are the person's alone.
    pub modes: bool,
}

impl Differences {
    /// Their names in `DEVIATIONS.md`. None: it is as upstream.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match (self.spacing, self.modes) {
            (false, false) => None,
            (true, false) => Some("spacing and escapes of a line"),
            (false, true) => Some("narrower modes"),
            (true, true) => Some("spacing and escapes of a line, narrower modes"),
        }
    }
}

/// Adds the same record in the same surroundings, in a folder of its own.
///
/// # Errors
/// Something else differs, or the folder cannot be used.
pub fn judge(capture: &Capture, config: &Path) -> anyhow::Result<Differences> {
    let folder = config.join("nemoguardrails");
    let (file, backup) = (
        folder.join("usage_stats.json"),
        folder.join("usage_stats.json.1"),
    );
    let before = capture
        .before
        .map_or(0, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
    if before > 0 {
        fs::create_dir_all(&folder)?;
        fs::write(&file, format!("{}\n", " ".repeat(before - 1)))?;
        if capture.older != Some(false) {
            fs::write(&backup, "old")?;
        }
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
    // A file that was rotated is shorter than it was.
    let line = text.get(before..).unwrap_or(&text);
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
    Ok(Differences {
        spacing: spaced,
        modes: narrower > 0,
    })
}
