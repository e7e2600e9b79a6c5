//! For model checkers: what tells two clients of the same settings apart.

use core::hash::{Hash, Hasher};

use super::Client;
use crate::time::Now;

impl Client {
    /// Hashes all that decides what the client does from now on, as
    /// [`Engine::fingerprint`](crate::engine::Engine::fingerprint) does.
    pub fn fingerprint(&self, now: Now, hasher: &mut impl Hasher) {
        self.engine.fingerprint(now, hasher);
        self.outbox.fingerprint(now.wall, hasher);
        (self.orders.len(), self.asked.len(), self.life.traps).hash(hasher);
        (
            self.is_over,
            self.must_purge,
            self.has_ended,
            self.was_answered,
        )
            .hash(hasher);
    }
}
