//! Events that wait, in the order they came.

use alloc::{collections::VecDeque, string::String, vec::Vec};

use crate::{
    definition::Definition,
    time::{Mark, Timestamp},
};

/// What the envelope says once for all of its events; only events with equal keys share a request.
/// Texts are JSON, quotes included.
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
    /// When it is tried again, as a calendar says, after more attempts than one process makes in a
    /// row.
    pub(crate) rests_until: Option<Timestamp>,
    /// Its line is in the own segment of the outbox.
    pub(crate) durable: bool,
    /// The product's own file has its parameters, or is not to have them.
    pub(crate) noted: bool,
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

    /// Takes the oldest event and, in order, those after it that share its key, within both bounds.
    /// The first always fits.
    pub(crate) fn take_batch(&mut self, max_events: usize, max_bytes: usize) -> Vec<Event> {
        let Some(key) = self.events.front().map(|event| event.key) else {
            return Vec::new();
        };
        let mut batch = Vec::new();
        let mut bytes = 0;
        let mut full = false;
        let mut rest = VecDeque::new();
        for event in core::mem::take(&mut self.events) {
            // A later event of the key must not overtake one that did not fit.
            full |= event.key == key
                && !batch.is_empty()
                && (batch.len() >= max_events || bytes + event.weight > max_bytes);
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

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec::Vec};

    use super::{Event, Key, Queue};
    use crate::{
        catalog, envelope,
        time::{Mark, Timestamp},
    };

    /// An event that says its number, of a key and a weight.
    fn event(number: u32, key: usize, weight: usize) -> Event {
        Event {
            id: number.to_string(),
            definition: catalog::event("nat_cli_command", "1.5").unwrap(),
            parameters: "{\"command\":\"run\"}".into(),
            ts: Timestamp(0),
            accepted: Timestamp(0),
            expires: Mark(0),
            key,
            weight,
            attempts: 0,
            unsure: false,
            rests_until: None,
            durable: false,
            noted: false,
            heartbeat: false,
        }
    }

    /// A queue of events of those keys and weights, numbered from 0.
    fn queue(events: &[(usize, usize)]) -> Queue {
        let mut queue = Queue::default();
        for (number, (key, weight)) in (0..).zip(events) {
            queue.push(event(number, *key, *weight));
        }
        queue
    }

    fn numbers<'e>(events: impl IntoIterator<Item = &'e Event>) -> Vec<u32> {
        events
            .into_iter()
            .map(|event| event.id.parse().unwrap())
            .collect()
    }

    #[test]
    fn an_event_has_the_size_that_it_adds_to_a_body() {
        let product = catalog::product("agent-toolkit").unwrap();
        let text = || "\"\"".into();
        let key = Key {
            version: "1.5",
            client_ver: text(),
            session_id: text(),
            cpu_architecture: text(),
        };
        let body = |count| {
            let events: Vec<Event> = (0..count).map(|number| event(number, 0, 0)).collect();
            envelope::body(product, &key, &events, Timestamp(0)).len()
        };
        assert_eq!(body(2) - body(1), event(0, 0, 0).size());
    }

    #[test]
    fn a_batch_has_the_oldest_events_of_one_key_and_leaves_the_others_in_order() {
        let mut queue = queue(&[(0, 10), (1, 20), (0, 30), (1, 40), (0, 50)]);
        assert_eq!(numbers(&queue.take_batch(10, 1_000)), [0, 2, 4]);
        assert_eq!(
            (numbers(queue.iter()), queue.len(), queue.bytes()),
            (Vec::from([1, 3]), 2, 60)
        );
        assert_eq!(numbers(&queue.take_batch(10, 1_000)), [1, 3]);
        assert_eq!((queue.is_empty(), queue.bytes()), (true, 0));
        assert_eq!(numbers(&queue.take_batch(10, 1_000)), []);
    }

    #[test]
    fn a_batch_ends_at_its_number_of_events() {
        let mut queue = queue(&[(0, 1), (1, 1), (0, 1), (0, 1)]);
        assert_eq!(numbers(&queue.take_batch(2, 1_000)), [0, 2]);
        assert_eq!(numbers(queue.iter()), [1, 3]);
    }

    #[test]
    fn a_batch_may_fill_its_bytes_to_the_last_one() {
        for (max_bytes, taken) in [
            (60, &[0, 1, 2][..]),
            (59, &[0, 1]),
            (30, &[0, 1]),
            (29, &[0]),
        ] {
            assert_eq!(
                numbers(&queue(&[(0, 10), (0, 20), (0, 30)]).take_batch(10, max_bytes)),
                taken,
                "{max_bytes}"
            );
        }
    }

    #[test]
    fn the_first_event_goes_out_even_if_it_is_too_large() {
        let mut queue = queue(&[(0, 10), (0, 1)]);
        assert_eq!(numbers(&queue.take_batch(10, 5)), [0]);
        assert_eq!(queue.bytes(), 1);
    }

    #[test]
    fn no_event_overtakes_one_of_its_key_that_did_not_fit() {
        let mut queue = queue(&[(0, 10), (0, 20), (1, 1), (0, 1)]);
        assert_eq!(numbers(&queue.take_batch(10, 15)), [0]);
        assert_eq!(
            (numbers(queue.iter()), queue.bytes()),
            (Vec::from([1, 2, 3]), 22)
        );
    }

    #[test]
    fn what_leaves_a_queue_leaves_its_bytes() {
        let mut queue = queue(&[(0, 10), (0, 20), (0, 30)]);
        assert_eq!(queue.bytes(), 60);
        assert_eq!(numbers(&queue.pop_oldest()), [0]);
        assert_eq!((queue.len(), queue.bytes()), (2, 50));
        assert_eq!(numbers(&queue.drain().collect::<Vec<_>>()), [1, 2]);
        assert_eq!((queue.is_empty(), queue.bytes()), (true, 0));
        assert!(queue.pop_oldest().is_none());
    }
}
