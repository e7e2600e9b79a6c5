//! What a server saw: of an upstream client, and of the component.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde_json::Value;

/// What an upstream client did.
#[derive(Clone, Debug)]
pub struct Upstream {
    /// Attempts after the first that the client was told to make.
    pub retries: usize,
    /// How the server answers, one request after the other; then 200. None: not before the client
    /// was stopped.
    pub server: Vec<Option<Answer>>,
    /// Where bodies were written to, such as `stderr:`. None: they went over the network.
    pub to: Option<String>,
    /// What happened until each time that somebody looked: after a flush, a while or a stop.
    pub turns: Vec<Turn>,
    /// The exact text of the only body, where it was recorded.
    pub body_text: Option<String>,
}

/// What happened until somebody looked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// The events of each request, in order. A request without a body has none.
    pub requests: Vec<Vec<String>>,
    /// The events that waited then.
    pub waiting: Vec<String>,
}

/// How a request ended, in the words of a script.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Answer {
    pub(super) outcome: String,
    #[serde(default)]
    pub(super) status: u32,
    #[serde(default)]
    retry_after: String,
    #[serde(default)]
    unsure: bool,
}

/// What a server knows of a step.
#[derive(Clone, Debug, Deserialize)]
pub struct Step {
    answer: Option<Answer>,
    advance: Option<u64>,
    close: Option<u64>,
}

/// A request as the server saw it.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Where it went to, such as `stderr:`. None: over the network.
    pub to: Option<String>,
    /// The events, by the names that the captures give them: `e0`, `e1` and so on.
    pub events: Vec<String>,
    /// The body. None: it was not recorded.
    pub body: Option<String>,
    /// How it was answered. None: it was not.
    pub answer: Option<Answer>,
    /// When, in milliseconds since the start. 0 in captures, which do not tell.
    pub at: u64,
    /// Whether the client was told to end before.
    pub at_the_end: bool,
}

/// What the component did.
#[derive(Clone, Debug)]
pub struct Ours {
    /// Its requests.
    pub exchanges: Vec<Exchange>,
    /// What it counts at the end.
    pub ledger: Ledger,
}

/// What the component counts, of events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// Taken.
    pub accepted: usize,
    /// Taken over from earlier processes.
    pub recovered: usize,
    /// Delivered.
    pub delivered: usize,
    /// Neither delivered nor dropped.
    pub pending: usize,
    /// Kept for a later process.
    pub kept: usize,
    /// Sent, without an answer that says more.
    pub unsure: usize,
    /// Dropped, by reason.
    pub dropped: BTreeMap<String, usize>,
}

impl Turn {
    fn events(&self) -> impl Iterator<Item = &String> {
        self.requests.iter().flatten().chain(&self.waiting)
    }
}

impl Upstream {
    /// What the server saw.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        let requests = self.turns.iter().flat_map(|turn| &turn.requests);
        let answers = self
            .server
            .iter()
            .cloned()
            .chain(std::iter::repeat(Some(Answer::ok())));
        let exchange = |(events, answer): (&Vec<String>, _)| Exchange {
            to: self.to.clone(),
            events: events.clone(),
            body: self.body_text.clone(),
            answer,
            at: 0,
            at_the_end: false,
        };
        requests.zip(answers).map(exchange).collect()
    }

    /// Whether the component did the same: the same events in the same requests. What upstream left
    /// waiting may have gone on.
    #[must_use]
    pub fn agrees(&self, ours: &Ours) -> bool {
        let theirs = self.exchanges();
        let (same, more) = ours
            .exchanges
            .split_at(theirs.len().min(ours.exchanges.len()));
        same.len() == theirs.len()
            && same
                .iter()
                .zip(&theirs)
                .all(|(ours, theirs)| (&ours.events, &ours.to) == (&theirs.events, &theirs.to))
            && more
                .iter()
                .flat_map(|exchange| &exchange.events)
                .all(|event| self.waits(event))
    }

    /// Whether the component met the same server.
    #[must_use]
    pub fn has_answered(&self, ours: &Ours) -> bool {
        let answers = self
            .server
            .iter()
            .cloned()
            .chain(std::iter::repeat(Some(Answer::ok())));
        ours.exchanges
            .iter()
            .zip(answers)
            .all(|(exchange, answer)| exchange.answer == answer)
    }

    /// The names of the events of a body: each has one among its parameters.
    fn names(&self, body: &str) -> anyhow::Result<Vec<String>> {
        let body: Value = serde_json::from_str(body)?;
        let known: BTreeSet<&str> = self
            .turns
            .iter()
            .flat_map(Turn::events)
            .map(String::as_str)
            .collect();
        let name = |event: &Value| {
            let parameters = event["parameters"]
                .as_object()
                .context("expected parameters in the event")?;
            let mut texts = parameters.values().filter_map(Value::as_str);
            texts
                .find(|text| known.contains(text))
                .map(str::to_owned)
                .context("expected the name of an event in each event")
        };
        body["events"]
            .as_array()
            .context("expected events in the body")?
            .iter()
            .map(name)
            .collect()
    }

    /// Every event, in the order of the first mention.
    fn events(&self) -> Vec<String> {
        let mut events: Vec<String> = Vec::new();
        for event in self.turns.iter().flat_map(Turn::events) {
            if !events.contains(event) {
                events.push(event.clone());
            }
        }
        events
    }

    pub(super) fn waits(&self, event: &String) -> bool {
        self.turns
            .last()
            .is_some_and(|turn| turn.waiting.contains(event))
    }
}

impl Ours {
    /// What the component did in a script, from the outcomes of its steps.
    ///
    /// # Errors
    /// The outcomes are not those of the steps.
    pub fn read(upstream: &Upstream, steps: &[Step], outcomes: &[Value]) -> anyhow::Result<Self> {
        let mut ours = Self {
            exchanges: Vec::new(),
            ledger: Ledger::default(),
        };
        let (mut at, mut at_the_end) = (0, false);
        // The first outcome is that of the opening.
        for (step, outcome) in steps.iter().zip(outcomes.iter().skip(1)) {
            at += step.advance.unwrap_or(0);
            at_the_end |= step.close.is_some();
            let text = |pointer| outcome.pointer(pointer).and_then(Value::as_str);
            if let (Some(url), Some(body)) = (text("/request/url"), text("/request/body")) {
                let to = (!url.starts_with("http")).then(|| url.to_owned());
                ours.exchanges.push(Exchange {
                    to,
                    events: upstream.names(body)?,
                    body: Some(body.into()),
                    answer: None,
                    at,
                    at_the_end,
                });
            }
            if let (Some(answer), Some(exchange)) = (&step.answer, ours.exchanges.last_mut()) {
                exchange.answer = Some(answer.clone());
            }
            if let Some(ledger) = outcome.get("ledger") {
                ours.ledger = serde_json::from_value(ledger.clone())?;
            }
        }
        Ok(ours)
    }

    /// Whether each event was tried as often as it may be and then counted as what became of it.
    /// The script goes on until none waits.
    ///
    /// # Errors
    /// An event was not, or the script ends too early.
    pub fn check(&self, upstream: &Upstream) -> anyhow::Result<()> {
        let (mut expected, mut under_way) = (Ledger::default(), 0);
        for event in upstream.events() {
            let exchanges = self.exchanges.iter();
            let exchanges: Vec<_> = exchanges
                .filter(|exchange| exchange.events.contains(&event))
                .collect();
            let failed = exchanges
                .iter()
                .filter(|exchange| exchange.answer.as_ref().is_some_and(Answer::is_tried_again));
            let failed = failed.count();
            let last = exchanges
                .last()
                .with_context(|| format!("{event} was never sent"))?;
            expected.accepted += 1;
            let Some(answer) = &last.answer else {
                under_way += 1;
                continue;
            };
            let again = answer.is_tried_again();
            ensure!(
                if again {
                    failed == upstream.retries + 1
                } else {
                    failed <= upstream.retries
                },
                "{event} failed {failed} times and may be tried again {} times",
                upstream.retries
            );
            let dropped = match answer.status {
                _ if answer.is_delivered() => {
                    expected.delivered += 1;
                    continue;
                }
                _ if again => "attempts",
                413 => {
                    ensure!(last.events.len() == 1, "{event} was given up in a batch");
                    "too-large"
                }
                _ => "refused",
            };
            *expected.dropped.entry(dropped.into()).or_default() += 1;
        }
        // An answer that did not come leaves open whether the events arrived.
        let came = |answer: &Answer| answer.outcome == "answered";
        let all_came = |exchange: &Exchange| exchange.answer.as_ref().is_some_and(came);
        if !self.exchanges.iter().all(all_came) {
            expected.unsure = self.ledger.unsure;
        }
        // What is under way at the end is kept or counted.
        if under_way > 0 {
            let Ledger { pending, kept, .. } = self.ledger;
            (expected.pending, expected.kept) = (pending, kept);
            let known: usize = expected.dropped.values().sum();
            let dropped: usize = self.ledger.dropped.values().sum();
            ensure!(
                pending + kept + dropped == known + under_way,
                "{under_way} events were under way, and the ledger says {:?}",
                self.ledger
            );
            expected.dropped.clone_from(&self.ledger.dropped);
        }
        ensure!(
            expected == self.ledger,
            "the ledger says {:?}, expected {expected:?}",
            self.ledger
        );
        Ok(())
    }
}

impl Exchange {
    /// The pause that the server asks for, in milliseconds.
    pub(super) fn asks_for_a_pause(&self) -> Option<u64> {
        let seconds: u64 = self.answer.as_ref()?.retry_after.parse().ok()?;
        Some(seconds * 1000)
    }

    pub(super) fn shares_events_with(&self, other: &Self) -> bool {
        self.events.iter().any(|event| other.events.contains(event))
    }
}

impl Answer {
    fn ok() -> Self {
        Self {
            outcome: "answered".into(),
            status: 200,
            retry_after: String::new(),
            unsure: false,
        }
    }

    pub(super) fn is_delivered(&self) -> bool {
        self.outcome == "answered" && matches!(self.status, 200..=299)
    }

    /// Whether upstream tries again after it.
    pub(super) fn is_retried(&self) -> bool {
        self.outcome != "answered" || matches!(self.status, 408 | 500..)
    }

    /// Whether the component tries again after it.
    pub(super) fn is_tried_again(&self) -> bool {
        self.is_retried() || matches!(self.status, 425 | 429)
    }

    /// Whether upstream has no rule for it and forgets the events.
    pub(super) fn is_without_rule(&self) -> bool {
        self.outcome == "answered"
            && matches!(self.status, 300..=499)
            && !matches!(self.status, 400 | 408 | 413 | 422)
    }
}

/// The answers that an event got.
pub(super) fn answers<'e>(exchanges: &'e [Exchange], event: &String) -> Vec<Option<&'e Answer>> {
    exchanges
        .iter()
        .filter(|exchange| exchange.events.contains(event))
        .map(|exchange| exchange.answer.as_ref())
        .collect()
}
