//! For model checkers: what tells two engines of the same settings apart.

use core::hash::{Hash, Hasher};

use super::{Engine, Turn};
use crate::{
    queue::Event,
    time::{Mark, Now},
};

impl Engine {
    /// Hashes all that decides what the engine does from now on; what the ledger has counted so far
    /// does not. Instants of the monotonic clock count from `now`, so engines that differ in
    /// nothing but their age are alike; how close an event is to its last moment does not count
    /// until that is over.
    pub fn fingerprint(&self, now: Now, hasher: &mut impl Hasher) {
        let ahead = |mark: Option<Mark>| mark.map(|mark| mark.since(now.mark));
        self.decision.state.hash(hasher);
        for key in &self.keys {
            (
                key.version,
                &key.client_ver,
                &key.session_id,
                &key.cpu_architecture,
            )
                .hash(hasher);
        }
        match &self.turn {
            Turn::Free => 0.hash(hasher),
            Turn::Paused {
                until, by_server, ..
            } => (1, ahead(Some(*until)), by_server).hash(hasher),
            Turn::Flying {
                ticket,
                deadline,
                given_up,
                ..
            } => {
                (2, ticket.is_some(), ahead(Some(*deadline)), given_up).hash(hasher);
            }
        }
        (self.turn.events().len(), self.queue.len()).hash(hasher);
        self.parts.iter().for_each(|part| part.len().hash(hasher));
        let resting = self.resting.iter();
        resting.for_each(|resting| {
            (
                resting.batch.len(),
                ahead(Some(resting.until)),
                resting.by_server,
            )
                .hash(hasher)
        });
        self.waiting()
            .for_each(|event| fingerprint(event, now, hasher));
        (
            ahead(self.due),
            ahead(self.close_at),
            self.closed,
            self.asked,
            self.todo.len(),
        )
            .hash(hasher);
        self.store.fingerprint(hasher);
        ahead(self.heartbeat.due()).hash(hasher);
        (
            &self.token,
            self.ledger.accepted,
            self.looked,
            self.must_look,
        )
            .hash(hasher);
    }

    /// Parameters of the events that are neither delivered, kept nor dropped, those under way
    /// first.
    pub fn pending(&self) -> impl Iterator<Item = &str> {
        self.waiting().map(|event| event.parameters.as_str())
    }

    /// Of those, the ones that may have arrived.
    pub fn unsure(&self) -> impl Iterator<Item = &str> {
        self.waiting()
            .filter(|event| event.unsure)
            .map(|event| event.parameters.as_str())
    }
}

fn fingerprint(event: &Event, now: Now, hasher: &mut impl Hasher) {
    (
        &event.parameters,
        event.key,
        event.attempts,
        event.unsure,
        event.durable,
        event.heartbeat,
    )
        .hash(hasher);
    (event.ts.0, event.accepted.0, event.expires < now.mark).hash(hasher);
}
