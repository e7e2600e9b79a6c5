//! The world of a client: clocks, dice, a server and a folder that can be copied.

use std::{
    collections::BTreeSet,
    panic::{self, AssertUnwindSafe},
};

use nemo_telemetry_core::{
    drive::{Client, Imports, Order},
    engine::{Request, Task},
    ledger::Ledger,
    life::Life,
    limits::{LEASE, LOG_BYTES},
    outcome::{Answer, Outcome},
    policy::{Fact, Query, Source},
    time::{Mark, Now, Timestamp},
};

use crate::{
    crowd::Ambush,
    disk::{Disk, Gone, Mishap, is_segment},
};

/// 2026-01-01T00:00:00.000Z.
const START: i64 = 1_767_225_600_000;

/// How long a client waits that has just given its segment a sign of life and has nothing else to do.
const SIGN_OF_LIFE: u32 = 60_001;

/// Orders that may follow one another without time passing.
const MOST_ORDERS: u32 = 16;

/// A request under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Flight {
    pub(crate) ticket: u32,
    /// Numbers of its events.
    pub(crate) events: Vec<u16>,
    pub(crate) answer: Option<Answer>,
    /// Whether bytes have left when it is given up.
    pub(crate) has_left: bool,
}

/// A request that was started.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// Numbers of its events.
    pub(crate) events: Vec<u16>,
    /// Whether the stored decision was looked at in the same round.
    pub(crate) has_looked: bool,
    /// Those of its events that may have reached the server before.
    pub(crate) again: Vec<u16>,
    /// The audit log had a line about it.
    pub(crate) is_told: bool,
}

/// What an audit log says, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// Events that never leave.
    pub(crate) dropped: u32,
    /// Requests without an answer.
    pub(crate) under_way: u32,
}

/// A world. A copy goes its own way.
#[derive(Clone, Debug)]
pub struct World {
    pub(crate) now: Now,
    tickets: u32,
    pub(crate) flight: Option<Flight>,
    /// Requests since the last [`World::take_requests`].
    requests: Vec<Sent>,
    pub(crate) disk: Disk,
    /// The stored decision.
    pub(crate) stored: Option<String>,
    /// How many times the server received each event.
    pub(crate) received: Vec<u8>,
    /// Clients so far; their tokens and the dice depend on it.
    clients: u64,
    /// Calls since the last [`World::take_calls`].
    calls: u32,
    /// What the audit log has of this process.
    log: Told,
    /// The stored decision was looked at in this round.
    has_looked: bool,
    /// How many requests may have brought each event to the server.
    pub(crate) exposed: Vec<u8>,
    /// Lines that the audit log has taken.
    pub(crate) lines: Vec<String>,
    /// Operations of the folder since [`World::happens`].
    pub(crate) operations: u8,
    /// Who comes in between.
    pub(crate) ambush: Option<Box<Ambush>>,
    /// Events that were sent though the disk had just failed.
    pub(crate) unmarked: BTreeSet<u16>,
    /// Requests that were started, but for those without a line because it could not be written.
    starts: usize,
    /// The audit log is used.
    pub(crate) has_log: bool,
}

impl World {
    /// A world whose server has received nothing of so many events.
    #[must_use]
    pub fn new(events: usize) -> Self {
        Self {
            now: Now {
                wall: Timestamp(START),
                mark: Mark(0),
            },
            tickets: 0,
            flight: None,
            requests: Vec::new(),
            disk: Disk::new(),
            stored: None,
            received: vec![0; events],
            clients: 0,
            calls: 0,
            log: Told::default(),
            has_looked: false,
            exposed: vec![0; events],
            lines: Vec::new(),
            operations: 0,
            ambush: None,
            unmarked: BTreeSet::new(),
            starts: 0,
            has_log: false,
        }
    }

    /// Opens a client of a person who has said yes, unless a no is stored.
    ///
    /// # Errors
    /// The settings are wrong.
    pub fn open(&mut self, settings: &str) -> Result<Client, String> {
        self.open_client(settings).map(|(client, _)| client)
    }

    /// As [`World::open`], and says with which token.
    pub(crate) fn open_client(&mut self, settings: &str) -> Result<(Client, Life), String> {
        self.clients += 1;
        let life = self.newest_life();
        Ok((self.reopen(settings, &life)?, life))
    }

    /// The life of a client that was just opened, or is to be.
    pub(crate) fn newest_life(&self) -> Life {
        Life {
            token: format!("{:016x}", self.clients),
            traps: 0,
            ledger: Ledger::default(),
        }
    }

    /// Another program stores a no, and removes what was kept.
    pub(crate) fn revoke(&mut self) {
        self.stored = Some("consent = \"disabled\"\n".into());
        self.disk.files.retain(|name, _| !is_segment(name));
    }

    /// Opens an instance of a client.
    ///
    /// # Errors
    /// The settings are wrong.
    pub fn reopen(&mut self, settings: &str, life: &Life) -> Result<Client, String> {
        let enabled = Fact {
            source: Source::Call,
            name: "enabled".into(),
            value: "true".into(),
        };
        let facts: Vec<Fact> = [enabled].into_iter().chain(self.stored_fact()).collect();
        Client::open(settings, &facts, life, self)
            .map_err(|problems| format!("it does not open: {problems:?}"))
    }

    /// Does what a host does: polls a client and follows its orders until it waits, and says for how long. Signs of life for a segment are
    /// no end of that: the wall clock stands.
    ///
    /// # Errors
    /// It gives orders without end.
    pub fn drive(&mut self, client: &mut Client) -> Result<Option<u32>, String> {
        self.has_looked = false;
        for _ in 0..MOST_ORDERS {
            match client.poll(self) {
                Order::Wait(Some(SIGN_OF_LIFE)) => return Ok(self.wait(client)),
                Order::Wait(wait) => return Ok(wait),
                Order::Done => return Ok(None),
                Order::Look(queries) => {
                    let found = self
                        .stored_fact()
                        .filter(|fact| queries.iter().any(|query| query.is_answered_by(fact)));
                    self.has_looked |= queries.iter().any(|query| matches!(query, Query::File(_)));
                    client.tell(found.as_slice(), self);
                }
                Order::Store(file) => self.stored = file.text,
                Order::Show(_) | Order::Warn(_) => {}
            }
        }
        Err(format!(
            "the client gave {MOST_ORDERS} orders without end and without time passing"
        ))
    }

    fn wait(&mut self, client: &Client) -> Option<u32> {
        match client
            .engine()
            .clone()
            .next(self.now, &mut || self.random())
        {
            Task::Wait(ms) => Some(ms),
            _ => None,
        }
    }

    /// Runs what a process does; none: it was gone before its end.
    pub(crate) fn survive<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> Option<T> {
        match panic::catch_unwind(AssertUnwindSafe(|| run(self))) {
            Ok(result) => Some(result),
            Err(reason) if reason.is::<Gone>() => None,
            Err(reason) => panic::resume_unwind(reason),
        }
    }

    /// Something happens to the process that runs now, in the calls from now on.
    pub fn happens(&mut self, mishap: Option<Mishap>) {
        self.operations = 0;
        self.disk.begin(mishap);
    }

    /// The request under way brings nothing to the server.
    pub(crate) fn is_refused(&mut self) {
        for event in self.flight.iter().flat_map(|flight| &flight.events) {
            if let Some(exposed) = self.exposed.get_mut(usize::from(*event)) {
                *exposed = exposed.saturating_sub(1);
            }
        }
    }

    fn stored_fact(&self) -> Option<Fact> {
        let value = self.stored.clone()?;
        Some(Fact {
            source: Source::File,
            name: CONSENT_FILE.into(),
            value,
        })
    }

    /// The instant.
    #[must_use]
    pub fn now(&self) -> Now {
        self.now
    }

    /// Both clocks go on. The wall clock of this world stands, because an instant on it changes nothing but what is written.
    pub fn advance(&mut self, ms: u64) {
        self.now.mark = self.now.mark.after(ms);
    }

    /// The wall clock jumps.
    pub(crate) fn jump(&mut self, days: i8) {
        self.now.wall.0 += i64::from(days) * 86_400_000;
    }

    /// Numbers of the events under way; none: no request is.
    #[must_use]
    pub fn under_way(&self) -> Option<&[u16]> {
        self.flight.as_ref().map(|flight| flight.events.as_slice())
    }

    /// The server receives the events under way.
    pub fn receive(&mut self) {
        for event in self.flight.iter().flat_map(|flight| &flight.events) {
            if let Some(count) = self.received.get_mut(usize::from(*event)) {
                *count = count.saturating_add(1);
            }
        }
    }

    /// The request under way is answered at the next poll.
    pub fn reply(&mut self, answer: &Answer) {
        if let Some(flight) = &mut self.flight {
            flight.answer = Some(answer.clone());
        }
    }

    /// The disk fills up, or has room again.
    pub fn set_disk(&mut self, works: bool) {
        self.disk.works = works;
    }

    /// What the audit log has of this process.
    pub(crate) fn told(&self) -> Told {
        self.log
    }

    /// How many different events the server received.
    #[must_use]
    pub fn distinct(&self) -> u32 {
        u32::try_from(self.received.iter().filter(|count| **count > 0).count()).unwrap_or(u32::MAX)
    }

    /// The process is gone, and so long that its leases have run out: its segments are for others, its requests are nobody's.
    pub fn crash(&mut self) {
        let touched = self.now.wall.0 - i64::try_from(LEASE).unwrap_or_default() - 1;
        self.disk
            .files
            .values_mut()
            .for_each(|file| file.touched = file.touched.min(touched));
        self.flight = None;
        self.log = Told::default();
    }

    /// Requests since the last call.
    pub(crate) fn take_requests(&mut self) -> Vec<Sent> {
        std::mem::take(&mut self.requests)
    }

    /// Calls of imports since the last call of this.
    pub fn take_calls(&mut self) -> u32 {
        std::mem::take(&mut self.calls)
    }

    /// What tells this world from others, but for the clocks. What logs say does not come back, and no scenario is patient.
    pub(crate) fn fingerprint(&self, hasher: &mut impl std::hash::Hasher) {
        use std::hash::Hash as _;
        let flight = self
            .flight
            .as_ref()
            .map(|flight| (&flight.events, &flight.answer));
        (
            flight,
            &self.stored,
            self.clients,
            self.now.wall.0,
            self.disk.works,
        )
            .hash(hasher);
        for (name, file) in self
            .disk
            .files
            .iter()
            .filter(|(name, _)| ![LOG, OLDER_LOG, "exits.json"].contains(&name.as_str()))
        {
            // Whose it is, and what kind of file; the number between says nothing.
            let (owner, rest) = name.split_once('-').unwrap_or((name, ""));
            let kind = rest.split_once('.').map_or("", |(_, kind)| kind);
            (
                owner,
                kind,
                file.hidden,
                &file.text,
                self.now.wall.0 - file.touched,
            )
                .hash(hasher);
        }
        for file in [LOG, OLDER_LOG]
            .into_iter()
            .filter_map(|name| self.disk.files.get(name))
        {
            (
                file.hidden,
                file.bytes() > LOG_BYTES,
                file.text.is_empty(),
                file.text.ends_with('\n'),
            )
                .hash(hasher);
        }
    }

    /// An operation of the folder begins.
    pub(crate) fn operation(&mut self) {
        self.calls += 1;
        let place = self.operations;
        self.operations = place.saturating_add(1);
        if let Some(mut ambush) = self.ambush.take_if(|ambush| ambush.is_due(place)) {
            let (flight, disk, looked) = (self.flight.take(), self.disk.pause(), self.has_looked);
            ambush.spring(self);
            (self.flight, self.has_looked, self.operations) = (flight, looked, place + 1);
            self.disk.resume(disk);
            self.ambush = Some(ambush);
        }
    }

    /// A file has that text more.
    pub(crate) fn is_written(&mut self, name: &str, text: &str) {
        for line in text.lines().filter(|line| name == LOG && !line.is_empty()) {
            self.lines.push(line.into());
            if line.contains("\"what\":\"request\"") {
                self.log.under_way = self.log.under_way.wrapping_add(1);
            } else if line.contains("\"what\":\"answer\"") {
                self.log.under_way = self.log.under_way.wrapping_sub(1);
            } else {
                let count = line
                    .split_once("\"count\":")
                    .and_then(|(_, rest)| rest.split_once(',')?.0.parse().ok());
                self.log.dropped += count.unwrap_or(0);
            }
        }
    }
}

/// The audit log.
pub(crate) const LOG: &str = "audit.jsonl";

/// Its older lines.
pub(crate) const OLDER_LOG: &str = "audit.1.jsonl";

/// The fact of the product's stored decision.
const CONSENT_FILE: &str = "nemo-telemetry/anonymizer.toml";

impl Imports for World {
    fn now(&mut self) -> Now {
        self.calls += 1;
        self.now
    }

    fn random(&mut self) -> u64 {
        // Half of every pause; the last bits tell clients apart.
        (1 << 63) | self.clients
    }

    fn start(&mut self, request: Request) -> u32 {
        self.calls += 1;
        self.tickets += 1;
        let events = numbers_in(&request.body);
        self.starts += 1;
        let mut sent = Sent {
            events: events.clone(),
            has_looked: self.has_looked,
            again: Vec::new(),
            is_told: true,
        };
        for event in &events {
            if let Some(exposed) = self.exposed.get_mut(usize::from(*event)) {
                // What could not be marked on disk before is nobody's to know.
                sent.again
                    .extend((*exposed > 0 && !self.unmarked.contains(event)).then_some(*event));
                if self.disk.has_failed {
                    self.unmarked.insert(*event);
                }
                *exposed += 1;
            }
        }
        sent.is_told = self
            .lines
            .iter()
            .filter(|line| line.contains("\"what\":\"request\""))
            .count()
            >= self.starts;
        if !sent.is_told {
            self.starts -= 1;
        }
        self.requests.push(sent);
        self.flight = Some(Flight {
            ticket: self.tickets,
            events,
            answer: None,
            has_left: true,
        });
        self.tickets
    }

    fn poll(&mut self, ticket: u32) -> Option<Answer> {
        self.calls += 1;
        let answer = match &self.flight {
            Some(flight) if flight.ticket == ticket => flight.answer.clone()?,
            _ => Answer {
                outcome: Outcome::Failed,
                status: 0,
                retry_after: String::new(),
                unsure: false,
            },
        };
        self.flight.take_if(|flight| flight.ticket == ticket);
        Some(answer)
    }

    fn cancel(&mut self, ticket: u32) -> bool {
        self.calls += 1;
        self.flight
            .take_if(|flight| flight.ticket == ticket)
            .is_some_and(|flight| flight.has_left)
    }
}

/// The line of an event with that number; odd and even numbers have different keys.
#[must_use]
pub fn event(number: u16) -> String {
    let version = if number.is_multiple_of(2) {
        "1.9"
    } else {
        "1.7"
    };
    format!(
        r#"{{"event":"anonymizer_event","schemaVersion":"{version}","parameters":{{"task":"batch","taskStatus":"completed","transformationType":"redact","entityDetectorModel":"e{number}.","entityValidatorModel":"v","entityAugmenterModel":"a"}}}}"#
    )
}

/// Numbers of the events in a body or a segment, in order.
#[must_use]
pub fn numbers_in(text: &str) -> Vec<u16> {
    const BEFORE: &str = "\"entityDetectorModel\":\"e";
    text.split(BEFORE)
        .skip(1)
        .filter_map(|rest| rest.split_once('.')?.0.parse().ok())
        .collect()
}

/// The number of an event from its parameters.
#[must_use]
pub fn number_of(parameters: &str) -> Option<u16> {
    numbers_in(parameters).first().copied()
}
