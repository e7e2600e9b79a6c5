//! What a client sees of a machine: clocks and random numbers that a test moves, one server, and a
//! folder in memory.
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
    /// The folder, by names.
    pub(crate) files: BTreeMap<String, File>,
    /// Whether the folder can be written.
    pub(crate) storage: bool,
    /// Whether a request may start.
    pub(crate) may_start: bool,
    /// Texts of the events that this client may have brought to the server. Each text is of one
    /// event.
    pub(crate) received: BTreeSet<String>,
    /// Texts of the events of each request that this client started, in order.
    pub(crate) sent: Vec<Vec<String>>,
    /// Calls of imports since the last [`World::turn`].
    calls: usize,
    random: u64,
    /// The request under way, by the ticket that is the number of its start.
    flight: Option<(u32, Option<Answer>)>,
    /// Clients so far, and segments that earlier ones left.
    clients: u32,
    left: u32,
}

/// A file in the folder.
pub(crate) struct File {
    pub(crate) text: String,
    touched: Timestamp,
}

/// The part of a body that tells which events are in it.
#[derive(Deserialize)]
struct Body {
    events: Vec<Box<RawValue>>,
}

/// Opens a client that may send.
pub(crate) fn open(settings: &str, world: &mut World) -> Client {
    let yes = Fact {
        source: Source::Call,
        name: "enabled".into(),
        value: "true".into(),
    };
    world.clients += 1;
    let life = Life {
        token: world.token(),
        traps: 0,
        ledger: Ledger::default(),
    };
    Client::open(settings, &[yes], &life, world).expect("the settings are right")
}

/// Does all that a client orders, until it waits: for how many milliseconds at most, 0 for any
/// time. None: it has ended.
pub(crate) fn poll(client: &mut Client, world: &mut World) -> Option<u64> {
    loop {
        match client.poll(world) {
            Order::Wait(ms) => return Some(ms.unwrap_or(0).into()),
            Order::Look(_) => client.tell(&[], world),
            Order::Show(_) | Order::Warn(_) | Order::Store(_) => {}
            Order::Done => return None,
        }
    }
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
            random: 0,
            flight: None,
            clients: 0,
            left: 0,
        }
    }

    /// The name of the client that runs now.
    fn token(&self) -> String {
        format!("{:016x}", self.clients)
    }

    /// The text of the client's segment; empty when it has none.
    pub(crate) fn own(&self) -> &str {
        let begin = format!("{}-", self.token());
        let mut own = self
            .files
            .iter()
            .filter(|(name, _)| name.starts_with(&begin) && is_held(name));
        let text = own.next().map_or("", |(_, file)| file.text.as_str());
        assert!(own.next().is_none(), "a client with two segments");
        text
    }

    /// The lines of all segments but the client's.
    pub(crate) fn lines_of_others(&self) -> impl Iterator<Item = &str> {
        let begin = format!("{}-", self.token());
        let others = self
            .segments()
            .filter(move |(name, _)| !name.starts_with(&begin));
        others.flat_map(|(_, file)| file.text.lines())
    }

    /// The lines of all segments.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        self.segments().flat_map(|(_, file)| file.text.lines())
    }

    fn segments(&self) -> impl Iterator<Item = (&String, &File)> {
        self.files
            .iter()
            .filter(|(name, _)| is_held(name) || name.ends_with(".ready.jsonl"))
    }

    /// An earlier process has left these lines.
    pub(crate) fn leave(&mut self, lines: String) {
        self.left += 1;
        let touched = self.now.wall;
        self.files.insert(
            format!("{:016x}-{}.ready.jsonl", u64::MAX, self.left),
            File {
                text: lines,
                touched,
            },
        );
    }

    /// The process ends at once, and another starts once nothing is the first one's any more.
    pub(crate) fn crash(&mut self) {
        self.advance(LEASE + 1);
        self.flight = None;
        self.received.clear();
        self.sent.clear();
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
                self.received
                    .extend(self.sent.last().cloned().unwrap_or_default());
            }
            *slot = Some(answer);
        }
    }

    /// Drives a client with a server that takes everything, until nothing is left to do or only
    /// time will tell.
    ///
    /// # Panics
    /// It takes more rounds than there can be requests and pauses.
    pub(crate) fn serve(&mut self, client: &mut Client) {
        let rounds = 64 + 4 * client.ledger().pending;
        for _ in 0..rounds {
            self.turn();
            client.flush(self);
            let Some(wake) = poll(client, self) else {
                return;
            };
            match self.flight {
                Some(_) => self.answer(ok()),
                None if client.ledger().pending == 0 => return,
                None => self.advance(wake),
            }
        }
        assert_eq!(
            client.ledger().pending,
            0,
            "events wait though the server takes everything"
        );
    }

    fn count(&mut self) {
        self.calls += 1;
        // A call deals with each waiting event a few times at most, and none of the inputs queues
        // more than hundreds.
        assert!(self.calls < 10_000, "a call of the client does not end");
    }
}

/// The server has taken it.
pub(crate) fn ok() -> Answer {
    Answer {
        outcome: Outcome::Answered,
        status: 200,
        retry_after: String::new(),
        unsure: false,
    }
}

impl Imports for World {
    fn now(&mut self) -> Now {
        self.count();
        self.now
    }

    fn random(&mut self) -> u64 {
        self.count();
        // A step that is coprime to 2^64 visits every value, evenly.
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.random
    }

    fn start(&mut self, request: Request) -> u32 {
        self.count();
        assert!(self.may_start, "a request after an opt-out");
        assert!(self.flight.is_none(), "a second request beside the first");
        assert!(request.body.len() <= MAX_BODY && request.timeout_ms > 0);
        let body: Body = serde_json::from_str(&request.body).expect("a body is JSON");
        assert!(!body.events.is_empty(), "a body without events");
        self.sent
            .push(body.events.iter().map(|event| event.get().into()).collect());
        let ticket = u32::try_from(self.sent.len()).expect("few requests");
        self.flight = Some((ticket, None));
        ticket
    }

    fn poll(&mut self, ticket: u32) -> Option<Answer> {
        self.count();
        let (flying, answer) = self
            .flight
            .clone()
            .expect("a ticket is asked for once it has been given out, until it is spent");
        assert_eq!(ticket, flying);
        if answer.is_some() {
            self.flight = None;
        }
        answer
    }

    fn cancel(&mut self, ticket: u32) -> bool {
        self.count();
        assert_eq!(
            self.flight.as_ref().map(|(flying, _)| *flying),
            Some(ticket)
        );
        self.answer(Answer {
            unsure: true,
            ..ok()
        });
        self.flight = None;
        true
    }
}

impl Folder for World {
    fn entries(&mut self) -> String {
        self.count();
        let line = |(name, file): (&String, &File)| {
            format!("{name} {} {}\n", file.text.len(), file.touched.0)
        };
        self.files.iter().map(line).collect()
    }

    fn stat(&mut self, name: &str) -> Option<Stat> {
        self.count();
        let file = self.files.get(name)?;
        Some(Stat {
            bytes: u32::try_from(file.text.len()).unwrap_or(u32::MAX),
            touched: file.touched,
        })
    }

    fn read(&mut self, name: &str, offset: u32, most: u32) -> Option<String> {
        self.count();
        let bytes = self.files.get(name)?.text.as_bytes();
        let rest = bytes.get(offset as usize..).unwrap_or_default();
        Some(String::from_utf8_lossy(rest.get(..most as usize).unwrap_or(rest)).into_owned())
    }

    fn create(&mut self, name: &str, text: &str) -> bool {
        !self.files.contains_key(name) && self.write(name, text)
    }

    fn append(&mut self, name: &str, text: &str) -> bool {
        self.count();
        check_lines(name, text);
        let touched = self.now.wall;
        let file = self.files.get_mut(name).filter(|_| self.storage);
        file.map(|file| (file.text.push_str(text), file.touched = touched))
            .is_some()
    }

    fn write(&mut self, name: &str, text: &str) -> bool {
        self.count();
        check_lines(name, text);
        if self.storage {
            self.files.insert(
                name.into(),
                File {
                    text: text.into(),
                    touched: self.now.wall,
                },
            );
        }
        self.storage
    }

    fn rename(&mut self, name: &str, to: &str) -> bool {
        self.count();
        let file = if self.storage {
            self.files.remove(name)
        } else {
            None
        };
        file.map(|file| self.files.insert(to.into(), file))
            .is_some()
    }

    fn touch(&mut self, name: &str) -> bool {
        self.count();
        let touched = self.now.wall;
        self.files
            .get_mut(name)
            .filter(|_| self.storage)
            .map(|file| file.touched = touched)
            .is_some()
    }

    fn remove(&mut self, name: &str) -> bool {
        self.count();
        if self.storage {
            self.files.remove(name);
        }
        !self.files.contains_key(name)
    }
}

/// Whether a file is a segment that a client works with.
fn is_held(name: &str) -> bool {
    name.get(16..17) == Some("-") && name.ends_with(".jsonl") && !name.ends_with(".ready.jsonl")
}

/// Every file that a client adds to is made of lines, and those of the audit log are JSON.
fn check_lines(name: &str, text: &str) {
    if !name.contains(".jsonl") {
        return;
    }
    assert!(text.ends_with('\n'), "{name}: a line without an end");
    if name.starts_with("audit.") {
        let is_json = |line: &str| serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
        assert!(text.lines().all(is_json), "an audit line is JSON");
    }
}
