//! What a collector answers that checks each event.

use nemo_telemetry::{BodyForm, BodyVerdict, Problem};
use serde_json::{Value, json};

/// Why a body is refused as a whole; none: some of it is taken.
pub(super) fn refusal(verdict: &BodyVerdict) -> Option<&'static str> {
    Some(match verdict.form {
        BodyForm::NotJson => "the body is not JSON",
        BodyForm::NotEnvelope => "the body is no envelope",
        BodyForm::TooLarge => "the body is longer than 1 MiB",
        BodyForm::Envelope if verdict.accepted == 0 => "every event is refused",
        BodyForm::Envelope => return None,
    })
}

/// The body of the answer: how many events are taken and refused, and of each problem the place of
/// its event, its code and its pointer. No value is in it.
pub(super) fn text(verdict: &BodyVerdict) -> String {
    let problem = |problem: &Problem| json!({"code": problem.code, "pointer": problem.pointer});
    let whole = verdict.problems.iter().map(problem);
    let events = verdict.rejections.iter().flat_map(|event| {
        event.problems.iter().map(move |found| {
            let mut told = problem(found);
            told["index"] = event.index.into();
            told
        })
    });
    json!({
        "accepted": verdict.accepted,
        "refused": verdict.refused,
        "problems": whole.chain(events).collect::<Vec<Value>>(),
    })
    .to_string()
}
