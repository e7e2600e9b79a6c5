//! What a client sees of a machine: clocks and dice that a test moves, one server, and an outbox in memory.
//!
//! Whatever may have reached the server counts as received there: the worst that can have happened.

use std::collections::{BTreeSet, VecDeque};

use nemo_telemetry_core::{
    drive::{Client, Imports, Segment},
    engine::Request,
    limits::MAX_BODY,
    outcome::{Answer, Outcome, Verdict},
    policy::{Fact, Source},
    time::Now,
};
use serde::Deserialize;
use serde_json::value::RawValue;

/// A machine in memory, with one client at a time.
pub(crate) struct World {
    pub(crate) now: Now,
    /// The own segment of the outbox.
    pub(crate) own: String,
    /// Whether the outbox can be written.
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
    left: VecDeque<Segment>,
    claimed: Vec<Segment>,
    segments: u32,
}

/// The part of a body that tells which events are in it.
#[derive(Deserialize)]
struct Body {
    events: Vec<Box<RawValue>>,
}

/// Opens a client that may send.
pub(crate) fn open(settings: &str, world: &mut World) -> Client {
    let yes = Fact { source: Source::Call, name: "enabled".into(), value: "true".into() };
    Client::open(settings, &[yes], world).expect("the settings are right")
}

impl World {
    pub(crate) fn new(now: Now) -> Self {
        Self {
            now,
            own: String::new(),
            storage: true,
            may_start: true,
            received: BTreeSet::new(),
            sent: Vec::new(),
            calls: 0,
            dice: 0,
            flight: None,
            left: VecDeque::new(),
            claimed: Vec::new(),
            segments: 0,
        }
    }

    /// An earlier process has left these lines.
    pub(crate) fn leave(&mut self, lines: String) {
        self.segments += 1;
        self.left.push_back(Segment { id: self.segments, lines });
    }

    /// The process ends at once, and another starts.
    pub(crate) fn crash(&mut self) {
        let own = std::mem::take(&mut self.own);
        if !own.is_empty() {
            self.leave(own);
        }
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
            let Some(wake) = client.poll(self) else { return };
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

    fn cancel(&mut self, ticket: u32) {
        self.count();
        assert_eq!(self.flight.as_ref().map(|(flying, _)| *flying), Some(ticket));
        self.answer(Answer { unsure: true, ..ok() });
        self.flight = None;
    }

    fn append(&mut self, lines: &str) -> bool {
        self.count();
        assert!(!lines.is_empty() && lines.ends_with('\n'));
        if self.storage {
            self.own.push_str(lines);
        }
        self.storage
    }

    fn replace(&mut self, lines: &str) -> bool {
        self.count();
        assert!(lines.is_empty() || lines.ends_with('\n'));
        if self.storage {
            self.own = lines.into();
        }
        self.storage
    }

    fn claim(&mut self, max_bytes: u32) -> Option<Segment> {
        self.count();
        let place = self.left.iter().position(|segment| segment.lines.len() <= max_bytes as usize)?;
        let segment = self.left.remove(place)?;
        self.claimed.push(segment.clone());
        Some(segment)
    }

    fn release(&mut self, id: u32) {
        self.count();
        let place = self.claimed.iter().position(|segment| segment.id == id).expect("a claimed segment is released");
        self.left.push_back(self.claimed.remove(place));
    }

    fn discard(&mut self, id: u32) {
        self.count();
        let place = self.claimed.iter().position(|segment| segment.id == id).expect("a claimed segment is discarded");
        self.claimed.remove(place);
    }

    fn audit(&mut self, line: &str) -> bool {
        self.count();
        assert!(serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok(), "an audit line is JSON");
        true
    }
}
