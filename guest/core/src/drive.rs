//! Drives an engine with what a host supplies: the one loop that the component and every test run.

use alloc::{string::String, vec::Vec};

use crate::{
    engine::{Engine, Keep, Report, Request, Task},
    ledger::Ledger,
    outcome::Answer,
    policy::{Decision, Fact},
    problem::Problem,
    time::Now,
};

/// What a host supplies, as the WIT's imports have it. None of it fails, and none of it calls back.
pub trait Imports {
    /// Reads both clocks.
    fn now(&mut self) -> Now;
    /// 64 uniformly random bits.
    fn random(&mut self) -> u64;
    /// Hands a request over; the ticket asks for its answer.
    fn start(&mut self, request: Request) -> u32;
    /// The answer to a ticket; none while it is under way.
    fn poll(&mut self, ticket: u32) -> Option<Answer>;
    /// Gives a ticket up.
    fn cancel(&mut self, ticket: u32);
    /// Adds lines to the own segment of the outbox; whether they are there now.
    fn append(&mut self, lines: &str) -> bool;
    /// Puts lines in place of the own segment; whether they are there now.
    fn replace(&mut self, lines: &str) -> bool;
    /// Takes a segment of at most that many bytes whose owner is gone.
    fn claim(&mut self, max_bytes: u32) -> Option<Segment>;
    /// Gives a claimed segment back.
    fn release(&mut self, id: u32);
    /// Removes a claimed segment.
    fn discard(&mut self, id: u32);
    /// Adds a line to the audit log; whether it was written.
    fn audit(&mut self, line: &str) -> bool;
}

/// A segment that another process left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Names it in [`Imports::release`] and [`Imports::discard`].
    pub id: u32,
    /// Its lines as found.
    pub lines: String,
}

/// An engine whose tasks are done at once.
#[derive(Clone, Debug)]
pub struct Client {
    engine: Engine,
}

impl Client {
    /// Opens a client and takes over what earlier processes left in the outbox.
    ///
    /// # Errors
    /// Everything that is wrong with the settings.
    pub fn open(settings: &str, facts: &[Fact], imports: &mut impl Imports) -> Result<Self, Vec<Problem>> {
        let engine = Engine::open(settings, facts, &mut || imports.random())?;
        let mut client = Self { engine };
        client.recover(imports);
        Ok(client)
    }

    /// What was decided at [`open`](Self::open), or by [`opt_out`](Self::opt_out) since.
    #[must_use]
    pub fn decision(&self) -> &Decision {
        self.engine.decision()
    }

    /// Where every event is.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.engine.ledger()
    }

    /// Takes JSON Lines.
    pub fn enqueue(&mut self, lines: &str, imports: &mut impl Imports) -> Report {
        let report = self.engine.enqueue(lines, imports.now());
        match &report.keep {
            Keep::Nothing => {}
            Keep::Append(lines) => self.engine.kept(imports.append(lines)),
            Keep::Replace(lines) => self.engine.kept(imports.replace(lines)),
        }
        report
    }

    /// Does everything that is due. Returns the longest time in milliseconds until the next call; none: nothing is left to do.
    pub fn poll(&mut self, imports: &mut impl Imports) -> Option<u32> {
        self.engine.wake();
        loop {
            match self.engine.next(imports.now(), &mut || imports.random()) {
                Task::Start(request) => self.engine.started(imports.start(request)),
                Task::Ask(ticket) => {
                    let answer = imports.poll(ticket);
                    self.engine.answered(answer.as_ref(), imports.now(), &mut || imports.random());
                }
                Task::Cancel(ticket) => imports.cancel(ticket),
                Task::Replace(lines) => {
                    let written = imports.replace(&lines);
                    self.engine.replaced(lines, written);
                }
                // Telemetry goes on without its log; the host that could not write it says so in its status.
                Task::Audit(line) => {
                    imports.audit(&line);
                }
                Task::Wait(ms) => return Some(ms),
                Task::Idle => return None,
            }
        }
    }

    /// Makes everything due now, but for a pause that the server asked for.
    pub fn flush(&mut self, imports: &mut impl Imports) {
        self.engine.flush(imports.now());
    }

    /// Takes no more events and ends within that many milliseconds. A second call can only shorten the time.
    pub fn close(&mut self, within_ms: u32, imports: &mut impl Imports) {
        self.engine.close(within_ms, imports.now());
    }

    /// Stops for good: gives up the request under way, and empties the outbox of what this process and earlier ones left. Nothing
    /// starts after this.
    pub fn opt_out(&mut self, imports: &mut impl Imports) {
        self.engine.opt_out(imports.now());
        self.poll(imports);
        while let Some(segment) = self.engine.purgeable().and_then(|bytes| imports.claim(bytes)) {
            imports.discard(segment.id);
        }
    }

    /// The engine, for model checkers to look at.
    #[cfg(feature = "model")]
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    fn recover(&mut self, imports: &mut impl Imports) {
        while let Some(segment) = self.engine.claimable().and_then(|bytes| imports.claim(bytes)) {
            let lines = self.engine.recover(&segment.lines, imports.now());
            let written = lines.is_empty() || imports.append(&lines);
            self.engine.recovered(written, imports.now());
            if !written {
                imports.release(segment.id);
                return;
            }
            imports.discard(segment.id);
        }
    }
}
