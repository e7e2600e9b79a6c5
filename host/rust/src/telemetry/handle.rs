//! What the clones of a [`Telemetry`](super::Telemetry) share.

use std::{
    process,
    sync::{Arc, OnceLock},
    thread,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{
    EXIT,
    done::Done,
    exits::Exits,
    inbox::{Enqueued, Inbox, Status},
    settings::{Settings, SettingsError},
    worker,
};
use crate::{
    bindings::Query,
    facts,
    outbox::{Folder, Hold},
    precheck::precheck,
    signal::describe,
    surroundings::Options,
};

/// Longest line of an event in bytes, as the component has it.
const MAX_LINE: usize = 64 * 1024;

/// The part of a close's time in which nothing is sent any more: what is left is put away, which takes a millisecond or two.
const TIDYING: Duration = Duration::from_millis(25);

/// Longest time that a caller can ask for; keeps a deadline representable.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64);

/// A queue's handle in one process.
#[derive(Debug)]
pub(super) struct Handle {
    settings: Settings,
    options: Arc<Options>,
    inbox: Arc<Inbox>,
    process: u32,
    /// The handle of a forked child. The child's memory has the parent's locks in whatever state they were, and none of its threads.
    child: OnceLock<Box<Self>>,
}

impl Handle {
    pub(super) fn open(settings: &str, options: Options) -> Result<Self, SettingsError> {
        let handle = Self::new(Settings::parse(settings)?, Arc::new(options));
        if handle.may_be_on() && handle.is_something_left() && handle.inbox.begin() {
            handle.start();
        }
        Ok(handle)
    }

    fn new(settings: Settings, options: Arc<Options>) -> Self {
        let look = |query: &Query| facts::look(query, &options).map(|fact| fact.value);
        let inbox = match precheck(&settings.product, &look) {
            Some(signal) => Inbox::off(format!("telemetry of {} is off: {}", settings.product, describe(&signal))),
            None => Inbox::new(),
        };
        Self { settings, options, inbox: Arc::new(inbox), process: process::id(), child: OnceLock::new() }
    }

    /// Whether the pre-check left it to the component to decide. While it says no, nothing is looked at that it does not need.
    fn may_be_on(&self) -> bool {
        self.inbox.status().state.is_none()
    }

    /// The handle of this process.
    pub(super) fn current(&self) -> &Self {
        if self.process == process::id() {
            return self;
        }
        self.child.get_or_init(|| Box::new(Self::new(self.settings.clone(), Arc::clone(&self.options)))).current()
    }

    pub(super) fn enqueue<P: Serialize + ?Sized>(&self, event: &str, parameters: &P) -> Enqueued {
        let now = (self.options.clock)().wall();
        let ts = SignedDuration::try_from(now).ok().and_then(|now| Timestamp::from_duration(now).ok()).unwrap_or_default();
        let line = serde_json::to_string(parameters).and_then(|parameters| {
            let event = serde_json::to_string(event)?;
            Ok(format!("{{\"event\":{event},\"ts\":\"{ts:.3}\",\"parameters\":{parameters}}}\n"))
        });
        let Some(line) = line.ok().filter(|line| line.len() <= MAX_LINE) else {
            self.inbox.reject(1);
            return Enqueued::Unusable;
        };
        let (enqueued, begin) = self.inbox.put(&line);
        if begin {
            self.start();
        }
        enqueued
    }

    pub(super) fn flush(&self, within: Duration) -> Done {
        Done::of(self.inbox.flush(deadline(within)), &self.inbox)
    }

    pub(super) fn close(&self, within: Duration) -> Done {
        let patience = self.options.patience;
        let needs_patience = patience > within && self.inbox.is_pending() && self.exits().is_some_and(|exits| exits.is_overdue());
        let within = if needs_patience { patience } else { within };
        let last_attempt = deadline(within.saturating_sub(TIDYING));
        Done::of(self.inbox.close(last_attempt, deadline(within.max(TIDYING))), &self.inbox)
    }

    pub(super) fn opt_out(&self) -> Done {
        let (promise, begin) = self.inbox.opt_out(deadline(LONGEST));
        if begin {
            self.start();
        }
        Done::of(promise, &self.inbox)
    }

    pub(super) fn status(&self) -> Status {
        self.inbox.status()
    }

    fn exits(&self) -> Option<Exits> {
        let state = self.options.paths.state.as_ref().filter(|_| self.settings.outbox)?;
        Some(Exits::new(state, &self.settings.product, (self.options.clock)().wall()))
    }

    /// Whether an earlier process left events that nobody holds. Only names and times are looked at.
    fn is_something_left(&self) -> bool {
        let Some(state) = self.options.paths.state.as_ref().filter(|_| self.settings.outbox) else { return false };
        let segments = Folder::new(state, &self.settings.product).segments((self.options.clock)().wall());
        segments.is_ok_and(|segments| segments.iter().any(|stored| stored.hold != Hold::Live))
    }

    fn start(&self) {
        let (settings, options, inbox) = (self.settings.clone(), Arc::clone(&self.options), Arc::clone(&self.inbox));
        let work = move || worker::work(&settings, &options, &inbox);
        if let Err(error) = thread::Builder::new().name("nemo-telemetry".into()).spawn(work) {
            self.inbox.give_up(format!("failed to start a thread: {error}"));
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if self.process == process::id() {
            let _ = self.close(EXIT).wait();
        }
    }
}

fn deadline(within: Duration) -> Instant {
    Instant::now() + within.min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forked_child_has_a_queue_of_its_own() {
        let options = Options { enabled: Some(true), variable: Box::new(|_| None), ..Options::default() };
        let settings = Settings::parse(r#"{"product": "agent-toolkit", "outbox": false}"#).unwrap();
        let mut parent = Handle::new(settings, Arc::new(options));
        assert!(std::ptr::eq(parent.current(), &parent));
        let _ = parent.inbox.put("an event of the parent\n");
        parent.process = 0;
        let child = parent.current();
        assert!(!std::ptr::eq(child, &parent));
        assert_eq!(child.status().buffered, 0);
        assert!(std::ptr::eq(parent.current(), child), "the child keeps its queue");
    }
}
