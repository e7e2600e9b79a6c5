//! What is done to a process: the child of a fork opens a client of its own.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use serde_json::Value;

/// Whether each process sent one event, in a session of its own, and with the same deployment type:
/// upstream's child forgets its session and keeps that.
pub(super) fn check(outcomes: &[Value]) -> anyhow::Result<()> {
    let bodies = outcomes
        .iter()
        .filter_map(|outcome| outcome.pointer("/request/body")?.as_str())
        .map(serde_json::from_str)
        .collect::<Result<Vec<Value>, _>>()?;
    let text = |body: &Value, pointer: &str| {
        let text = body.pointer(pointer).and_then(Value::as_str);
        text.map(str::to_owned)
            .with_context(|| format!("expected {pointer} in {body}"))
    };
    let all = |pointer: &str| -> anyhow::Result<BTreeSet<String>> {
        bodies.iter().map(|body| text(body, pointer)).collect()
    };
    ensure!(
        bodies.len() == 2,
        "expected a request of each of two processes, found {}",
        bodies.len()
    );
    let sessions = all("/sessionId")?;
    ensure!(
        sessions.len() == 2 && !sessions.contains("undefined"),
        "expected two sessions, found {sessions:?}"
    );
    let types = all("/events/0/parameters/deploymentType")?;
    ensure!(
        types.iter().eq(["api"]),
        "expected one deployment type, found {types:?}"
    );
    let events = all("/events/0/parameters/event")?;
    ensure!(
        events.iter().eq(["startup"]),
        "expected a first event of each process, found {events:?}"
    );
    Ok(())
}
