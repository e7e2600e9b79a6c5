//! Events that wait, in the order they came.

use alloc::{collections::VecDeque, string::String, vec::Vec};

use crate::{definition::Definition, time::Timestamp};

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
    /// The instant it was accepted; its age counts from here.
    pub(crate) accepted: Timestamp,
    /// Index of its key.
    pub(crate) key: usize,
    /// Failed attempts.
    pub(crate) attempts: u32,
    /// An attempt ended without an answer after bytes may have left.
    pub(crate) unsure: bool,
    /// Its line is in the own segment of the outbox.
    pub(crate) durable: bool,
}

impl Event {
    /// Bytes that it adds to the queue and, but for a few, to a body.
    pub(crate) fn size(&self) -> usize {
        // {"ts":"…24…","parameters":…,"name":"…"} and a comma.
        self.parameters.len() + self.definition.name.len() + 58
    }
}

/// Events in order, with their size.
#[derive(Debug, Default)]
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

    pub(crate) fn push(&mut self, event: Event) {
        self.bytes += event.size();
        self.events.push_back(event);
    }

    /// Whether an event of this size still fits.
    pub(crate) fn has_room(&self, size: usize, max_events: usize, max_bytes: usize) -> bool {
        self.events.len() < max_events && self.bytes + size <= max_bytes
    }

    pub(crate) fn pop_oldest(&mut self) -> Option<Event> {
        let event = self.events.pop_front()?;
        self.bytes -= event.size();
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
            full |= event.key == key && !batch.is_empty() && (batch.len() >= max_events || bytes + event.size() > max_bytes);
            if full || event.key != key {
                rest.push_back(event);
            } else {
                bytes += event.size();
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
