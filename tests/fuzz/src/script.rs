//! A client's life, one letter a step. Whatever happens, no event is lost track of.

use std::collections::{BTreeMap, BTreeSet};

use nemo_telemetry_core::{
    drive::Client,
    ledger::Ledger,
    outcome::{Answer, Outcome},
    time::{Mark, Now, Timestamp},
};

use crate::world::{World, ok, open, poll};

/// 2026-01-01T00:00:00Z.
const START: Now = Now {
    wall: Timestamp(1_767_225_600_000),
    mark: Mark(0),
};

/// Steps beyond these are not taken.
const MOST_STEPS: usize = 400;

/// Lives a life. The low five bits of the first byte are settings, from bit 0 on: an outbox,
/// refusal when the queue is full, a queue of four, batches of two, heartbeats. Those of each
/// further byte are a step; a letter stands for its number in the alphabet:
///
/// | letter | step | letter | step |
/// | --- | --- | --- | --- |
/// | e, v | enqueue one event; of another wire version | p | poll; every other byte, too |
/// | g, b | enqueue a large event; a line that is none | f | flush |
/// | a, m, d | half a second, two minutes, a day pass | c | close within two seconds |
/// | w | as much time passes as the last poll said | x | opt out |
/// | j, k | the wall clock jumps forward, back | q | the process ends at once, and another starts |
/// | o, r, s, z | an answer: 200, 400, 413, 302 | n | the outbox can be written no more, or again |
/// | t, u | an answer: 429 with `Retry-After`, 503 | h, l | no answer: denied, unreachable |
/// | i, y | no answer in time; the host has lost the request | | |
///
/// After each step the books balance; after the last a server that takes everything gets
/// everything.
///
/// # Panics
/// A property does not hold.
pub fn check(bytes: &[u8]) {
    let Some((settings, steps)) = bytes.split_first() else {
        return;
    };
    let mut life = Life::new(settings & 31);
    for step in steps.iter().take(MOST_STEPS) {
        life.step(step & 31);
        life.audit();
    }
    life.end();
}

struct Life {
    settings: String,
    outbox: bool,
    client: Client,
    world: World,
    /// Number of the next event, which is in its text.
    next: u32,
    jumps: i64,
    wake: u64,
    closed: bool,
    /// Events that `enqueue` took, in every process.
    accepted: BTreeSet<u32>,
    /// Those that may have reached the server.
    received: BTreeSet<u32>,
    /// Events that the ledgers of processes that have ended count as dropped.
    dropped: u32,
    /// The outbox failed, so events may be lost, repeated and out of order when a process ends.
    unreliable: bool,
}

impl Life {
    fn new(bits: u8) -> Self {
        let bit = |place: u8| bits >> place & 1 == 1;
        let settings = format!(
            r#"{{"product":"guardrails","sessionId":"s","guard":"off","outbox":{},"overflow":"{}","queueEvents":{},"batchEvents":{},"retries":3,"heartbeatIntervalMs":{}}}"#,
            bit(0),
            if bit(1) { "refuse" } else { "drop-oldest" },
            if bit(2) { 4 } else { 1000 },
            if bit(3) { 2 } else { 1000 },
            if bit(4) { 10_000 } else { 0 },
        );
        let mut world = World::new(START);
        let client = open(&settings, &mut world);
        Self {
            settings,
            outbox: bit(0),
            client,
            world,
            next: 0,
            jumps: 0,
            wake: 0,
            closed: false,
            accepted: BTreeSet::new(),
            received: BTreeSet::new(),
            dropped: 0,
            unreliable: false,
        }
    }

    fn step(&mut self, step: u8) {
        self.world.turn();
        let answered = |status| Answer { status, ..ok() };
        let unanswered = |outcome, unsure| Answer {
            outcome,
            status: 0,
            retry_after: String::new(),
            unsure,
        };
        match b'`' + step {
            b'a' => self.world.advance(500),
            b'b' => {
                let report = self.client.enqueue(
                    r#"{"event":"nat_cli_command","parameters":{"command":"#,
                    &mut self.world,
                );
                assert_eq!(report.accepted, 0);
            }
            b'c' => self.close(),
            b'd' => self.world.advance(24 * 3_600_000),
            b'e' => self.enqueue(&format!(
                r#"{{"event":"guardrails_usage_event","parameters":{{"platform":"{}"}}}}"#,
                self.next
            )),
            b'f' => self.client.flush(&mut self.world),
            b'g' => self.command(50_000),
            b'h' => self.world.answer(unanswered(Outcome::Denied, false)),
            b'i' => self.world.answer(unanswered(Outcome::Timeout, true)),
            b'j' => self.jump(1),
            b'k' => self.jump(-30),
            b'l' => self.world.answer(unanswered(Outcome::Unreachable, false)),
            b'm' => self.world.advance(120_000),
            b'n' => {
                self.world.storage = !self.world.storage;
                self.unreliable = true;
            }
            b'o' => self.world.answer(ok()),
            b'q' => self.crash(),
            b'r' => self.world.answer(answered(400)),
            b's' => self.world.answer(answered(413)),
            b't' => self.world.answer(Answer {
                retry_after: "7".into(),
                ..answered(429)
            }),
            b'u' => self.world.answer(answered(503)),
            b'v' => self.command(1),
            b'w' => self.world.advance(self.wake),
            b'x' => {
                self.world.may_start = false;
                // What earlier processes left goes, too, and no ledger has it.
                self.dropped +=
                    u32::try_from(self.world.lines_of_others().count()).expect("few lines");
                self.client.opt_out(&mut self.world);
            }
            b'y' => self.world.answer(unanswered(Outcome::Failed, true)),
            b'z' => self.world.answer(answered(302)),
            _ => self.wake = poll(&mut self.client, &mut self.world).unwrap_or(0),
        }
    }

    /// Enqueues a command whose name has that many digits at least.
    fn command(&mut self, digits: usize) {
        let parameters = format!(
            r#"{{"command":"{:0digits$}","taskStatus":"success","pythonVersion":"3"}}"#,
            self.next
        );
        self.enqueue(&format!(
            r#"{{"event":"nat_cli_command","parameters":{parameters}}}"#
        ));
    }

    fn enqueue(&mut self, line: &str) {
        let report = self.client.enqueue(line, &mut self.world);
        assert_eq!(
            report.accepted as usize + report.ignored as usize + report.rejected.len(),
            1
        );
        if report.accepted == 1 {
            assert!(
                self.world.may_start && !self.closed,
                "an event is taken after the end"
            );
            self.accepted.insert(self.next);
        }
        self.next += 1;
    }

    fn jump(&mut self, days: i64) {
        // To an instant that never was: an event's text has its instant, and no two heartbeats may
        // have one text.
        self.jumps += 1;
        self.world.now.wall.0 += days * 24 * 3_600_000 + self.jumps;
    }

    fn close(&mut self) {
        self.client.close(2_000, &mut self.world);
        self.closed = true;
    }

    fn crash(&mut self) {
        self.unreliable |= !self.outbox && self.client.ledger().pending > 0;
        // What was under way may have arrived.
        self.world.answer(Answer {
            unsure: true,
            ..ok()
        });
        self.note();
        self.dropped += dropped(&self.client.ledger());
        self.world.crash();
        self.world.may_start = true;
        self.closed = false;
        self.client = open(&self.settings, &mut self.world);
    }

    /// Remembers which events may have reached the server.
    fn note(&mut self) {
        self.received
            .extend(self.world.received.iter().map(|event| number(event)));
    }

    /// What holds at any instant.
    fn audit(&self) {
        let ledger = self.client.ledger();
        assert!(ledger.balances(), "{ledger:?}");
        let received = u32::try_from(self.world.received.len()).expect("few events");
        assert!(
            ledger.delivered <= received,
            "{ledger:?} {received} received"
        );
        // The answer to a request under way, and the end of a cancelled one, are not in the ledger
        // before the next poll.
        let under_way = self.world.sent.last().map_or(0, Vec::len);
        assert!(
            received as usize <= (ledger.delivered + ledger.unsure) as usize + under_way,
            "{ledger:?} {received} received"
        );
        self.order();
    }

    /// Events of one wire version start in the order in which they were accepted. A heartbeat
    /// repeats an event, and where there is an outbox, a batch that rests lets others pass.
    fn order(&self) {
        if self.unreliable || self.outbox {
            return;
        }
        let mut last = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for event in self
            .world
            .sent
            .iter()
            .flatten()
            .filter(|event| !event.contains(r#""event":"heartbeat""#))
        {
            let number = number(event);
            if seen.insert(number) {
                let before = last.insert(event.contains("nat_cli_command"), number);
                assert!(
                    before.is_none_or(|before| before < number),
                    "{number} after {before:?}"
                );
            }
        }
    }

    /// The server takes everything from now on, and the client ends.
    fn end(&mut self) {
        self.world.storage = true;
        self.world.answer(ok());
        if self.closed {
            self.world.turn();
            while let Some(wake) = poll(&mut self.client, &mut self.world) {
                self.world.answer(ok());
                self.world.advance(wake.max(1));
            }
        } else {
            self.world.serve(&mut self.client);
        }
        self.audit();
        let ledger = self.client.ledger();
        assert_eq!(ledger.pending, 0, "{ledger:?}");
        let received = u32::try_from(self.world.received.len()).expect("few events");
        assert!(
            received <= ledger.delivered + ledger.unsure,
            "{ledger:?} {received} received"
        );
        self.note();
        if !self.unreliable {
            let left: BTreeSet<_> = self.world.lines().map(number).collect();
            let missing = self
                .accepted
                .iter()
                .filter(|event| !self.received.contains(event) && !left.contains(event))
                .count();
            assert!(
                missing <= (self.dropped + dropped(&ledger)) as usize,
                "{missing} events are lost: {ledger:?}"
            );
        }
    }
}

fn dropped(ledger: &Ledger) -> u32 {
    ledger.dropped().iter().map(|(_, count)| count).sum()
}

/// The number of an event that a life has made.
fn number(event: &str) -> u32 {
    let digits = |name: &str| {
        event
            .split_once(name)
            .and_then(|(_, rest)| rest.split('"').next())
    };
    let digits = digits(r#""platform":""#)
        .or_else(|| digits(r#""command":""#))
        .expect("a number in each event");
    digits.parse().expect("a number")
}
