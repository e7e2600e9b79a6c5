//! For model checkers: what tells two outboxes apart.

use core::hash::{Hash, Hasher};

use super::Outbox;
use crate::time::Timestamp;

impl Outbox {
    /// Hashes all that decides what it does from now on. Numbers of names do not, because no name
    /// comes back.
    pub(crate) fn fingerprint(&self, now: Timestamp, hasher: &mut impl Hasher) {
        self.own
            .as_ref()
            .map(|own| (own.bytes, now.0 - own.renewed.0, own.torn))
            .hash(hasher);
        self.claimed
            .as_ref()
            .map(|claimed| claimed.part)
            .hash(hasher);
        (
            self.lost,
            self.others,
            self.candidates.as_ref().map(|names| names.len()),
        )
            .hash(hasher);
    }
}
