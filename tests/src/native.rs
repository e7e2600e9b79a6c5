//! Core itself, without a component around it, as a subject of the vectors.

use std::time::Duration;

use anyhow::Context;
use nemo_telemetry::{
    self as host, Audit, Clock, Outbox, Random,
    labels::{Aliases, ClassifyModelHost, Count, Hosts, LabelCall, SanitizeModel, Tokens},
    replay::{Session, Subject, World},
    transport::{self, Transport},
};
use nemo_telemetry_core::{
    catalog,
    engine::{Engine, Task},
    labels,
    outcome::{Answer, Outcome},
    policy, problem,
    time::{Mark, Now, Timestamp},
    validate,
};

/// Core as a subject.
#[derive(Clone, Copy, Debug)]
pub struct NativeSubject;

impl Subject for NativeSubject {
    fn events(&mut self) -> anyhow::Result<Vec<host::EventId>> {
        Ok(catalog::EVENTS.iter().map(|event| host::EventId { name: event.name.into(), version: event.version.into() }).collect())
    }

    fn validate(&mut self, id: &host::EventId, parameters: &str) -> anyhow::Result<host::Checked> {
        let checked = catalog::event(&id.name, &id.version).and_then(|event| validate::admit(event, parameters.into()));
        Ok(match checked {
            Ok(canonical) => host::Checked { canonical: Some(canonical), problems: Vec::new() },
            Err(found) => host::Checked { canonical: None, problems: problems(found) },
        })
    }

    fn decide(&mut self, product: &str, facts: &[host::Fact]) -> anyhow::Result<host::Decision> {
        Ok(decision(&policy::decide(product, &to_facts(facts))))
    }

    fn label(&mut self, call: &LabelCall) -> anyhow::Result<Result<String, Vec<host::Problem>>> {
        let value = match call {
            LabelCall::SanitizeModel(SanitizeModel { name, on_disk }) => labels::sanitize_model(name.as_deref(), *on_disk).into(),
            LabelCall::BucketRecords(Count { count }) => labels::bucket_records(*count).into(),
            LabelCall::BucketColumns(Count { count }) => labels::bucket_columns(*count).into(),
            LabelCall::ClassifyModelHost(ClassifyModelHost { endpoint, strict }) => {
                labels::classify_model_host(endpoint.as_deref(), *strict).into()
            }
            LabelCall::CollectModelHosts(Hosts { hosts }) => labels::collect_model_hosts(hosts).into(),
            LabelCall::JoinAliases(Aliases { aliases }) => labels::join_aliases(aliases).into(),
            LabelCall::AverageTokens(Tokens { total, records }) => labels::average_tokens(*total, *records).into(),
            LabelCall::Derive(name, input) => return Ok(labels::derive(name, input).map_err(problems)),
        };
        let value: serde_json::Value = value;
        Ok(Ok(value.to_string()))
    }

    fn open(
        &mut self,
        settings: &str,
        facts: &[host::Fact],
        world: &World,
    ) -> anyhow::Result<Result<Box<dyn Session>, Vec<host::Problem>>> {
        let mut world = world.clone();
        let opened = Engine::open(settings, &to_facts(facts), &mut || world.next());
        Ok(opened.map_err(problems).map(|engine| {
            let mut session = NativeSession { engine, world };
            session.recover();
            Box::new(session) as Box<dyn Session>
        }))
    }
}

/// The engine, driven as `guest/component` drives it.
struct NativeSession {
    engine: Engine,
    world: World,
}

impl NativeSession {
    fn now(&mut self) -> Now {
        let wall = self.world.wall();
        let mark = u64::try_from(self.world.monotonic().as_millis()).unwrap_or(u64::MAX);
        Now { wall: Timestamp::from_parts(wall.as_secs(), wall.subsec_nanos()), mark: Mark(mark) }
    }

    fn recover(&mut self) {
        while let Some(segment) = self.engine.claimable().and_then(|bytes| self.world.claim(bytes)) {
            let lines = self.engine.recover(&segment.lines);
            let written = lines.is_empty() || Outbox::append(&mut self.world, &lines);
            let now = self.now();
            self.engine.recovered(written, now);
            self.world.discard(segment.id);
        }
    }

    fn drive(&mut self) -> Option<u32> {
        self.engine.wake();
        loop {
            let now = self.now();
            match self.engine.next(now) {
                Task::Start(request) => {
                    let timeout = Duration::from_millis(request.timeout_ms.into());
                    let ticket = self.world.start(transport::Request { url: request.url, body: request.body, timeout });
                    self.engine.started(ticket);
                }
                Task::Ask(ticket) => {
                    let answer = self.world.poll(ticket).map(answer);
                    let now = self.now();
                    self.engine.answered(answer.as_ref(), now, &mut || self.world.next());
                }
                Task::Cancel(ticket) => self.world.cancel(ticket),
                Task::Replace(lines) => {
                    self.world.replace(&lines);
                }
                Task::Audit(line) => {
                    Audit::append(&mut self.world, &line);
                }
                Task::Wait(ms) => return Some(ms),
                Task::Idle => return None,
            }
        }
    }
}

impl Session for NativeSession {
    fn enqueue(&mut self, lines: &str) -> anyhow::Result<host::Report> {
        let now = self.now();
        let report = self.engine.enqueue(lines, now);
        if !report.keep.is_empty() {
            self.engine.appended(Outbox::append(&mut self.world, &report.keep));
        }
        let rejection = |(line, found)| host::Rejection { line, problems: problems(found) };
        let rejected = report.rejected.into_iter().map(rejection).collect();
        Ok(host::Report { accepted: report.accepted, ignored: report.ignored, rejected })
    }

    fn poll(&mut self) -> anyhow::Result<Option<u32>> {
        Ok(self.drive())
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        let now = self.now();
        self.engine.flush(now);
        Ok(())
    }

    fn close(&mut self, within_ms: u32) -> anyhow::Result<()> {
        let now = self.now();
        self.engine.close(within_ms, now);
        Ok(())
    }

    fn opt_out(&mut self) -> anyhow::Result<()> {
        let now = self.now();
        self.engine.opt_out(now);
        self.drive();
        Ok(())
    }

    fn ledger(&mut self) -> anyhow::Result<host::Ledger> {
        let ledger = self.engine.ledger();
        anyhow::ensure!(ledger.balances(), "the ledger does not balance: {ledger:?}");
        let tally =
            |(reason, count): (nemo_telemetry_core::ledger::Reason, u32)| host::Tally { reason: reason.name().into(), count };
        Ok(host::Ledger {
            accepted: ledger.accepted,
            recovered: ledger.recovered,
            delivered: ledger.delivered,
            pending: ledger.pending,
            kept: ledger.kept,
            unsure: ledger.unsure,
            dropped: ledger.dropped().into_iter().map(tally).collect(),
        })
    }

    fn decision(&mut self) -> anyhow::Result<host::Decision> {
        Ok(decision(self.engine.decision()))
    }
}

fn problems(problems: Vec<problem::Problem>) -> Vec<host::Problem> {
    let problem = |problem: problem::Problem| host::Problem {
        pointer: problem.pointer,
        code: problem.code.name().into(),
        message: problem.message,
        suggestion: problem.suggestion,
        offset: problem.offset,
    };
    problems.into_iter().map(problem).collect()
}

fn to_facts(facts: &[host::Fact]) -> Vec<policy::Fact> {
    let source = |source| match source {
        host::Source::Variable => policy::Source::Variable,
        host::Source::File => policy::Source::File,
        host::Source::Call => policy::Source::Call,
        host::Source::Host => policy::Source::Host,
    };
    let fact = |fact: &host::Fact| policy::Fact { source: source(fact.source), name: fact.name.clone(), value: fact.value.clone() };
    facts.iter().map(fact).collect()
}

fn decision(decision: &policy::Decision) -> host::Decision {
    let source = |source| match source {
        policy::Source::Variable => host::Source::Variable,
        policy::Source::File => host::Source::File,
        policy::Source::Call => host::Source::Call,
        policy::Source::Host => host::Source::Host,
    };
    let fact = |fact: &policy::Fact| host::Fact { source: source(fact.source), name: fact.name.clone(), value: fact.value.clone() };
    host::Decision {
        state: match decision.state {
            policy::State::Off => host::State::Off,
            policy::State::Ask => host::State::Ask,
            policy::State::Notify => host::State::Notify,
            policy::State::On => host::State::On,
        },
        signal: fact(&decision.signal),
        ignored: decision.ignored.iter().map(fact).collect(),
        text: decision.text.clone(),
        resolved: decision.resolved(),
    }
}

fn answer(answer: transport::Answer) -> Answer {
    let outcome = match answer.outcome {
        transport::Outcome::Answered => Outcome::Answered,
        transport::Outcome::Timeout => Outcome::Timeout,
        transport::Outcome::Unreachable => Outcome::Unreachable,
        transport::Outcome::Denied => Outcome::Denied,
        transport::Outcome::Failed => Outcome::Failed,
    };
    Answer { outcome, status: answer.status, retry_after: answer.retry_after, unsure: answer.unsure }
}

/// The folder of this crate, for tests that start other programs.
///
/// # Errors
/// It is not there.
pub fn root() -> anyhow::Result<std::path::PathBuf> {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Into::into).context("the tests lie in the root")
}
