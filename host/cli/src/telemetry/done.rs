//! What a caller gets for something that takes time: it can be waited for, awaited, or let go.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Condvar, Mutex, PoisonError},
    task::{Context, Poll, Waker},
    time::Instant,
};

use crate::bindings::Ledger;

/// The ledger that will be there when something is done, or its time is over.
///
/// A thread can [`wait`](Self::wait) for it, and async code of any runtime can await it. To drop it changes nothing: what was asked
/// for is done all the same.
#[derive(Debug)]
pub struct Done {
    promise: Arc<Promise>,
}

/// The other end of a [`Done`].
#[derive(Debug)]
pub(super) struct Promise {
    pub(super) deadline: Instant,
    state: Mutex<State>,
    kept: Condvar,
}

#[derive(Debug)]
struct State {
    /// As it was when the promise was made, until it is kept.
    ledger: Ledger,
    is_kept: bool,
    waker: Option<Waker>,
}

impl Promise {
    /// A promise to say within that time how things stand; `ledger` is what is said if nobody does.
    pub(super) fn new(deadline: Instant, ledger: Ledger) -> Arc<Self> {
        let state = State { ledger, is_kept: false, waker: None };
        Arc::new(Self { deadline, state: Mutex::new(state), kept: Condvar::new() })
    }

    pub(super) fn keep(&self, ledger: &Ledger) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.is_kept {
            state.ledger = ledger.clone();
            state.is_kept = true;
        }
        self.kept.notify_all();
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }
}

impl Done {
    pub(super) fn of(promise: &Arc<Promise>) -> Self {
        Self { promise: Arc::clone(promise) }
    }

    /// Blocks until it is done, or the time is over; then the ledger may be older.
    #[must_use]
    pub fn wait(self) -> Ledger {
        let left = self.promise.deadline.saturating_duration_since(Instant::now());
        let state = self.promise.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.promise.kept.wait_timeout_while(state, left, |state| !state.is_kept);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.ledger.clone()
    }
}

impl Future for Done {
    type Output = Ledger;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Ledger> {
        let mut state = self.promise.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.is_kept {
            return Poll::Ready(state.ledger.clone());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}
