//! Files of events.

#[path = "../../../../../../tests/benches/compare/events.rs"]
#[expect(dead_code, reason = "the benches need more of them")]
mod samples;

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use samples::{ANONYMIZER, COMMAND};

/// A line with every field and an instant, as a program writes it: 320 bytes with its line feed.
const OF_320_BYTES: &str = concat!(
    r#"{"event":"nat_cli_command","schemaVersion":"1.5","ts":"2026-11-18T11:06:40.000Z","parameters":{"#,
    r#""nemoSource":"agent_toolkit","command":"configure","subcommand":"components","taskStatus":"failure","#,
    r#""durationMs":1834123,"exitCode":64,"errorClass":"WorkflowBuilderComponentConfigurationException","#,
    r#""pythonVersion":"3.12.10"}}"#,
);

/// Events of one kind.
pub(crate) struct Events {
    name: &'static str,
    product: &'static str,
    line: fn() -> String,
}

impl Events {
    /// Between the narrow and the wide ones.
    pub(crate) const OF_320_BYTES: Self = Self {
        name: "middle",
        product: COMMAND.product,
        line: || OF_320_BYTES.into(),
    };
    /// The narrow ones of `cargo xtask bench`.
    pub(crate) const NARROW: Self = Self {
        name: "narrow",
        product: COMMAND.product,
        line: || COMMAND.line(),
    };
    /// The wide ones.
    pub(crate) const WIDE: Self = Self {
        name: "wide",
        product: ANONYMIZER.product,
        line: || ANONYMIZER.line(),
    };

    /// Writes a file with that many of them.
    pub(crate) fn write(&self, count: usize, place: &Path) -> anyhow::Result<EventFile> {
        let path = place.join(format!("{}-{count}.jsonl", self.name));
        let line = (self.line)() + "\n";
        let mut file =
            BufWriter::new(File::create(&path).context("failed to make a file of events")?);
        for _ in 0..count {
            file.write_all(line.as_bytes())?;
        }
        file.flush()?;
        Ok(EventFile {
            path,
            product: self.product,
            line: line.len(),
            count,
        })
    }
}

/// A file of equal lines.
pub(crate) struct EventFile {
    pub(crate) path: PathBuf,
    pub(crate) product: &'static str,
    /// Bytes of a line.
    line: usize,
    count: usize,
}

impl EventFile {
    /// The file and whose events they are, for `validate` and `send`.
    pub(crate) fn arguments(&self) -> [&std::ffi::OsStr; 3] {
        [
            "--product".as_ref(),
            self.product.as_ref(),
            self.path.as_ref(),
        ]
    }

    pub(crate) fn megabytes(&self) -> f64 {
        (self.line * self.count) as f64 / 1e6
    }

    /// `256 MB of events of 320 B`.
    pub(crate) fn told(&self) -> String {
        format!("{:.0} MB of events of {} B", self.megabytes(), self.line)
    }
}
