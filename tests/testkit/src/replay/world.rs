//! The world of a vector: clocks that stand still, random numbers that were drawn before, a server
//! that answers from a script, and a folder in memory.

mod files;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use nemo_telemetry::{
    Clock, Entry, Fact, Folder, Imports, Query, Random, Source,
    transport::{Answer, Outcome, Request, Transport, Waker},
};

pub use files::File;
use files::Files;

/// What one process sees of a vector's world. Clones see the same one.
#[derive(Clone, Debug, Default)]
pub struct World {
    common: Arc<Mutex<Common>>,
    /// What this process has asked for.
    requests: Arc<Mutex<Requests>>,
}

/// What all processes share.
#[derive(Debug, Default)]
struct Common {
    wall: Duration,
    monotonic: Duration,
    random: VecDeque<u64>,
    files: Files,
    /// What looking finds.
    facts: Vec<Fact>,
}

#[derive(Debug, Default)]
struct Requests {
    /// In the order they started; a ticket is an index from 1.
    started: Vec<Request>,
    answers: HashMap<u32, Answer>,
    cancelled: Vec<u32>,
    spent: Vec<u32>,
    /// Of which nothing has left.
    unsent: Vec<u32>,
}

impl World {
    /// A world at an instant since 1970, with the random numbers that are drawn in it.
    #[must_use]
    pub fn new(wall: Duration, random: &[u64]) -> Self {
        let common = Common {
            wall,
            random: random.iter().copied().collect(),
            ..Common::default()
        };
        Self {
            common: Arc::new(Mutex::new(common)),
            requests: Arc::default(),
        }
    }

    /// The same world as another process sees it.
    pub(super) fn of_another_process(&self) -> Self {
        Self {
            common: Arc::clone(&self.common),
            requests: Arc::default(),
        }
    }

    fn common(&self) -> MutexGuard<'_, Common> {
        self.common.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn requests(&self) -> MutexGuard<'_, Requests> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Both clocks go on.
    pub(super) fn advance(&self, by: Duration) {
        let mut common = self.common();
        common.wall += by;
        common.monotonic += by;
    }

    /// The wall clock jumps.
    pub(super) fn set_wall(&self, to: Duration) {
        self.common().wall = to;
    }

    /// What looking finds from now on.
    pub(super) fn set_facts(&self, facts: Vec<Fact>) {
        self.common().facts = facts;
    }

    /// What looking finds.
    pub(super) fn facts(&self) -> Vec<Fact> {
        self.common().facts.clone()
    }

    /// What looking finds that answers one of these.
    pub(super) fn look(&self, queries: &[Query]) -> Vec<Fact> {
        let answers = |query: &Query, fact: &Fact| {
            let (source, name) = match query {
                Query::Variable(name) => (Source::Variable, name),
                Query::File(file) => (Source::File, &file.path),
                Query::Call(name) => (Source::Call, name),
                Query::Host(name) => (Source::Host, name),
            };
            fact.source == source && fact.name == *name
        };
        let common = self.common();
        common
            .facts
            .iter()
            .filter(|fact| queries.iter().any(|query| answers(query, fact)))
            .cloned()
            .collect()
    }

    /// A person's decision is stored, so looking finds it; none: it is removed.
    pub(super) fn store_decision(&self, path: &str, text: Option<&str>) {
        let mut common = self.common();
        common
            .facts
            .retain(|fact| fact.source != Source::File || fact.name != path);
        common.facts.extend(text.map(|text| Fact {
            source: Source::File,
            name: path.into(),
            value: text.into(),
        }));
    }

    /// The request with that ticket, if one has started.
    pub(super) fn request(&self, ticket: u32) -> Option<Request> {
        self.requests()
            .started
            .get(ticket.checked_sub(1)? as usize)
            .cloned()
    }

    /// How many requests have started.
    #[must_use]
    pub fn started(&self) -> u32 {
        u32::try_from(self.requests().started.len()).unwrap_or(u32::MAX)
    }

    /// The server answers.
    pub fn answer(&self, ticket: u32, answer: Answer) {
        self.requests().answers.insert(ticket, answer);
    }

    /// Nothing of that request has left yet: it is still connecting.
    pub(super) fn hold_back(&self, ticket: u32) {
        self.requests().unsent.push(ticket);
    }

    pub(super) fn is_cancelled(&self, ticket: u32) -> bool {
        self.requests().cancelled.contains(&ticket)
    }

    /// Puts a file into the folder, touched that long ago.
    pub fn put(&self, name: &str, text: &str, age: Duration) {
        let mut common = self.common();
        let touched = common.wall.saturating_sub(age);
        common.files.put(name, text, touched);
    }

    /// Somebody removes a file.
    pub(super) fn take_away(&self, name: &str) {
        self.common().files.remove(name);
    }

    /// Every file of the folder, by name.
    #[must_use]
    pub fn files(&self) -> Vec<(String, File)> {
        self.common().files.all()
    }

    /// The operations of the folder that fail from now on, by their names in the WIT.
    pub(super) fn fail(&self, operations: &[String]) {
        self.common().files.fail(operations);
    }

    /// The lines of the segments that a client of that token holds or has left.
    #[must_use]
    pub fn own_segment(&self, token: &str) -> String {
        let is_own = |name: &str| name.starts_with(token) && name.ends_with(".jsonl");
        self.files()
            .into_iter()
            .filter(|(name, _)| is_own(name))
            .map(|(_, file)| file.text)
            .collect()
    }

    /// Whether both are the same world, perhaps as two processes see it.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.common, &other.common)
    }

    /// Both clocks.
    pub(super) fn clocks(&self) -> (Duration, Duration) {
        let common = self.common();
        (common.wall, common.monotonic)
    }

    /// The random numbers that were not drawn yet.
    pub(super) fn random(&self) -> Vec<u64> {
        self.common().random.iter().copied().collect()
    }

    /// The operations of the folder that fail.
    pub(super) fn failing(&self) -> Vec<String> {
        self.common().files.failing()
    }

    /// Answers that the server has given since the last call.
    pub(super) fn take_answers(&self) -> Vec<(u32, Answer)> {
        self.requests().answers.drain().collect()
    }

    /// Tickets of requests that were held back since the last call.
    pub(super) fn take_held(&self) -> Vec<u32> {
        std::mem::take(&mut self.requests().unsent)
    }

    /// What an instance elsewhere did: requests that it started, and tickets that it gave up.
    pub(super) fn did(&self, started: Vec<Request>, cancelled: Vec<u32>) {
        let mut requests = self.requests();
        requests.started.extend(started);
        requests.cancelled.extend(cancelled);
    }

    /// What an instance elsewhere left in a file; none: it was removed.
    pub(super) fn set_file(&self, name: &str, file: Option<File>) {
        self.common().files.set(name, file);
    }

    /// The world as imports of the component.
    #[must_use]
    pub fn imports(&self) -> Imports {
        Imports {
            clock: Box::new(self.clone()),
            random: Box::new(self.clone()),
            transport: Box::new(self.clone()),
            folder: Box::new(self.clone()),
        }
    }
}

impl Clock for World {
    fn wall(&mut self) -> Duration {
        self.common().wall
    }

    fn monotonic(&mut self) -> Duration {
        self.common().monotonic
    }
}

impl Random for World {
    fn next(&mut self) -> u64 {
        self.common().random.pop_front().unwrap_or(0)
    }
}

impl Transport for World {
    fn start(&mut self, request: Request) -> u32 {
        self.requests().started.push(request);
        self.started()
    }

    fn poll(&mut self, ticket: u32) -> Option<Answer> {
        let mut requests = self.requests();
        let given = ticket > 0 && (ticket as usize) <= requests.started.len();
        if !given || requests.spent.contains(&ticket) || requests.cancelled.contains(&ticket) {
            return Some(Answer {
                outcome: Outcome::Failed,
                status: 0,
                retry_after: String::new(),
                unsure: false,
            });
        }
        let answer = requests.answers.remove(&ticket)?;
        requests.spent.push(ticket);
        Some(answer)
    }

    fn cancel(&mut self, ticket: u32) -> bool {
        let mut requests = self.requests();
        let is_known = ticket > 0 && (ticket as usize) <= requests.started.len();
        let is_over = requests.spent.contains(&ticket) || requests.cancelled.contains(&ticket);
        requests.cancelled.push(ticket);
        is_known && !is_over && !requests.unsent.contains(&ticket)
    }

    fn wait(&mut self, _: Duration) {}

    fn waker(&self) -> Waker {
        Waker::new(|| {})
    }
}

impl Folder for World {
    fn entries(&mut self) -> String {
        self.common().files.entries()
    }

    fn stat(&mut self, name: &str) -> Option<Entry> {
        self.common().files.stat(name)
    }

    fn read(&mut self, name: &str, offset: u32, most: u32) -> Option<String> {
        self.common().files.read(name, offset, most)
    }

    fn create(&mut self, name: &str, text: &str) -> bool {
        let mut common = self.common();
        let now = common.wall;
        common.files.create(name, text, now)
    }

    fn append(&mut self, name: &str, text: &str) -> bool {
        let mut common = self.common();
        let now = common.wall;
        common.files.append(name, text, now)
    }

    fn write(&mut self, name: &str, text: &str) -> bool {
        let mut common = self.common();
        let now = common.wall;
        common.files.write(name, text, now)
    }

    fn rename(&mut self, name: &str, to: &str) -> bool {
        self.common().files.rename(name, to)
    }

    fn touch(&mut self, name: &str) -> bool {
        let mut common = self.common();
        let now = common.wall;
        common.files.touch(name, now)
    }

    fn remove(&mut self, name: &str) -> bool {
        self.common().files.remove(name)
    }
}
