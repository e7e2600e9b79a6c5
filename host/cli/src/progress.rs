//! How far a long command is, for a person who looks at a terminal.

use std::fs;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on standard error, or nothing where that is no terminal.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar for reading these files; without a length when one of them has none, such as standard
    /// input.
    pub(crate) fn of(files: &[String]) -> Self {
        let length = |file: &String| {
            fs::metadata(file)
                .ok()
                .filter(fs::Metadata::is_file)
                .map(|data| data.len())
        };
        let length: Option<u64> = files.iter().map(length).sum();
        let template = match length {
            Some(_) => "{bar:30} {bytes} of {total_bytes}, {msg}",
            None => "{spinner} {bytes}, {msg}",
        };
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        Self(ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr()).with_style(style))
    }

    /// So many bytes more were read.
    pub(crate) fn read(&self, bytes: u64) {
        self.0.inc(bytes);
    }

    /// So many events were delivered by now.
    pub(crate) fn delivered(&self, events: u64) {
        self.0.set_message(format!("{events} delivered"));
    }

    /// Does something that prints, without the bar in the way.
    pub(crate) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.0.suspend(print)
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        self.0.finish_and_clear();
    }
}
