//! What passes between the program's threads and the one that works.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use super::promise::Promise;
use crate::{
    bindings::{Ledger, State, Tally},
    limits::{MAX_BUFFER, MAX_TEXT},
    transport::Waker,
};

/// Reason of events that a client had when it ended.
const CLOSED: &str = "closed";

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enqueued {
    /// It is on its way to be checked.
    Buffered,
    /// Telemetry is off.
    Off,
    /// It was closed.
    Closed,
    /// Too many events wait already; it was dropped, and counted in [`Status::overflowed`].
    Full,
    /// It cannot be written as JSON, or is longer than 64 KiB; counted in [`Status::rejected`].
    Unusable,
}

/// How telemetry stands.
#[derive(Clone, Debug)]
pub struct Status {
    /// What was decided; none: nothing yet, because there was no event.
    pub state: Option<State>,
    /// Why, in a line for a person; of telemetry that is on and does not work, why not.
    pub text: String,
    /// Where every event is that was checked.
    pub ledger: Ledger,
    /// Bytes of events that wait to be checked.
    pub buffered: usize,
    /// Events that were wrong.
    pub rejected: u32,
    /// Events that found the buffer full.
    pub overflowed: u32,
    /// How often the component had to be started again.
    pub restarts: u32,
    /// What keeps it from working, if anything does.
    pub problem: Option<String>,
    /// What cannot be kept on disk, and why: events, lines of the audit log. Telemetry goes on
    /// without.
    pub warnings: Vec<String>,
    /// It has ended: it was closed, it is off, or it does not work.
    pub has_ended: bool,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// No event yet, and no thread.
    Idle,
    Working,
    /// There is no thread any more, or never was one: closed, off or broken.
    Ended,
}

/// What the thread is to do.
#[derive(Debug, Default)]
pub(super) struct Orders {
    pub(super) lines: Lines,
    pub(super) flush: bool,
    /// When the caller stops waiting.
    pub(super) close: Option<Instant>,
    pub(super) opt_out: bool,
}

/// Lines that wait to be checked. To add one moves no other, so a thread that does so keeps the rest
/// waiting for as long as it takes to note where the line is.
#[derive(Debug, Default)]
pub(super) struct Lines {
    lines: Vec<String>,
    bytes: usize,
}

impl Lines {
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    fn push(&mut self, line: String) {
        self.bytes += line.len();
        self.lines.push(line);
    }

    /// How many there are.
    fn count(&self) -> u32 {
        let lines = self.lines.iter().map(|text| text.lines().count());
        u32::try_from(lines.sum::<usize>()).unwrap_or(u32::MAX)
    }

    /// Puts texts before all others.
    fn put_back(&mut self, texts: impl IntoIterator<Item = String>) {
        self.lines.splice(0..0, texts);
        self.bytes = self.lines.iter().map(String::len).sum();
    }

    /// The lines in texts that may each cross in one call. No line is longer than one.
    pub(super) fn texts(self) -> impl Iterator<Item = String> {
        let mut lines = self.lines.into_iter().peekable();
        std::iter::from_fn(move || {
            let mut text = lines.next()?;
            while let Some(line) = lines.next_if(|line| text.len() + line.len() <= MAX_TEXT) {
                text.push_str(&line);
            }
            Some(text)
        })
    }
}

#[derive(Debug)]
struct Inner {
    phase: Phase,
    orders: Orders,
    closed: bool,
    flushes: Vec<Arc<Promise>>,
    endings: Vec<Arc<Promise>>,
    status: Status,
    /// Ends the thread's wait.
    waker: Option<Waker>,
}

/// The meeting place. Every lock is held for moments only, and never while the component works.
#[derive(Debug)]
pub(super) struct Inbox {
    inner: Mutex<Inner>,
}

impl Inbox {
    pub(super) fn new() -> Self {
        let status = Status {
            state: None,
            text: "no event yet".into(),
            ledger: Ledger {
                accepted: 0,
                recovered: 0,
                delivered: 0,
                pending: 0,
                kept: 0,
                unsure: 0,
                dropped: Vec::new(),
            },
            buffered: 0,
            rejected: 0,
            overflowed: 0,
            restarts: 0,
            problem: None,
            warnings: Vec::new(),
            has_ended: false,
        };
        let inner = Inner {
            phase: Phase::Idle,
            orders: Orders::default(),
            closed: false,
            flushes: Vec::new(),
            endings: Vec::new(),
            status,
            waker: None,
        };
        Self {
            inner: Mutex::new(inner),
        }
    }

    /// A place where nothing happens: telemetry is off, for this reason.
    pub(super) fn off(because: String) -> Self {
        let inbox = Self::new();
        let mut inner = inbox.lock();
        inner.phase = Phase::Ended;
        (inner.status.state, inner.status.text) = (Some(State::Off), because);
        drop(inner);
        inbox
    }

    pub(super) fn status(&self) -> Status {
        let inner = self.lock();
        let has_ended = inner.phase == Phase::Ended;
        Status {
            buffered: inner.orders.lines.bytes,
            has_ended,
            ..inner.status.clone()
        }
    }

    /// Takes a line. The flag says that a thread has to be started.
    pub(super) fn put(&self, line: String) -> (Enqueued, bool) {
        let mut inner = self.lock();
        if inner.closed || inner.phase == Phase::Ended {
            let off = inner.status.state.is_some_and(|state| state != State::On);
            return (if off { Enqueued::Off } else { Enqueued::Closed }, false);
        }
        if inner.orders.lines.bytes + line.len() > MAX_BUFFER {
            inner.status.overflowed = inner.status.overflowed.saturating_add(1);
            return (Enqueued::Full, false);
        }
        let was_empty = inner.orders.lines.is_empty();
        inner.orders.lines.push(line);
        let begin = inner.begin();
        let waker = inner.waker.clone().filter(|_| was_empty);
        // The thread that works holds a lock of its own while it looks for answers.
        drop(inner);
        if let Some(waker) = waker {
            waker.wake();
        }
        (Enqueued::Buffered, begin)
    }

    pub(super) fn reject(&self, count: u32) {
        let mut inner = self.lock();
        inner.status.rejected = inner.status.rejected.saturating_add(count);
    }

    pub(super) fn flush(&self, deadline: Instant) -> Arc<Promise> {
        let mut inner = self.lock();
        let promise = Promise::new(deadline);
        if inner.phase == Phase::Working {
            inner.orders.flush = true;
            inner.flushes.push(Arc::clone(&promise));
            inner.wake();
        } else {
            promise.keep(&inner.status.ledger);
        }
        promise
    }

    /// Takes no more events, and ends by that instant.
    pub(super) fn close(&self, deadline: Instant) -> Arc<Promise> {
        let mut inner = self.lock();
        let promise = Promise::new(deadline);
        inner.closed = true;
        if inner.phase == Phase::Working {
            let earlier = inner.orders.close;
            inner.orders.close = Some(earlier.map_or(deadline, |earlier| earlier.min(deadline)));
            inner.endings.push(Arc::clone(&promise));
            inner.wake();
        } else {
            inner.phase = Phase::Ended;
            promise.keep(&inner.status.ledger);
        }
        promise
    }

    /// Takes no more events, for good. The flag says that a thread has to be started, to store the
    /// no.
    pub(super) fn opt_out(&self, deadline: Instant) -> (Arc<Promise>, bool) {
        let mut inner = self.lock();
        let promise = Promise::new(deadline);
        inner.closed = true;
        inner.orders = Orders {
            opt_out: true,
            ..Orders::default()
        };
        inner.endings.push(Arc::clone(&promise));
        inner.wake();
        let begin = inner.phase != Phase::Working;
        inner.phase = Phase::Working;
        (promise, begin)
    }

    /// Whether a thread has to be started for what earlier processes left.
    pub(super) fn begin(&self) -> bool {
        self.lock().begin()
    }

    /// The end takes until then.
    pub(super) fn put_off(&self, deadline: Instant) {
        self.lock()
            .endings
            .iter()
            .for_each(|ending| ending.put_off(deadline));
    }

    /// What there is to do. A second close or opt-out is an order of its own.
    ///
    /// While somebody waits for a flush, what has come since then goes at once, too. Left to its own
    /// time it would be waited for.
    pub(super) fn take(&self) -> Orders {
        let mut inner = self.lock();
        inner.orders.flush |= !inner.flushes.is_empty() && !inner.orders.lines.is_empty();
        mem::take(&mut inner.orders)
    }

    pub(super) fn set_waker(&self, waker: Waker) {
        self.lock().waker = Some(waker);
    }

    /// Says what has come up while orders are carried out, which keeps no promise: the ledger does
    /// not count yet what was taken with them.
    pub(super) fn note(&self, change: impl FnOnce(&mut Status)) {
        change(&mut self.lock().status);
    }

    /// Says how things stand, and keeps the promises that are due. Returns the next deadline of a
    /// promise.
    pub(super) fn publish(&self, change: impl FnOnce(&mut Status)) -> Option<Instant> {
        let mut inner = self.lock();
        change(&mut inner.status);
        let ledger = inner.status.ledger.clone();
        let now = Instant::now();
        let is_flushed =
            ledger.pending == 0 && inner.orders.lines.is_empty() && !inner.orders.flush;
        inner.flushes.retain(|flush| {
            let due = is_flushed || flush.deadline() <= now;
            if due {
                flush.keep(&ledger);
            }
            !due
        });
        inner.flushes.iter().map(|flush| flush.deadline()).min()
    }

    /// The thread ends. What is still in the buffer was not looked at and is gone. False: a person
    /// has said no meanwhile, and that has to be stored first.
    pub(super) fn end(&self) -> bool {
        let mut inner = self.lock();
        if inner.orders.opt_out {
            return false;
        }
        inner.phase = Phase::Ended;
        inner.orders = Orders::default();
        let promises = [mem::take(&mut inner.flushes), mem::take(&mut inner.endings)].concat();
        promises
            .iter()
            .for_each(|promise| promise.keep(&inner.status.ledger));
        true
    }

    /// It cannot work: takes no more events. Returns how many are lost. What is off stays so, whatever works.
    pub(super) fn give_up(&self, problem: String) -> u32 {
        let mut inner = self.lock();
        let lost = inner.lose();
        inner.closed = true;
        inner.orders.lines = Lines::default();
        if !inner.is_off() {
            inner.status.text.clone_from(&problem);
        }
        inner.status.problem = Some(problem);
        lost
    }

    /// Takes back lines that never came to the component.
    pub(super) fn take_back(&self, texts: impl IntoIterator<Item = String>) {
        self.lock().orders.lines.put_back(texts);
    }

    /// Nothing here is left half done by a panic, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Counts the lines of events that were taken and are gone; while telemetry is off there are
    /// none.
    fn lose(&mut self) -> u32 {
        let lost = if self.is_off() {
            0
        } else {
            self.orders.lines.count()
        };
        if lost > 0 {
            let ledger = &mut self.status.ledger;
            ledger.accepted = ledger.accepted.saturating_add(lost);
            let known = ledger
                .dropped
                .iter_mut()
                .find(|tally| tally.reason == CLOSED);
            match known {
                Some(tally) => tally.count = tally.count.saturating_add(lost),
                None => ledger.dropped.push(Tally {
                    reason: CLOSED.into(),
                    count: lost,
                }),
            }
        }
        lost
    }

    /// It was decided, and telemetry is not on.
    fn is_off(&self) -> bool {
        self.status.state.is_some_and(|state| state != State::On)
    }

    fn begin(&mut self) -> bool {
        let begin = self.phase == Phase::Idle;
        if begin {
            self.phase = Phase::Working;
        }
        begin
    }

    fn wake(&self) {
        if let Some(waker) = &self.waker {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn lines_cross_whole_and_in_order_in_as_few_texts_as_hold_them() {
        let line = |length: usize| "x".repeat(length - 1) + "\n";
        let lengths = [MAX_TEXT - 10, 10, 1, MAX_TEXT - 1, MAX_TEXT, 5, 5];
        let mut lines = Lines::default();
        lengths.iter().for_each(|length| lines.push(line(*length)));
        assert_eq!(lines.bytes, lengths.iter().sum::<usize>());
        let texts: Vec<String> = lines.texts().collect();
        let found: Vec<Vec<usize>> = texts
            .iter()
            .map(|text| text.split_inclusive('\n').map(str::len).collect())
            .collect();
        let expected = [
            vec![MAX_TEXT - 10, 10],
            vec![1, MAX_TEXT - 1],
            vec![MAX_TEXT],
            vec![5, 5],
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_buffer_holds_its_bytes_and_no_more() {
        let inbox = Inbox::new();
        let half = "x".repeat(MAX_BUFFER / 2);
        assert_eq!(inbox.put(half.clone()), (Enqueued::Buffered, true));
        assert_eq!(inbox.put(half.clone()), (Enqueued::Buffered, false));
        assert_eq!(inbox.put("y".into()), (Enqueued::Full, false));
        assert_eq!(inbox.status().buffered, MAX_BUFFER);
        assert_eq!(inbox.status().overflowed, 1);
        assert_eq!(inbox.take().lines.texts().count(), 2);
        assert_eq!(inbox.put("y".into()), (Enqueued::Buffered, false));
    }

    #[test]
    fn what_comes_while_a_flush_is_waited_for_goes_at_once() {
        let inbox = Inbox::new();
        let _ = inbox.put("a\n".into());
        let flushed = inbox.flush(Instant::now() + Duration::from_secs(60));
        assert!(inbox.take().flush);
        let pending = |count| move |status: &mut Status| status.ledger.pending = count;
        assert_eq!(inbox.publish(pending(1)), Some(flushed.deadline()));
        assert!(!inbox.take().flush, "nothing has come");
        let _ = inbox.put("b\n".into());
        assert!(inbox.take().flush);
        assert_eq!(inbox.publish(pending(0)), None);
        let _ = inbox.put("c\n".into());
        assert!(!inbox.take().flush, "nobody waits");
    }

    #[test]
    fn what_is_noted_keeps_no_promise() {
        let inbox = Inbox::new();
        let _ = inbox.put("a\n".into());
        let flushed = inbox.flush(Instant::now() + Duration::from_secs(60));
        let _ = inbox.take();
        inbox.note(|status| status.warnings.push("of a test".into()));
        let deadline = inbox.publish(|status| status.ledger.pending = 1);
        assert_eq!(deadline, Some(flushed.deadline()));
    }

    #[test]
    fn a_waker_may_look_at_the_inbox() {
        let inbox = Arc::new(Inbox::new());
        let (seen, same) = (Arc::new(Mutex::new(Vec::new())), Arc::clone(&inbox));
        let noted = Arc::clone(&seen);
        inbox.set_waker(Waker::new(move || {
            noted.lock().unwrap().push(same.status().buffered);
        }));
        let _ = inbox.put("a\n".into());
        let _ = inbox.put("b\n".into());
        assert_eq!(*seen.lock().unwrap(), [2], "once, with the line there");
    }
}
