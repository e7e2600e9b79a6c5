//! Captures of whole lives of the real upstream clients, and the closed classes of what the
//! component does differently.
//!
//! Such a capture says which events went out in which request, how the server answered, and which
//! events still waited afterwards. Its vector is a script in which the component has the same
//! events and the same server. A class is a predicate over what upstream did, and says what the
//! component has to do in its place; no predicate knows a capture by its name.

mod files;
mod process;
mod traffic;

use std::{collections::BTreeSet, path::Path};

use anyhow::{Context, ensure};
use nemo_telemetry_testkit::replay::Subject;
use serde_json::Value;

use self::traffic::answers;
pub use self::{
    files::{Content, Life, read},
    traffic::{Answer, Exchange, Ledger, Ours, Step, Turn, Upstream},
};
use super::{Verdict, Verdicts};

/// A way in which the component differs from the upstream clients in a whole life. There are no
/// others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Upstream forgets events after an answer that it has no rule for, or under way when it is
    /// stopped.
    UpstreamLoss,
    /// Upstream does not wait as long as the server asks for.
    RetryAfter,
    /// Upstream lets later events go before or with those that are tried again.
    Overtaking,
    /// Upstream has a full queue, a timer or a flush that does nothing.
    IdleTrigger,
    /// Upstream writes a body with white space between its tokens.
    Spacing,
    /// What happens to a process and not to a component in it.
    Process,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 6] = [
        Self::UpstreamLoss,
        Self::RetryAfter,
        Self::Overtaking,
        Self::IdleTrigger,
        Self::Spacing,
        Self::Process,
    ];

    /// The classes of a capture.
    #[must_use]
    pub fn of(life: &Life) -> Vec<Self> {
        let matches = |class: &Self| class.matches(life);
        Self::ALL.into_iter().filter(matches).collect()
    }

    /// Its name in `DEVIATIONS.md`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UpstreamLoss => "upstream loss",
            Self::RetryAfter => "ignored pause",
            Self::Overtaking => "overtaking",
            Self::IdleTrigger => "trigger without effect",
            Self::Spacing => "spacing of a line",
            Self::Process => "matter of a process",
        }
    }

    /// Whether the capture belongs to the class.
    #[must_use]
    pub fn matches(self, life: &Life) -> bool {
        let upstream = match &life.content {
            Content::Traffic { upstream, .. } => upstream,
            Content::Process(word) => return self == Self::Process && word == "fork",
        };
        let exchanges = upstream.exchanges();
        match self {
            Self::UpstreamLoss => {
                let last = |event: &String| {
                    exchanges
                        .iter()
                        .rfind(|exchange| exchange.events.contains(event))
                };
                let lost = |event: &String| {
                    last(event).is_some_and(|exchange| {
                        exchange.answer.as_ref().is_none_or(Answer::is_without_rule)
                    })
                };
                exchanges
                    .iter()
                    .flat_map(|exchange| &exchange.events)
                    .any(|event| !upstream.waits(event) && lost(event))
            }
            Self::RetryAfter => (1..=exchanges.len()).any(|next| {
                let (earlier, later) = exchanges.split_at(next);
                let asked = earlier
                    .last()
                    .filter(|exchange| exchange.asks_for_a_pause().is_some());
                asked.is_some_and(|asked| {
                    later
                        .iter()
                        .any(|exchange| exchange.shares_events_with(asked))
                })
            }),
            Self::Overtaking => overtaking(&exchanges, |event| upstream.waits(event)).is_some(),
            Self::IdleTrigger => {
                let mut sent = BTreeSet::new();
                upstream.turns.iter().any(|turn| {
                    sent.extend(turn.requests.iter().flatten());
                    turn.waiting.iter().any(|event| !sent.contains(event))
                })
            }
            Self::Spacing => upstream
                .body_text
                .as_ref()
                .is_some_and(|text| nemo_telemetry::compact(text) != *text),
            Self::Process => false,
        }
    }

    /// Whether the component does in a capture of this class what it has to do in upstream's place.
    ///
    /// # Errors
    /// It does not; the error says what it was to do.
    pub fn check(self, upstream: &Upstream, ours: &Ours) -> anyhow::Result<()> {
        let theirs = upstream.exchanges();
        match self {
            Self::UpstreamLoss => {
                // How often an event is tried is checked for all lives. A request without events is
                // the one that follows a redirect.
                let batches = |exchanges: &[Exchange]| -> Vec<Vec<String>> {
                    let exchanges = exchanges.iter().map(|exchange| exchange.events.clone());
                    exchanges.filter(|events| !events.is_empty()).collect()
                };
                ensure!(
                    batches(&ours.exchanges).starts_with(&batches(&theirs)),
                    "the first requests are others than upstream's"
                );
                for event in theirs
                    .iter()
                    .chain(&ours.exchanges)
                    .flat_map(|exchange| &exchange.events)
                {
                    let (theirs, ours) = (answers(&theirs, event), answers(&ours.exchanges, event));
                    let last = theirs.last().copied().flatten();
                    let same = if last.is_some_and(Answer::is_tried_again) {
                        ours.starts_with(&theirs)
                    } else {
                        ours == theirs
                    };
                    ensure!(
                        same,
                        "{event} has other answers than upstream's {theirs:?}: {ours:?}"
                    );
                }
            }
            Self::RetryAfter => {
                ensure!(
                    upstream.agrees(ours),
                    "the requests are others than upstream's"
                );
                for (index, asked) in ours.exchanges.iter().enumerate() {
                    let Some(pause) = asked.asks_for_a_pause() else {
                        continue;
                    };
                    let again = ours
                        .exchanges
                        .iter()
                        .skip(index + 1)
                        .find(|exchange| exchange.shares_events_with(asked));
                    let kept = again.is_some_and(|again| again.at >= asked.at + pause);
                    ensure!(
                        kept,
                        "the server asked for a pause of {pause} ms and did not get it"
                    );
                }
            }
            Self::Overtaking => {
                let upstream =
                    overtaking(&theirs, |event| upstream.waits(event)).unwrap_or(theirs.len());
                // From there on the server's answers meet other requests.
                let same = theirs
                    .iter()
                    .take(upstream)
                    .map(|exchange| &exchange.events);
                ensure!(
                    same.eq(ours
                        .exchanges
                        .iter()
                        .take(upstream)
                        .map(|exchange| &exchange.events)),
                    "the requests differ too early"
                );
                let here = overtaking(&ours.exchanges, |_| false);
                ensure!(
                    here.is_none(),
                    "a later event went before or with one that was tried again"
                );
                let failed = |exchange: &&Exchange| {
                    exchange.answer.as_ref().is_some_and(Answer::is_tried_again)
                };
                for (index, failed) in ours
                    .exchanges
                    .iter()
                    .enumerate()
                    .filter(|(_, exchange)| failed(exchange))
                {
                    let mut later = ours.exchanges.iter().skip(index + 1);
                    let again = later.find(|exchange| exchange.shares_events_with(failed));
                    let as_it_was = again.is_none_or(|again| again.events == failed.events);
                    ensure!(as_it_was, "a batch was tried again with other events");
                }
                // No server of a capture fails for ever: where upstream delivers, so do we.
                for event in theirs.iter().flat_map(|exchange| &exchange.events) {
                    let arrived = |exchanges| {
                        let last = answers(exchanges, event).last().copied().flatten();
                        last.is_some_and(Answer::is_delivered)
                    };
                    ensure!(
                        !arrived(&theirs) || arrived(&ours.exchanges),
                        "upstream delivered {event}"
                    );
                }
            }
            Self::IdleTrigger => {
                ensure!(
                    upstream.agrees(ours),
                    "the requests are others than upstream's"
                );
                let due = ours.exchanges.iter().all(|exchange| !exchange.at_the_end);
                ensure!(
                    due,
                    "the events went out at the end, and not when they were due"
                );
            }
            Self::Spacing => {
                ensure!(
                    upstream.agrees(ours),
                    "the requests are others than upstream's"
                );
                for (theirs, ours) in theirs.iter().zip(&ours.exchanges) {
                    let compact = theirs.body.as_deref().map(nemo_telemetry::compact);
                    ensure!(
                        compact == ours.body,
                        "more than white space differs: {:?}",
                        ours.body
                    );
                }
            }
            Self::Process => anyhow::bail!("expected a client of its own in the child"),
        }
        Ok(())
    }
}

/// What became of a capture, of which the component made this.
///
/// # Errors
/// It is neither as upstream nor what exactly one class says.
pub fn judge(life: &Life, outcomes: &[Value]) -> Verdict<Class> {
    let classes = Class::of(life);
    let (upstream, steps) = match (&life.content, classes.as_slice()) {
        (Content::Process(_), [class]) => {
            process::check(outcomes)
                .with_context(|| format!("{}, but more than that", class.name()))?;
            return Ok(Some(*class));
        }
        (Content::Process(word), _) => {
            anyhow::bail!("no class knows what `{word}` does to a process")
        }
        (Content::Traffic { upstream, steps }, _) => (upstream, steps),
    };
    judge_traffic(upstream, &classes, &Ours::read(upstream, steps, outcomes)?)
}

/// What became of traffic that belongs to these classes by what upstream did.
///
/// # Errors
/// It is neither as upstream nor what exactly one class says.
pub fn judge_traffic(upstream: &Upstream, classes: &[Class], ours: &Ours) -> Verdict<Class> {
    ensure!(
        upstream.has_answered(ours),
        "the script's server is another than upstream's: {:?}",
        upstream.server
    );
    ours.check(upstream)?;
    match *classes {
        [] => {
            ensure!(
                upstream.agrees(ours),
                "upstream: {:?}; here: {ours:?}",
                upstream.turns
            );
            Ok(None)
        }
        [class] => {
            class
                .check(upstream, ours)
                .with_context(|| format!("{}, but more than that", class.name()))?;
            Ok(Some(class))
        }
        _ => anyhow::bail!("more than one class: {classes:?}"),
    }
}

/// What became of each capture of a file.
///
/// # Errors
/// The file or what belongs to it cannot be read.
pub fn judge_file(subject: &mut dyn Subject, path: &Path) -> anyhow::Result<Verdicts<Class>> {
    super::judge_each(
        subject,
        path,
        &read(path)?,
        |life| &life.case,
        |_, life, lines| judge(life, lines),
    )
}

/// The first request in which a later event goes before an earlier one that is to be tried again,
/// or joins it.
fn overtaking(exchanges: &[Exchange], waits: impl Fn(&String) -> bool) -> Option<usize> {
    let failed = |exchange: &Exchange| exchange.answer.as_ref().is_some_and(Answer::is_retried);
    let first_after = |index: usize| {
        let (failed, rest) = (&exchanges[index].events, &exchanges[index + 1..]);
        let until = |event| match rest
            .iter()
            .position(|exchange| exchange.events.contains(event))
        {
            Some(again) => again + 1,
            None if waits(event) => rest.len(),
            None => 0,
        };
        let until = failed.iter().map(until).max().unwrap_or(0);
        let other =
            |exchange: &Exchange| exchange.events.iter().any(|event| !failed.contains(event));
        rest[..until]
            .iter()
            .position(other)
            .map(|place| index + 1 + place)
    };
    (0..exchanges.len())
        .filter(|index| failed(&exchanges[*index]))
        .filter_map(first_after)
        .min()
}

#[cfg(test)]
mod tests {
    use super::{Class, Content, Life, Upstream};
    use crate::deviations::Source;

    fn classes(server: &str, turns: &str) -> Vec<Class> {
        let (server, turns) = (
            serde_json::from_str(server).unwrap(),
            serde_json::from_str(turns).unwrap(),
        );
        let upstream = Upstream {
            server,
            retries: 3,
            to: None,
            turns,
            body_text: None,
        };
        let source = Source {
            product: "guardrails".into(),
            version: "1".into(),
            kind: "lifecycle".into(),
        };
        let life = Life {
            case: "made up".into(),
            source,
            content: Content::Traffic {
                upstream,
                steps: Vec::new(),
            },
        };
        Class::of(&life)
    }

    #[test]
    fn a_class_is_told_from_what_upstream_did() {
        let refused = r#"[{"outcome": "answered", "status": 400}]"#;
        let redirected = r#"[{"outcome": "answered", "status": 302}]"#;
        let failed = r#"[{"outcome": "answered", "status": 500}]"#;
        let second_half_failed = r#"[{"outcome": "answered", "status": 413}, {"outcome": "answered", "status": 200}, {"outcome": "failed"}]"#;
        let asked_for_a_pause = r#"[{"outcome": "answered", "status": 503, "retryAfter": "7"}]"#;
        for (server, turns, expected) in [
            (refused, r#"[{"requests": [["e0"]], "waiting": []}]"#, None),
            // The GET that follows a redirect carries nothing.
            (
                redirected,
                r#"[{"requests": [["e0"], []], "waiting": []}]"#,
                Some(Class::UpstreamLoss),
            ),
            // Stopped before there was an answer: the event is gone, or waits.
            (
                "[null]",
                r#"[{"requests": [["e0"]], "waiting": []}]"#,
                Some(Class::UpstreamLoss),
            ),
            (
                "[null]",
                r#"[{"requests": [["e0"]], "waiting": ["e0"]}]"#,
                None,
            ),
            (
                asked_for_a_pause,
                r#"[{"requests": [["e0"], ["e0"]], "waiting": []}]"#,
                Some(Class::RetryAfter),
            ),
            (
                asked_for_a_pause,
                r#"[{"requests": [["e0"]], "waiting": ["e0"]}]"#,
                None,
            ),
            // After the last attempt nobody can be overtaken.
            (
                failed,
                r#"[{"requests": [["e0"], ["e1"]], "waiting": []}]"#,
                None,
            ),
            (
                failed,
                r#"[{"requests": [["e0"], ["e1"]], "waiting": ["e0"]}]"#,
                Some(Class::Overtaking),
            ),
            (
                failed,
                r#"[{"requests": [["e0"], ["e0", "e1"]], "waiting": []}]"#,
                Some(Class::Overtaking),
            ),
            (
                second_half_failed,
                r#"[{"requests": [["e0", "e1"], ["e0"], ["e1"]], "waiting": ["e1"]}]"#,
                None,
            ),
            (
                "[]",
                r#"[{"requests": [], "waiting": ["e0"]}, {"requests": [["e0"]], "waiting": []}]"#,
                Some(Class::IdleTrigger),
            ),
        ] {
            assert_eq!(
                classes(server, turns),
                Vec::from_iter(expected),
                "{server} {turns}"
            );
        }
    }
}
