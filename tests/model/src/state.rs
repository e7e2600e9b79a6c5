//! A client in a world, and what must hold after everything that happens to it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use nemo_telemetry_core::drive::Client;

use crate::{
    account::{Account, Fate},
    explorer::Explorable,
    letter::{Letter, Reply},
    scenario::Scenario,
    world::{Told, World, event, number_of},
};

/// Calls of imports that one letter may take. A client that needs more of them spins.
const MOST_CALLS: u32 = 100;

/// Polls that may follow one another without time passing.
const MOST_POLLS: u32 = 8;

/// Steps in which a client must be at its end once the server is well.
const MOST_STEPS: u32 = 200;

/// A client in a world, with the account of its events.
#[derive(Clone, Debug)]
pub struct State {
    scenario: &'static Scenario,
    client: Client,
    world: World,
    account: Account,
    /// Events that are enqueued at most.
    events: u8,
    next: u8,
    crashes: u8,
    jumps: u8,
    slept: bool,
    closing: bool,
    off: bool,
    /// What the next request must be: the first half of one that was too large.
    half: Option<Vec<u16>>,
}

impl State {
    /// A client that has just been opened, and gets at most so many events.
    ///
    /// # Errors
    /// The settings are wrong.
    pub fn new(scenario: &'static Scenario, events: u8) -> anyhow::Result<Self> {
        let events = events.min(scenario.events);
        let mut world = World::new(events.into());
        let client = world
            .open(&settings(scenario))
            .map_err(anyhow::Error::msg)?;
        let account = Account::new(events);
        Ok(Self {
            scenario,
            client,
            world,
            account,
            events,
            next: 0,
            crashes: 0,
            jumps: 0,
            slept: false,
            closing: false,
            off: false,
            half: None,
        })
    }
}

impl Explorable for State {
    type Letter = Letter;

    fn letters(&self) -> Vec<Letter> {
        let flying = self.world.under_way().is_some();
        let batch = self.world.under_way().unwrap_or_default();
        let may_fail = batch
            .iter()
            .all(|event| self.account.attempts(*event) < self.scenario.attempts);
        let possible = |letter: &Letter| match letter {
            Letter::Enqueue => self.next < self.events,
            Letter::Tick => !flying,
            Letter::Oversleep => !flying && !self.slept,
            Letter::Close => !self.closing,
            Letter::OptOut => !self.off,
            Letter::Silence { .. } | Letter::Unsent => flying && may_fail,
            Letter::Crash { arrived } => {
                self.crashes < self.scenario.crashes && (flying || !arrived)
            }
            Letter::Jump(_) => self.jumps < self.scenario.jumps,
            Letter::Poll | Letter::Flush | Letter::Answer(_) => true,
        };
        let mut letters: Vec<Letter> = self
            .scenario
            .letters
            .iter()
            .copied()
            .filter(possible)
            .collect();
        if flying {
            let replies = self
                .scenario
                .replies
                .iter()
                .filter(|reply| may_fail || !reply.is_tried_again());
            letters.extend(replies.map(|reply| Letter::Answer(*reply)));
        }
        letters
    }

    fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.client
            .engine()
            .fingerprint(self.world.now(), &mut hasher);
        self.world.fingerprint(&mut hasher);
        for (entry, received) in self.account.entries.iter().zip(&self.world.received) {
            entry.fate.hash(&mut hasher);
            // How an event came to its end changes nothing that is yet to come.
            if matches!(entry.fate, Fate::Waiting | Fate::Kept) {
                (entry.attempts, entry.unsure, entry.here, *received > 0).hash(&mut hasher);
            }
        }
        (
            self.next,
            self.crashes,
            self.jumps,
            self.slept,
            self.closing,
            self.off,
            &self.half,
        )
            .hash(&mut hasher);
        hasher.finish()
    }

    fn step(&mut self, letter: Letter) -> Result<(), String> {
        let before = self.pending()?;
        let flight = self.world.flight.clone();
        let batch = flight
            .as_ref()
            .map(|flight| flight.events.clone())
            .unwrap_or_default();
        self.world.take_calls();
        match letter {
            Letter::Enqueue => self.enqueue(&before)?,
            Letter::Poll => self.poll()?,
            Letter::Tick => self.tick()?,
            Letter::Oversleep => {
                self.slept = true;
                self.world.advance(3_600_000);
                self.poll()?;
            }
            Letter::Flush => self.client.flush(&mut self.world),
            Letter::Close => {
                self.closing = true;
                self.client.close(100, &mut self.world);
            }
            Letter::OptOut => {
                self.off = true;
                self.client.opt_out(&mut self.world);
                self.account.doubt(&batch)?;
                self.account.drop_kept();
                self.poll()?;
                if self.world.stored.is_none() || !self.world.kept().is_empty() {
                    return Err(
                        "after an opt-out no is not stored, or events are still kept".into(),
                    );
                }
            }
            Letter::Answer(reply) => {
                if reply.arrived() {
                    self.world.receive();
                }
                self.world.reply(&reply.answer());
                self.poll()?;
            }
            Letter::Silence { arrived } => {
                if arrived {
                    self.world.receive();
                }
                self.tick()?;
            }
            Letter::Unsent => {
                self.world
                    .flight
                    .iter_mut()
                    .for_each(|flight| flight.has_left = false);
                self.tick()?;
            }
            Letter::Crash { arrived } => return self.crash(arrived, &batch),
            Letter::Jump(days) => {
                self.jumps += 1;
                self.world.jump(days);
            }
        }
        let ended = flight.is_some_and(|flight| {
            self.world
                .flight
                .as_ref()
                .is_none_or(|now| now.ticket != flight.ticket)
        });
        self.settle(letter, &before, if ended { &batch } else { &[] })?;
        self.check()?;
        match letter {
            // Nothing is told before the next poll.
            Letter::Enqueue | Letter::Flush | Letter::Close | Letter::Jump(_) => Ok(()),
            _ => self.check_log(),
        }
    }

    fn recover(mut self) -> Result<(), String> {
        for _ in 0..MOST_STEPS {
            let letter = match self.world.under_way() {
                Some(_) => Letter::Answer(Reply::Status(200)),
                None => match self.world.clone().drive(&mut self.client.clone())? {
                    None => {
                        self.step(Letter::Poll)?;
                        return self.is_at_its_end();
                    }
                    Some(_) => Letter::Tick,
                },
            };
            self.step(letter)
                .map_err(|message| format!("{message}, while the server is well, at {letter:?}"))?;
        }
        Err(format!(
            "the server is well, and after {MOST_STEPS} steps the client is not at its end"
        ))
    }
}

impl State {
    fn is_at_its_end(&self) -> Result<(), String> {
        match self.pending()?.as_slice() {
            [] => Ok(()),
            events => Err(format!("the client is idle and events {events:?} wait")),
        }
    }

    fn pending(&self) -> Result<Vec<u16>, String> {
        let number = |parameters| {
            number_of(parameters).ok_or_else(|| format!("{parameters} is none of our events"))
        };
        self.client.engine().pending().map(number).collect()
    }

    fn enqueue(&mut self, before: &[u16]) -> Result<(), String> {
        let number = u16::from(self.next);
        self.next += 1;
        let report = self.client.enqueue(&event(number), &mut self.world);
        if report.accepted == 1 {
            return self.account.accept(number, self.world.now());
        }
        let closed = self.closing || self.off;
        let full = self.scenario.refuse && before.len() >= self.scenario.queue;
        if (report.ignored == 1) != closed || (report.ignored == 0 && !full) {
            return Err(format!("event {number} is not taken: {report:?}"));
        }
        self.account.entry(number)?.fate = Fate::Outside;
        Ok(())
    }

    fn poll(&mut self) -> Result<(), String> {
        for _ in 0..MOST_POLLS {
            match self.world.drive(&mut self.client)? {
                Some(0) => {}
                Some(ms) if ms > self.scenario.max_wake => {
                    return Err(format!("a poll asks for {ms} ms"));
                }
                _ => return Ok(()),
            }
        }
        Err("the client wants to be polled without end and without time passing".into())
    }

    /// Time passes until the client wants to be polled; not, when it starts a request before that.
    fn tick(&mut self) -> Result<(), String> {
        let flying = self.world.under_way().is_some();
        match self.world.drive(&mut self.client)? {
            Some(ms) if flying || self.world.under_way().is_none() => self.world.advance(ms.into()),
            _ => return Ok(()),
        }
        self.poll()
    }

    /// The process ends, and another one opens a client.
    fn crash(&mut self, arrived: bool, batch: &[u16]) -> Result<(), String> {
        if arrived {
            self.world.receive();
        }
        if self.scenario.outbox {
            self.account.doubt(batch)?;
        }
        self.crashes += 1;
        self.world.crash();
        self.world.take_requests();
        self.half = None;
        self.closing = false;
        let expected = self
            .account
            .restart(self.scenario.outbox, !self.off, self.world.now().wall);
        self.client = self.world.open(&settings(self.scenario))?;
        let mut found = self.pending()?;
        found.sort_unstable();
        if found != expected {
            return Err(format!(
                "after a crash events {found:?} are there; expected {expected:?}"
            ));
        }
        self.check()
    }

    /// Compares who waits now with who waited before. `batch` is what was under way and is no more.
    fn settle(&mut self, letter: Letter, before: &[u16], batch: &[u16]) -> Result<(), String> {
        let after = self.pending()?;
        let gone: Vec<u16> = before
            .iter()
            .copied()
            .filter(|event| !after.contains(event))
            .collect();
        if let Some(event) = after
            .iter()
            .find(|event| self.account.fate(**event) != Fate::Waiting)
        {
            return Err(format!(
                "event {event} waits though it is {:?}",
                self.account.fate(*event)
            ));
        }
        if self.off {
            return gone
                .iter()
                .try_for_each(|event| self.account.end(*event, Fate::Dropped));
        }
        let finished = self.closing && after.is_empty() && !matches!(letter, Letter::Answer(_));
        if finished {
            if letter != Letter::Unsent {
                self.account.doubt(batch)?;
            }
            let fate = if self.scenario.outbox {
                Fate::Kept
            } else {
                Fate::Dropped
            };
            return gone
                .iter()
                .try_for_each(|event| self.account.end(*event, fate));
        }
        let reply = match letter {
            Letter::Answer(reply) => reply,
            Letter::Unsent => Reply::Unreachable,
            _ => Reply::Timeout { arrived: false },
        };
        for event in batch {
            let expected = self
                .account
                .after(*event, reply, batch.len() == 1, self.scenario)?;
            match (expected, gone.contains(event)) {
                (Some(fate), true) => self.account.end(*event, fate)?,
                (None, false) => {}
                // A client that ends does not wait for a pause that is longer than it has time.
                (None, true) if self.closing && after.is_empty() => {
                    let fate = if self.scenario.outbox {
                        Fate::Kept
                    } else {
                        Fate::Dropped
                    };
                    self.account.end(*event, fate)?;
                }
                (expected, _) => {
                    return Err(format!(
                        "after {letter:?} event {event} must be {expected:?}; waiting are {after:?}"
                    ));
                }
            }
        }
        if reply == Reply::Status(413) && batch.len() > 1 {
            self.half = batch.get(..batch.len() / 2).map(Into::into);
        }
        let others = gone.iter().copied().filter(|event| !batch.contains(event));
        self.settle_others(letter, before, others.collect(), &after)
    }

    /// Events that were not under way may go only for want of room, of time, or of a future.
    fn settle_others(
        &mut self,
        letter: Letter,
        before: &[u16],
        gone: Vec<u16>,
        after: &[u16],
    ) -> Result<(), String> {
        let now = self.world.now();
        for event in gone {
            let overflow = letter == Letter::Enqueue
                && !self.scenario.refuse
                && before.len() >= self.scenario.queue;
            let ends = self.closing && after.is_empty();
            let fate = match () {
                () if overflow || self.account.is_old(event, now) => Fate::Dropped,
                () if ends && self.scenario.outbox => Fate::Kept,
                () if ends => Fate::Dropped,
                () => {
                    return Err(format!(
                        "after {letter:?} event {event} is gone without a reason"
                    ));
                }
            };
            self.account.end(event, fate)?;
        }
        Ok(())
    }

    /// What must hold at any time.
    fn check(&mut self) -> Result<(), String> {
        let calls = self.world.take_calls();
        if calls > MOST_CALLS {
            return Err(format!("one step took {calls} calls"));
        }
        self.account.check(&self.client.ledger())?;
        for request in self.world.take_requests() {
            if !request.has_looked {
                return Err(
                    "a request started, and the stored decision was not looked at before".into(),
                );
            }
            self.check_request(&request.events)?;
        }
        for (event, (entry, received)) in self
            .account
            .entries
            .iter()
            .zip(&self.world.received)
            .enumerate()
        {
            if entry.fate == Fate::Delivered && *received == 0 {
                return Err(format!("event {event} is delivered and never arrived"));
            }
            let lost = entry.fate == Fate::Lost;
            if *received > 0 && entry.fate != Fate::Delivered && !entry.unsure && !lost {
                return Err(format!(
                    "event {event} arrived, is {:?}, and nobody is unsure about it",
                    entry.fate
                ));
            }
        }
        Ok(())
    }

    /// The audit log tells of every drop once, and of the end of every request but the one under way.
    fn check_log(&self) -> Result<(), String> {
        let dropped = self
            .client
            .ledger()
            .dropped()
            .iter()
            .map(|(_, count)| count)
            .sum();
        let expected = Told {
            dropped,
            under_way: u32::from(self.world.under_way().is_some()),
        };
        let found = self.world.told();
        if found == expected {
            Ok(())
        } else {
            Err(format!(
                "the audit log says {found:?}; expected {expected:?}"
            ))
        }
    }

    fn check_request(&mut self, events: &[u16]) -> Result<(), String> {
        if self.off {
            return Err(format!(
                "a request with events {events:?} started after telemetry was turned off"
            ));
        }
        if let Some(half) = self.half.take()
            && events != half
        {
            return Err(format!(
                "a request has events {events:?}; expected the first half {half:?}"
            ));
        }
        let Some(first) = events.first() else {
            return Err("a request has no events".into());
        };
        if events.iter().any(|event| event % 2 != first % 2) {
            return Err(format!("a request has events {events:?} of different keys"));
        }
        // What has rested lets others pass.
        let rests = |event: u16| self.account.attempts(event) > self.scenario.retries;
        let in_order: Vec<u16> = events
            .iter()
            .copied()
            .filter(|event| !rests(*event))
            .collect();
        if !in_order.is_sorted() {
            return Err(format!("a request has events {events:?}, out of order"));
        }
        let Some(first) = in_order.first() else {
            return Ok(());
        };
        let earlier =
            |event: &&u16| **event < *first && **event % 2 == first % 2 && !rests(**event);
        match self.pending()?.iter().find(earlier) {
            Some(event) => Err(format!(
                "a request has events {events:?}; event {event}, older than these, waits"
            )),
            None => Ok(()),
        }
    }
}

fn settings(scenario: &Scenario) -> String {
    format!(
        r#"{{"product":"anonymizer","sessionId":"s",{}}}"#,
        scenario.settings
    )
}
