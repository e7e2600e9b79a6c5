//! Core itself, without a component around it, as a subject of the vectors.

use std::time::Duration;

use anyhow::Context;
use nemo_telemetry::{
    self as host, Clock, Folder as _, Random,
    labels::{Aliases, ClassifyModelHost, Count, Hosts, LabelCall, SanitizeModel, Tokens},
    transport::{self, Transport},
};
use nemo_telemetry_core::{
    catalog,
    drive::{Client, Imports, Order},
    engine::Request,
    envelope,
    folder::{Folder, Stat},
    labels, ledger, life,
    outcome::{Answer, Outcome},
    policy, problem, settled, sink,
    time::{Mark, Now, Timestamp},
    validate,
};
use nemo_telemetry_testkit::replay::{Session, Subject, World};

/// Core as a subject.
#[derive(Clone, Copy, Debug)]
pub struct NativeSubject;

impl Subject for NativeSubject {
    fn events(&mut self) -> anyhow::Result<Vec<host::EventId>> {
        Ok(catalog::EVENTS
            .iter()
            .map(|event| host::EventId {
                name: event.name.into(),
                version: event.version.into(),
            })
            .collect())
    }

    fn validate(&mut self, id: &host::EventId, parameters: &str) -> anyhow::Result<host::Checked> {
        let checked = catalog::event(&id.name, &id.version)
            .and_then(|event| validate::admit(event, parameters.into()));
        Ok(match checked {
            Ok(canonical) => host::Checked {
                canonical: Some(canonical),
                problems: Vec::new(),
            },
            Err(found) => host::Checked {
                canonical: None,
                problems: problems(found),
            },
        })
    }

    fn check_body(&mut self, body: &str) -> anyhow::Result<host::BodyVerdict> {
        let verdict = envelope::check(body);
        let rejection = |rejection: envelope::Rejection| host::RefusedEvent {
            index: rejection.index,
            problems: problems(rejection.problems),
        };
        Ok(host::BodyVerdict {
            status: verdict.status(),
            form: match verdict.form {
                envelope::Form::Envelope => host::BodyForm::Envelope,
                envelope::Form::NotEnvelope => host::BodyForm::NotEnvelope,
                envelope::Form::NotJson => host::BodyForm::NotJson,
                envelope::Form::TooLarge => host::BodyForm::TooLarge,
            },
            problems: problems(verdict.problems),
            accepted: verdict.accepted,
            refused: verdict.refused,
            rejections: verdict.rejections.into_iter().map(rejection).collect(),
        })
    }

    fn decide(&mut self, product: &str, facts: &[host::Fact]) -> anyhow::Result<host::Decision> {
        Ok(decision(&policy::decide(product, &to_facts(facts))))
    }

    fn label(&mut self, call: &LabelCall) -> anyhow::Result<Result<String, Vec<host::Problem>>> {
        let value = match call {
            LabelCall::SanitizeModel(SanitizeModel { name, on_disk }) => {
                labels::sanitize_model(name.as_deref(), *on_disk).into()
            }
            LabelCall::BucketRecords(Count { count }) => labels::bucket_records(*count).into(),
            LabelCall::BucketColumns(Count { count }) => labels::bucket_columns(*count).into(),
            LabelCall::ClassifyModelHost(ClassifyModelHost { endpoint, strict }) => {
                labels::classify_model_host(endpoint.as_deref(), *strict).into()
            }
            LabelCall::CollectModelHosts(Hosts { hosts }) => {
                labels::collect_model_hosts(hosts).into()
            }
            LabelCall::JoinAliases(Aliases { aliases }) => labels::join_aliases(aliases).into(),
            LabelCall::AverageTokens(Tokens { total, records }) => {
                labels::average_tokens(*total, *records).into()
            }
            LabelCall::Derive(name, input) => {
                return Ok(labels::derive(name, input).map_err(problems));
            }
        };
        let value: serde_json::Value = value;
        Ok(Ok(value.to_string()))
    }

    fn open(
        &mut self,
        settings: &str,
        facts: &[host::Fact],
        life: &host::Life,
        world: &World,
    ) -> anyhow::Result<Result<Box<dyn Session>, Vec<host::Problem>>> {
        let mut world = Native(world.clone());
        let opened = Client::open(settings, &to_facts(facts), &to_life(life), &mut world);
        Ok(opened
            .map_err(problems)
            .map(|client| Box::new(NativeSession { client, world }) as Box<dyn Session>))
    }
}

/// Core's client in a vector's world.
struct NativeSession {
    client: Client,
    world: Native,
}

impl Session for NativeSession {
    fn enqueue(&mut self, lines: &str) -> anyhow::Result<host::Report> {
        let report = self.client.enqueue(lines, &mut self.world);
        let rejection = |(line, found)| host::Rejection {
            line,
            problems: problems(found),
        };
        let rejected = report.rejected.into_iter().map(rejection).collect();
        Ok(host::Report {
            accepted: report.accepted,
            ignored: report.ignored,
            rejected,
        })
    }

    fn tell(&mut self, facts: &[host::Fact]) -> anyhow::Result<()> {
        self.client.tell(&to_facts(facts), &mut self.world);
        Ok(())
    }

    fn poll(&mut self) -> anyhow::Result<host::Order> {
        Ok(order(self.client.poll(&mut self.world)))
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        self.client.flush(&mut self.world);
        Ok(())
    }

    fn close(&mut self, within_ms: u32) -> anyhow::Result<u32> {
        Ok(self.client.close(within_ms, &mut self.world))
    }

    fn opt_out(&mut self) -> anyhow::Result<()> {
        self.client.opt_out(&mut self.world);
        Ok(())
    }

    fn ledger(&mut self) -> anyhow::Result<host::Ledger> {
        let ledger = self.client.ledger();
        anyhow::ensure!(ledger.balances(), "the ledger does not balance: {ledger:?}");
        let tally = |(reason, count): (ledger::Reason, u32)| host::Tally {
            reason: reason.name().into(),
            count,
        };
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
        Ok(decision(self.client.decision()))
    }
}

/// A vector's world as core's client sees it.
struct Native(World);

impl Imports for Native {
    fn now(&mut self) -> Now {
        let wall = self.0.wall();
        let mark = u64::try_from(self.0.monotonic().as_millis()).unwrap_or(u64::MAX);
        Now {
            wall: Timestamp::from_parts(wall.as_secs(), wall.subsec_nanos()),
            mark: Mark(mark),
        }
    }

    fn random(&mut self) -> u64 {
        self.0.next()
    }

    fn start(&mut self, request: Request) -> u32 {
        let timeout = Duration::from_millis(request.timeout_ms.into());
        self.0.start(transport::Request {
            url: request.url,
            body: request.body,
            timeout,
        })
    }

    fn poll(&mut self, ticket: u32) -> Option<Answer> {
        Transport::poll(&mut self.0, ticket).map(answer)
    }

    fn cancel(&mut self, ticket: u32) -> bool {
        self.0.cancel(ticket)
    }
}

impl Folder for Native {
    fn entries(&mut self) -> String {
        self.0.entries()
    }

    fn stat(&mut self, name: &str) -> Option<Stat> {
        let entry = self.0.stat(name)?;
        let touched = i64::try_from(entry.touched.as_millis()).unwrap_or(i64::MAX);
        Some(Stat {
            bytes: entry.bytes,
            touched: Timestamp(touched),
        })
    }

    fn read(&mut self, name: &str, offset: u32, most: u32) -> Option<String> {
        self.0.read(name, offset, most)
    }

    fn create(&mut self, name: &str, text: &str) -> bool {
        self.0.create(name, text)
    }

    fn append(&mut self, name: &str, text: &str) -> bool {
        self.0.append(name, text)
    }

    fn write(&mut self, name: &str, text: &str) -> bool {
        self.0.write(name, text)
    }

    fn rename(&mut self, name: &str, to: &str) -> bool {
        self.0.rename(name, to)
    }

    fn touch(&mut self, name: &str) -> bool {
        self.0.touch(name)
    }

    fn remove(&mut self, name: &str) -> bool {
        self.0.remove(name)
    }
}

fn to_life(life: &host::Life) -> life::Life {
    let host::Life {
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
        token: token.clone(),
        traps: *traps,
        ledger: counts.with_dropped(dropped),
    }
}

fn file_query(file: policy::FileQuery) -> host::FileQuery {
    host::FileQuery {
        path: file.path,
        variable: file.variable,
    }
}

fn query(query: policy::Query) -> host::Query {
    match query {
        policy::Query::Variable(name) => host::Query::Variable(name),
        policy::Query::File(file) => host::Query::File(file_query(file)),
        policy::Query::Call(name) => host::Query::Call(name),
        policy::Query::Host(name) => host::Query::Host(name),
    }
}

fn order(order: Order) -> host::Order {
    match order {
        Order::Wait(ms) => host::Order::Wait(ms),
        Order::Look(queries) => host::Order::Look(queries.into_iter().map(query).collect()),
        Order::Show(text) => host::Order::Show(text),
        Order::Warn(text) => host::Order::Warn(text),
        Order::Store(file) => host::Order::Store(host::DecisionFile {
            place: file_query(file.place),
            text: file.text,
        }),
        Order::Done => host::Order::Done,
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
    let fact = |fact: &host::Fact| policy::Fact {
        source: source(fact.source),
        name: fact.name.clone(),
        value: fact.value.clone(),
    };
    facts.iter().map(fact).collect()
}

fn decision(decision: &policy::Decision) -> host::Decision {
    let source = |source| match source {
        policy::Source::Variable => host::Source::Variable,
        policy::Source::File => host::Source::File,
        policy::Source::Call => host::Source::Call,
        policy::Source::Host => host::Source::Host,
    };
    let fact = |fact: &policy::Fact| host::Fact {
        source: source(fact.source),
        name: fact.name.clone(),
        value: fact.value.clone(),
    };
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
        settled: settled(&decision.settled),
    }
}

fn settled(settled: &settled::Settled) -> host::Settled {
    host::Settled {
        endpoint: settled.endpoint.clone(),
        sink: match settled.sink {
            sink::Sink::Http => host::Sink::Http,
            sink::Sink::Stdout => host::Sink::Stdout,
            sink::Sink::Stderr => host::Sink::Stderr,
            sink::Sink::File => host::Sink::File,
            sink::Sink::Nowhere => host::Sink::None,
            sink::Sink::Denied => host::Sink::Denied,
        },
        deployment_type: settled.deployment_type.clone(),
        session_prefix: settled.session_prefix.clone(),
        session_id: settled.session_id.clone(),
        heartbeat_interval_ms: u32::try_from(settled.heartbeat_ms).unwrap_or(u32::MAX),
        redacted: settled.redacted,
        warnings: settled.warnings.clone(),
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
    Answer {
        outcome,
        status: answer.status,
        retry_after: answer.retry_after,
        unsure: answer.unsure,
    }
}

/// The folder of this crate, for tests that start other programs.
///
/// # Errors
/// It is not there.
pub fn root() -> anyhow::Result<std::path::PathBuf> {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Into::into)
        .context("the tests lie in the root")
}
