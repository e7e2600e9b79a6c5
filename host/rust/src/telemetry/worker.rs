//! The thread that works: it loads the component, decides, and drives a client until it is closed.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;

use super::{
    exits::Exits,
    inbox::{Inbox, Orders},
    session::Session,
    settings::Settings,
};
use crate::{
    bindings::{Decision, Ledger, Report, Source, State},
    component::Component,
    consent,
    facts::Facts,
    instance::Instance,
    limits::MAX_TEXT,
    surroundings::Options,
};

/// Works until there is nothing more to do for good.
pub(super) fn work(settings: &Settings, options: &Arc<Options>, inbox: &Inbox) {
    loop {
        let problem = match catch_unwind(AssertUnwindSafe(|| run(settings, options, inbox))) {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(format!("telemetry does not work: {error:#}")),
            Err(_) => Some("telemetry does not work: a thread of its own has panicked; please report it".into()),
        };
        if let Some(problem) = problem {
            let _ = catch_unwind(AssertUnwindSafe(|| (options.on_notice)(&problem)));
            return inbox.give_up(problem);
        }
        if inbox.end() {
            return;
        }
    }
}

fn run(settings: &Settings, options: &Arc<Options>, inbox: &Inbox) -> anyhow::Result<()> {
    let component = match &options.component {
        Some(component) => component,
        None => Component::embedded_in(options.paths.cache.as_deref())?,
    };
    let (instance, facts, decision) = again(|| {
        let mut instance = consent::instance(component, options)?;
        let mut facts = Facts::gather(&mut instance, &settings.product, options)?;
        let decision = decide(&mut facts, &mut instance, options)?;
        Ok((instance, facts, decision))
    })?;
    let is_on = decision.state == State::On;
    inbox.publish(|status| (status.state, status.text) = (Some(decision.state), decision.text));
    if !is_on {
        if inbox.take().opt_out {
            let stored = again(|| store_no(component, &facts, options)).context(NOT_STORED);
            let purged = purge(settings, options);
            return stored.and(purged);
        }
        return Ok(());
    }
    // Not before: while telemetry is off no folder is made.
    component.remember();
    let session = Session::open(component, settings, options, facts.as_slice())?;
    Work { settings, options, inbox, component, instance, facts, session, is_closing: false }.run()
}

/// What is said when a no holds in this process only.
const NOT_STORED: &str = "telemetry is off in this process, but the decision could not be stored";

/// Tries something that needs an instance once more, with another one: the first may have trapped.
fn again<T>(mut attempt: impl FnMut() -> anyhow::Result<T>) -> anyhow::Result<T> {
    attempt().or_else(|_| attempt())
}

/// Decides. Where a notice is to be shown first, it is shown, and that is a fact.
fn decide(facts: &mut Facts, instance: &mut Instance, options: &Options) -> anyhow::Result<Decision> {
    let decision = facts.decide(instance)?;
    if decision.state != State::Notify {
        return Ok(decision);
    }
    (options.on_notice)(&decision.text);
    facts.say(Source::Host, "notice", "true");
    facts.decide(instance)
}

/// Stores the person's no where the product has a place for it.
fn store_no(component: &Component, facts: &Facts, options: &Options) -> anyhow::Result<()> {
    let Some(file) = facts.consent_file(options) else { return Ok(()) };
    consent::store(&mut consent::instance(component, options)?, facts.product(), &file, options, false)??;
    Ok(())
}

/// Removes what all programs of the product have kept for later: a person's no is for all of them.
fn purge(settings: &Settings, options: &Options) -> anyhow::Result<()> {
    match consent::purge(&settings.product, options) {
        Some((folder, Err(error))) => Err(error).with_context(|| format!("failed to empty {}", folder.display())),
        _ => Ok(()),
    }
}

/// A session at work.
struct Work<'w> {
    settings: &'w Settings,
    options: &'w Arc<Options>,
    inbox: &'w Inbox,
    component: &'w Component,
    /// For decisions; the session has one of its own.
    instance: Instance,
    facts: Facts,
    session: Session,
    is_closing: bool,
}

impl Work<'_> {
    fn run(mut self) -> anyhow::Result<()> {
        loop {
            if let Some(waker) = self.session.waker() {
                self.inbox.set_waker(waker);
            }
            let restarts = self.session.restarts();
            let orders = self.inbox.take();
            let is_no = orders.opt_out;
            self.obey(&orders)?;
            if is_no || self.was_revoked()? {
                return self.stop(is_no);
            }
            let wake = self.session.poll()?;
            let deadline = self.publish();
            if self.is_closing && wake.is_none() {
                self.end();
                return Ok(());
            }
            // An instance that was started meanwhile has another waker, which nobody knows yet.
            if self.session.restarts() == restarts {
                let wake = wake.map_or(Duration::MAX, |ms| Duration::from_millis(ms.into()));
                let due = deadline.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()));
                self.session.wait(wake.min(due));
            }
        }
    }

    fn obey(&mut self, orders: &Orders) -> anyhow::Result<()> {
        for lines in chunks(&orders.lines) {
            match self.session.enqueue(lines)? {
                Some(report) => self.tell(&report),
                None => self.inbox.reject(u32::try_from(lines.lines().count()).unwrap_or(u32::MAX)),
            }
        }
        if orders.flush {
            self.session.flush()?;
        }
        if let Some(deadline) = orders.close {
            self.is_closing = true;
            self.session.close(deadline)?;
        }
        Ok(())
    }

    /// Tells what was wrong with events. The messages repeat no value.
    fn tell(&self, report: &Report) {
        self.inbox.reject(u32::try_from(report.rejected.len()).unwrap_or(u32::MAX));
        for rejection in &report.rejected {
            for problem in &rejection.problems {
                (self.options.on_notice)(&format!("an event was rejected: {}: {}", problem.pointer, problem.message));
            }
        }
    }

    /// Whether the stored decision says no by now. It is looked at before anything can be sent.
    fn was_revoked(&mut self) -> anyhow::Result<bool> {
        if !self.facts.look_again(self.options) {
            return Ok(false);
        }
        let decision = match decide(&mut self.facts, &mut self.instance, self.options) {
            Ok(decision) => decision,
            Err(_) => {
                self.instance = consent::instance(self.component, self.options)?;
                decide(&mut self.facts, &mut self.instance, self.options)?
            }
        };
        let is_off = decision.state != State::On;
        if is_off {
            self.inbox.publish(|status| (status.state, status.text) = (Some(decision.state), decision.text));
        }
        Ok(is_off)
    }

    /// Ends because of a no. `is_new`: it is not stored yet.
    fn stop(mut self, is_new: bool) -> anyhow::Result<()> {
        let store = || store_no(self.component, &self.facts, self.options);
        let stored = if is_new { again(store) } else { Ok(()) };
        self.session.opt_out()?;
        let purged = if is_new { purge(self.settings, self.options) } else { Ok(()) };
        self.publish();
        self.inbox.publish(|status| {
            status.state = Some(State::Off);
            if is_new {
                status.text = "telemetry is off: it was turned off while it ran".into();
            }
        });
        stored.context(NOT_STORED).and(purged)
    }

    /// Ends because it was closed. The outbox is free for others before the caller hears of it.
    fn end(self) {
        let (ledger, was_answered) = (self.session.ledger(), self.session.was_answered());
        drop(self.session);
        let state = self.options.paths.state.as_ref().filter(|_| self.settings.outbox);
        let exits = state.map(|state| Exits::new(state, &self.settings.product, (self.options.clock)().wall()));
        match exits {
            Some(exits) if was_answered => exits.forget(),
            Some(exits) if ledger.kept > 0 => exits.note(),
            _ => {}
        }
    }

    fn publish(&self) -> Option<Instant> {
        let (ledger, restarts): (Ledger, u32) = (self.session.ledger(), self.session.restarts());
        let audit_problem = self.session.audit_problem();
        self.inbox.publish(|status| {
            (status.ledger, status.restarts, status.audit_problem) = (ledger, restarts, audit_problem);
        })
    }
}

/// The text in parts that may cross in one call, each of whole lines. No line is longer.
fn chunks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = if rest.len() <= MAX_TEXT {
            rest.len()
        } else {
            rest.as_bytes()[..MAX_TEXT].iter().rposition(|byte| *byte == b'\n').map_or(rest.len(), |feed| feed + 1)
        };
        let (chunk, after) = rest.split_at(end);
        rest = after;
        Some(chunk)
    })
}
