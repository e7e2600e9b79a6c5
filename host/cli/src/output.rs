//! What people read: messages, problems with their place, and counts.

use std::{
    fmt::Display,
    io::{self, Write},
};

use anstyle::{AnsiColor, Style};
use nemo_telemetry::{Ledger, Settled};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Says something on standard error, in colour where that is a terminal and `NO_COLOR` does not
/// object. Whoever closed it does not want to hear: failures are ignored.
pub(crate) fn say(text: impl Display) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Says what is wrong.
pub(crate) fn error(text: impl Display) {
    say(format_args!("{ERROR}error{ERROR:#}: {text}"));
}

/// Says what is odd.
pub(crate) fn warning(text: impl Display) {
    say(format_args!("{WARNING}warning{WARNING:#}: {text}"));
}

/// Tells on standard error which values a client sends as `redacted`. The values are not in it.
pub(crate) fn redacted(settled: &Settled) {
    if settled.redacted > 0 {
        settled.warnings.iter().for_each(warning);
        say(format_args!(
            "{} taken for private",
            count(settled.redacted.into(), "value")
        ));
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

/// `1 event`, `2 events`.
pub(crate) fn count(number: u64, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// A text that somebody else wrote, with nothing in it that steers a terminal.
pub(crate) fn printable(text: &str) -> String {
    let is_plain = |letter: &char| matches!(letter, '"' | '\'' | '\\');
    text.chars()
        .map(|letter| {
            if is_plain(&letter) {
                letter.to_string()
            } else {
                letter.escape_debug().to_string()
            }
        })
        .collect()
}

/// Prints a line of data on standard output.
pub(crate) fn print(line: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{line}")
}
