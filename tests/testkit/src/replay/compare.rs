//! What was found against what a vector expects: only what it mentions counts.

use serde_json::{Value, json};

use nemo_telemetry::{
    Decision, Fact, Ledger, Problem, Rejection, Settled, Sink, Source, State, compact,
    transport::Request,
};

use super::vector::{
    ExpectDecision, ExpectLedger, ExpectProblem, ExpectRejection, ExpectRequest, FactSource,
    VectorFact,
};

/// Differences, each with the place where it was found.
#[derive(Debug, Default)]
pub(super) struct Differences {
    pub(super) list: Vec<String>,
}

impl Differences {
    /// Notes a difference unless the values are equal.
    pub(super) fn equal<T: PartialEq + serde::Serialize>(
        &mut self,
        place: &str,
        expected: &T,
        found: &T,
    ) {
        if expected != found {
            self.add(
                place,
                &json!(expected).to_string(),
                &json!(found).to_string(),
            );
        }
    }

    /// Notes a difference unless nothing was expected or the values are equal.
    pub(super) fn maybe<T: PartialEq + serde::Serialize>(
        &mut self,
        place: &str,
        expected: Option<&T>,
        found: &T,
    ) {
        if let Some(expected) = expected {
            self.equal(place, expected, found);
        }
    }

    pub(super) fn add(&mut self, place: &str, expected: &str, found: &str) {
        self.list
            .push(format!("{place}: expected {expected}, found {found}"));
    }

    /// Compares JSON texts byte for byte, but for white space between the tokens of the expected
    /// one.
    pub(super) fn text(&mut self, place: &str, expected: &str, found: &str) {
        let expected = compact(expected);
        if expected != found {
            let same = expected
                .bytes()
                .zip(found.bytes())
                .take_while(|(left, right)| left == right)
                .count();
            let from = same.saturating_sub(40);
            let window = |text: &str| {
                String::from_utf8_lossy(
                    text.as_bytes()
                        .get(from..text.len().min(same + 60))
                        .unwrap_or_default(),
                )
                .into_owned()
            };
            self.add(
                &format!("{place} at byte {same}"),
                &format!("…{}…", window(&expected)),
                &format!("…{}…", window(found)),
            );
        }
    }

    pub(super) fn problems(&mut self, place: &str, expected: &[ExpectProblem], found: &[Problem]) {
        self.equal(
            &format!("{place}: number of problems"),
            &expected.len(),
            &found.len(),
        );
        for (index, (expected, found)) in expected.iter().zip(found).enumerate() {
            let place = |key: &str| format!("{place}: problem {} {key}", index + 1);
            self.maybe(&place("pointer"), expected.pointer.as_ref(), &found.pointer);
            self.maybe(&place("code"), expected.code.as_ref(), &found.code);
            self.maybe(&place("message"), expected.message.as_ref(), &found.message);
            self.maybe(
                &place("suggestion"),
                expected.suggestion.as_ref(),
                &found.suggestion,
            );
            self.maybe(&place("offset"), expected.offset.as_ref(), &found.offset);
        }
    }

    pub(super) fn rejections(&mut self, expected: &[ExpectRejection], found: &[Rejection]) {
        self.equal("number of rejected lines", &expected.len(), &found.len());
        for (expected, found) in expected.iter().zip(found) {
            self.equal("rejected line", &expected.line, &found.line);
            self.problems(
                &format!("line {}", found.line),
                &expected.problems,
                &found.problems,
            );
        }
    }

    pub(super) fn ledger(&mut self, expected: &ExpectLedger, found: &Ledger) {
        let counts = [
            ("accepted", expected.accepted, found.accepted),
            ("recovered", expected.recovered, found.recovered),
            ("delivered", expected.delivered, found.delivered),
            ("pending", expected.pending, found.pending),
            ("kept", expected.kept, found.kept),
            ("unsure", expected.unsure, found.unsure),
        ];
        for (name, expected, found) in counts {
            self.maybe(name, expected.as_ref(), &found);
        }
        let dropped = found
            .dropped
            .iter()
            .map(|tally| (tally.reason.clone(), tally.count))
            .collect();
        self.maybe("dropped", expected.dropped.as_ref(), &dropped);
    }

    pub(super) fn decision(&mut self, expected: &ExpectDecision, found: &Decision) {
        self.maybe(
            "state",
            expected.state.as_ref(),
            &state(found.state).to_owned(),
        );
        self.maybe(
            "signal",
            expected.signal.as_ref(),
            &vector_fact(&found.signal),
        );
        let ignored = found.ignored.iter().map(vector_fact).collect();
        self.maybe("ignored", expected.ignored.as_ref(), &ignored);
        self.maybe("text", expected.text.as_ref(), &found.text);
        if let Some(expected) = &expected.settled {
            self.subset("settled", expected, &settled(&found.settled));
        }
    }

    pub(super) fn request(&mut self, expected: Option<&ExpectRequest>, found: Option<&Request>) {
        match (expected, found) {
            (None, None) => {}
            (None, Some(_)) => self.add("request", "none", "one"),
            (Some(_), None) => self.add("request", "one", "none"),
            (Some(expected), Some(found)) => {
                self.maybe("url", expected.url.as_ref(), &found.url);
                self.maybe(
                    "timeoutMs",
                    expected.timeout_ms.as_ref(),
                    &milliseconds(found),
                );
                if let Some(body) = &expected.body {
                    self.text("body", body.get(), &found.body);
                }
                if let Some(events) = &expected.events {
                    let body: Value = serde_json::from_str(&found.body).unwrap_or_default();
                    self.objects(
                        "request event",
                        events,
                        body["events"].as_array().map_or(&[], Vec::as_slice),
                    );
                }
            }
        }
    }

    /// Compares a list with objects of which only the mentioned members count.
    pub(super) fn objects(&mut self, place: &str, expected: &[Value], found: &[Value]) {
        self.equal(
            &format!("number of {place}s"),
            &expected.len(),
            &found.len(),
        );
        for (index, (expected, found)) in expected.iter().zip(found).enumerate() {
            self.subset(&format!("{place} {}", index + 1), expected, found);
        }
    }

    fn subset(&mut self, place: &str, expected: &Value, found: &Value) {
        match expected {
            Value::Object(members) => {
                for (name, expected) in members {
                    self.subset(
                        &format!("{place}/{name}"),
                        expected,
                        found.get(name).unwrap_or(&Value::Null),
                    );
                }
            }
            _ => self.equal(place, expected, found),
        }
    }
}

/// The state's name in JSON.
pub(super) fn state(state: State) -> &'static str {
    match state {
        State::Off => "off",
        State::Ask => "ask",
        State::Notify => "notify",
        State::On => "on",
    }
}

/// What a decision settles, as vectors write it.
pub(super) fn settled(settled: &Settled) -> Value {
    let sink = match settled.sink {
        Sink::Http => "http",
        Sink::Stdout => "stdout",
        Sink::Stderr => "stderr",
        Sink::File => "file",
        Sink::None => "none",
        Sink::Denied => "denied",
    };
    json!({
        "endpoint": settled.endpoint,
        "sink": sink,
        "deploymentType": settled.deployment_type,
        "sessionPrefix": settled.session_prefix,
        "sessionId": settled.session_id,
        "heartbeatIntervalMs": settled.heartbeat_interval_ms,
        "redacted": settled.redacted,
        "warnings": settled.warnings,
    })
}

/// A fact as vectors write it.
pub(super) fn vector_fact(fact: &Fact) -> VectorFact {
    let source = match fact.source {
        Source::Variable => FactSource::Variable,
        Source::File => FactSource::File,
        Source::Call => FactSource::Call,
        Source::Host => FactSource::Host,
    };
    VectorFact {
        source,
        name: fact.name.clone(),
        value: fact.value.clone(),
    }
}

/// A fact as the component takes it.
pub(super) fn fact(fact: &VectorFact) -> Fact {
    let source = match fact.source {
        FactSource::Variable => Source::Variable,
        FactSource::File => Source::File,
        FactSource::Call => Source::Call,
        FactSource::Host => Source::Host,
    };
    Fact {
        source,
        name: fact.name.clone(),
        value: fact.value.clone(),
    }
}

/// The request's time limit.
pub(super) fn milliseconds(request: &Request) -> u32 {
    u32::try_from(request.timeout.as_millis()).unwrap_or(u32::MAX)
}
