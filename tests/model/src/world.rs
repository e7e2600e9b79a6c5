//! The world of a client: clocks, dice, a server and a disk that can be copied.

use nemo_telemetry_core::{
    drive::{Imports, Segment},
    engine::Request,
    outcome::{Answer, Outcome},
    time::{Mark, Now, Timestamp},
};

/// 2026-01-01T00:00:00.000Z.
const START: i64 = 1_767_225_600_000;

/// A request under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Flight {
    pub(crate) ticket: u32,
    /// Numbers of its events.
    pub(crate) events: Vec<u16>,
    pub(crate) answer: Option<Answer>,
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
    /// Requests since the last [`World::take_requests`]: numbers of their events.
    requests: Vec<Vec<u16>>,
    /// The own segment of the outbox.
    own: String,
    /// Segments that earlier processes left.
    pub(crate) segments: Vec<String>,
    claimed: Vec<String>,
    /// How many times the server received each event.
    pub(crate) received: Vec<u8>,
    /// Processes so far; the dice depend on it, so that their events have different ids.
    processes: u64,
    /// Calls since the last [`World::take_calls`].
    calls: u32,
    /// What the audit log has of this process.
    log: Told,
    has_disk: bool,
}

impl World {
    /// A world with a disk or without, and a server that has received nothing of so many events.
    #[must_use]
    pub fn new(has_disk: bool, events: usize) -> Self {
        Self {
            now: Now { wall: Timestamp(START), mark: Mark(0) },
            tickets: 0,
            flight: None,
            requests: Vec::new(),
            own: String::new(),
            segments: Vec::new(),
            claimed: Vec::new(),
            received: vec![0; events],
            processes: 1,
            calls: 0,
            log: Told::default(),
            has_disk,
        }
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
        self.has_disk = works;
    }

    /// The own segment of the outbox.
    #[must_use]
    pub fn own_segment(&self) -> &str {
        &self.own
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

    /// The process is gone: its segment is for others, its requests are nobody's.
    pub fn crash(&mut self) {
        let own = std::mem::take(&mut self.own);
        if !own.is_empty() {
            self.segments.push(own);
        }
        // What was released or discarded is not in anybody's hands.
        self.segments.extend(self.claimed.drain(..).filter(|lines| !lines.is_empty()));
        self.flight = None;
        self.log = Told::default();
        self.processes += 1;
    }

    /// Requests since the last call: numbers of their events.
    pub(crate) fn take_requests(&mut self) -> Vec<Vec<u16>> {
        std::mem::take(&mut self.requests)
    }

    /// Calls of imports since the last call of this.
    pub fn take_calls(&mut self) -> u32 {
        std::mem::take(&mut self.calls)
    }

    /// What tells this world from others, but for the clocks.
    pub(crate) fn fingerprint(&self, hasher: &mut impl std::hash::Hasher) {
        use std::hash::Hash as _;
        let flight = self.flight.as_ref().map(|flight| (&flight.events, &flight.answer));
        (flight, &self.own, &self.segments, self.processes, self.now.wall.0).hash(hasher);
    }
}

impl Imports for World {
    fn now(&mut self) -> Now {
        self.calls += 1;
        self.now
    }

    fn random(&mut self) -> u64 {
        // Half of every pause; the last bits tell processes apart.
        (1 << 63) | self.processes
    }

    fn start(&mut self, request: Request) -> u32 {
        self.calls += 1;
        self.tickets += 1;
        let events = numbers_in(&request.body);
        self.requests.push(events.clone());
        self.flight = Some(Flight { ticket: self.tickets, events, answer: None });
        self.tickets
    }

    fn poll(&mut self, ticket: u32) -> Option<Answer> {
        self.calls += 1;
        let answer = match &self.flight {
            Some(flight) if flight.ticket == ticket => flight.answer.clone()?,
            _ => Answer { outcome: Outcome::Failed, status: 0, retry_after: String::new(), unsure: false },
        };
        self.flight.take_if(|flight| flight.ticket == ticket);
        Some(answer)
    }

    fn cancel(&mut self, ticket: u32) {
        self.calls += 1;
        self.flight.take_if(|flight| flight.ticket == ticket);
    }

    fn append(&mut self, lines: &str) -> bool {
        self.calls += 1;
        if self.has_disk {
            self.own.push_str(lines);
        }
        self.has_disk
    }

    fn replace(&mut self, lines: &str) -> bool {
        self.calls += 1;
        if self.has_disk {
            self.own = lines.into();
        }
        self.has_disk
    }

    fn claim(&mut self, max_bytes: u32) -> Option<Segment> {
        self.calls += 1;
        let place = self.segments.iter().position(|segment| segment.len() <= max_bytes as usize)?;
        let lines = self.segments.remove(place);
        self.claimed.push(lines.clone());
        u32::try_from(self.claimed.len()).ok().map(|id| Segment { id, lines })
    }

    fn release(&mut self, id: u32) {
        self.calls += 1;
        if let Some(lines) = self.claimed.get_mut(id as usize - 1) {
            self.segments.push(std::mem::take(lines));
        }
    }

    fn discard(&mut self, id: u32) {
        self.calls += 1;
        if let Some(lines) = self.claimed.get_mut(id as usize - 1) {
            lines.clear();
        }
    }

    fn audit(&mut self, line: &str) -> bool {
        self.calls += 1;
        if line.contains("\"what\":\"request\"") {
            self.log.under_way += 1;
        } else if line.contains("\"what\":\"answer\"") {
            self.log.under_way = self.log.under_way.wrapping_sub(1);
        } else {
            let count = line.split_once("\"count\":").and_then(|(_, rest)| rest.split_once(',')?.0.parse().ok());
            self.log.dropped += count.unwrap_or(0);
        }
        true
    }
}

/// The line of an event with that number; odd and even numbers have different keys.
#[must_use]
pub fn event(number: u16) -> String {
    let version = if number.is_multiple_of(2) { "1.9" } else { "1.7" };
    format!(
        r#"{{"event":"anonymizer_event","schemaVersion":"{version}","parameters":{{"task":"batch","taskStatus":"completed","transformationType":"redact","entityDetectorModel":"e{number}.","entityValidatorModel":"v","entityAugmenterModel":"a"}}}}"#
    )
}

/// Numbers of the events in a body or a segment, in order.
#[must_use]
pub fn numbers_in(text: &str) -> Vec<u16> {
    const BEFORE: &str = "\"entityDetectorModel\":\"e";
    text.split(BEFORE).skip(1).filter_map(|rest| rest.split_once('.')?.0.parse().ok()).collect()
}

/// The number of an event from its parameters.
#[must_use]
pub fn number_of(parameters: &str) -> Option<u16> {
    numbers_in(parameters).first().copied()
}
