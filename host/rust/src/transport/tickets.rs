//! The table between the caller and the worker thread: who may still send, and what came back.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Answer, Outcome};

/// The tickets under way.
///
/// A ticket is here from its start until its answer is collected or it is given up, and only a
/// ticket that is here may send its body ([`release`](Self::release)). So once a ticket is gone it
/// is settled for good whether anything of it can have arrived.
#[derive(Debug, Default)]
pub(super) struct Tickets {
    open: Mutex<Open>,
    /// Notified when an answer arrives, when a ticket is opened, which may bring the next deadline
    /// forward, and when a wait is to end.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Open {
    flights: HashMap<u32, Flight>,
    /// The next wait ends at once.
    woken: bool,
}

#[derive(Debug)]
struct Flight {
    deadline: Instant,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Queued, resolving or connecting: no byte of the body has left.
    Held,
    /// The body was handed to the connection.
    Released,
    Answered(Answer),
}

impl Tickets {
    pub(super) fn open(&self, ticket: u32, deadline: Instant) {
        let flight = Flight {
            deadline,
            stage: Stage::Held,
        };
        self.lock().flights.insert(ticket, flight);
        self.changed.notify_all();
    }

    pub(super) fn is_open(&self, ticket: u32) -> bool {
        self.lock().flights.contains_key(&ticket)
    }

    /// Permission for the body to leave; false when nobody waits for the ticket any more.
    pub(super) fn release(&self, ticket: u32) -> bool {
        match self.lock().flights.get_mut(&ticket) {
            Some(flight) => {
                flight.stage = Stage::Released;
                true
            }
            None => false,
        }
    }

    pub(super) fn is_released(&self, ticket: u32) -> bool {
        let open = self.lock();
        open.flights
            .get(&ticket)
            .is_some_and(|flight| matches!(flight.stage, Stage::Released))
    }

    /// Leaves the answer for [`collect`](Self::collect). Without effect for a ticket that was given
    /// up.
    pub(super) fn answer(&self, ticket: u32, answer: Answer) {
        if let Some(flight) = self.lock().flights.get_mut(&ticket) {
            flight.stage = Stage::Answered(answer);
        }
        self.changed.notify_all();
    }

    /// The answer, if there is one or the ticket's time is over; the ticket is gone with it.
    pub(super) fn collect(&self, ticket: u32) -> Option<Answer> {
        let mut open = self.lock();
        let Some(flight) = open.flights.get(&ticket) else {
            return Some(Answer::unanswered(Outcome::Failed, false));
        };
        if !flight.is_due(Instant::now()) {
            return None;
        }
        open.flights.remove(&ticket).map(Flight::end)
    }

    /// Gives a ticket up; whether anything of it can have arrived.
    pub(super) fn close(&self, ticket: u32) -> bool {
        match self
            .lock()
            .flights
            .remove(&ticket)
            .map(|flight| flight.stage)
        {
            None | Some(Stage::Held) => false,
            Some(Stage::Released) => true,
            Some(Stage::Answered(answer)) => answer.outcome == Outcome::Answered || answer.unsure,
        }
    }

    pub(super) fn close_all(&self) {
        self.lock().flights.clear();
    }

    /// Ends the wait that is under way, or the next one.
    pub(super) fn wake(&self) {
        self.lock().woken = true;
        self.changed.notify_all();
    }

    /// Blocks until [`collect`](Self::collect) has an answer for any ticket, `timeout` has passed,
    /// or somebody says [`wake`](Self::wake).
    pub(super) fn wait(&self, timeout: Duration) {
        let end = Instant::now() + timeout;
        let mut open = self.lock();
        loop {
            let now = Instant::now();
            if std::mem::take(&mut open.woken)
                || now >= end
                || open.flights.values().any(|flight| flight.is_due(now))
            {
                return;
            }
            let deadlines = open.flights.values().map(|flight| flight.deadline);
            let next = deadlines.min().map_or(end, |deadline| deadline.min(end));
            open = self
                .changed
                .wait_timeout(open, next.saturating_duration_since(now))
                .map_or_else(|poisoned| poisoned.into_inner().0, |(open, _)| open);
        }
    }

    /// The table holds no invariant that a panic in between could break, so a poisoned lock is as
    /// good as any.
    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flight {
    fn is_due(&self, now: Instant) -> bool {
        matches!(self.stage, Stage::Answered(_)) || now >= self.deadline
    }

    fn end(self) -> Answer {
        match self.stage {
            Stage::Held => Answer::unanswered(Outcome::Timeout, false),
            Stage::Released => Answer::unanswered(Outcome::Timeout, true),
            Stage::Answered(answer) => answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    fn with_ticket(time: Duration) -> Tickets {
        let tickets = Tickets::default();
        tickets.open(1, Instant::now() + time);
        tickets
    }

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn a_body_does_not_leave_once_its_ticket_is_gone() {
        let cancelled = with_ticket(HOUR);
        assert!(!cancelled.close(1), "nothing has left");
        assert!(!cancelled.release(1));

        let late = with_ticket(Duration::ZERO);
        let answer = late.collect(1).unwrap();
        assert_eq!((answer.outcome, answer.unsure), (Outcome::Timeout, false));
        assert!(!late.release(1));
    }

    #[test]
    fn a_deadline_is_unsure_once_the_body_was_released() {
        let tickets = with_ticket(Duration::ZERO);
        assert!(tickets.release(1));
        let answer = tickets.collect(1).unwrap();
        assert_eq!((answer.outcome, answer.unsure), (Outcome::Timeout, true));
    }

    #[test]
    fn what_is_given_up_is_unsure_once_the_body_was_released() {
        let tickets = with_ticket(HOUR);
        assert!(tickets.release(1));
        assert!(tickets.close(1));
        assert!(!tickets.close(1), "the ticket is spent");
    }

    #[test]
    fn an_answer_outlives_the_deadline() {
        let tickets = with_ticket(Duration::ZERO);
        tickets.answer(1, Answer::unanswered(Outcome::Denied, false));
        assert_eq!(tickets.collect(1).unwrap().outcome, Outcome::Denied);
    }

    #[test]
    fn a_poisoned_table_goes_on() {
        let tickets = with_ticket(HOUR);
        let panic = catch_unwind(AssertUnwindSafe(|| {
            let _open = tickets.lock();
            std::panic::resume_unwind(Box::new(()));
        }));
        assert!(panic.is_err() && tickets.open.is_poisoned());
        assert_eq!(tickets.collect(1), None);
        tickets.wait(Duration::from_millis(1));
        tickets.answer(1, Answer::unanswered(Outcome::Failed, true));
        tickets.wait(HOUR);
        assert!(tickets.collect(1).is_some());
    }
}
