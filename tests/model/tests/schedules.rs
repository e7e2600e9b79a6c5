//! Random lives of clients with hundreds of events, against a server that counts what it receives.

use nemo_telemetry_core::{drive::Client, ledger::Ledger};
use nemo_telemetry_model::{Reply, World, event};
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{FileFailurePersistence, RngSeed},
};

/// Something that happens.
#[derive(Clone, Copy, Debug)]
enum Step {
    Enqueue(u16),
    Poll,
    Wait(u32),
    Flush,
    Answer(Reply),
    Crash(bool),
    Disk(bool),
}

fn reply() -> impl Strategy<Value = Reply> {
    // A server that is well is as likely as one that is not, or nothing would ever be delivered.
    prop_oneof![Just(Reply::Status(200)), select(Reply::ALL.to_vec())]
}

fn step(crashes: bool, full_disks: bool) -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (1..40_u16).prop_map(Step::Enqueue),
        6 => Just(Step::Poll),
        4 => (1..5_000_u32).prop_map(Step::Wait),
        2 => Just(Step::Flush),
        12 => reply().prop_map(Step::Answer),
        u32::from(crashes) => any::<bool>().prop_map(Step::Crash),
        u32::from(full_disks) * 2 => any::<bool>().prop_map(Step::Disk),
    ]
}

fn settings() -> impl Strategy<Value = String> {
    (1..60_u16, 1..60_u16, 1..80_u16, 0..4_u8, any::<bool>()).prop_map(|(flush, batch, queue, retries, refuse)| {
        let overflow = if refuse { "refuse" } else { "drop-oldest" };
        format!(
            r#"{{"product":"anonymizer","sessionId":"s","outbox":true,"flushEvents":{flush},"batchEvents":{batch},"queueEvents":{queue},"retries":{retries},"overflow":"{overflow}"}}"#
        )
    })
}

/// A client, its world, and what its predecessors counted.
struct Life {
    settings: String,
    client: Client,
    world: World,
    next: u16,
    /// Ledgers of the processes that crashed.
    gone: Vec<Ledger>,
}

/// Events of a life at most.
const EVENTS: u16 = 1_000;

impl Life {
    fn new(settings: String) -> Self {
        let mut world = World::new(EVENTS.into());
        let client = world.open(&settings).expect("the settings are right");
        Self {
            settings,
            client,
            world,
            next: 0,
            gone: Vec::new(),
        }
    }

    fn step(&mut self, step: Step) -> Result<(), TestCaseError> {
        match step {
            Step::Enqueue(count) => {
                let numbers = self.next..EVENTS.min(self.next + count);
                self.next = numbers.end;
                let lines: Vec<String> = numbers.map(event).collect();
                self.client.enqueue(&lines.join("\n"), &mut self.world);
            }
            Step::Poll => self.poll(),
            Step::Wait(ms) => {
                self.world.advance(ms.into());
                self.poll();
            }
            Step::Flush => self.client.flush(&mut self.world),
            Step::Answer(reply) => {
                if self.world.under_way().is_some() {
                    if matches!(reply, Reply::Status(200) | Reply::Timeout { arrived: true }) {
                        self.world.receive();
                    }
                    self.world.reply(&reply.answer());
                }
                self.poll();
            }
            Step::Crash(arrived) => {
                if arrived {
                    self.world.receive();
                }
                let ledger = self.client.ledger();
                let left = ledger.pending;
                self.gone.push(ledger);
                self.world.crash();
                self.client = self
                    .world
                    .open(&self.settings)
                    .expect("the settings are right");
                prop_assert_eq!(self.client.ledger().recovered, left);
            }
            Step::Disk(works) => self.world.set_disk(works),
        }
        self.check()
    }

    fn poll(&mut self) {
        self.world.drive(&mut self.client).expect("orders end");
    }

    fn sum(&self, count: impl Fn(&Ledger) -> u32) -> u32 {
        self.gone.iter().map(&count).sum::<u32>() + count(&self.client.ledger())
    }

    fn check(&self) -> Result<(), TestCaseError> {
        prop_assert!(
            self.client.ledger().balances(),
            "{:?}",
            self.client.ledger()
        );
        let delivered = self.sum(|ledger| ledger.delivered);
        let unsure = self.sum(|ledger| ledger.unsure);
        let distinct = self.world.distinct();
        // What a crash interrupts is counted as unsure by the next process; what is under way may have arrived already.
        prop_assert!(
            delivered <= distinct && distinct <= delivered + unsure,
            "{delivered} {distinct} {unsure}"
        );
        Ok(())
    }

    /// The server is well from now on: all that waits is delivered.
    fn recover(&mut self) -> Result<(), TestCaseError> {
        self.world.set_disk(true);
        self.client.flush(&mut self.world);
        for _ in 0..10_000 {
            match self.world.drive(&mut self.client).expect("orders end") {
                None => break,
                Some(_) if self.world.under_way().is_some() => {
                    self.step(Step::Answer(Reply::Status(200)))?;
                }
                Some(ms) => self.world.advance(ms.into()),
            }
        }
        self.check()?;
        let ledger = self.client.ledger();
        prop_assert_eq!(ledger.pending, 0);
        let accepted = self.sum(|ledger| ledger.accepted);
        let dropped = self.sum(|ledger| ledger.dropped().iter().map(|(_, count)| count).sum());
        prop_assert_eq!(accepted, self.sum(|ledger| ledger.delivered) + dropped);
        Ok(())
    }
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 256,
        rng_seed: RngSeed::Fixed(20_260_101),
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_server_has_received_what_is_delivered_and_no_more_than_is_unsure(
        settings in settings(),
        steps in vec(step(true, false), 1..300),
    ) {
        let mut life = Life::new(settings);
        for step in steps {
            life.step(step)?;
        }
        life.recover()?;
        prop_assert_eq!(life.world.kept(), "");
    }

    #[test]
    fn a_disk_that_is_full_now_and_then_loses_nothing_while_the_process_lives(
        settings in settings(),
        steps in vec(step(false, true), 1..300),
    ) {
        let mut life = Life::new(settings);
        for step in steps {
            life.step(step)?;
        }
        life.recover()?;
        prop_assert_eq!(life.world.kept(), "");
    }
}
