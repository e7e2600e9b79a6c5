//! Between core's types and those of the WIT, one function for each pair.

use alloc::{string::String, vec::Vec};

use nemo_telemetry_core::{engine, ledger, outcome, policy as rules, problem};

use crate::generated::{
    exports::nemo::telemetry::{
        catalog::{Checked, Problem},
        client::{Ledger, Rejection, Report, Tally},
        policy::{Decision, Fact, Query, Source, State},
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
        Ok(canonical) => Checked { canonical: Some(canonical), problems: Vec::new() },
        Err(found) => Checked { canonical: None, problems: problems(found) },
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

pub(crate) fn query(query: rules::Query) -> Query {
    Query { source: source(query.source), name: query.name }
}

pub(crate) fn facts(facts: Vec<Fact>) -> Vec<rules::Fact> {
    let source = |source| match source {
        Source::Variable => rules::Source::Variable,
        Source::File => rules::Source::File,
        Source::Call => rules::Source::Call,
        Source::Host => rules::Source::Host,
    };
    facts.into_iter().map(|fact| rules::Fact { source: source(fact.source), name: fact.name, value: fact.value }).collect()
}

fn fact(fact: &rules::Fact) -> Fact {
    Fact { source: source(fact.source), name: fact.name.clone(), value: fact.value.clone() }
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
        resolved: decision.resolved(),
    }
}

pub(crate) fn report(report: engine::Report) -> Report {
    Report {
        accepted: report.accepted,
        ignored: report.ignored,
        rejected: report.rejected.into_iter().map(|(line, found)| Rejection { line, problems: problems(found) }).collect(),
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
        dropped: ledger.dropped().into_iter().map(|(reason, count)| Tally { reason: reason.name().into(), count }).collect(),
    }
}

pub(crate) fn request(request: engine::Request) -> http::Request {
    http::Request { url: request.url, body: request.body, timeout_ms: request.timeout_ms }
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
