//! The word that the thread gives to a caller: how things stand, by then.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Instant,
};

use crate::bindings::Ledger;

/// A ledger that is there by an instant, or is not.
#[derive(Debug)]
pub(super) struct Promise {
    state: Mutex<State>,
    kept: Condvar,
}

#[derive(Debug)]
struct State {
    deadline: Instant,
    /// None: not kept yet.
    ledger: Option<Ledger>,
    waker: Option<Waker>,
}

impl Promise {
    /// A promise to say by then how things stand.
    pub(super) fn new(deadline: Instant) -> Arc<Self> {
        let state = State {
            deadline,
            ledger: None,
            waker: None,
        };
        Arc::new(Self {
            state: Mutex::new(state),
            kept: Condvar::new(),
        })
    }

    pub(super) fn keep(&self, ledger: &Ledger) {
        let mut state = self.lock();
        state.ledger.get_or_insert_with(|| ledger.clone());
        self.kept.notify_all();
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }

    /// When its time is over.
    pub(super) fn deadline(&self) -> Instant {
        self.lock().deadline
    }

    /// Gives it more time.
    pub(super) fn put_off(&self, deadline: Instant) {
        let mut state = self.lock();
        state.deadline = state.deadline.max(deadline);
    }

    /// Blocks until it is kept; none: its time is over, or that instant has come.
    pub(super) fn wait(&self, until: Option<Instant>) -> Option<Ledger> {
        let mut state = self.lock();
        loop {
            if let Some(ledger) = &state.ledger {
                return Some(ledger.clone());
            }
            let deadline = until.map_or(state.deadline, |until| until.min(state.deadline));
            let left = deadline
                .checked_duration_since(Instant::now())
                .filter(|left| !left.is_zero())?;
            state = self
                .kept
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Whether it is kept; the task is woken once it is.
    pub(super) fn poll(&self, context: &Context<'_>) -> Poll<Ledger> {
        let mut state = self.lock();
        if let Some(ledger) = &state.ledger {
            return Poll::Ready(ledger.clone());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
