//! The word that the thread gives to a caller: how things stand, by then.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    task::{Context, Poll, Waker},
    time::Instant,
};

use crate::bindings::Ledger;

/// A ledger that is there by an instant, or is not.
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

    /// Blocks until it is kept; none: its time is over.
    pub(super) fn wait(&self) -> Option<Ledger> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.kept.wait_timeout_while(state, left, |state| state.ledger.is_none());
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.ledger.clone()
    }

    /// Whether it is kept; the task is woken once it is.
    pub(super) fn poll(&self, context: &Context<'_>) -> Poll<Ledger> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ledger) = &state.ledger {
            return Poll::Ready(ledger.clone());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}
