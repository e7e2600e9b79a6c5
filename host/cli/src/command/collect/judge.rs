//! Whether what arrives is what a collector takes.

use std::{
    fmt::Write as _,
    sync::{Mutex, PoisonError},
};

use nemo_telemetry::{BodyForm, BodyVerdict, Instance, Problem, RefusedEvent, printable};
use serde_json::{Value, json};

use crate::{
    command::{Failure, instance},
    output,
};

/// Most problems of one body that are shown; the others are counted.
const SHOWN: usize = 8;

/// An instance that checks one body at a time.
pub(super) struct Judge(Mutex<Option<Instance>>);

impl Judge {
    pub(super) fn new() -> Result<Self, Failure> {
        Ok(Self(Mutex::new(Some(instance::embedded()?))))
    }

    /// The verdict; none where the component cannot give one, which is told.
    pub(super) fn check(&self, body: &str) -> Option<BodyVerdict> {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let checked = place
            .take()
            .map_or_else(instance::embedded, Ok)
            .and_then(|mut judge| Ok((judge.check_body(body)?, judge)));
        match checked {
            Ok((verdict, judge)) => {
                *place = Some(judge);
                Some(verdict)
            }
            Err(error) => {
                output::error(format_args!("a body was not checked: {error:#}"));
                None
            }
        }
    }
}

/// What is wrong with a body, a line for each problem with a line feed before it; empty where nothing
/// is.
pub(super) fn told(verdict: &BodyVerdict) -> String {
    let mut told = String::new();
    if verdict.form == BodyForm::Envelope && verdict.refused > 0 {
        let events = u64::from(verdict.accepted) + u64::from(verdict.refused);
        let _ = write!(
            told,
            "\n    {} of {events} wrong",
            output::count(verdict.refused.into(), "event")
        );
    }
    let problems = problems(verdict);
    for problem in problems.iter().take(SHOWN) {
        let Problem {
            pointer,
            code,
            message,
            ..
        } = problem;
        let place = if pointer.is_empty() {
            "the body"
        } else {
            pointer
        };
        let line = format!("{place}: {message} [{code}]");
        let _ = write!(told, "\n    {}", printable(&line));
    }
    if let Some(more) = problems.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let more = output::count(more as u64, "more problem");
        let _ = write!(told, "\n    {more}");
    }
    told
}

/// A verdict for a record: what is refused and where, without a word of the body.
pub(super) fn recorded(verdict: &BodyVerdict) -> Value {
    let problem = |problem: &Problem| json!({"pointer": problem.pointer, "code": problem.code});
    let rejection = |event: &RefusedEvent| {
        let problems: Vec<Value> = event.problems.iter().map(problem).collect();
        json!({"index": event.index, "problems": problems})
    };
    json!({
        "status": verdict.status,
        "problems": verdict.problems.iter().map(problem).collect::<Vec<Value>>(),
        "accepted": verdict.accepted,
        "refused": verdict.refused,
        "rejections": verdict.rejections.iter().map(rejection).collect::<Vec<Value>>(),
    })
}

/// Those of the whole and of each event.
fn problems(verdict: &BodyVerdict) -> Vec<&Problem> {
    let events = verdict.rejections.iter().flat_map(|event| &event.problems);
    verdict.problems.iter().chain(events).collect()
}
