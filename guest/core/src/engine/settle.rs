//! What becomes of a batch when its request has ended.

use alloc::{string::String, vec::Vec};

use super::{Engine, Task, Turn};
use crate::{
    audit::Ending,
    ledger::{self, Reason},
    outcome::{Answer, Outcome, Verdict},
    queue::Event,
    retry,
    time::Now,
};

impl Engine {
    /// Ends the request under way with an answer.
    pub(super) fn settle(&mut self, answer: &Answer, now: Now, random: &mut dyn FnMut() -> u64) {
        let Turn::Flying {
            mut batch, digest, ..
        } = core::mem::replace(&mut self.turn, Turn::Free)
        else {
            return;
        };
        let verdict = answer.verdict();
        let unsure = answer.unsure && verdict == Verdict::Retry;
        if unsure {
            self.mark_unsure(&mut batch);
        }
        let status = if answer.outcome == Outcome::Answered {
            answer.status
        } else {
            0
        };
        let ending = match verdict {
            Verdict::Delivered => {
                ledger::add(&mut self.ledger.delivered, batch.len());
                Ending::Delivered
            }
            Verdict::Refused => {
                self.drop(Reason::Refused, &batch);
                Ending::Refused
            }
            Verdict::Denied => {
                self.drop(Reason::Denied, &batch);
                Ending::Dropped
            }
            Verdict::TooLarge => self.halve(batch),
            Verdict::Retry => self.pause(batch, answer, now, random),
        };
        self.tell_answer(digest, ending, status, unsure, now.wall);
        self.rewrite_outbox();
    }

    /// Gives up the request under way: the host has forgotten it.
    pub(super) fn give_up(&mut self, now: Now, random: &mut dyn FnMut() -> u64) {
        let unsure = !matches!(
            self.turn,
            Turn::Flying {
                given_up: Some(false),
                ..
            }
        );
        let answer = Answer {
            outcome: Outcome::Timeout,
            status: 0,
            retry_after: String::new(),
            unsure,
        };
        self.settle(&answer, now, random);
    }

    /// Splits a batch that was too large; the first half goes first. Attempts count failures of the
    /// way, not of the size.
    fn halve(&mut self, mut batch: Vec<Event>) -> Ending {
        if batch.len() < 2 {
            self.drop(Reason::TooLarge, &batch);
            return Ending::Refused;
        }
        let second = batch.split_off(batch.len() / 2);
        self.parts.extend([second, batch]);
        Ending::Halved
    }

    /// Puts a batch back for another attempt. Events that have had as many in a row as one process
    /// makes rest where the outbox keeps them, and are dropped where nothing does.
    fn pause(
        &mut self,
        mut batch: Vec<Event>,
        answer: &Answer,
        now: Now,
        random: &mut dyn FnMut() -> u64,
    ) -> Ending {
        batch
            .iter_mut()
            .for_each(|event| event.attempts = event.attempts.saturating_add(1));
        let (batch, rest): (Vec<_>, Vec<_>) = batch
            .into_iter()
            .partition(|event| event.attempts <= self.settings.retries);
        let (rest, lost): (Vec<_>, Vec<_>) = rest.into_iter().partition(|event| event.durable);
        self.drop(Reason::Attempts, &lost);
        let asked_for = match answer.outcome {
            Outcome::Answered => retry::retry_after(&answer.retry_after, now.wall),
            _ => None,
        };
        let is_over = batch.is_empty() && rest.is_empty();
        if let Some(attempts) = rest.iter().map(|event| event.attempts).max() {
            let pause = retry::rest(attempts.saturating_sub(self.settings.retries), random());
            self.rest_for(
                rest,
                pause.max(asked_for.unwrap_or(0)),
                asked_for.is_some(),
                now,
            );
        }
        if let Some(attempts) = batch.iter().map(|event| event.attempts).max() {
            let pause = retry::back_off(attempts, random()).max(asked_for.unwrap_or(0));
            self.turn = Turn::Paused {
                batch,
                until: now.mark.after(pause),
                by_server: asked_for.is_some(),
            };
        }
        if is_over {
            Ending::Dropped
        } else {
            Ending::Retried
        }
    }

    /// Gives up the request under way because the client ends, telemetry is turned off or the
    /// segment is lost: nobody will learn how it ended. One that a driver has not started yet has
    /// not left.
    pub(super) fn abandon(&mut self, ending: Ending, now: Now) {
        let waiting = self.todo.len();
        self.todo.retain(|task| !matches!(task, Task::Start(_)));
        let was_handed_over = self.todo.len() == waiting;
        let turn = core::mem::replace(&mut self.turn, Turn::Free);
        self.turn = match turn {
            Turn::Flying {
                mut batch,
                ticket,
                deadline,
                digest,
                given_up,
            } => {
                self.todo.extend(ticket.map(Task::Cancel));
                let has_left = given_up.unwrap_or(was_handed_over);
                self.tell_answer(digest, ending, 0, has_left, now.wall);
                if has_left {
                    self.mark_unsure(&mut batch);
                }
                Turn::Flying {
                    batch,
                    ticket: None,
                    deadline,
                    digest: None,
                    given_up,
                }
            }
            other => other,
        };
    }

    /// Another client has this client's segment, and the events in it: they are not this one's any
    /// more. What was only in memory stays.
    pub fn lose_segment(&mut self, now: Now) {
        self.abandon(Ending::Kept, now);
        let (kept, rest): (Vec<_>, Vec<_>) =
            self.take_all().into_iter().partition(|event| event.durable);
        ledger::add(&mut self.ledger.kept, kept.len());
        self.forget_segment();
        // A person who says no removes it, too.
        self.must_look = true;
        if !rest.is_empty() {
            self.due = Some(now.mark);
        }
        rest.into_iter().for_each(|event| self.queue.push(event));
    }

    /// Ends the client: what the outbox has is kept, the rest is dropped.
    pub(super) fn finish(&mut self, now: Now) {
        let is_kept = self.turn.events().iter().any(|event| event.durable);
        self.abandon(
            if is_kept {
                Ending::Kept
            } else {
                Ending::Dropped
            },
            now,
        );
        self.rewrite_outbox();
        let (kept, lost): (Vec<_>, Vec<_>) =
            self.take_all().into_iter().partition(|event| event.durable);
        ledger::add(&mut self.ledger.kept, kept.len());
        self.drop(Reason::Closed, &lost);
        self.closed = true;
    }

    fn mark_unsure(&mut self, batch: &mut [Event]) {
        let certain = batch.iter_mut().filter(|event| !event.unsure);
        let count = certain.map(|event| event.unsure = true).count();
        ledger::add(&mut self.ledger.unsure, count);
    }
}
