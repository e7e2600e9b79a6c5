//! The exported interface `client`: the engine, driven by the imports.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::cell::Cell;

use nemo_telemetry_core::engine::{self, Engine, Task};

use crate::{
    Component, convert,
    generated::{
        exports::nemo::telemetry::client::{self, Decision, Fact, Guest, GuestClient, Ledger, Problem, Report},
        nemo::telemetry::{audit, http, outbox},
    },
};

impl Guest for Component {
    type Client = Client;
}

/// An engine that is taken out while it is at work. Were a host to call back from an import, it would find none and get an empty
/// answer; a borrow would panic, and the instance with it.
pub(crate) struct Client {
    engine: Cell<Option<Box<Engine>>>,
}

impl Client {
    fn with<T: Default>(&self, work: impl FnOnce(&mut Engine) -> T) -> T {
        let Some(mut engine) = self.engine.take() else { return T::default() };
        let result = work(&mut engine);
        self.engine.set(Some(engine));
        result
    }
}

impl GuestClient for Client {
    fn open(settings: String, facts: Vec<Fact>) -> Result<client::Client, Vec<Problem>> {
        let facts = convert::facts(facts);
        let mut engine = Engine::open(&settings, &facts, &mut convert::random).map_err(convert::problems)?;
        recover(&mut engine);
        Ok(client::Client::new(Self { engine: Cell::new(Some(Box::new(engine))) }))
    }

    fn decision(&self) -> Decision {
        self.with(|engine| Some(convert::decision(engine.decision()))).unwrap_or_else(convert::no_decision)
    }

    fn enqueue(&self, lines: String) -> Report {
        self.with(|engine| {
            let mut report = engine.enqueue(&lines, convert::now());
            let keep = core::mem::take(&mut report.keep);
            if !keep.is_empty() {
                engine.appended(outbox::append(&keep));
            }
            Some(convert::report(report))
        })
        .unwrap_or_else(|| convert::report(engine::Report::ignoring(&lines)))
    }

    fn poll(&self) -> Option<u32> {
        self.with(drive)
    }

    fn flush(&self) {
        self.with(|engine| engine.flush(convert::now()));
    }

    fn close(&self, within_ms: u32) {
        self.with(|engine| engine.close(within_ms, convert::now()));
    }

    fn opt_out(&self) {
        self.with(|engine| {
            engine.opt_out(convert::now());
            drive(engine);
        });
    }

    fn ledger(&self) -> Ledger {
        self.with(|engine| Some(convert::ledger(&engine.ledger()))).unwrap_or_else(|| convert::ledger(&Default::default()))
    }
}

/// Does everything that is due.
fn drive(engine: &mut Engine) -> Option<u32> {
    engine.wake();
    loop {
        match engine.next(convert::now()) {
            Task::Start(request) => engine.started(http::start(&convert::request(request))),
            Task::Ask(ticket) => {
                let answer = http::poll(ticket).map(convert::answer);
                engine.answered(answer.as_ref(), convert::now(), &mut convert::random);
            }
            Task::Cancel(ticket) => http::cancel(ticket),
            // The old lines are still in place then, and may be sent again; that is what at-least-once means.
            Task::Replace(lines) => {
                outbox::replace(&lines);
            }
            // Telemetry goes on without its log; the host that could not write it says so in its status.
            Task::Audit(line) => {
                audit::append(&line);
            }
            Task::Wait(ms) => return Some(ms),
            Task::Idle => return None,
        }
    }
}

/// Takes over what earlier processes left in the outbox.
fn recover(engine: &mut Engine) {
    while let Some(segment) = engine.claimable().and_then(outbox::claim) {
        let lines = engine.recover(&segment.lines);
        let written = lines.is_empty() || outbox::append(&lines);
        engine.recovered(written, convert::now());
        if !written {
            outbox::release(segment.id);
            return;
        }
        outbox::discard(segment.id);
    }
}
