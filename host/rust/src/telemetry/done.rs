//! What a caller gets for something that takes time: it can be waited for, awaited, or let go.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use super::{inbox::Inbox, promise::Promise};
use crate::bindings::Ledger;

/// The ledger that will be there when something is done, or its time is over.
///
/// A thread can [`wait`](Self::wait) for it, and async code of any runtime can await it. To drop it
/// changes nothing: what was asked for is done all the same.
#[derive(Debug)]
pub struct Done {
    promise: Arc<Promise>,
    inbox: Arc<Inbox>,
}

impl Done {
    pub(super) fn of(promise: Arc<Promise>, inbox: &Arc<Inbox>) -> Self {
        Self {
            promise,
            inbox: Arc::clone(inbox),
        }
    }

    /// Blocks until it is done, or the time is over.
    #[must_use]
    pub fn wait(self) -> Ledger {
        self.wait_until(None)
    }

    /// The same, for that long at most. What was asked for goes on.
    #[must_use]
    pub fn wait_for(self, longest: Duration) -> Ledger {
        self.wait_until(Instant::now().checked_add(longest))
    }

    fn wait_until(self, until: Option<Instant>) -> Ledger {
        self.promise
            .wait(until)
            .unwrap_or_else(|| self.inbox.status().ledger)
    }
}

impl Future for Done {
    type Output = Ledger;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Ledger> {
        self.promise.poll(context)
    }
}
