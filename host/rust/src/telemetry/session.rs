//! A client that outlives its instance: after a trap another instance takes over what the outbox has, and the count goes on.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use super::settings::Settings;
use crate::{
    audit::{self, FileAudit},
    bindings::{Fact, Ledger, Report, Tally},
    client::{Client, OpenError},
    component::Component,
    imports::{Imports, NoStorage, Outbox, SystemRandom},
    outbox::{self, FileOutbox, RENEWAL},
    surroundings::Options,
    transport::Waker,
};

/// Instances in a row that trap before they have done anything. One that does is a defect that the next one has too.
const MAX_FAILURES: u32 = 3;

/// Instances in a row that open and then trap. More would be a loop without end that keeps the machine busy.
const MAX_TRAPS: u32 = 8;

/// A client, and those that were before it.
pub(super) struct Session {
    component: Component,
    settings: Settings,
    options: Arc<Options>,
    facts: Vec<Fact>,
    /// None: closed for good.
    client: Option<Client>,
    /// When it has to have ended, once it was closed.
    ends: Option<Instant>,
    /// The last known ledger of the client.
    seen: Ledger,
    /// The ledgers of the clients before it.
    past: Ledger,
    /// Events that a trapped client kept and its successor recovered. They have not moved.
    carried: u32,
    answers: u32,
    restarts: u32,
    failures: u32,
    traps: u32,
    /// Why lines of the audit log are missing, if any are.
    audit_problem: Arc<OnceLock<String>>,
}

impl Session {
    pub(super) fn open(
        component: &Component,
        settings: &Settings,
        options: &Arc<Options>,
        facts: &[Fact],
    ) -> Result<Self, OpenError> {
        let mut session = Self {
            component: component.clone(),
            settings: settings.clone(),
            options: Arc::clone(options),
            facts: facts.to_vec(),
            client: None,
            ends: None,
            seen: nothing(),
            past: nothing(),
            carried: 0,
            answers: 0,
            restarts: 0,
            failures: 0,
            traps: 0,
            audit_problem: Arc::default(),
        };
        session.begin(0)?;
        Ok(session)
    }

    pub(super) fn restarts(&self) -> u32 {
        self.restarts
    }

    /// Why lines of the audit log are missing, if any are.
    pub(super) fn audit_problem(&self) -> Option<String> {
        self.audit_problem.get().cloned()
    }

    /// Whether a server has answered at all.
    pub(super) fn was_answered(&self) -> bool {
        self.answers + self.client.as_ref().map_or(0, |client| client.journal().answers) > 0
    }

    pub(super) fn waker(&mut self) -> Option<Waker> {
        self.client.as_mut().map(|client| client.instance().imports().transport.waker())
    }

    /// Waits for an answer or a waker, at most that long, and not so long that the outbox would be lost.
    pub(super) fn wait(&mut self, within: Duration) {
        if let Some(client) = &mut self.client {
            client.instance().imports().transport.wait(within.min(RENEWAL));
        }
    }

    /// Where every event is, over all clients.
    pub(super) fn ledger(&self) -> Ledger {
        let mut ledger = sum(&self.past, &self.seen);
        ledger.kept = ledger.kept.saturating_sub(self.carried);
        ledger.recovered = ledger.recovered.saturating_sub(self.carried);
        ledger
    }

    /// Takes lines; none: they brought two clients down, and no more are tried.
    pub(super) fn enqueue(&mut self, lines: &str) -> Result<Option<Report>, OpenError> {
        for _ in 0..2 {
            let before = self.kept();
            let Some(client) = &mut self.client else { return Ok(None) };
            match client.enqueue(lines) {
                // It lost its segment in this very call and took nothing: the lines are the next client's.
                Ok(report) if client.is_lost() && report.ignored > 0 && self.ends.is_none() => self.follow()?,
                Ok(report) => {
                    // So that they are counted even if the instance traps before it says so itself.
                    self.seen.accepted = self.seen.accepted.saturating_add(report.accepted);
                    self.seen.pending = self.seen.pending.saturating_add(report.accepted);
                    self.look()?;
                    return Ok(Some(report));
                }
                Err(_) => {
                    let journal = client.journal();
                    let fresh = if journal.has_kept { journal.kept.saturating_sub(before) } else { 0 };
                    self.seen.accepted = self.seen.accepted.saturating_add(fresh);
                    self.seen.pending = self.seen.pending.saturating_add(fresh);
                    self.restart()?;
                    if journal.has_kept {
                        return Ok(Some(Report { accepted: fresh, ignored: 0, rejected: Vec::new() }));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Does what is due.
    pub(super) fn poll(&mut self) -> Result<Option<u32>, OpenError> {
        let Some(client) = &mut self.client else { return Ok(None) };
        let polled = client.poll();
        let Ok(wake) = polled else {
            self.restart()?;
            return Ok(Some(0));
        };
        if client.is_lost() {
            self.follow()?;
            return Ok(Some(0));
        }
        self.look()?;
        Ok(wake)
    }

    /// Opens a client after one that has lost its segment. What that one kept is another process's now; what comes is a new client's.
    fn follow(&mut self) -> Result<(), OpenError> {
        self.look()?;
        self.retire();
        self.begin(0)
    }

    pub(super) fn flush(&mut self) -> Result<(), OpenError> {
        self.call(Client::flush)
    }

    pub(super) fn close(&mut self, ends: Instant) -> Result<(), OpenError> {
        self.ends = Some(ends);
        self.call(|client| client.close(left(ends)))
    }

    /// Stops for good. An instance that traps in it is followed by one that does it, because the no has to be done.
    pub(super) fn opt_out(&mut self) -> Result<(), OpenError> {
        self.call(Client::opt_out)
    }

    fn call(&mut self, mut call: impl FnMut(&mut Client) -> anyhow::Result<()>) -> Result<(), OpenError> {
        while let Some(client) = &mut self.client {
            if call(client).is_ok() {
                return self.look();
            }
            self.restart()?;
        }
        Ok(())
    }

    /// Takes down the ledger.
    fn look(&mut self) -> Result<(), OpenError> {
        let Some(client) = &mut self.client else { return Ok(()) };
        match client.ledger() {
            Ok(ledger) => {
                self.seen = ledger;
                (self.failures, self.traps) = (0, 0);
                Ok(())
            }
            Err(_) => self.restart(),
        }
    }

    fn kept(&self) -> u32 {
        self.client.as_ref().map_or(0, |client| client.journal().kept)
    }

    /// Puts another client in place of one whose instance has trapped.
    fn restart(&mut self) -> Result<(), OpenError> {
        self.restarts = self.restarts.saturating_add(1);
        // What is in the segment is there for the next client. Of the rest nobody knows: it was settled in the call that trapped, or
        // was in memory only.
        let kept = self.kept().min(self.seen.pending);
        let unknown = self.seen.pending - kept;
        self.seen.pending = 0;
        self.seen.kept = self.seen.kept.saturating_add(kept);
        self.seen.unsure = self.seen.unsure.saturating_add(unknown);
        add(&mut self.seen.dropped, "closed", unknown);
        self.retire();
        self.traps += 1;
        if self.traps >= MAX_TRAPS {
            return Err(OpenError::Component(anyhow::anyhow!(
                "the component has trapped {MAX_TRAPS} times in a row; please report it"
            )));
        }
        self.begin(kept)
    }

    /// The client is over; what it holds of the outbox is free for others.
    fn retire(&mut self) {
        self.past = sum(&self.past, &self.seen);
        self.seen = nothing();
        self.answers = self.answers.saturating_add(self.client.take().map_or(0, |client| client.journal().answers));
    }

    /// Opens a client, which recovers up to that many events that the one before it kept.
    fn begin(&mut self, kept: u32) -> Result<(), OpenError> {
        loop {
            let ends = self.ends;
            let opened = Client::open(&self.component, self.imports(), &self.settings.text, &self.facts).and_then(|mut client| {
                // A client that was closed is followed by one that only ends what it had begun.
                let closed = ends.map_or(Ok(()), |ends| client.close(left(ends)));
                let ledger = closed.and_then(|()| client.ledger()).map_err(OpenError::Component)?;
                Ok((ledger, client))
            });
            match opened {
                Ok((ledger, client)) => {
                    self.carried = self.carried.saturating_add(ledger.recovered.min(kept));
                    self.seen = ledger;
                    self.client = Some(client);
                    return Ok(());
                }
                Err(OpenError::Component(_)) if self.failures < MAX_FAILURES => self.failures += 1,
                Err(error) => return Err(error),
            }
        }
    }

    fn imports(&self) -> Imports {
        let options = &self.options;
        Imports {
            clock: (options.clock)(),
            random: Box::new(SystemRandom),
            transport: (options.transport)(),
            outbox: self.outbox().unwrap_or_else(|| Box::new(NoStorage)),
            audit: Box::new(self.audit()),
        }
    }

    /// The log on disk. Each client has one of its own; a warning is for all of them.
    fn audit(&self) -> FileAudit {
        let (options, problem) = (Arc::clone(&self.options), Arc::clone(&self.audit_problem));
        let on_warning = move |warning: &str| {
            if problem.set(warning.into()).is_ok() {
                (options.on_notice)(warning);
            }
        };
        let clock = (self.options.clock)();
        let audit = audit::Options { clock, on_warning: Box::new(on_warning), ..audit::Options::default() };
        let paths = &self.options.paths;
        FileAudit::new(paths.state.as_deref(), paths.config.as_deref(), &self.settings.product, audit)
    }

    fn outbox(&self) -> Option<Box<dyn Outbox>> {
        let state = self.options.paths.state.as_ref().filter(|_| self.settings.outbox)?;
        let options = Arc::clone(&self.options);
        let outbox = outbox::Options {
            clock: (self.options.clock)(),
            on_warning: Box::new(move |warning| (options.on_notice)(warning)),
            ..outbox::Options::default()
        };
        Some(Box::new(FileOutbox::new(state, &self.settings.product, outbox)))
    }
}

/// Milliseconds until then.
fn left(ends: Instant) -> u32 {
    u32::try_from(ends.saturating_duration_since(Instant::now()).as_millis()).unwrap_or(u32::MAX)
}

fn nothing() -> Ledger {
    Ledger { accepted: 0, recovered: 0, delivered: 0, pending: 0, kept: 0, unsure: 0, dropped: Vec::new() }
}

fn sum(one: &Ledger, other: &Ledger) -> Ledger {
    let mut dropped = one.dropped.clone();
    other.dropped.iter().for_each(|tally| add(&mut dropped, &tally.reason, tally.count));
    Ledger {
        accepted: one.accepted.saturating_add(other.accepted),
        recovered: one.recovered.saturating_add(other.recovered),
        delivered: one.delivered.saturating_add(other.delivered),
        pending: one.pending.saturating_add(other.pending),
        kept: one.kept.saturating_add(other.kept),
        unsure: one.unsure.saturating_add(other.unsure),
        dropped,
    }
}

/// Adds to a tally, in the order of the reasons' names.
fn add(dropped: &mut Vec<Tally>, reason: &str, count: u32) {
    let mut tallies: BTreeMap<String, u32> = dropped.drain(..).map(|tally| (tally.reason, tally.count)).collect();
    if count > 0 {
        let tally = tallies.entry(reason.into()).or_default();
        *tally = tally.saturating_add(count);
    }
    dropped.extend(tallies.into_iter().map(|(reason, count)| Tally { reason, count }));
}
