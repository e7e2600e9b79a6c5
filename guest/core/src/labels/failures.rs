//! At which step records failed, in the words of NeMo Anonymizer.

use alloc::{string::String, vec::Vec};

use super::{distinct, record::read};
use crate::{
    catalog::{FAILURE_COUNTS, failure_counts},
    json::Object,
    problem::Problem,
};

/// What the step of a failed record begins with, and the field that counts it, in the event's
/// order. A step that ends in a dash is followed by the number of a round.
const STEPS: [(&str, &str); 7] = [
    ("entity-detection", "entityDetectionFailureCount"),
    ("latent-entity-detection", "latentDetectionFailureCount"),
    ("replace-map-generation", "replaceMapGenerationFailureCount"),
    ("rewrite-pipeline", "rewritePipelineFailureCount"),
    ("rewrite-evaluate-", "rewriteEvaluateFailureCount"),
    (REPAIR, "rewriteRepairFailureCount"),
    ("rewrite-final-judge", "rewriteFinalJudgeFailureCount"),
];

const REPAIR: &str = "rewrite-repair-";

/// The counts of failures for the event `anonymizer_event`, and `repairIterationsTriggered`: how
/// many rounds of repair had failures, -1 when nothing was rewritten.
pub(super) fn counts(record: &str) -> Result<String, Vec<Problem>> {
    let found = read(&FAILURE_COUNTS, record)?;
    let mut counts = [0; STEPS.len()];
    let mut unknown = 0;
    let mut rounds = Vec::new();
    found.each_string(failure_counts::STEPS, &mut |taken| {
        let is_it = |(step, _): &(&str, &str)| {
            if step.ends_with('-') {
                round(taken, step).is_some()
            } else {
                taken == *step
            }
        };
        let place = STEPS.iter().position(is_it);
        *place
            .and_then(|place| counts.get_mut(place))
            .unwrap_or(&mut unknown) += 1;
        // 01 and 1 are one round.
        rounds
            .extend(round(taken, REPAIR).map(|round| String::from(round.trim_start_matches('0'))));
    });
    let mut out = String::new();
    let mut members = Object::new(&mut out);
    for ((_, field), count) in STEPS.iter().zip(counts) {
        members.number(field, count);
    }
    members.number("unknownStepFailureCount", unknown);
    let rounds = distinct(&mut rounds.iter().map(String::as_str)).len();
    let rewritten = found.flag(failure_counts::REWRITE) == Some(true);
    members.number(
        "repairIterationsTriggered",
        if rewritten {
            i64::try_from(rounds).unwrap_or(i64::MAX)
        } else {
            -1
        },
    );
    members.finish();
    Ok(out)
}

/// The digits after the beginning of a step; none: it is another step.
fn round<'s>(step: &'s str, start: &str) -> Option<&'s str> {
    let digits = step.strip_prefix(start)?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}
