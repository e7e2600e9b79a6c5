//! What a caller gets for something that takes time: it can be waited for, awaited, or let go.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Condvar, Mutex, PoisonError},
    task::{Context, Poll, Waker},
    time::Instant,
};

use super::inbox::Inbox;
use crate::bindings::Ledger;

/// The ledger that will be there when something is done, or its time is over.
///
/// A thread can [`wait`](Self::wait) for it, and async code of any runtime can await it. To drop it changes nothing: what was asked
/// for is done all the same.
#[derive(Debug)]
pub struct Done {
    promise: Arc<Promise>,
    inbox: Arc<Inbox>,
}

/// The other end of a [`Done`].
#[derive(Debug)]
pub(super) struct Promise {
    pub(super) deadline: Instant,
    state: Mutex<State>,
    kept: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// None: not kept yet.
    ledger: Option<Ledger>,
    waker: Option<Waker>,
}

impl Promise {
    /// A promise to say by then how things stand.
    pub(super) fn new(deadline: Instant) -> Arc<Self> {
        Arc::new(Self { deadline, state: Mutex::default(), kept: Condvar::new() })
    }

    pub(super) fn keep(&self, ledger: &Ledger) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.ledger.get_or_insert_with(|| ledger.clone());
        self.kept.notify_all();
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }
}

impl Done {
    pub(super) fn of(promise: Arc<Promise>, inbox: &Arc<Inbox>) -> Self {
        Self { promise, inbox: Arc::clone(inbox) }
    }

    /// Blocks until it is done, or the time is over.
    #[must_use]
    pub fn wait(self) -> Ledger {
        let left = self.promise.deadline.saturating_duration_since(Instant::now());
        let state = self.promise.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.promise.kept.wait_timeout_while(state, left, |state| state.ledger.is_none());
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let kept = state.ledger.clone();
        drop(state);
        kept.unwrap_or_else(|| self.inbox.status().ledger)
    }
}

impl Future for Done {
    type Output = Ledger;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Ledger> {
        let mut state = self.promise.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ledger) = &state.ledger {
            return Poll::Ready(ledger.clone());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}
