//! Sending events and telling what became of them: what `send` and `outbox flush` have in common.

use std::{
    collections::BTreeSet,
    io::Write as _,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use nemo_telemetry::{
    Client, Component, Decision, Entry, Fact, FileFolder, Folder, Imports, Instance, Order, State,
    SystemClock, facts::look, paths::Paths, telemetry::Options,
};

use super::{
    Exit, Failure,
    arguments::{Product, Sender},
    settings::{Setting, full, life, refuse_overflow, settings},
    target::{Target, facts, shown},
};
use crate::{finding, input::Piece, interrupt, output, progress::Progress, totals::Totals};

/// How often Ctrl-C and the end of patience are looked for.
const SLICE: Duration = Duration::from_millis(100);

/// Without a delivery for so long there is probably no collector.
const PATIENCE: Duration = Duration::from_secs(10);

/// As [`PATIENCE`], where the outbox keeps what is not delivered: about as long as a connection
/// takes to fail.
const PATIENCE_WITH_OUTBOX: Duration = Duration::from_secs(1);

/// With new events that the outbox keeps: whoever called goes on at once.
const PATIENCE_WITH_NEW: Duration = Duration::from_millis(250);

/// Why sending ended before everything was delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// Nothing was delivered for too long.
    Patience,
    /// Ctrl-C.
    Interrupt,
}

/// Events on their way.
pub(crate) struct Delivery<'a> {
    target: &'a Target,
    product: Product,
    settings: String,
    facts: Vec<Fact>,
    /// Where the outbox is; none: there is none.
    state: Option<PathBuf>,
    /// Where everything else is.
    around: Options,
    client: Client,
    decision: Decision,
    endpoint: String,
    progress: Progress,
    /// Warnings that were told: one client may follow another.
    warned: BTreeSet<String>,
    /// Of the clients before this one.
    totals: Totals,
    /// There was something to send that the outbox did not have.
    fresh: bool,
    /// What was delivered when the collector last kept new events waiting for too long.
    held_up_at: Option<u32>,
    stop: Option<Stop>,
}

impl<'a> Delivery<'a> {
    /// Opens a client. `state` is where the outbox is; none: there is no outbox.
    pub(crate) fn open(
        target: &'a Target,
        product: Product,
        sender: &Sender,
        state: Option<PathBuf>,
        progress: Progress,
    ) -> Result<Self, Failure> {
        let component = Component::embedded()?;
        let mut instance = Instance::new(component, Imports::real())?;
        let around = Options::default();
        let facts = facts(&mut instance, product.id(), &around)?;
        target.check(&mut instance, product, &facts)?;
        let more = [
            ("outbox", state.is_some().into()),
            // Patience is what ends the attempts.
            ("retries", 100.into()),
            ("patienceMs", 0.into()),
            ("heartbeatIntervalMs", 0.into()),
        ];
        let more: Vec<Setting> = refuse_overflow()
            .into_iter()
            .chain(more)
            .chain(target.settings())
            .collect();
        let settings = settings(product, sender, &more);
        let mut client = Client::open(
            component,
            imports(product, state.as_deref()),
            &settings,
            &facts,
            &life(),
        )?;
        let decision = client.decision()?;
        let warned = BTreeSet::from_iter(decision.settled.warnings.iter().cloned());
        decision.settled.warnings.iter().for_each(output::warning);
        interrupt::listen()?;
        let endpoint = shown(&decision.settled.endpoint);
        let totals = Totals::default();
        Ok(Self {
            target,
            product,
            settings,
            facts,
            state,
            around,
            client,
            decision,
            endpoint,
            progress,
            warned,
            totals,
            fresh: false,
            held_up_at: None,
            stop: None,
        })
    }

    /// Whether telemetry is on.
    pub(crate) fn is_on(&self) -> bool {
        self.decision.state == State::On
    }

    /// Whether Ctrl-C was pressed.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.stop == Some(Stop::Interrupt)
    }

    /// Does what is due while there is nothing new to send.
    pub(crate) fn idle(&mut self) -> Result<(), Failure> {
        if interrupt::is_requested() {
            self.stop = Some(Stop::Interrupt);
        }
        self.drive(Duration::ZERO)?;
        Ok(())
    }

    /// Takes the lines of a piece, waiting for room. False: not all of them, and no more are taken.
    pub(crate) fn take(&mut self, piece: Piece) -> Result<bool, Failure> {
        self.fresh = true;
        self.progress.read(piece.bytes);
        let mut piece = piece;
        loop {
            let report = piece
                .refusal()
                .map_or_else(|| self.client.enqueue(&piece.text), Ok)?;
            let (full, rejected) = full(report.rejected);
            self.totals.wrong += self.progress.aside(|| finding::tell(&piece, &rejected));
            if self.stop.is_none() {
                self.client.flush()?;
                self.drive(Duration::ZERO)?;
            }
            if full.is_empty() {
                self.keep_pace()?;
                return Ok(true);
            }
            piece = piece.only(&full);
            let patience = if self.state.is_some() {
                PATIENCE_WITH_OUTBOX
            } else {
                PATIENCE
            };
            if self.settle(patience)? {
                continue;
            }
            // The outbox takes what this client has no room for, unless it is full too.
            let is_full = self.state.is_none() || self.reopen(false)? > 0;
            if is_full || self.is_interrupted() {
                let (file, line) = (
                    &piece.file,
                    piece.numbers.first().copied().unwrap_or_default(),
                );
                self.progress
                    .aside(|| output::error(format_args!("{file}: not sent from line {line} on")));
                self.totals.unread = true;
                return Ok(false);
            }
        }
    }

    /// Sends the rest, and tells what became of everything.
    pub(crate) fn end(mut self) -> Result<Exit, Failure> {
        let patience = match (&self.state, self.fresh) {
            (Some(_), true) => PATIENCE_WITH_NEW,
            _ => PATIENCE,
        };
        // One client takes over a part of a large outbox.
        while self.settle(patience)? && self.recovered()? > 0 && self.state.is_some() {
            self.reopen(true)?;
        }
        self.close()?;
        self.progress.end();
        self.tell()
    }

    /// Telemetry is off: tells why.
    pub(crate) fn suppressed(self) -> Result<Exit, Failure> {
        self.progress.end();
        Component::leave_nothing();
        output::say(format_args!("nothing sent: {}", self.decision.text));
        if self.target.json {
            writeln!(
                output::out(),
                "{}",
                &self.totals.json("off", &self.endpoint)
            )?;
        }
        Ok(if self.target.require_sent {
            Exit::Suppressed
        } else {
            Exit::Done
        })
    }

    /// Sends what the outbox keeps before more is taken, so that its segment stays short. A collector
    /// that takes nothing is waited for once.
    fn keep_pace(&mut self) -> Result<(), Failure> {
        if self.state.is_none()
            || self.stop.is_some()
            || self.held_up_at == Some(self.client.ledger()?.delivered)
        {
            return Ok(());
        }
        let is_slow = !self.drive(PATIENCE_WITH_NEW)?;
        self.held_up_at = is_slow.then_some(self.client.ledger()?.delivered);
        Ok(())
    }

    /// Drives until nothing is pending. False: it was stopped before.
    fn settle(&mut self, patience: Duration) -> Result<bool, Failure> {
        let patience = self
            .target
            .patience_ms
            .map_or(patience, |ms| Duration::from_millis(ms.into()));
        let mut last = Instant::now();
        let mut delivered = self.client.ledger()?.delivered;
        while self.stop.is_none()
            && !self.drive(SLICE.min(patience.saturating_sub(last.elapsed())))?
        {
            let now = self.client.ledger()?.delivered;
            self.progress
                .delivered(self.totals.delivered() + u64::from(now));
            if now > delivered {
                (last, delivered) = (Instant::now(), now);
            }
            if interrupt::is_requested() {
                self.stop = Some(Stop::Interrupt);
            } else if last.elapsed() >= patience {
                self.stop = Some(Stop::Patience);
            }
        }
        Ok(self.stop.is_none())
    }

    fn recovered(&mut self) -> Result<u32, Failure> {
        Ok(self.client.ledger()?.recovered)
    }

    /// Does what the client asks for until nothing is pending or the time is over. Whether nothing
    /// is pending.
    fn drive(&mut self, within: Duration) -> Result<bool, Failure> {
        let start = Instant::now();
        loop {
            match self.client.poll()? {
                Order::Done | Order::Wait(None) => return Ok(true),
                Order::Wait(Some(_)) if self.client.ledger()?.pending == 0 => return Ok(true),
                Order::Wait(Some(ms)) => {
                    let left = within
                        .checked_sub(start.elapsed())
                        .filter(|left| !left.is_zero());
                    let Some(left) = left else { return Ok(false) };
                    self.client.wait(left.min(Duration::from_millis(ms.into())));
                }
                Order::Look(queries) => {
                    let facts: Vec<Fact> = queries
                        .iter()
                        .filter_map(|query| look(query, &self.around))
                        .collect();
                    self.client.tell(&facts)?;
                }
                Order::Warn(warning) => {
                    let because = self
                        .client
                        .folder_problem()
                        .map_or_else(String::new, |problem| format!(": {problem}"));
                    // Without storage nobody expects that anything is kept.
                    if self.state.is_some() || self.around.paths.state.is_some() {
                        self.warn(warning + &because);
                    }
                }
                // A person named in this command where events go, which needs no notice and stores
                // nothing.
                Order::Show(_) | Order::Store(_) => {}
            }
        }
    }

    fn warn(&mut self, warning: String) {
        if !self.warned.contains(&warning) {
            self.progress.aside(|| output::warning(&warning));
            self.warned.insert(warning);
        }
    }

    /// Ends the client, and counts. Returns how many events were dropped because nothing kept them.
    fn close(&mut self) -> Result<u64, Failure> {
        let settled = self.client.decision()?.settled;
        settled
            .warnings
            .into_iter()
            .for_each(|warning| self.warn(warning));
        self.totals.redacted += u64::from(settled.redacted);
        self.client.close(0)?;
        self.drive(Duration::ZERO)?;
        Ok(self.totals.add(&self.client.ledger()?))
    }

    /// Goes on with another client; `claim`: which takes over what is in the outbox. Returns as
    /// [`close`](Self::close) does.
    fn reopen(&mut self, claim: bool) -> Result<u64, Failure> {
        let dropped = self.close()?;
        let mut imports = imports(self.product, self.state.as_deref());
        if !claim {
            imports.folder = Box::new(Keeping(imports.folder));
        }
        self.client = Client::open(
            Component::embedded()?,
            imports,
            &self.settings,
            &self.facts,
            &life(),
        )?;
        Ok(dropped)
    }

    fn tell(self) -> Result<Exit, Failure> {
        let Self {
            totals,
            endpoint,
            target,
            ..
        } = &self;
        output::say(totals.text(endpoint));
        if target.json {
            writeln!(output::out(), "{}", &totals.json("on", endpoint))?;
        }
        Ok(match () {
            () if self.is_interrupted() => {
                output::error("interrupted");
                Exit::Interrupted
            }
            () if totals.unread
                || totals.dropped(&["attempts", "closed", "denied", "overflow"]) > 0 =>
            {
                output::error(format_args!(
                    "not everything was delivered to {endpoint}; is a collector there?"
                ));
                Exit::Unreachable
            }
            () if totals.dropped(&["refused", "too-large"]) > 0 => {
                output::error(format_args!(
                    "{endpoint} refused events, and would refuse them again; `nemo-telemetry audit show` has its answers"
                ));
                Exit::Refused
            }
            () if totals.wrong > 0 => Exit::Invalid,
            () if target.require_sent && totals.kept() > 0 => Exit::Unreachable,
            () if target.require_sent && totals.dropped(&["dry-run"]) > 0 => Exit::Suppressed,
            () => Exit::Done,
        })
    }
}

/// A folder in which nothing is to be taken over: every segment seems to be in use.
struct Keeping(Box<dyn Folder>);

impl Folder for Keeping {
    fn entries(&mut self) -> String {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_millis();
        let held = |line: &str| {
            let mut parts = line.split(' ');
            let (name, bytes) = (
                parts.next().unwrap_or_default(),
                parts.next().unwrap_or_default(),
            );
            format!("{} {bytes} {now}\n", name.replace(".ready.", "."))
        };
        self.0.entries().lines().map(held).collect()
    }

    fn stat(&mut self, name: &str) -> Option<Entry> {
        self.0.stat(name)
    }

    fn read(&mut self, name: &str, offset: u32, most: u32) -> Option<String> {
        self.0.read(name, offset, most)
    }

    fn create(&mut self, name: &str, text: &str) -> bool {
        self.0.create(name, text)
    }

    fn append(&mut self, name: &str, text: &str) -> bool {
        self.0.append(name, text)
    }

    fn write(&mut self, name: &str, text: &str) -> bool {
        self.0.write(name, text)
    }

    fn rename(&mut self, name: &str, to: &str) -> bool {
        self.0.rename(name, to)
    }

    fn touch(&mut self, name: &str) -> bool {
        self.0.touch(name)
    }

    fn remove(&mut self, name: &str) -> bool {
        self.0.remove(name)
    }

    fn problem(&self) -> Option<String> {
        self.0.problem()
    }
}

/// The audit log is where the outbox is, or else where the person's state is.
fn imports(product: Product, state: Option<&Path>) -> Imports {
    let state = state.map(PathBuf::from).or_else(|| Paths::here().state);
    let paths = Paths {
        config: None,
        state,
        cache: None,
        machine: None,
    };
    let folder = FileFolder::new(&paths, product.id(), Box::new(SystemClock::default()));
    Imports {
        folder: Box::new(folder),
        ..Imports::real()
    }
}
