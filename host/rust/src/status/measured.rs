//! What is on disk: events that wait, and the audit log.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::{
    audit::{Line, Log, What},
    outbox::{Outbox, Segment},
    private_mode,
};

/// Events that wait on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// The folder that they are in; it need not be there.
    pub folder: PathBuf,
    /// How many.
    pub events: u64,
    /// The length of their files.
    pub bytes: u64,
    /// Why nobody knows.
    pub problem: Option<String>,
}

/// The audit log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// The file that lines are added to; it need not be there.
    pub file: PathBuf,
    /// Its length, and that of the one with the older lines.
    pub bytes: u64,
    /// Why it could not be written.
    pub problem: Option<String>,
    /// The last request that left.
    pub last: Option<LastRequest>,
}

/// A request, by the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastRequest {
    /// When it left: RFC 3339 in UTC.
    pub at: String,
    /// SHA-256 of its body in lower-case hexadecimal.
    pub sha256: String,
    /// How it ended; none: that is not known.
    pub outcome: Option<String>,
}

impl Waiting {
    pub(super) fn of(state: &Path, product: &str) -> Self {
        let outbox = Outbox::new(state, product);
        let mut waiting = Self {
            folder: outbox.path().into(),
            ..Self::default()
        };
        match outbox.segments() {
            Ok(segments) => {
                waiting.bytes = segments.iter().map(|segment| segment.bytes).sum();
                waiting.events = segments.iter().filter_map(Segment::events).sum();
            }
            Err(error) => waiting.problem = Some(error.to_string()),
        }
        waiting
    }

    pub(super) fn json(&self) -> Value {
        json!({"folder": self.folder.to_string_lossy(), "events": self.events, "bytes": self.bytes, "problem": self.problem})
    }
}

impl Audit {
    pub(super) fn of(state: &Path, product: &str) -> Self {
        let log = Log::new(state, product);
        let length = |path: &Path| fs::symlink_metadata(path).map_or(0, |data| data.len());
        let mut audit = Self {
            file: log.path().into(),
            bytes: length(log.path()) + length(log.backup()),
            ..Self::default()
        };
        match last(&log) {
            Ok(last) => audit.last = last,
            Err(error) => audit.problem = Some(error.to_string()),
        }
        if let Err(error) = try_writing(log.path()) {
            audit.problem = Some(error.to_string());
        }
        audit
    }

    pub(super) fn json(&self) -> Value {
        let last = self
            .last
            .as_ref()
            .map(|last| json!({"at": last.at, "sha256": last.sha256, "outcome": last.outcome}));
        json!({"file": self.file.to_string_lossy(), "bytes": self.bytes, "problem": self.problem, "lastRequest": last})
    }
}

fn last(log: &Log) -> io::Result<Option<LastRequest>> {
    let mut last: Option<LastRequest> = None;
    for line in log.read()? {
        let Line { entry, .. } = line?;
        match entry.what {
            What::Request { sha256, .. } => {
                last = Some(LastRequest {
                    at: entry.ts,
                    sha256,
                    outcome: None,
                })
            }
            What::Answer {
                sha256, outcome, ..
            } => {
                if let Some(last) = last.as_mut().filter(|last| last.sha256 == sha256) {
                    last.outcome = Some(outcome);
                }
            }
            _ => {}
        }
    }
    Ok(last)
}

/// Whether a line could be added to a file, without making or changing anything.
fn try_writing(file: &Path) -> io::Result<()> {
    match private_mode::without_links(File::options().append(true)).open(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        opened => return opened.map(drop),
    }
    try_making(file)
}

/// Whether a file could be made: of the folders above it, the first that is there decides.
pub(super) fn try_making(file: &Path) -> io::Result<()> {
    for folder in file
        .ancestors()
        .skip(1)
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        match fs::metadata(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Ok(data) if !data.is_dir() => return Err(io::ErrorKind::NotADirectory.into()),
            Ok(_) => return private_mode::may_write(folder),
            Err(error) => return Err(error),
        }
    }
    private_mode::may_write(Path::new("."))
}
