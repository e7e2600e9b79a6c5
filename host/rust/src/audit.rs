//! The audit log on disk: the host's side of the `audit` import. `host/AUDIT.md` has the lines, and the rule that hosts in every language
//! follow.
//!
//! [`FileAudit`] adds the component's lines to a file of one product, [`Log`] reads them. Nothing is created before the first line, and
//! nothing here fails or panics: where a line cannot be written telemetry goes on, and one warning says so.

mod file;
mod read;

use std::{fmt, io, path::Path};

pub use read::{Entry, Line, Lines, Log, What};

use crate::{
    imports::{Audit, Clock, SystemClock},
    outbox::OnWarning,
};
use file::LogFile;

/// Bytes at which a file is rotated, unless options say otherwise: 10 MiB.
pub const LIMIT: u64 = 10 << 20;

/// What stands before the parameters of a line that is for Guardrails' own file.
const USAGE_STATS: &str = "{\"usageStats\":";

/// What an audit log works with.
pub struct Options {
    /// Bytes at which a file is rotated.
    pub limit: u64,
    /// The wall clock, which the age of locks is measured by.
    pub clock: Box<dyn Clock>,
    /// Told once why a line could not be written.
    pub on_warning: OnWarning,
}

impl Default for Options {
    /// [`LIMIT`], the system's clock, and no one to be warned.
    fn default() -> Self {
        Self { limit: LIMIT, clock: Box::new(SystemClock::default()), on_warning: Box::new(|_| {}) }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// The audit log of one product. Any number of them, in any number of processes, may write to the same files.
#[derive(Debug)]
pub struct FileAudit {
    log: Option<LogFile>,
    usage_stats: Option<LogFile>,
    options: Options,
    warned: bool,
}

impl FileAudit {
    /// The log of a product below this project's folder for state. `config` is the folder of all programs' decisions, where Guardrails'
    /// usage stats are too. Lines without a folder are not written. Looks at nothing yet.
    #[must_use]
    pub fn new(state: Option<&Path>, config: Option<&Path>, product: &str, options: Options) -> Self {
        Self {
            log: state.map(|state| LogFile::of_product(state, product)),
            usage_stats: config.map(LogFile::of_usage_stats),
            options,
            warned: false,
        }
    }
}

impl Audit for FileAudit {
    fn append(&mut self, line: &str) -> bool {
        let parameters = line.strip_prefix(USAGE_STATS).and_then(|rest| rest.strip_suffix('}'));
        let (file, line) = match parameters {
            Some(parameters) => (&self.usage_stats, parameters),
            None => (&self.log, line),
        };
        let Some(file) = file else { return false };
        let written = file.append(line, self.options.limit, self.options.clock.wall());
        if let Err(error) = &written
            && !self.warned
        {
            self.warned = true;
            (self.options.on_warning)(&warning(file, error));
        }
        written.is_ok()
    }
}

fn warning(file: &LogFile, error: &io::Error) -> String {
    format!("the audit log has gaps: failed to write {}: {error}", file.path().display())
}
