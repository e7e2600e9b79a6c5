//! The thread that works: it loads the component and drives a client until it is done.

use std::{
    collections::{BTreeSet, VecDeque},
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    inbox::{Inbox, Orders},
    session::Session,
    settings::Settings,
};
use crate::{
    bindings::{DecisionFile, Order, Report},
    component::Component,
    consent::{self, Refused},
    facts::ConsentFile,
    limits::{MAX_PROBLEMS, SHUTDOWN_RESERVE_MS},
    surroundings::Options,
};

/// The last part of a close, in which nothing is sent any more.
const RESERVE: Duration = Duration::from_millis(SHUTDOWN_RESERVE_MS);

/// Works until there is nothing more to do for good.
pub(super) fn work(settings: &Settings, options: &Arc<Options>, inbox: &Inbox) {
    loop {
        let problem = match catch_unwind(AssertUnwindSafe(|| run(settings, options, inbox))) {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(format!("telemetry does not work: {error:#}")),
            Err(_) => Some(
                "telemetry does not work: a thread of its own has panicked; please report it"
                    .into(),
            ),
        };
        if let Some(problem) = problem {
            return give_up(problem, &settings.product, options, inbox);
        }
        if inbox.end() {
            return;
        }
    }
}

/// Nothing can be done any more but to store a person's no: says so, and how many events that costs.
pub(super) fn give_up(problem: String, product: &str, options: &Options, inbox: &Inbox) {
    options.tell(&problem);
    let lost = inbox.give_up(problem);
    if lost > 0 {
        options.tell(&format!("events lost: {lost}; telemetry does not work"));
    }
    // Whoever waits for the end has been told by then.
    loop {
        if inbox.take().opt_out {
            refuse(product, options);
        }
        if inbox.end() {
            return;
        }
    }
}

/// Stores a person's no, which needs no component, and removes what waits. Tells what of it was not done.
fn refuse(product: &str, options: &Options) {
    let Some(Refused { file, kept, purged }) = consent::refuse(product, options) else {
        return;
    };
    if let Err(error) = kept {
        options.tell(&not_stored(&file, &error));
    }
    if let Some((_, Err(error))) = purged {
        options.tell(&format!("events that waited could not be removed: {error}"));
    }
}

fn not_stored(file: &ConsentFile, error: &io::Error) -> String {
    format!(
        "{} could not be stored and holds for this process only: {error}",
        file.name
    )
}

fn run(settings: &Settings, options: &Arc<Options>, inbox: &Inbox) -> anyhow::Result<()> {
    let component = consent::component(options)?;
    let session = Session::open(component, settings, options)?;
    Worker {
        options,
        inbox,
        component,
        session,
        told: BTreeSet::new(),
    }
    .run()
}

/// A session at work.
struct Worker<'w> {
    options: &'w Options,
    inbox: &'w Inbox,
    component: &'w Component,
    session: Session<'w>,
    /// Problems that were told.
    told: BTreeSet<String>,
}

impl Worker<'_> {
    fn run(mut self) -> anyhow::Result<()> {
        loop {
            match self.session.poll()? {
                Order::Look(queries) => self.session.look(&queries)?,
                Order::Show(notice) => {
                    if self.options.tell(&notice) {
                        self.session.tell_notice()?;
                    }
                }
                Order::Warn(warning) => self.warn(warning),
                Order::Store(file) => self.store(&file),
                Order::Wait(ms) => {
                    let (deadline, orders) = self.meet()?;
                    if !self.obey(orders)? {
                        let wake = ms.map_or(Duration::MAX, |ms| Duration::from_millis(ms.into()));
                        let due = deadline.map_or(Duration::MAX, |deadline| {
                            deadline.saturating_duration_since(Instant::now())
                        });
                        self.session.wait(wake.min(due));
                    }
                }
                Order::Done => {
                    let (_, orders) = self.meet()?;
                    if !orders.opt_out {
                        return Ok(());
                    }
                    self.session.opt_out()?;
                }
            }
        }
    }

    /// Says how things stand, and hears what there is to do. Returns when the next promise is due,
    /// too.
    fn meet(&mut self) -> anyhow::Result<(Option<Instant>, Orders)> {
        let (ledger, decision, restarts) = (
            self.session.ledger()?,
            self.session.decision()?,
            self.session.traps(),
        );
        let deadline = self.inbox.publish(|status| {
            (status.state, status.text) = (Some(decision.state), decision.text);
            (status.ledger, status.restarts) = (ledger, restarts);
        });
        self.inbox.set_waker(self.session.waker());
        Ok((deadline, self.inbox.take()))
    }

    /// Does what the program wants. False: it wants nothing.
    fn obey(&mut self, orders: Orders) -> anyhow::Result<bool> {
        if orders.opt_out {
            self.session.opt_out()?;
            return Ok(true);
        }
        let has_lines = !orders.lines.is_empty();
        if has_lines {
            // Not before: while telemetry is off no folder is made.
            self.component.remember();
        }
        let mut texts: VecDeque<String> = orders.lines.texts().collect();
        while let Some(lines) = texts.pop_front() {
            match self.session.enqueue(&lines) {
                Ok(Some(report)) => self.tell_rejected(&report),
                Ok(None) => self.inbox.reject(count(lines.lines().count())),
                Err(error) => {
                    texts.push_front(lines);
                    self.inbox.take_back(texts);
                    return Err(error);
                }
            }
        }
        if orders.flush {
            self.session.flush()?;
        }
        if let Some(deadline) = orders.close {
            let within = deadline
                .saturating_duration_since(Instant::now())
                .saturating_sub(RESERVE);
            let may_take = self.session.close(within)?;
            if may_take > within {
                self.inbox.put_off(Instant::now() + may_take + RESERVE);
            }
        }
        Ok(has_lines || orders.flush || orders.close.is_some())
    }

    /// Tells what was wrong with events. The messages repeat no value.
    fn tell_rejected(&mut self, report: &Report) {
        self.inbox.reject(count(report.rejected.len()));
        for problem in report
            .rejected
            .iter()
            .flat_map(|rejection| &rejection.problems)
        {
            self.tell(format!(
                "an event was rejected: {}: {}",
                problem.pointer, problem.message
            ));
        }
    }

    /// Something cannot be kept. Nobody expects that where there is no storage.
    fn warn(&mut self, warning: String) {
        if self.options.paths.state.is_none() {
            return;
        }
        let text = match self.session.folder_problem() {
            Some(problem) => format!("{warning}: {problem}"),
            None => warning,
        };
        self.inbox.note(|status| {
            if !status.warnings.contains(&text) {
                status.warnings.push(text.clone());
            }
        });
        self.tell(text);
    }

    /// Stores a person's decision, or a session for later processes. What cannot be stored holds in
    /// this process all the same.
    fn store(&mut self, file: &DecisionFile) {
        let place = ConsentFile::of(&file.place, self.options);
        if let Err(error) = consent::keep(&place, file.text.as_deref()) {
            let problem = not_stored(&place, &error);
            self.inbox
                .note(|status| status.problem = Some(problem.clone()));
            self.tell(problem);
        }
    }

    /// Tells a person, each problem once. A defect must not flood them.
    fn tell(&mut self, problem: String) {
        if self.told.len() < MAX_PROBLEMS as usize && !self.told.contains(&problem) {
            self.options.tell(&problem);
            self.told.insert(problem);
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
