//! Between core's types and those of the WIT, one function for each pair.

use alloc::{string::String, vec::Vec};

use nemo_telemetry_core::{
    drive, engine, envelope, ledger, life, outcome, policy as rules, problem, settled, sink,
};

use crate::generated::{
    exports::nemo::telemetry::{
        catalog::{BodyForm, BodyVerdict, Checked, Problem, RefusedEvent},
        client::{DecisionFile, Ledger, Life, Order, Rejection, Report, Tally},
        policy::{Decision, Fact, FileChange, FileQuery, Query, Settled, Sink, Source, State},
    },
    nemo::telemetry::http,
};

pub(crate) fn problem(problem: problem::Problem) -> Problem {
    Problem {
        pointer: problem.pointer,
        code: problem.code.name().into(),
        message: problem.message,
        suggestion: problem.suggestion,
        offset: problem.offset,
    }
}

pub(crate) fn problems(problems: Vec<problem::Problem>) -> Vec<Problem> {
    problems.into_iter().map(problem).collect()
}

pub(crate) fn checked(result: Result<String, Vec<problem::Problem>>) -> Checked {
    match result {
        Ok(canonical) => Checked {
            canonical: Some(canonical),
            problems: Vec::new(),
        },
        Err(found) => Checked {
            canonical: None,
            problems: problems(found),
        },
    }
}

pub(crate) fn verdict(verdict: envelope::Verdict) -> BodyVerdict {
    let rejection = |rejection: envelope::Rejection| RefusedEvent {
        index: rejection.index,
        problems: problems(rejection.problems),
    };
    BodyVerdict {
        status: verdict.status(),
        form: match verdict.form {
            envelope::Form::Envelope => BodyForm::Envelope,
            envelope::Form::NotEnvelope => BodyForm::NotEnvelope,
            envelope::Form::NotJson => BodyForm::NotJson,
            envelope::Form::TooLarge => BodyForm::TooLarge,
        },
        problems: problems(verdict.problems),
        accepted: verdict.accepted,
        refused: verdict.refused,
        rejections: verdict.rejections.into_iter().map(rejection).collect(),
    }
}

fn source(source: rules::Source) -> Source {
    match source {
        rules::Source::Variable => Source::Variable,
        rules::Source::File => Source::File,
        rules::Source::Call => Source::Call,
        rules::Source::Host => Source::Host,
    }
}

fn file_query(file: rules::FileQuery) -> FileQuery {
    FileQuery {
        path: file.path,
        variable: file.variable,
    }
}

pub(crate) fn query(query: rules::Query) -> Query {
    match query {
        rules::Query::Variable(name) => Query::Variable(name),
        rules::Query::File(file) => Query::File(file_query(file)),
        rules::Query::Call(name) => Query::Call(name),
        rules::Query::Host(name) => Query::Host(name),
    }
}

pub(crate) fn consent_file(file: rules::ConsentFile) -> FileChange {
    match file {
        rules::ConsentFile::None => FileChange::None,
        rules::ConsentFile::Write(text) => FileChange::Write(text),
        rules::ConsentFile::Remove => FileChange::Remove,
    }
}

pub(crate) fn order(order: drive::Order) -> Order {
    match order {
        drive::Order::Wait(ms) => Order::Wait(ms),
        drive::Order::Look(queries) => Order::Look(queries.into_iter().map(query).collect()),
        drive::Order::Show(text) => Order::Show(text),
        drive::Order::Warn(text) => Order::Warn(text),
        drive::Order::Store(file) => Order::Store(DecisionFile {
            place: file_query(file.place),
            text: file.text,
        }),
        drive::Order::Done => Order::Done,
    }
}

pub(crate) fn life(life: Life) -> life::Life {
    let Life {
        token,
        traps,
        ledger,
    } = life;
    let mut counts = ledger::Ledger::default();
    (counts.accepted, counts.recovered, counts.delivered) =
        (ledger.accepted, ledger.recovered, ledger.delivered);
    (counts.pending, counts.kept, counts.unsure) = (ledger.pending, ledger.kept, ledger.unsure);
    let dropped = ledger
        .dropped
        .iter()
        .map(|tally| (tally.reason.as_str(), tally.count));
    life::Life {
        token,
        traps,
        ledger: counts.with_dropped(dropped),
    }
}

pub(crate) fn facts(facts: Vec<Fact>) -> Vec<rules::Fact> {
    let source = |source| match source {
        Source::Variable => rules::Source::Variable,
        Source::File => rules::Source::File,
        Source::Call => rules::Source::Call,
        Source::Host => rules::Source::Host,
    };
    facts
        .into_iter()
        .map(|fact| rules::Fact {
            source: source(fact.source),
            name: fact.name,
            value: fact.value,
        })
        .collect()
}

fn fact(fact: &rules::Fact) -> Fact {
    Fact {
        source: source(fact.source),
        name: fact.name.clone(),
        value: fact.value.clone(),
    }
}

pub(crate) fn decision(decision: &rules::Decision) -> Decision {
    Decision {
        state: match decision.state {
            rules::State::Off => State::Off,
            rules::State::Ask => State::Ask,
            rules::State::Notify => State::Notify,
            rules::State::On => State::On,
        },
        signal: fact(&decision.signal),
        ignored: decision.ignored.iter().map(fact).collect(),
        text: decision.text.clone(),
        settled: settled(&decision.settled),
    }
}

fn settled(settled: &settled::Settled) -> Settled {
    Settled {
        endpoint: settled.endpoint.clone(),
        sink: match settled.sink {
            sink::Sink::Http => Sink::Http,
            sink::Sink::Stdout => Sink::Stdout,
            sink::Sink::Stderr => Sink::Stderr,
            sink::Sink::File => Sink::File,
            sink::Sink::Nowhere => Sink::None,
            sink::Sink::Denied => Sink::Denied,
        },
        deployment_type: settled.deployment_type.clone(),
        session_prefix: settled.session_prefix.clone(),
        session_id: settled.session_id.clone(),
        heartbeat_interval_ms: u32::try_from(settled.heartbeat_ms).unwrap_or(u32::MAX),
        redacted: settled.redacted,
        warnings: settled.warnings.clone(),
    }
}

pub(crate) fn report(report: engine::Report) -> Report {
    Report {
        accepted: report.accepted,
        ignored: report.ignored,
        rejected: report
            .rejected
            .into_iter()
            .map(|(line, found)| Rejection {
                line,
                problems: problems(found),
            })
            .collect(),
    }
}

pub(crate) fn ledger(ledger: &ledger::Ledger) -> Ledger {
    Ledger {
        accepted: ledger.accepted,
        recovered: ledger.recovered,
        delivered: ledger.delivered,
        pending: ledger.pending,
        kept: ledger.kept,
        unsure: ledger.unsure,
        dropped: ledger
            .dropped()
            .into_iter()
            .map(|(reason, count)| Tally {
                reason: reason.name().into(),
                count,
            })
            .collect(),
    }
}

pub(crate) fn request(request: engine::Request) -> http::Request {
    http::Request {
        url: request.url,
        body: request.body,
        timeout_ms: request.timeout_ms,
    }
}

pub(crate) fn answer(answer: http::Answer) -> outcome::Answer {
    outcome::Answer {
        outcome: match answer.outcome {
            http::Outcome::Answered => outcome::Outcome::Answered,
            http::Outcome::Timeout => outcome::Outcome::Timeout,
            http::Outcome::Unreachable => outcome::Outcome::Unreachable,
            http::Outcome::Denied => outcome::Outcome::Denied,
            http::Outcome::Failed => outcome::Outcome::Failed,
        },
        status: answer.status,
        retry_after: answer.retry_after,
        unsure: answer.unsure,
    }
}

/// The decision of a client that is at work: see `client::Client`.
pub(crate) fn no_decision() -> Decision {
    decision(&rules::decide("", &[]))
}
