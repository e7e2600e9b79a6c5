//! Runs a vector that checks a body.

use anyhow::bail;
use nemo_telemetry::{BodyForm, BodyVerdict, RefusedEvent, compact};
use serde_json::{Value, json};

use super::{
    compare::Differences,
    run::{Run, problems},
    subject::Subject,
    vector::{Body, ExpectRefusedEvent, ExpectVerdict},
};

pub(super) fn body(
    subject: &mut dyn Subject,
    vector: &Body,
    run: &mut Run,
    differences: &mut Differences,
) -> anyhow::Result<()> {
    let text = match (&vector.body, &vector.text, &vector.parts) {
        (Some(body), None, None) => compact(body.get()),
        (None, Some(text), None) => text.clone(),
        (None, None, Some(parts)) => parts
            .iter()
            .map(|part| part.text.repeat(part.times))
            .collect(),
        _ => bail!("expected one of `body`, `text` and `parts`"),
    };
    let found = subject.check_body(&text)?;
    if let Some(expect) = &vector.expect {
        compare(expect, &found, differences);
    }
    run.lines.push(json!({"body": verdict(&found)}));
    Ok(())
}

fn compare(expect: &ExpectVerdict, found: &BodyVerdict, differences: &mut Differences) {
    differences.maybe("form", expect.form.as_ref(), &form(found.form).to_owned());
    differences.maybe("status", expect.status.as_ref(), &found.status);
    differences.maybe("accepted", expect.accepted.as_ref(), &found.accepted);
    differences.maybe("refused", expect.refused.as_ref(), &found.refused);
    if let Some(expected) = &expect.problems {
        differences.problems("body", expected, &found.problems);
    }
    if let Some(expected) = &expect.rejections {
        rejections(expected, &found.rejections, differences);
    }
}

fn rejections(
    expected: &[ExpectRefusedEvent],
    found: &[RefusedEvent],
    differences: &mut Differences,
) {
    differences.equal("number of rejections", &expected.len(), &found.len());
    for (expected, found) in expected.iter().zip(found) {
        differences.equal("refused event", &expected.index, &found.index);
        let place = format!("event {}", found.index);
        differences.problems(&place, &expected.problems, &found.problems);
    }
}

/// The form's name in JSON.
pub(super) fn form(form: BodyForm) -> &'static str {
    match form {
        BodyForm::Envelope => "envelope",
        BodyForm::NotEnvelope => "not-envelope",
        BodyForm::NotJson => "not-json",
        BodyForm::TooLarge => "too-large",
    }
}

fn verdict(verdict: &BodyVerdict) -> Value {
    let rejection =
        |event: &RefusedEvent| json!({"index": event.index, "problems": problems(&event.problems)});
    json!({
        "form": form(verdict.form),
        "status": verdict.status,
        "problems": problems(&verdict.problems),
        "accepted": verdict.accepted,
        "refused": verdict.refused,
        "rejections": verdict.rejections.iter().map(rejection).collect::<Vec<_>>(),
    })
}
