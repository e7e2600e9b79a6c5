//! Batches that rest: an outbox keeps them, so a process that has failed with one a few times in a
//! row leaves it alone for a while, and so does the next process.

use alloc::vec::Vec;

use super::Engine;
use crate::{
    envelope,
    limits::{LAST_REST, MAX_BODY, MAX_RETRY_AFTER},
    queue::Event,
    time::{Mark, Now, Timestamp},
};

/// A batch that is tried again much later.
#[derive(Clone, Debug)]
pub(super) struct Resting {
    pub(super) batch: Vec<Event>,
    pub(super) until: Mark,
    pub(super) by_server: bool,
}

impl Engine {
    /// Lets a batch rest for that long.
    pub(super) fn rest_for(&mut self, mut batch: Vec<Event>, ms: u64, by_server: bool, now: Now) {
        if batch.is_empty() {
            return;
        }
        let until = Timestamp(
            now.wall
                .0
                .saturating_add(i64::try_from(ms).unwrap_or(i64::MAX)),
        );
        batch
            .iter_mut()
            .for_each(|event| event.rests_until = Some(until));
        self.add_resting(Resting {
            batch,
            until: now.mark.after(ms),
            by_server,
        });
    }

    /// Lets an event of an earlier process rest on, beside those that it was tried with. Gives it
    /// back if its rest is over.
    pub(super) fn rest_on(&mut self, event: Event, now: Now) -> Option<Event> {
        let left = event.rests_until.map_or(0, |until| until.since(now.wall));
        // A wrong clock, or a damaged line, lets nothing rest forever.
        if left == 0 || left > LAST_REST.max(MAX_RETRY_AFTER) {
            return Some(event);
        }
        let until = now.mark.after(left);
        let same = |resting: &&mut Resting| {
            resting.until == until
                && resting
                    .batch
                    .first()
                    .is_some_and(|first| first.key == event.key)
        };
        match self.resting.iter_mut().find(same) {
            Some(resting) => resting.batch.push(event),
            None => self.add_resting(Resting {
                batch: Vec::from([event]),
                until,
                by_server: false,
            }),
        }
        None
    }

    fn add_resting(&mut self, resting: Resting) {
        let place = self
            .resting
            .partition_point(|known| known.until <= resting.until);
        self.resting.insert(place, resting);
    }

    /// When the next rest is over.
    pub(super) fn next_rest(&self) -> Option<Mark> {
        self.resting.first().map(|resting| resting.until)
    }

    pub(super) fn rest_is_over(&self, now: Now) -> bool {
        self.next_rest().is_some_and(|until| until <= now.mark)
    }

    /// Ends every rest that the server did not ask for.
    pub(super) fn wake_resting(&mut self, now: Now) {
        for mut resting in core::mem::take(&mut self.resting) {
            if !resting.by_server {
                resting.until = resting.until.min(now.mark);
            }
            self.add_resting(resting);
        }
    }

    /// Has the batch sent whose rest is over, in parts if it does not fit one request any more.
    pub(super) fn try_resting(&mut self, now: Now) {
        if !self.rest_is_over(now) {
            return;
        }
        let mut batch = self.resting.remove(0).batch;
        batch.iter_mut().for_each(|event| event.rests_until = None);
        let fits = |batch: &[Event]| {
            let bytes: usize = batch.iter().map(Event::size).sum();
            batch.len() <= self.settings.batch_events && bytes <= MAX_BODY - envelope::MAX_HEAD
        };
        let mut parts = Vec::new();
        while batch.len() > 1 && !fits(&batch) {
            parts.push(batch.split_off(batch.len() / 2));
        }
        self.parts.extend(parts);
        self.launch(batch, now);
    }
}
