//! Which client is explored, and what can happen to it.

use crate::letter::{Letter, Reply};

/// A client and the alphabet of its lives.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// Name in the output.
    pub name: &'static str,
    /// Settings that stand beside the product.
    pub settings: &'static str,
    /// Whether there is an outbox.
    pub outbox: bool,
    /// Whether a full queue refuses the new event.
    pub refuse: bool,
    /// Most events that wait in the queue.
    pub queue: usize,
    /// Attempts after the first.
    pub retries: u8,
    /// Failed attempts of an event at most; after so many a server gives an answer that ends it. An outbox would try it without end.
    pub attempts: u8,
    /// Events that are enqueued at most.
    pub events: u8,
    /// Crashes at most.
    pub crashes: u8,
    /// Jumps of the wall clock at most.
    pub jumps: u8,
    /// Longest time in milliseconds that a poll may ask for.
    pub max_wake: u32,
    /// How requests end.
    pub replies: &'static [Reply],
    /// What can happen besides.
    pub letters: &'static [Letter],
}

impl Scenario {
    /// Whether a letter can happen at all.
    #[must_use]
    pub fn allows(&self, letter: Letter) -> bool {
        match letter {
            Letter::Crash { .. } => self.crashes > 0,
            Letter::Jump(_) => self.jumps > 0,
            _ => true,
        }
    }
}

const DAY: u32 = 86_400_000;

/// Everything that can happen but the end of a request.
const LETTERS: &[Letter] = &[
    Letter::Enqueue,
    Letter::Poll,
    Letter::Tick,
    Letter::Oversleep,
    Letter::Flush,
    Letter::Close,
    Letter::OptOut,
    Letter::Silence { arrived: false },
    Letter::Silence { arrived: true },
    Letter::Unsent,
    Letter::Crash { arrived: false },
    Letter::Crash { arrived: true },
    Letter::Jump(8),
    Letter::Jump(-30),
];

/// Every scenario. In the first, everything can happen.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "outbox",
        settings: r#""outbox":true,"queueEvents":3,"flushEvents":2,"flushIntervalMs":1000,"retries":1,"timeoutMs":1000,"patienceMs":0"#,
        outbox: true,
        refuse: false,
        queue: 3,
        retries: 1,
        attempts: 1,
        events: 4,
        crashes: 2,
        jumps: 1,
        max_wake: DAY,
        replies: &Reply::ALL,
        letters: LETTERS,
    },
    Scenario {
        name: "memory",
        settings: r#""overflow":"refuse","queueEvents":2,"flushEvents":2,"flushIntervalMs":1000,"retries":2,"timeoutMs":1000,"patienceMs":0"#,
        outbox: false,
        refuse: true,
        queue: 2,
        retries: 2,
        attempts: 3,
        events: 4,
        crashes: 0,
        jumps: 1,
        max_wake: DAY,
        replies: &Reply::ALL,
        letters: LETTERS,
    },
    Scenario {
        name: "a queue of one",
        settings: r#""outbox":true,"queueEvents":1,"flushEvents":2,"flushIntervalMs":1000,"retries":1,"timeoutMs":1000,"patienceMs":0"#,
        outbox: true,
        refuse: false,
        queue: 1,
        retries: 1,
        attempts: 2,
        events: 3,
        crashes: 1,
        jumps: 0,
        max_wake: DAY,
        replies: &[
            Reply::Status(200),
            Reply::Status(400),
            Reply::Status(503),
            Reply::Timeout { arrived: true },
        ],
        letters: LETTERS,
    },
    Scenario {
        name: "a server that stays down",
        settings: r#""outbox":true,"queueEvents":3,"flushEvents":2,"flushIntervalMs":1000,"retries":14,"timeoutMs":1000,"patienceMs":0"#,
        outbox: true,
        refuse: false,
        queue: 3,
        retries: 14,
        attempts: 16,
        events: 2,
        crashes: 1,
        jumps: 0,
        max_wake: 300_000,
        replies: &[Reply::Status(200), Reply::Status(503), Reply::Unreachable],
        letters: &[
            Letter::Enqueue,
            Letter::Poll,
            Letter::Tick,
            Letter::Crash { arrived: false },
        ],
    },
];
