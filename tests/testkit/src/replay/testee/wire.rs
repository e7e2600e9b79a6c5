//! Values as they cross the pipe: records in camel case, a variant as an object with one member.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use nemo_telemetry::{
    BodyForm, BodyVerdict, Checked, Decision, DecisionFile, EventId, Fact, FileQuery, Ledger, Life,
    Order, Problem, Query, RefusedEvent, Rejection, Report, Settled, Sink, Source, State, Tally,
    labels::{ClassifyModelHost, Count, LabelCall, SanitizeModel, Tokens},
    transport::{Answer, Outcome, Request},
};
use serde_json::{Value, json};

use crate::replay::world::File;

/// A member; null where there is none.
fn member<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}

fn text(value: &Value, name: &str) -> Result<String> {
    let found = member(value, name).as_str();
    Ok(found
        .with_context(|| format!("expected a text in {name}, found {value}"))?
        .into())
}

fn maybe_text(value: &Value, name: &str) -> Result<Option<String>> {
    if member(value, name).is_null() {
        Ok(None)
    } else {
        text(value, name).map(Some)
    }
}

/// An integer of 32 bits.
pub(super) fn number(value: &Value) -> Result<u32> {
    let found = value.as_u64().and_then(|number| u32::try_from(number).ok());
    found.with_context(|| format!("expected a number, found {value}"))
}

/// Every item of a list.
pub(super) fn list<T>(value: &Value, item: impl Fn(&Value) -> Result<T>) -> Result<Vec<T>> {
    let found = value
        .as_array()
        .with_context(|| format!("expected a list, found {value}"))?;
    found.iter().map(item).collect()
}

pub(super) fn event_id(value: &Value) -> Result<EventId> {
    Ok(EventId {
        name: text(value, "name")?,
        version: text(value, "version")?,
    })
}

pub(super) fn problem(value: &Value) -> Result<Problem> {
    Ok(Problem {
        pointer: text(value, "pointer")?,
        code: text(value, "code")?,
        message: text(value, "message")?,
        suggestion: maybe_text(value, "suggestion")?,
        offset: number(member(value, "offset"))?,
    })
}

pub(super) fn checked(value: &Value) -> Result<Checked> {
    Ok(Checked {
        canonical: maybe_text(value, "canonical")?,
        problems: list(member(value, "problems"), problem)?,
    })
}

pub(super) fn verdict(value: &Value) -> Result<BodyVerdict> {
    let form = match text(value, "form")?.as_str() {
        "envelope" => BodyForm::Envelope,
        "not-envelope" => BodyForm::NotEnvelope,
        "not-json" => BodyForm::NotJson,
        "too-large" => BodyForm::TooLarge,
        other => bail!("expected the form of a body, found {other}"),
    };
    let rejection = |value: &Value| {
        Ok(RefusedEvent {
            index: number(member(value, "index"))?,
            problems: list(member(value, "problems"), problem)?,
        })
    };
    Ok(BodyVerdict {
        form,
        status: u16::try_from(number(member(value, "status"))?)?,
        problems: list(member(value, "problems"), problem)?,
        accepted: number(member(value, "accepted"))?,
        refused: number(member(value, "refused"))?,
        rejections: list(member(value, "rejections"), rejection)?,
    })
}

pub(super) fn report(value: &Value) -> Result<Report> {
    let rejection = |value: &Value| {
        Ok(Rejection {
            line: number(member(value, "line"))?,
            problems: list(member(value, "problems"), problem)?,
        })
    };
    Ok(Report {
        accepted: number(member(value, "accepted"))?,
        ignored: number(member(value, "ignored"))?,
        rejected: list(member(value, "rejected"), rejection)?,
    })
}

pub(super) fn ledger(value: &Value) -> Result<Ledger> {
    let tally = |value: &Value| {
        Ok(Tally {
            reason: text(value, "reason")?,
            count: number(member(value, "count"))?,
        })
    };
    let count = |name| number(member(value, name));
    Ok(Ledger {
        accepted: count("accepted")?,
        recovered: count("recovered")?,
        delivered: count("delivered")?,
        pending: count("pending")?,
        kept: count("kept")?,
        unsure: count("unsure")?,
        dropped: list(member(value, "dropped"), tally)?,
    })
}

pub(super) fn decision(value: &Value) -> Result<Decision> {
    let state = match text(value, "state")?.as_str() {
        "off" => State::Off,
        "ask" => State::Ask,
        "notify" => State::Notify,
        "on" => State::On,
        other => bail!("expected a state, found {other}"),
    };
    Ok(Decision {
        state,
        signal: fact(member(value, "signal"))?,
        ignored: list(member(value, "ignored"), fact)?,
        text: text(value, "text")?,
        settled: settled(member(value, "settled"))?,
    })
}

fn settled(value: &Value) -> Result<Settled> {
    let sink = match text(value, "sink")?.as_str() {
        "http" => Sink::Http,
        "stdout" => Sink::Stdout,
        "stderr" => Sink::Stderr,
        "file" => Sink::File,
        "none" => Sink::None,
        "denied" => Sink::Denied,
        other => bail!("expected a sink, found {other}"),
    };
    let warning = |value: &Value| Ok(value.as_str().context("expected a text")?.into());
    Ok(Settled {
        endpoint: text(value, "endpoint")?,
        sink,
        deployment_type: text(value, "deploymentType")?,
        session_prefix: text(value, "sessionPrefix")?,
        session_id: text(value, "sessionId")?,
        heartbeat_interval_ms: number(member(value, "heartbeatIntervalMs"))?,
        redacted: number(member(value, "redacted"))?,
        warnings: list(member(value, "warnings"), warning)?,
    })
}

fn fact(value: &Value) -> Result<Fact> {
    let source = match text(value, "source")?.as_str() {
        "variable" => Source::Variable,
        "file" => Source::File,
        "call" => Source::Call,
        "host" => Source::Host,
        other => bail!("expected a source, found {other}"),
    };
    Ok(Fact {
        source,
        name: text(value, "name")?,
        value: text(value, "value")?,
    })
}

/// The case of a variant, and what it holds.
fn case(value: &Value) -> Result<(&str, &Value)> {
    let cases = value.as_object().filter(|cases| cases.len() == 1);
    let (name, payload) = cases
        .and_then(|cases| cases.iter().next())
        .with_context(|| format!("expected an object with one member, found {value}"))?;
    Ok((name, payload))
}

pub(super) fn order(value: &Value) -> Result<Order> {
    let (name, payload) = case(value)?;
    Ok(match name {
        "wait" if payload.is_null() => Order::Wait(None),
        "wait" => Order::Wait(Some(number(payload)?)),
        "look" => Order::Look(list(payload, query)?),
        "show" => Order::Show(text(value, name)?),
        "warn" => Order::Warn(text(value, name)?),
        "store" => Order::Store(DecisionFile {
            place: file_query(member(payload, "place"))?,
            text: maybe_text(payload, "text")?,
        }),
        "done" => Order::Done,
        other => bail!("expected an order, found {other}"),
    })
}

fn query(value: &Value) -> Result<Query> {
    let (name, payload) = case(value)?;
    Ok(match name {
        "variable" => Query::Variable(text(value, name)?),
        "file" => Query::File(file_query(payload)?),
        "call" => Query::Call(text(value, name)?),
        "host" => Query::Host(text(value, name)?),
        other => bail!("expected a query, found {other}"),
    })
}

fn file_query(value: &Value) -> Result<FileQuery> {
    Ok(FileQuery {
        path: text(value, "path")?,
        variable: maybe_text(value, "variable")?,
    })
}

pub(super) fn request(value: &Value) -> Result<Request> {
    let timeout = Duration::from_millis(number(member(value, "timeoutMs"))?.into());
    Ok(Request {
        url: text(value, "url")?,
        body: text(value, "body")?,
        timeout,
    })
}

/// A file; none: it was removed.
pub(super) fn maybe_file(value: &Value) -> Result<Option<File>> {
    if value.is_null() {
        return Ok(None);
    }
    let touched = Duration::from_nanos(text(value, "touched")?.parse()?);
    Ok(Some(File {
        text: text(value, "text")?,
        touched,
    }))
}

pub(super) fn file(file: &File) -> Value {
    json!({"text": file.text, "touched": nanoseconds(file.touched)})
}

/// 64 bits do not fit the numbers of every JSON.
pub(super) fn nanoseconds(time: Duration) -> Value {
    time.as_nanos().to_string().into()
}

pub(super) fn facts(facts: &[Fact]) -> Value {
    let source = |source| match source {
        Source::Variable => "variable",
        Source::File => "file",
        Source::Call => "call",
        Source::Host => "host",
    };
    let fact = |fact: &Fact| json!({"source": source(fact.source), "name": fact.name, "value": fact.value});
    facts.iter().map(fact).collect()
}

pub(super) fn life(life: &Life) -> Value {
    let ledger = &life.ledger;
    let tally = |tally: &Tally| json!({"reason": tally.reason, "count": tally.count});
    json!({
        "token": life.token,
        "traps": life.traps,
        "ledger": {
            "accepted": ledger.accepted,
            "recovered": ledger.recovered,
            "delivered": ledger.delivered,
            "pending": ledger.pending,
            "kept": ledger.kept,
            "unsure": ledger.unsure,
            "dropped": ledger.dropped.iter().map(tally).collect::<Vec<_>>(),
        },
    })
}

pub(super) fn answer(answer: &Answer) -> Value {
    let outcome = match answer.outcome {
        Outcome::Answered => "answered",
        Outcome::Timeout => "timeout",
        Outcome::Unreachable => "unreachable",
        Outcome::Denied => "denied",
        Outcome::Failed => "failed",
    };
    json!({
        "outcome": outcome,
        "status": answer.status,
        "retryAfter": answer.retry_after,
        "unsure": answer.unsure,
    })
}

/// The function of a label, and its arguments in the WIT's order.
pub(super) fn label(call: &LabelCall) -> (&'static str, Value) {
    match call {
        LabelCall::SanitizeModel(SanitizeModel { name, on_disk }) => {
            ("sanitize-model", json!([name, on_disk]))
        }
        LabelCall::BucketRecords(Count { count }) => ("bucket-records", json!([count])),
        LabelCall::BucketColumns(Count { count }) => ("bucket-columns", json!([count])),
        LabelCall::ClassifyModelHost(ClassifyModelHost { endpoint, strict }) => {
            ("classify-model-host", json!([endpoint, strict]))
        }
        LabelCall::CollectModelHosts(hosts) => ("collect-model-hosts", json!([hosts.hosts])),
        LabelCall::JoinAliases(aliases) => ("join-aliases", json!([aliases.aliases])),
        LabelCall::AverageTokens(Tokens { total, records }) => {
            ("average-tokens", json!([total, records]))
        }
        LabelCall::Derive(name, input) => ("derive", json!([name, input])),
    }
}
