//! What the engine tells the audit log.

use alloc::{string::String, vec::Vec};

use super::{Engine, Task};
use crate::{
    audit::{self, Digest, Dropped, Ending},
    ledger::Reason,
    queue::Event,
    time::Timestamp,
};

/// What is still to be told. It is bounded however long nobody drives the engine: a line for each
/// reason.
#[derive(Clone, Debug, Default)]
pub(super) struct Log {
    /// The settings want lines at all.
    pub(super) used: bool,
    dropped: Vec<Dropped>,
}

impl Log {
    pub(super) fn new(used: bool) -> Self {
        Self {
            used,
            dropped: Vec::new(),
        }
    }

    /// The next line about dropped events.
    pub(super) fn next(&mut self, now: Timestamp) -> Option<String> {
        (!self.dropped.is_empty()).then(|| self.dropped.remove(0).line(now))
    }

    fn note(&mut self, reason: Reason, count: usize, name: Option<&'static str>) {
        if !self.used || count == 0 {
            return;
        }
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        if let Some(known) = self.dropped.iter_mut().find(|known| known.reason == reason) {
            return known.add(count, name);
        }
        let mut dropped = Dropped::new(reason);
        dropped.add(count, name);
        self.dropped.push(dropped);
    }
}

impl Engine {
    /// Counts events that are gone.
    pub(super) fn drop(&mut self, reason: Reason, events: &[Event]) {
        self.drop_named(reason, events.iter().map(|event| event.definition.name));
    }

    /// Counts events that are gone, by their names.
    pub(super) fn drop_named(
        &mut self,
        reason: Reason,
        names: impl IntoIterator<Item = &'static str>,
    ) {
        for name in names {
            self.ledger.drop(reason, 1);
            self.log.note(reason, 1, Some(name));
        }
    }

    /// Counts events that are gone and whose names nobody knows.
    pub(super) fn drop_nameless(&mut self, reason: Reason, count: usize) {
        self.ledger.drop(reason, count);
        self.log.note(reason, count, None);
    }

    /// Has the log told that a body is about to leave. The digest tells of its end.
    pub(super) fn tell_request(
        &mut self,
        body: &str,
        batch: &[Event],
        now: Timestamp,
    ) -> Option<Digest> {
        let digest = self.log.used.then(|| Digest::of(body.as_bytes()))?;
        let line = audit::request(
            now,
            &self.decision.settled.endpoint,
            digest,
            body.len(),
            batch,
        );
        self.todo.push_back(Task::Audit(line));
        Some(digest)
    }

    /// Has the product's own file told what events say, before they leave for the first time.
    pub(super) fn tell_usage(&mut self, batch: &mut [Event]) {
        for event in batch.iter_mut().filter(|event| !event.noted) {
            event.noted = true;
            self.todo
                .push_back(Task::UsageStats(event.parameters.clone()));
        }
    }

    /// Has the log told how a request ended.
    pub(super) fn tell_answer(
        &mut self,
        digest: Option<Digest>,
        ending: Ending,
        status: u32,
        unsure: bool,
        now: Timestamp,
    ) {
        let line = digest.map(|digest| audit::answer(now, digest, ending, status, unsure));
        self.todo.extend(line.map(Task::Audit));
    }
}
