//! Events that wait, in the order they came.

use alloc::{collections::VecDeque, string::String, vec::Vec};

use crate::{
    definition::Definition,
    time::{Mark, Timestamp},
};

/// What the envelope says once for all of its events; only events with equal keys share a request. Texts are JSON, quotes included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) version: &'static str,
    pub(crate) client_ver: String,
    pub(crate) session_id: String,
    pub(crate) cpu_architecture: String,
}

/// One event on its way.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// Unique among all events of the outbox; empty where there is none.
    pub(crate) id: String,
    pub(crate) definition: &'static Definition,
    /// Canonical JSON.
    pub(crate) parameters: String,
    /// The instant it tells of.
    pub(crate) ts: Timestamp,
    /// The instant it was accepted, as a calendar said then.
    pub(crate) accepted: Timestamp,
    /// The last moment at which it is still sent.
    pub(crate) expires: Mark,
    /// Index of its key.
    pub(crate) key: usize,
    /// Bytes that it takes where it is longest: in a body, or in the outbox.
    pub(crate) weight: usize,
    /// Failed attempts.
    pub(crate) attempts: u32,
    /// An attempt ended without an answer after bytes may have left.
    pub(crate) unsure: bool,
    /// Its line is in the own segment of the outbox.
    pub(crate) durable: bool,
    /// The engine made it, to say that the process still lives.
    pub(crate) heartbeat: bool,
}

impl Event {
    /// Bytes that it adds to a body.
    pub(crate) fn size(&self) -> usize {
        // {"ts":"…24…","parameters":…,"name":"…"} and a comma.
        self.parameters.len() + self.definition.name.len() + 58
    }
}

/// Events in order, with their size.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue {
    events: VecDeque<Event>,
    bytes: usize,
}

impl Queue {
    pub(crate) fn len(&self) -> usize {
        self.events.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn push(&mut self, event: Event) {
        self.bytes += event.weight;
        self.events.push_back(event);
    }

    pub(crate) fn pop_oldest(&mut self) -> Option<Event> {
        let event = self.events.pop_front()?;
        self.bytes -= event.weight;
        Some(event)
    }

    /// Takes the oldest event and, in order, those after it that share its key, within both bounds. The first always fits.
    pub(crate) fn take_batch(&mut self, max_events: usize, max_bytes: usize) -> Vec<Event> {
        let Some(key) = self.events.front().map(|event| event.key) else { return Vec::new() };
        let mut batch = Vec::new();
        let mut bytes = 0;
        let mut full = false;
        let mut rest = VecDeque::new();
        for event in core::mem::take(&mut self.events) {
            // A later event of the key must not overtake one that did not fit.
            full |= event.key == key && !batch.is_empty() && (batch.len() >= max_events || bytes + event.weight > max_bytes);
            if full || event.key != key {
                rest.push_back(event);
            } else {
                bytes += event.weight;
                batch.push(event);
            }
        }
        self.events = rest;
        self.bytes -= bytes;
        batch
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Event> {
        self.events.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Event> {
        self.events.iter_mut()
    }

    pub(crate) fn drain(&mut self) -> impl Iterator<Item = Event> + use<> {
        self.bytes = 0;
        core::mem::take(&mut self.events).into_iter()
    }
}
