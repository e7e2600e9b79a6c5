//! What becomes of a batch when its request has ended.

use alloc::{string::String, vec::Vec};

use super::{Engine, Task, Turn};
use crate::{
    audit,
    ledger::{self, Reason},
    outcome::{Answer, Outcome, Verdict},
    queue::Event,
    retry,
    time::Now,
};

impl Engine {
    /// Ends the request under way with an answer.
    pub(super) fn settle(&mut self, answer: &Answer, now: Now, random: &mut dyn FnMut() -> u64) {
        let Turn::Flying { mut batch, bytes, .. } = core::mem::replace(&mut self.turn, Turn::Free) else { return };
        let verdict = answer.verdict();
        if answer.unsure && verdict == Verdict::Retry {
            self.mark_unsure(&mut batch);
        }
        let status = if answer.outcome == Outcome::Answered { answer.status } else { 0 };
        self.todo.push_back(Task::Audit(audit::line(now.wall, &self.decision.endpoint, &batch, bytes, ending(verdict), status)));
        match verdict {
            Verdict::Delivered => {
                let twice = usize::from(cfg!(fault = "double-count"));
                ledger::add(&mut self.ledger.delivered, batch.len() + twice);
            }
            Verdict::Refused => self.ledger.drop(Reason::Refused, batch.len()),
            Verdict::Denied => self.ledger.drop(Reason::Denied, batch.len()),
            Verdict::TooLarge => self.halve(batch),
            Verdict::Retry => self.pause(batch, answer, now, random),
        }
        self.rewrite_outbox();
    }

    /// Gives up the request under way: the host has forgotten it.
    pub(super) fn give_up(&mut self, now: Now, random: &mut dyn FnMut() -> u64) {
        let answer = Answer { outcome: Outcome::Timeout, status: 0, retry_after: String::new(), unsure: true };
        self.settle(&answer, now, random);
    }

    /// Counts a batch whose body was built and goes nowhere.
    pub(super) fn drop_unsent(&mut self, reason: Reason, batch: &[Event], bytes: usize, now: Now) {
        self.todo.push_back(Task::Audit(audit::line(now.wall, &self.decision.endpoint, batch, bytes, reason.name(), 0)));
        self.ledger.drop(reason, batch.len());
    }

    /// Splits a batch that was too large; the first half goes first. Attempts count failures of the way, not of the size.
    fn halve(&mut self, mut batch: Vec<Event>) {
        if batch.len() < 2 {
            self.ledger.drop(Reason::TooLarge, batch.len());
            return;
        }
        let second = batch.split_off(if cfg!(fault = "split-loop") { 0 } else { batch.len() / 2 });
        self.parts.extend(if cfg!(fault = "order-broken") { [batch, second] } else { [second, batch] });
    }

    /// Puts a batch back for another attempt, but for events that have had as many as they may.
    fn pause(&mut self, mut batch: Vec<Event>, answer: &Answer, now: Now, random: &mut dyn FnMut() -> u64) {
        batch.iter_mut().for_each(|event| event.attempts = event.attempts.saturating_add(1));
        let before = batch.len();
        batch.retain(|event| event.attempts <= self.settings.retries);
        self.ledger.drop(Reason::Attempts, before - batch.len());
        let Some(attempts) = batch.iter().map(|event| event.attempts).max() else { return };
        let asked_for = match answer.outcome {
            Outcome::Answered => retry::retry_after(&answer.retry_after, now.wall),
            _ => None,
        };
        let pause = retry::back_off(attempts, random()).max(asked_for.unwrap_or(0));
        self.turn = Turn::Paused { batch, until: now.mark.after(pause), by_server: asked_for.is_some() };
    }

    /// Gives up the request under way because the client ends or telemetry is turned off: nobody will learn how it ended.
    pub(super) fn abandon(&mut self, now: Now) {
        let turn = core::mem::replace(&mut self.turn, Turn::Free);
        self.turn = match turn {
            Turn::Flying { mut batch, ticket, deadline, bytes } => {
                self.todo.extend(ticket.map(Task::Cancel));
                self.todo.push_back(Task::Audit(audit::line(now.wall, &self.decision.endpoint, &batch, bytes, "cancelled", 0)));
                self.mark_unsure(&mut batch);
                Turn::Flying { batch, ticket: None, deadline, bytes }
            }
            other => other,
        };
    }

    /// Ends the client: what the outbox has is kept, the rest is dropped.
    pub(super) fn finish(&mut self, now: Now) {
        self.abandon(now);
        self.rewrite_outbox();
        let (kept, lost): (Vec<_>, Vec<_>) = self.take_all().into_iter().partition(|event| event.durable);
        ledger::add(&mut self.ledger.kept, kept.len());
        self.ledger.drop(Reason::Closed, lost.len());
        self.closed = true;
    }

    fn mark_unsure(&mut self, batch: &mut [Event]) {
        if cfg!(fault = "unsure-forgotten") {
            return;
        }
        let certain = batch.iter_mut().filter(|event| !event.unsure);
        let count = certain.map(|event| event.unsure = true).count();
        ledger::add(&mut self.ledger.unsure, count);
    }
}

/// How the audit log calls the end of an attempt.
fn ending(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Delivered => "delivered",
        Verdict::Refused => "refused",
        Verdict::TooLarge => "too-large",
        Verdict::Denied => "denied",
        Verdict::Retry => "retry",
    }
}
