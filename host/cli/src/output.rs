//! What people read: problems with their place, and counts.

use std::{fmt::Display, io::Write};

use anstyle::{AnsiColor, Style};
use nemo_telemetry::{Decision, Ledger, Problem, Report};

use crate::input::Piece;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const PLACE: Style = Style::new().bold();

/// Says something on standard error, in colour where that is a terminal and `NO_COLOR` does not object. Whoever closed it does not
/// want to hear: failures are ignored.
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

/// Tells on standard error which lines of a piece are wrong. Returns how many.
pub(crate) fn rejected(file: &str, piece: &Piece, report: &Report) -> usize {
    for rejection in &report.rejected {
        let text = piece.text.lines().nth(rejection.line as usize - 1).unwrap_or_default();
        for problem in &rejection.problems {
            say(problem_line(file, piece.first + rejection.line as usize - 1, text, problem));
        }
    }
    report.rejected.len()
}

/// Tells on standard error that a line cannot be looked at.
pub(crate) fn unusable(file: &str, line: usize, problem: &str) {
    say(format_args!("{PLACE}{file}:{line}:1{PLACE:#}: {problem}"));
}

/// `file:line:column: error[code]: /pointer: message; did you mean …?` A rejected value is not in it: see `wit/catalog.wit`.
pub(crate) fn problem_line(file: &str, line: usize, text: &str, problem: &Problem) -> String {
    let before = text.get(..problem.offset as usize).unwrap_or(text);
    let column = before.chars().count() + 1;
    let pointer = if problem.pointer.is_empty() { String::new() } else { format!("{}: ", problem.pointer) };
    let hint = problem.suggestion.as_ref().map(|word| format!("; did you mean `{word}`?")).unwrap_or_default();
    let Problem { code, message, .. } = problem;
    format!("{PLACE}{file}:{line}:{column}{PLACE:#}: {ERROR}error[{code}]{ERROR:#}: {pointer}{message}{hint}")
}

/// Tells on standard error which values a client sends as `redacted`. The values are not in it.
pub(crate) fn redacted(decision: &Decision) -> anyhow::Result<()> {
    let resolved: serde_json::Value = serde_json::from_str(&decision.resolved)?;
    let count = resolved["redacted"].as_u64().unwrap_or(0);
    if count > 0 {
        let warnings = resolved["warnings"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
        warnings.for_each(self::warning);
        say(format_args!("{} taken for private", self::count(usize::try_from(count)?, "value")));
    }
    Ok(())
}

/// `accepted 3 + recovered 0 = delivered 2 + pending 0 + kept 0 + dropped 1 (refused 1)`.
pub(crate) fn ledger(ledger: &Ledger) -> String {
    let dropped: u32 = ledger.dropped.iter().map(|tally| tally.count).sum();
    let reasons: Vec<String> = ledger.dropped.iter().map(|tally| format!("{} {}", tally.reason, tally.count)).collect();
    let reasons = if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join(", ")) };
    let unsure = if ledger.unsure > 0 { format!("; unsure {}", ledger.unsure) } else { String::new() };
    format!(
        "accepted {} + recovered {} = delivered {} + pending {} + kept {} + dropped {dropped}{reasons}{unsure}",
        ledger.accepted, ledger.recovered, ledger.delivered, ledger.pending, ledger.kept
    )
}

/// `1 event`, `2 events`.
pub(crate) fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}
