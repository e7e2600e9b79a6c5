//! Records as JSON, by the names that they have in JavaScript.

use nemo_telemetry::{Checked, Component, Ledger, Problem, Rejection, State, telemetry::Status};
use serde_json::{Map, Value, json};

pub(crate) fn ledger(ledger: &Ledger) -> Value {
    let dropped: Map<_, _> = ledger
        .dropped
        .iter()
        .map(|tally| (tally.reason.clone(), tally.count.into()))
        .collect();
    json!({
        "accepted": ledger.accepted,
        "recovered": ledger.recovered,
        "delivered": ledger.delivered,
        "pending": ledger.pending,
        "kept": ledger.kept,
        "unsure": ledger.unsure,
        "dropped": dropped,
    })
}

pub(crate) fn status(status: &Status, problems: &[String]) -> Value {
    let state = status.state.map(|state| match state {
        State::On => "on",
        State::Off => "off",
        State::Ask => "ask",
        State::Notify => "notify",
    });
    json!({
        "state": state,
        "text": status.text,
        "ledger": ledger(&status.ledger),
        "buffered": status.buffered,
        "rejected": status.rejected,
        "overflowed": status.overflowed,
        "restarts": status.restarts,
        "problem": status.problem,
        "warnings": status.warnings,
        "told": problems,
        "component": Component::EMBEDDED_SHA256,
        "hasEnded": status.has_ended,
    })
}

pub(crate) fn checked(checked: &Checked) -> Value {
    json!({"canonical": checked.canonical, "problems": problems(&checked.problems)})
}

pub(crate) fn problems(problems: &[Problem]) -> Value {
    let problem = |problem: &Problem| {
        json!({
            "pointer": problem.pointer,
            "code": problem.code,
            "message": problem.message,
            "suggestion": problem.suggestion,
            "offset": problem.offset,
        })
    };
    problems.iter().map(problem).collect()
}

pub(crate) fn rejections(rejections: &[Rejection]) -> Value {
    let rejection = |rejection: &Rejection| json!({"line": rejection.line, "problems": problems(&rejection.problems)});
    rejections.iter().map(rejection).collect()
}

/// A call that did nothing, because the component does not run or its input does not fit.
pub(crate) fn failed(error: &anyhow::Error) -> Value {
    json!({"error": {"code": "failed", "message": format!("{error:#}")}})
}
