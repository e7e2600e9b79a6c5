//! A client to measure, with and without the component around it.

use std::time::{Duration, Instant};

use nemo_telemetry::{
    Client, Component, Fact, Imports, Life, NoStorage, Order, Source, SystemClock, SystemRandom,
    transport::{Answer, Outcome, Request, Transport, Waker},
};
use nemo_telemetry_core::{
    engine::{Engine, Task},
    life, outcome, policy,
    time::{Mark, Now, Timestamp},
};

use crate::events::Sample;

/// Lines of one batch.
pub(crate) const LINES: u32 = 50;

/// What is measured of a client.
pub(crate) trait Measured {
    /// Takes lines.
    fn enqueue(&mut self, lines: &str);
    /// Makes what is queued due.
    fn flush(&mut self);
    /// Builds the envelope of what is queued and starts its request.
    fn start(&mut self);
    /// Hears that the request was answered, and forgets its events.
    fn settle(&mut self);
    /// Events that the collector took.
    fn delivered(&mut self) -> u32;

    /// Sends whatever is queued.
    fn empty(&mut self) {
        self.flush();
        self.start();
        self.settle();
    }
}

/// Time of `iterations` calls of `each` with `most` of them at a stretch. `before` and `after` a
/// stretch the clock stands still.
pub(crate) fn stretches<M: Measured>(
    client: &mut M,
    iterations: u64,
    most: u64,
    before: impl Fn(&mut M),
    each: impl Fn(&mut M),
    after: impl Fn(&mut M),
) -> Duration {
    let mut total = Duration::ZERO;
    let mut left = iterations;
    while left > 0 {
        let count = left.min(most);
        before(client);
        let start = Instant::now();
        (0..count).for_each(|_| each(client));
        total += start.elapsed();
        after(client);
        left -= count;
    }
    total
}

/// Fifty times the same line.
pub(crate) fn lines(sample: &Sample) -> String {
    vec![sample.line(); LINES as usize].join("\n")
}

/// Core, driven without I/O.
pub(crate) struct Native {
    engine: Engine,
    now: Now,
}

impl Native {
    pub(crate) fn open(sample: &Sample) -> Self {
        let yes = policy::Fact {
            source: policy::Source::Call,
            name: "enabled".into(),
            value: "true".into(),
        };
        let now = Now {
            wall: Timestamp::from_parts(1_795_000_000, 0),
            mark: Mark(0),
        };
        let engine = Engine::open(
            &settings(sample, false),
            &[yes],
            &life::Life::default(),
            now.wall,
            &mut || 4,
        )
        .unwrap();
        checked(Self { engine, now }, sample)
    }
}

impl Measured for Native {
    fn enqueue(&mut self, lines: &str) {
        self.engine.enqueue(lines, self.now);
    }

    fn flush(&mut self) {
        self.engine.flush(self.now);
        self.engine.wake();
    }

    fn start(&mut self) {
        loop {
            match self.engine.next(self.now, &mut || 0) {
                Task::Look => self.engine.looked(),
                Task::Start(request) => {
                    drop(std::hint::black_box(request));
                    self.engine.started(1);
                    return;
                }
                _ => return,
            }
        }
    }

    fn settle(&mut self) {
        let taken = outcome::Answer {
            outcome: outcome::Outcome::Answered,
            status: 200,
            retry_after: String::new(),
            unsure: false,
        };
        self.engine.answered(Some(&taken), self.now, &mut || 4);
        loop {
            match self.engine.next(self.now, &mut || 0) {
                Task::Look => self.engine.looked(),
                Task::Idle | Task::Wait(_) => return,
                _ => {}
            }
        }
    }

    fn delivered(&mut self) -> u32 {
        self.engine.ledger().delivered
    }
}

/// The component in wasmtime, with real clocks and a collector that is not there.
pub(crate) struct Wasm {
    client: Client,
}

impl Wasm {
    pub(crate) fn open(sample: &Sample, audit: bool) -> Self {
        let client = Client::open(
            Component::embedded().unwrap(),
            imports(),
            &settings(sample, audit),
            &[yes()],
            &Life::new(4),
        )
        .unwrap();
        checked(Self { client }, sample)
    }
}

impl Measured for Wasm {
    fn enqueue(&mut self, lines: &str) {
        self.client.enqueue(lines).unwrap();
    }

    fn flush(&mut self) {
        self.client.flush().unwrap();
    }

    fn start(&mut self) {
        while !matches!(self.client.poll().unwrap(), Order::Wait(_) | Order::Done) {
            self.client.tell(&[]).unwrap();
        }
    }

    fn settle(&mut self) {
        self.start();
    }

    fn delivered(&mut self) -> u32 {
        self.client.ledger().unwrap().delivered
    }
}

/// Imports that touch nothing but clocks and random numbers.
pub(crate) fn imports() -> Imports {
    Imports {
        clock: Box::new(SystemClock::default()),
        random: Box::new(SystemRandom),
        transport: Box::new(Sink(0)),
        folder: Box::new(NoStorage),
    }
}

/// The fact that turns a client on.
pub(crate) fn yes() -> Fact {
    Fact {
        source: Source::Call,
        name: "enabled".into(),
        value: "true".into(),
    }
}

/// Settings of a client for the sample's product. With `audit` each body is summed for the audit
/// log.
pub(crate) fn settings(sample: &Sample, audit: bool) -> String {
    let product = sample.product;
    format!(
        r#"{{"product":"{product}","clientVersion":"1.0.0","cpuArchitecture":"x86_64","audit":{audit}}}"#
    )
}

/// Refuses a client that does not do what is measured.
fn checked<M: Measured>(mut client: M, sample: &Sample) -> M {
    client.enqueue(&lines(sample));
    client.empty();
    assert_eq!(client.delivered(), LINES);
    client
}

/// Takes every request at once. It holds the last ticket.
struct Sink(u32);

impl Transport for Sink {
    fn start(&mut self, request: Request) -> u32 {
        drop(std::hint::black_box(request));
        self.0 += 1;
        self.0
    }

    fn poll(&mut self, _: u32) -> Option<Answer> {
        Some(Answer {
            outcome: Outcome::Answered,
            status: 200,
            retry_after: String::new(),
            unsure: false,
        })
    }

    fn cancel(&mut self, _: u32) -> bool {
        false
    }

    fn wait(&mut self, _: Duration) {}

    fn waker(&self) -> Waker {
        Waker::new(|| {})
    }
}
