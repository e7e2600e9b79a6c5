//! What the clones of a [`Telemetry`](super::Telemetry) share.

use std::{
    io::Write as _,
    process,
    sync::{Arc, OnceLock},
    thread,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{
    done::Done,
    inbox::{Enqueued, Inbox, Status},
    settings::{Settings, SettingsError},
    worker,
};
use crate::{
    bindings::Query,
    facts,
    limits::{EXIT_MS, MAX_LINE, SHUTDOWN_RESERVE_MS},
    outbox::Outbox,
    precheck::precheck,
    signal::describe,
    surroundings::Options,
};

/// Longest time that a caller can ask for; keeps a deadline representable.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64);

/// A queue's handle in one process.
#[derive(Debug)]
pub(super) struct Handle {
    settings: Settings,
    options: Arc<Options>,
    inbox: Arc<Inbox>,
    process: u32,
    /// The handle of a forked child. The child's memory has the parent's locks in whatever state
    /// they were, and none of its threads.
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
            Some(signal) => Inbox::off(format!(
                "telemetry of {} is off: {}",
                settings.product,
                describe(&signal)
            )),
            None => Inbox::new(),
        };
        Self {
            settings,
            options,
            inbox: Arc::new(inbox),
            process: process::id(),
            child: OnceLock::new(),
        }
    }

    /// Whether the pre-check left it to the component to decide. While it says no, nothing is
    /// looked at that it does not need.
    fn may_be_on(&self) -> bool {
        self.inbox.status().state.is_none()
    }

    /// The handle of this process.
    pub(super) fn current(&self) -> &Self {
        if self.process == process::id() {
            return self;
        }
        self.child
            .get_or_init(|| Box::new(Self::new(self.settings.clone(), Arc::clone(&self.options))))
            .current()
    }

    pub(super) fn enqueue<P: Serialize + ?Sized>(&self, event: &str, parameters: &P) -> Enqueued {
        let now = (self.options.clock)().wall();
        let ts = SignedDuration::try_from(now)
            .ok()
            .and_then(|now| Timestamp::from_duration(now).ok())
            .unwrap_or_default();
        let line = line(event, ts, parameters).filter(|line| line.len() <= MAX_LINE);
        let Some(line) = line else {
            return self.reject();
        };
        let (enqueued, begin) = self.inbox.put(line);
        if begin {
            self.start();
        }
        enqueued
    }

    /// Takes lines as the component takes them.
    pub(super) fn enqueue_lines(&self, lines: &str) -> Enqueued {
        let mut answer = Enqueued::Buffered;
        let (mut begins, mut unusable) = (false, 0);
        for line in lines.lines().filter(|line| !line.trim_ascii().is_empty()) {
            // The line feed that follows counts.
            if line.len() >= MAX_LINE {
                unusable += 1;
                continue;
            }
            let (enqueued, begin) = self.inbox.put(format!("{line}\n"));
            begins |= begin;
            if enqueued != Enqueued::Buffered {
                answer = enqueued;
            }
        }
        if unusable > 0 {
            self.inbox.reject(unusable);
            answer = Enqueued::Unusable;
        }
        if begins {
            self.start();
        }
        answer
    }

    /// An event that is none.
    pub(super) fn reject(&self) -> Enqueued {
        self.inbox.reject(1);
        Enqueued::Unusable
    }

    pub(super) fn flush(&self, within: Duration) -> Done {
        Done::of(self.inbox.flush(deadline(within)), &self.inbox)
    }

    pub(super) fn close(&self, within: Duration) -> Done {
        let within = within.max(Duration::from_millis(SHUTDOWN_RESERVE_MS));
        Done::of(self.inbox.close(deadline(within)), &self.inbox)
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

    /// Whether there are events of other clients. Only names are looked at: whose they are, core
    /// knows.
    fn is_something_left(&self) -> bool {
        let Some(state) = self
            .options
            .paths
            .state
            .as_ref()
            .filter(|_| self.settings.outbox)
        else {
            return false;
        };
        Outbox::new(state, &self.settings.product)
            .segments()
            .is_ok_and(|segments| !segments.is_empty())
    }

    /// Closes what this process has opened. A forked child that never used the queue has none.
    pub(super) fn close_own(&self, within: Duration) -> Option<Done> {
        if self.process == process::id() {
            return Some(self.close(within));
        }
        self.child.get()?.close_own(within)
    }

    fn start(&self) {
        let (settings, options, inbox) = (
            self.settings.clone(),
            Arc::clone(&self.options),
            Arc::clone(&self.inbox),
        );
        let work = move || {
            (options.thread)();
            worker::work(&settings, &options, &inbox);
        };
        if let Err(error) = thread::Builder::new()
            .name("nemo-telemetry".into())
            .spawn(work)
        {
            let problem = format!("telemetry does not work: failed to start a thread: {error}");
            worker::give_up(problem, &self.settings.product, &self.options, &self.inbox);
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if self.process == process::id() {
            let _ = self.close(Duration::from_millis(EXIT_MS)).wait();
        }
    }
}

/// An event as the component takes it; none: JSON cannot say it.
fn line<P: Serialize + ?Sized>(event: &str, ts: Timestamp, parameters: &P) -> Option<String> {
    // Longer than most, so that it is allocated once.
    let mut line = Vec::with_capacity(512);
    line.extend_from_slice(b"{\"event\":");
    serde_json::to_writer(&mut line, event).ok()?;
    write!(line, ",\"ts\":\"{ts:.3}\",\"parameters\":").ok()?;
    serde_json::to_writer(&mut line, parameters).ok()?;
    line.extend_from_slice(b"}\n");
    String::from_utf8(line).ok()
}

fn deadline(within: Duration) -> Instant {
    Instant::now() + within.min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forked_child_has_a_queue_of_its_own() {
        let options = Options {
            enabled: Some(true),
            variable: Box::new(|_| None),
            ..Options::default()
        };
        let settings = Settings::parse(r#"{"product": "agent-toolkit", "outbox": false}"#).unwrap();
        let mut parent = Handle::new(settings, Arc::new(options));
        assert!(std::ptr::eq(parent.current(), &parent));
        let _ = parent.inbox.put("an event of the parent\n".into());
        parent.process = 0;
        let child = parent.current();
        assert!(!std::ptr::eq(child, &parent));
        assert_eq!(child.status().buffered, 0);
        assert!(
            std::ptr::eq(parent.current(), child),
            "the child keeps its queue"
        );
    }
}
