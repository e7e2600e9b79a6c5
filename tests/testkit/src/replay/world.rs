//! The world of a vector: clocks that stand still, dice that were thrown before, a server that answers from a script.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use nemo_telemetry::{
    Audit, Clock, Imports, Outbox, Random, Segment,
    transport::{Answer, Outcome, Request, Transport, Waker},
};

/// What an implementation sees of a vector's world. Clones see the same one.
#[derive(Clone, Debug, Default)]
pub struct World {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    wall: Duration,
    monotonic: Duration,
    random: VecDeque<u64>,
    /// Requests in the order they started; a ticket is an index from 1.
    requests: Vec<Request>,
    answers: HashMap<u32, Answer>,
    cancelled: Vec<u32>,
    spent: Vec<u32>,
    own: String,
    segments: VecDeque<Segment>,
    claimed: HashMap<u32, Segment>,
    audit: Vec<String>,
}

impl World {
    /// A world at an instant since 1970, with the dice's results and the segments that earlier processes left.
    #[must_use]
    pub fn new(wall: Duration, random: &[u64], segments: &[String]) -> Self {
        let segments = (1..).zip(segments).map(|(id, lines)| Segment { id, lines: lines.clone() }).collect();
        let shared = Shared { wall, random: random.iter().copied().collect(), segments, ..Shared::default() };
        Self { shared: Arc::new(Mutex::new(shared)) }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Both clocks go on.
    pub(super) fn advance(&self, by: Duration) {
        let mut shared = self.lock();
        shared.wall += by;
        shared.monotonic += by;
    }

    /// The wall clock jumps.
    pub(super) fn set_wall(&self, to: Duration) {
        self.lock().wall = to;
    }

    /// The request with that ticket, if one has started.
    pub(super) fn request(&self, ticket: u32) -> Option<Request> {
        self.lock().requests.get(ticket.checked_sub(1)? as usize).cloned()
    }

    /// How many requests have started.
    #[must_use]
    pub fn started(&self) -> u32 {
        u32::try_from(self.lock().requests.len()).unwrap_or(u32::MAX)
    }

    /// The server answers.
    pub fn answer(&self, ticket: u32, answer: Answer) {
        self.lock().answers.insert(ticket, answer);
    }

    pub(super) fn is_cancelled(&self, ticket: u32) -> bool {
        self.lock().cancelled.contains(&ticket)
    }

    /// The own segment of the outbox.
    #[must_use]
    pub fn own_segment(&self) -> String {
        self.lock().own.clone()
    }

    /// Audit lines since the last call.
    pub(super) fn take_audit(&self) -> Vec<String> {
        std::mem::take(&mut self.lock().audit)
    }

    /// The world as imports of the component.
    #[must_use]
    pub fn imports(&self) -> Imports {
        Imports {
            clock: Box::new(self.clone()),
            random: Box::new(self.clone()),
            transport: Box::new(self.clone()),
            outbox: Box::new(self.clone()),
            audit: Box::new(self.clone()),
        }
    }
}

impl Clock for World {
    fn wall(&mut self) -> Duration {
        self.lock().wall
    }

    fn monotonic(&mut self) -> Duration {
        self.lock().monotonic
    }
}

impl Random for World {
    fn next(&mut self) -> u64 {
        self.lock().random.pop_front().unwrap_or(0)
    }
}

impl Transport for World {
    fn start(&mut self, request: Request) -> u32 {
        self.lock().requests.push(request);
        self.started()
    }

    fn poll(&mut self, ticket: u32) -> Option<Answer> {
        let mut shared = self.lock();
        let given = ticket > 0 && (ticket as usize) <= shared.requests.len();
        if !given || shared.spent.contains(&ticket) || shared.cancelled.contains(&ticket) {
            return Some(Answer { outcome: Outcome::Failed, status: 0, retry_after: String::new(), unsure: false });
        }
        let answer = shared.answers.remove(&ticket)?;
        shared.spent.push(ticket);
        Some(answer)
    }

    fn cancel(&mut self, ticket: u32) {
        self.lock().cancelled.push(ticket);
    }

    fn wait(&mut self, _: Duration) {}

    fn waker(&self) -> Waker {
        Waker::new(|| {})
    }
}

impl Outbox for World {
    fn append(&mut self, lines: &str) -> bool {
        self.lock().own.push_str(lines);
        true
    }

    fn replace(&mut self, lines: &str) -> bool {
        self.lock().own = lines.into();
        true
    }

    fn claim(&mut self, max_bytes: u32) -> Option<Segment> {
        let mut shared = self.lock();
        let place = shared.segments.iter().position(|segment| segment.lines.len() <= max_bytes as usize)?;
        let segment = shared.segments.remove(place)?;
        shared.claimed.insert(segment.id, segment.clone());
        Some(segment)
    }

    fn release(&mut self, id: u32) {
        let mut shared = self.lock();
        let released = shared.claimed.remove(&id);
        shared.segments.extend(released);
    }

    fn discard(&mut self, id: u32) {
        self.lock().claimed.remove(&id);
    }
}

impl Audit for World {
    fn append(&mut self, line: &str) -> bool {
        self.lock().audit.push(line.into());
        true
    }
}
