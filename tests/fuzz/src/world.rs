//! What a client sees of a machine: clocks and dice that a test moves, one server, and a folder in memory.
//!
//! Whatever may have reached the server counts as received there: the worst that can have happened.

use std::collections::{BTreeMap, BTreeSet};

use nemo_telemetry_core::{
    drive::{Client, Imports, Order},
    engine::Request,
    folder::{Folder, Stat},
    ledger::Ledger,
    life::Life,
    limits::{LEASE, MAX_BODY},
    outcome::{Answer, Outcome, Verdict},
    policy::{Fact, Source},
    time::{Now, Timestamp},
};
use serde::Deserialize;
use serde_json::value::RawValue;

/// A machine in memory, with one client at a time.
pub(crate) struct World {
    pub(crate) now: Now,
    /// Texts and times of the files.
    files: BTreeMap<String, (String, i64)>,
    /// Whether a file can be written.
    pub(crate) storage: bool,
    /// Whether a request may start.
    pub(crate) may_start: bool,
    /// Texts of the events that this client may have brought to the server. Each text is of one event.
    pub(crate) received: BTreeSet<String>,
    /// Texts of the events of each request that this client started, in order.
    pub(crate) sent: Vec<Vec<String>>,
    /// Calls of imports since the last [`World::turn`].
    calls: usize,
    dice: u64,
    /// The request under way, by the ticket that is the number of its start.
    flight: Option<(u32, Option<Answer>)>,
    /// Clients so far.
    clients: u64,
}

/// The part of a body that tells which events are in it.
#[derive(Deserialize)]
struct Body {
    events: Vec<Box<RawValue>>,
}

/// Opens a client that may send.
pub(crate) fn open(settings: &str, world: &mut World) -> Client {
    let yes = Fact { source: Source::Call, name: "enabled".into(), value: "true".into() };
    world.clients += 1;
    let life = Life { token: format!("{:016x}", world.clients), traps: 0, ledger: Ledger::default() };
    Client::open(settings, &[yes], &life, world).expect("the settings are right")
}

impl World {
    pub(crate) fn new(now: Now) -> Self {
        Self {
            now,
            files: BTreeMap::new(),
            storage: true,
            may_start: true,
            received: BTreeSet::new(),
            sent: Vec::new(),
            calls: 0,
            dice: 0,
            flight: None,
            clients: 0,
        }
    }

    /// An earlier process has left these lines.
    pub(crate) fn leave(&mut self, lines: String) {
        self.files.insert("ffffffffffffffff-1.ready.jsonl".into(), (lines, self.now.wall.0));
    }

    /// What all segments hold.
    pub(crate) fn kept(&self) -> String {
        let segments = self.files.iter().filter(|(name, _)| is_segment(name));
        segments.map(|(_, (text, _))| text.as_str()).collect()
    }

    /// The process ends at once, and another starts when its lease has run out.
    pub(crate) fn crash(&mut self) {
        let touched = self.now.wall.0.saturating_sub_unsigned(LEASE + 1);
        self.files.values_mut().for_each(|(_, time)| *time = touched);
        self.flight = None;
        self.received.clear();
        self.sent.clear();
    }

    /// Polls a client and follows its orders until it waits, and says for how long; none: for ever, or it is done.
    pub(crate) fn drive(&mut self, client: &mut Client) -> Option<u32> {
        loop {
            match client.poll(self) {
                Order::Wait(wait) => return wait,
                Order::Done => return None,
                // There is no stored decision.
                Order::Look(_) => client.tell(&[], self),
                Order::Show(_) | Order::Warn(_) | Order::Store(_) => {}
            }
        }
    }

    /// A call of the client begins.
    pub(crate) fn turn(&mut self) {
        self.calls = 0;
    }

    /// Both clocks go on.
    pub(crate) fn advance(&mut self, ms: u64) {
        self.now.mark = self.now.mark.after(ms);
        self.now.wall.0 = self.now.wall.0.saturating_add_unsigned(ms);
    }

    /// The request under way ends like this, if there is one that has not ended.
    pub(crate) fn answer(&mut self, answer: Answer) {
        if let Some((_, slot @ None)) = &mut self.flight {
            if answer.unsure || answer.verdict() == Verdict::Delivered {
                self.received.extend(self.sent.last().cloned().unwrap_or_default());
            }
            *slot = Some(answer);
        }
    }

    /// Drives a client with a server that takes everything, until nothing is left to do or only time will tell.
    ///
    /// # Panics
    /// It takes more rounds than there can be requests and pauses.
    pub(crate) fn serve(&mut self, client: &mut Client) {
        let rounds = 8 + 4 * client.ledger().pending;
        for _ in 0..rounds {
            self.turn();
            client.flush(self);
            let Some(wake) = self.drive(client) else { return };
            match self.flight {
                Some(_) => self.answer(ok()),
                None if client.ledger().pending == 0 => return,
                None => self.advance(wake.into()),
            }
        }
        assert_eq!(client.ledger().pending, 0, "events wait though the server takes everything");
    }

    fn count(&mut self) {
        self.calls += 1;
        // A call deals with each waiting event a few times at most, and none of the inputs queues more than hundreds.
        assert!(self.calls < 10_000, "a call of the client does not end");
    }
}

/// The server has taken it.
pub(crate) fn ok() -> Answer {
    Answer { outcome: Outcome::Answered, status: 200, retry_after: String::new(), unsure: false }
}

impl Imports for World {
    fn now(&mut self) -> Now {
        self.count();
        self.now
    }

    fn random(&mut self) -> u64 {
        self.count();
        // A step that is coprime to 2^64 visits every value, evenly.
        self.dice = self.dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.dice
    }

    fn start(&mut self, request: Request) -> u32 {
        self.count();
        assert!(self.may_start, "a request after an opt-out");
        assert!(self.flight.is_none(), "a second request beside the first");
        assert!(request.body.len() <= MAX_BODY && request.timeout_ms > 0);
        let body: Body = serde_json::from_str(&request.body).expect("a body is JSON");
        assert!(!body.events.is_empty(), "a body without events");
        self.sent.push(body.events.iter().map(|event| event.get().into()).collect());
        let ticket = u32::try_from(self.sent.len()).expect("few requests");
        self.flight = Some((ticket, None));
        ticket
    }

    fn poll(&mut self, ticket: u32) -> Option<Answer> {
        self.count();
        let (flying, answer) = self.flight.clone().expect("a ticket is asked for once it has been given out, until it is spent");
        assert_eq!(ticket, flying);
        if answer.is_some() {
            self.flight = None;
        }
        answer
    }

    fn cancel(&mut self, ticket: u32) -> bool {
        self.count();
        assert_eq!(self.flight.as_ref().map(|(flying, _)| *flying), Some(ticket));
        self.answer(Answer { unsure: true, ..ok() });
        self.flight = None;
        true
    }
}

fn is_segment(name: &str) -> bool {
    name.ends_with(".jsonl") && name.get(16..17) == Some("-")
}

impl Folder for World {
    fn entries(&mut self) -> String {
        self.count();
        self.files.iter().map(|(name, (text, touched))| format!("{name} {} {touched}\n", text.len())).collect()
    }

    fn stat(&mut self, name: &str) -> Option<Stat> {
        self.count();
        let (text, touched) = self.files.get(name)?;
        Some(Stat { bytes: u32::try_from(text.len()).unwrap_or(u32::MAX), touched: Timestamp(*touched) })
    }

    fn read(&mut self, name: &str, offset: u32, most: u32) -> Option<String> {
        self.count();
        let (text, _) = self.files.get(name)?;
        let rest = text.as_bytes().get(offset as usize..).unwrap_or_default();
        let part = rest.get(..most as usize).unwrap_or(rest);
        // Only the end of what is read can cut a character, and the last line is not whole then.
        Some(String::from_utf8_lossy(part).into_owned())
    }

    fn create(&mut self, name: &str, text: &str) -> bool {
        self.count();
        assert!(!is_segment(name) || text.ends_with('\n'));
        let makes = self.storage && !self.files.contains_key(name);
        if makes {
            self.files.insert(name.into(), (text.into(), self.now.wall.0));
        }
        makes
    }

    fn append(&mut self, name: &str, text: &str) -> bool {
        self.count();
        assert!(text.ends_with('\n'));
        let now = self.now.wall.0;
        let Some((found, touched)) = self.files.get_mut(name).filter(|_| self.storage) else { return false };
        found.push_str(text);
        *touched = now;
        true
    }

    fn write(&mut self, name: &str, text: &str) -> bool {
        self.count();
        if self.storage {
            self.files.insert(name.into(), (text.into(), self.now.wall.0));
        }
        self.storage
    }

    fn rename(&mut self, name: &str, to: &str) -> bool {
        self.count();
        let Some(file) = self.storage.then(|| self.files.remove(name)).flatten() else { return false };
        self.files.insert(to.into(), file);
        true
    }

    fn touch(&mut self, name: &str) -> bool {
        self.count();
        let now = self.now.wall.0;
        self.storage && self.files.get_mut(name).map(|(_, touched)| *touched = now).is_some()
    }

    fn remove(&mut self, name: &str) -> bool {
        self.count();
        if self.storage {
            self.files.remove(name);
        }
        !self.files.contains_key(name)
    }
}
