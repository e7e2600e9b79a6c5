//! What people read: messages, problems with their place, and counts.

use std::{
    fmt::Display,
    io::{self, BufWriter, IsTerminal as _, StdoutLock, Write},
};

use anstyle::{AnsiColor, Style};
use nemo_telemetry::{Ledger, printable};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Says something on standard error, a line. Whoever closed it does not want to hear: failures are
/// ignored.
pub(crate) fn say(text: impl Display) {
    draw(printable(&text.to_string()));
}

/// Says what is wrong.
pub(crate) fn error(text: impl Display) {
    let text = text.to_string();
    draw(format_args!("{ERROR}error{ERROR:#}: {}", printable(&text)));
}

/// Says what is odd.
pub(crate) fn warning(text: impl Display) {
    let text = text.to_string();
    let text = printable(&text);
    draw(format_args!("{WARNING}warning{WARNING:#}: {text}"));
}

/// Puts a question on standard error.
pub(crate) fn ask(question: &str) {
    let mut out = Out::new(io::stderr().lock(), false);
    let _ = write!(out, "{question} ");
}

/// Says on standard error what has colours of its own, which show where that is a terminal and
/// `NO_COLOR` does not object. What is not ours in it has to be [`printable`] before.
pub(crate) fn draw(text: impl Display) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Tells on standard error how many values are sent as `redacted`, and where they stood. The values
/// are not in it.
pub(crate) fn redacted(values: u64, warnings: &[String]) {
    if values > 0 {
        warnings.iter().for_each(warning);
        say(format_args!("{} taken for private", count(values, "value")));
    }
}

/// `accepted 3 + recovered 0 = delivered 2 + pending 0 + kept 0 + dropped 1 (refused 1)`.
pub(crate) fn ledger(ledger: &Ledger) -> String {
    let dropped: u32 = ledger.dropped.iter().map(|tally| tally.count).sum();
    let reasons: Vec<String> = ledger
        .dropped
        .iter()
        .map(|tally| format!("{} {}", tally.reason, tally.count))
        .collect();
    let reasons = if reasons.is_empty() {
        String::new()
    } else {
        format!(" ({})", reasons.join(", "))
    };
    let unsure = if ledger.unsure > 0 {
        format!("; unsure {}", ledger.unsure)
    } else {
        String::new()
    };
    format!(
        "accepted {} + recovered {} = delivered {} + pending {} + kept {} + dropped {dropped}{reasons}{unsure}",
        ledger.accepted, ledger.recovered, ledger.delivered, ledger.pending, ledger.kept
    )
}

/// Whether a person is at the terminal where these lines are shown.
pub(crate) fn is_seen() -> bool {
    io::stderr().is_terminal()
}

/// `1 event`, `2 events`, `2 bodies`.
pub(crate) fn count(number: u64, thing: &str) -> String {
    match thing.strip_suffix('y') {
        _ if number == 1 => format!("1 {thing}"),
        Some(stem) => format!("{number} {stem}ies"),
        None => format!("{number} {thing}s"),
    }
}

/// Standard output for what people and programs read. What steers a terminal does not get through;
/// line feeds and tabs do.
pub(crate) fn out() -> Out<StdoutLock<'static>> {
    Out::new(io::stdout().lock(), false)
}

/// Standard output for more than a person reads line by line: written in large parts, and at the
/// latest when it is flushed or dropped.
pub(crate) fn pages() -> Out<BufWriter<StdoutLock<'static>>> {
    Out::new(BufWriter::new(io::stdout().lock()), false)
}

/// Standard output for bodies, which are exact where they go on to a program, and as from [`out`] at
/// a terminal.
pub(crate) fn bodies() -> Out<StdoutLock<'static>> {
    let out = io::stdout().lock();
    let exact = !out.is_terminal();
    Out::new(out, exact)
}

/// See [`out`] and [`bodies`].
pub(crate) struct Out<W> {
    to: W,
    exact: bool,
}

impl<W: Write> Out<W> {
    fn new(to: W, exact: bool) -> Self {
        Self { to, exact }
    }
}

impl<W: Write> Write for Out<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
        if self.exact || bytes.iter().all(is_plain) {
            return self.to.write(bytes);
        }
        for part in String::from_utf8_lossy(bytes).split_inclusive(['\n', '\t']) {
            let text = part.trim_end_matches(['\n', '\t']);
            self.to.write_all(printable(text).as_bytes())?;
            self.to.write_all(&part.as_bytes()[text.len()..])?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
