//! What a fork has to wait for.
//!
//! A forked child has one thread, and the locks of all others as they were. Queues and components
//! are made anew in it. What a process has only once cannot be: while a thread works on that, a
//! program that forks should wait, by [`hold`] in a handler of `pthread_atfork`.

use std::sync::{Mutex, MutexGuard, PoisonError};

static ALONE: Mutex<()> = Mutex::new(());

/// Keeps a process from forking, where it knows of [`hold`].
#[derive(Debug)]
#[must_use]
pub struct Held(#[expect(dead_code, reason = "held, not read")] MutexGuard<'static, ()>);

/// Waits until no thread is about to load the component, and keeps all from beginning. That takes
/// as long as to load it. The parent and the child each drop what it returns.
pub fn hold() -> Held {
    Held(alone())
}

/// For a thread that is about to do what a process does once.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}
