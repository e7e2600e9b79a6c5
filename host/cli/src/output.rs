//! What people read: problems with their place, and counts.

use nemo_telemetry::{Decision, Ledger, Problem, Report};

use crate::input::Piece;

/// Tells on standard error which lines of a piece are wrong. Returns how many.
pub(crate) fn rejected(file: &str, piece: &Piece, report: &Report) -> usize {
    for rejection in &report.rejected {
        let text = piece.text.lines().nth(rejection.line as usize - 1).unwrap_or_default();
        for problem in &rejection.problems {
            eprintln!("{}", problem_line(file, piece.first + rejection.line as usize - 1, text, problem));
        }
    }
    report.rejected.len()
}

/// Tells on standard error that a line cannot be looked at.
pub(crate) fn unusable(file: &str, line: usize, problem: &str) {
    eprintln!("{file}:{line}:1: {problem}");
}

/// `file:line:column: error[code]: /pointer: message; did you mean …?` A rejected value is not in it: see `wit/catalog.wit`.
pub(crate) fn problem_line(file: &str, line: usize, text: &str, problem: &Problem) -> String {
    let before = text.get(..problem.offset as usize).unwrap_or(text);
    let column = before.chars().count() + 1;
    let pointer = if problem.pointer.is_empty() { String::new() } else { format!("{}: ", problem.pointer) };
    let hint = problem.suggestion.as_ref().map(|word| format!("; did you mean `{word}`?")).unwrap_or_default();
    format!("{file}:{line}:{column}: error[{}]: {pointer}{}{hint}", problem.code, problem.message)
}

/// Tells on standard error which values a client sends as `redacted`. The values are not in it.
pub(crate) fn redacted(decision: &Decision) -> anyhow::Result<()> {
    let resolved: serde_json::Value = serde_json::from_str(&decision.resolved)?;
    let count = resolved["redacted"].as_u64().unwrap_or(0);
    if count > 0 {
        let warnings = resolved["warnings"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
        warnings.for_each(|warning| eprintln!("warning: {warning}"));
        eprintln!("{} taken for private", self::count(usize::try_from(count)?, "value"));
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
