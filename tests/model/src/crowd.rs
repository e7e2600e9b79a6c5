//! Processes that share a folder: each can be gone between any two changes, trap, fail to write, or find that another one, or a person,
//! does something in the midst of its work.

use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use nemo_telemetry_core::{
    drive::Client,
    ledger::{Ledger, Reason},
    life::Life,
    limits::LOG_BYTES,
};

use crate::{
    disk::{File, Mishap},
    explorer::Explorable,
    letter::Reply,
    world::{Flight, LOG, OLDER_LOG, World, event, number_of, numbers_in},
};

/// Less than these, and a segment is its client's.
const LEASE_MINUTES: u8 = 9;

/// Steps in which a client must be at its end once the server is well.
const MOST_STEPS: u32 = 50;

/// What a process does, or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// It opens a client.
    Open,
    /// It enqueues the next event.
    Enqueue,
    /// It polls.
    Poll,
    /// Its request ends, and it polls.
    Answer(Reply),
    /// It ends at once, in order.
    Close,
    /// Its person says no.
    OptOut,
    /// Nothing more, because it is killed.
    Kill,
    /// Another program stores a no and removes all segments.
    Revoke,
    /// So many minutes pass.
    Pass(u8),
}

/// What happens in the midst of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Twist {
    /// Nothing.
    None,
    /// The folder, or the end of the process.
    Mishap(Mishap),
    /// The instance traps before that change, and another one is opened.
    Trap(u8),
    /// Before the operation of that number, so many minutes pass and the other process acts.
    Ambush(u8, u8, Act),
}

/// Who does what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Happening {
    /// Number of the process.
    pub who: u8,
    /// What it does.
    pub act: Act,
    /// What happens in the midst of it.
    pub twist: Twist,
}

/// What can happen to processes of one folder.
#[derive(Clone, Copy, Debug)]
pub struct Street {
    /// Name in the output.
    pub name: &'static str,
    /// Settings that stand beside the product.
    pub settings: &'static str,
    /// Events at most.
    pub events: u8,
    /// Clients that are opened at most.
    pub opens: u8,
    /// Twists at most.
    pub twists: u8,
    /// How long time passes, and how often at most.
    pub passes: (&'static [u8], u8),
    /// Failed attempts of an event at most.
    pub attempts: u8,
    /// What processes do.
    pub acts: &'static [Act],
    /// What one does in the midst of another's work, and how many minutes after.
    pub ambushes: &'static [(u8, Act)],
    /// Whether processes are killed or trap, and writes fail.
    pub mishaps: bool,
    /// The audit log is about to be rotated.
    pub full_log: bool,
}

const ACTS: &[Act] = &[
    Act::Open,
    Act::Enqueue,
    Act::Poll,
    Act::Answer(Reply::Status(200)),
    Act::Answer(Reply::Status(503)),
    Act::Answer(Reply::Timeout { arrived: true }),
    Act::Close,
    Act::Kill,
];

/// Every street.
pub const STREETS: &[Street] = &[
    Street {
        name: "a folder where processes die",
        settings: r#""audit":false,"flushEvents":1"#,
        events: 2,
        opens: 2,
        twists: 1,
        passes: (&[11], 1),
        attempts: 1,
        acts: &[
            Act::Open,
            Act::Enqueue,
            Act::Poll,
            Act::Answer(Reply::Status(200)),
            Act::Answer(Reply::Timeout { arrived: true }),
            Act::Close,
            Act::Kill,
        ],
        ambushes: &[],
        mishaps: true,
        full_log: false,
    },
    Street {
        name: "a folder that is taken over",
        settings: r#""audit":false,"flushEvents":1"#,
        events: 2,
        opens: 3,
        twists: 1,
        passes: (&[11], 1),
        attempts: 1,
        acts: &[
            Act::Open,
            Act::Enqueue,
            Act::Poll,
            Act::Answer(Reply::Status(200)),
            Act::Close,
        ],
        ambushes: &[],
        mishaps: true,
        full_log: false,
    },
    Street {
        name: "a folder where processes meet",
        settings: r#""audit":false,"flushEvents":1"#,
        events: 2,
        opens: 2,
        twists: 1,
        passes: (&[11], 1),
        attempts: 1,
        acts: ACTS,
        ambushes: &[
            (0, Act::Open),
            (0, Act::Enqueue),
            (0, Act::Poll),
            (0, Act::Close),
            (11, Act::Open),
            (11, Act::Poll),
        ],
        mishaps: false,
        full_log: false,
    },
    Street {
        name: "a folder where leases run out",
        settings: r#""audit":false,"flushIntervalMs":86400000"#,
        events: 1,
        opens: 2,
        twists: 0,
        passes: (&[4, 6, 11], 3),
        attempts: 1,
        acts: ACTS,
        ambushes: &[],
        mishaps: false,
        full_log: false,
    },
    Street {
        name: "a folder of a person who says no",
        settings: r#""audit":false,"flushEvents":1"#,
        events: 2,
        opens: 2,
        twists: 1,
        passes: (&[11], 1),
        attempts: 1,
        acts: &[
            Act::Open,
            Act::Enqueue,
            Act::Poll,
            Act::Answer(Reply::Status(200)),
            Act::Answer(Reply::Timeout { arrived: true }),
            Act::Close,
            Act::OptOut,
            Act::Revoke,
            Act::Kill,
        ],
        ambushes: &[
            (0, Act::OptOut),
            (0, Act::Revoke),
            (0, Act::Enqueue),
            (0, Act::Poll),
        ],
        mishaps: false,
        full_log: false,
    },
    Street {
        name: "a log that is full",
        settings: r#""flushEvents":1"#,
        events: 2,
        opens: 2,
        twists: 1,
        passes: (&[1], 1),
        attempts: 0,
        acts: &[
            Act::Open,
            Act::Enqueue,
            Act::Poll,
            Act::Answer(Reply::Status(200)),
            Act::Close,
            Act::Kill,
        ],
        ambushes: &[
            (0, Act::Enqueue),
            (0, Act::Poll),
            (0, Act::Open),
            (0, Act::Answer(Reply::Status(200))),
        ],
        mishaps: true,
        full_log: true,
    },
];

/// A process with its client.
#[derive(Clone, Debug)]
struct Process {
    client: Client,
    life: Life,
    flight: Option<Flight>,
    /// Events that were ever its own.
    hands: BTreeSet<u16>,
    /// Minutes since it did something.
    idle: u8,
}

/// What is known of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Known {
    accepted: bool,
    /// The server has said what becomes of it, or a ledger has counted it as dropped.
    ended: bool,
    attempts: u8,
}

/// What one act did.
#[derive(Clone, Debug, Default)]
struct Done {
    /// Events that ledgers count as dropped now, and that no answer has refused.
    drops: u32,
    /// A client has lost its segment though it gave signs of life.
    lost_early: bool,
    /// A client has turned itself off.
    turned_off: bool,
    broken: Option<String>,
}

/// A process, or a person, that acts in the midst of another's work.
#[derive(Clone, Debug)]
pub(crate) struct Ambush {
    place: u8,
    minutes: u8,
    act: Act,
    is_sprung: bool,
    settings: String,
    process: Option<Process>,
    known: Vec<Known>,
    next: u8,
    done: Done,
}

impl Ambush {
    pub(crate) fn is_due(&self, place: u8) -> bool {
        !self.is_sprung && place == self.place
    }

    pub(crate) fn spring(&mut self, world: &mut World) {
        self.is_sprung = true;
        pass(world, self.minutes);
        let mut turn = Turn {
            settings: &self.settings,
            slot: &mut self.process,
            known: &mut self.known,
            next: &mut self.next,
            done: Done::default(),
        };
        turn.run(self.act, world);
        self.done = turn.done;
    }
}

fn pass(world: &mut World, minutes: u8) {
    let ms = u64::from(minutes) * 60_000;
    world.advance(ms);
    world.now.wall.0 += i64::from(minutes) * 60_000;
}

/// One process at its work.
struct Turn<'s> {
    settings: &'s str,
    slot: &'s mut Option<Process>,
    known: &'s mut Vec<Known>,
    next: &'s mut u8,
    done: Done,
}

impl Turn<'_> {
    fn run(&mut self, act: Act, world: &mut World) {
        if let Err(message) = self.act(act, world) {
            self.done.broken.get_or_insert(message);
        }
    }

    fn act(&mut self, act: Act, world: &mut World) -> Result<(), String> {
        match act {
            Act::Open => {
                world.flight = None;
                let hands = numbers_in(&world.kept()).into_iter().collect();
                let (client, life) = world.open_client(self.settings)?;
                *self.slot = Some(Process {
                    client,
                    life,
                    flight: None,
                    hands,
                    idle: 0,
                });
            }
            Act::Pass(minutes) => pass(world, minutes),
            Act::Kill => *self.slot = None,
            Act::Revoke => world.revoke(),
            Act::Enqueue | Act::Poll | Act::Answer(_) | Act::Close | Act::OptOut => {}
        }
        let Some(process) = self.slot.as_mut() else {
            return Ok(());
        };
        world.flight = process.flight.take();
        let was_on = process.client.engine().is_on();
        let mut refused = 0;
        match act {
            Act::Enqueue => {
                let number = *self.next;
                *self.next += 1;
                let report = process.client.enqueue(&event(number.into()), world);
                if report.accepted == 1 {
                    process.hands.insert(number.into());
                    known(self.known, number.into())?.accepted = true;
                }
            }
            Act::Poll => drop(world.drive(&mut process.client)?),
            Act::Answer(reply) => {
                let batch = world.under_way().unwrap_or_default().to_vec();
                if reply.arrived() {
                    world.receive();
                } else if !matches!(reply, Reply::Timeout { .. }) {
                    world.is_refused();
                }
                world.reply(&reply.answer());
                for event in &batch {
                    let known = known(self.known, *event)?;
                    known.attempts += u8::from(reply.is_tried_again());
                    known.ended |= !reply.is_tried_again();
                }
                refused = if reply.is_tried_again() || reply.arrived() {
                    0
                } else {
                    batch.len()
                };
                world.drive(&mut process.client)?;
            }
            Act::Close => {
                process.client.close(0, world);
                if world.drive(&mut process.client)?.is_some() {
                    return Err("a client that was closed with no time goes on".into());
                }
            }
            Act::OptOut => {
                process.client.opt_out(world);
                world.drive(&mut process.client)?;
            }
            Act::Open | Act::Kill | Act::Revoke | Act::Pass(_) => {}
        }
        let ledger = process.client.ledger();
        self.done.drops += (dropped(&ledger) - dropped(&process.life.ledger))
            .saturating_sub(u32::try_from(refused).unwrap_or(0));
        self.done.lost_early |= ledger.kept > process.life.ledger.kept
            && act != Act::Close
            && process.idle < LEASE_MINUTES;
        if !matches!(act, Act::Pass(_) | Act::Revoke) {
            process.idle = 0;
        }
        self.done.turned_off |=
            was_on && !process.client.engine().is_on() && world.stored.is_some();
        process.flight = world.flight.take();
        process.look(ledger)?;
        check_requests(world, process)?;
        if act == Act::Close {
            *self.slot = None;
        }
        Ok(())
    }
}

/// What each request must have.
fn check_requests(world: &mut World, process: &Process) -> Result<(), String> {
    let unsure: Vec<u16> = process
        .client
        .engine()
        .unsure()
        .filter_map(number_of)
        .collect();
    for sent in world.take_requests() {
        if !sent.has_looked {
            return Err(format!(
                "a request with events {:?} started without a look at the stored decision",
                sent.events
            ));
        }
        if !sent.is_told && !world.disk.has_failed && world.has_log {
            return Err(format!(
                "a request with events {:?} started, and the audit log does not say so",
                sent.events
            ));
        }
        let still = process.pending();
        if let Some(event) = sent
            .again
            .iter()
            .find(|event| still.contains(event) && !unsure.contains(event))
        {
            return Err(format!(
                "event {event} may have arrived, goes again, and nobody is unsure about it"
            ));
        }
    }
    Ok(())
}

impl Process {
    fn pending(&self) -> Vec<u16> {
        self.client
            .engine()
            .pending()
            .filter_map(number_of)
            .collect()
    }

    /// Looks at the books.
    fn look(&mut self, ledger: Ledger) -> Result<(), String> {
        if !ledger.balances() {
            return Err(format!("the ledger does not balance: {ledger:?}"));
        }
        self.hands
            .extend(self.client.engine().pending().filter_map(number_of));
        let count = |reason| {
            ledger
                .dropped()
                .iter()
                .filter(|(known, _)| *known == reason)
                .map(|(_, count)| count)
                .sum::<u32>()
        };
        // After a trap nobody knows what has become of events whose segment another client has taken; they may come back, as kept ones.
        let unknown = if self.life.traps > 0 {
            count(Reason::Closed) + ledger.kept
        } else {
            0
        };
        let hands = u32::try_from(self.hands.len()).unwrap_or(u32::MAX);
        if ledger.accepted + ledger.recovered - count(Reason::Damaged) - unknown > hands {
            return Err(format!(
                "the ledger counts more than the events {:?}: {ledger:?}",
                self.hands
            ));
        }
        self.life.ledger = ledger;
        Ok(())
    }

    /// Opens another instance after one that has trapped.
    fn reopen(
        mut life: Life,
        mut hands: BTreeSet<u16>,
        settings: &str,
        world: &mut World,
    ) -> Result<Self, String> {
        life.traps += 1;
        hands.extend(numbers_in(&world.kept()));
        let client = world.reopen(settings, &life)?;
        let (before, ledger) = (&life.ledger, client.ledger());
        if ledger.delivered != before.delivered
            || ledger.accepted > before.accepted + 1
            || ledger.accepted < before.accepted
        {
            return Err(format!(
                "the ledger was {before:?}, and after a trap it is {ledger:?}"
            ));
        }
        Ok(Self {
            client,
            life,
            flight: None,
            hands,
            idle: 0,
        })
    }
}

/// Events that are dropped. Damaged lines are none.
fn dropped(ledger: &Ledger) -> u32 {
    ledger
        .dropped()
        .iter()
        .filter(|(reason, _)| *reason != Reason::Damaged)
        .map(|(_, count)| count)
        .sum()
}

fn known(known: &mut [Known], event: u16) -> Result<&mut Known, String> {
    known
        .get_mut(usize::from(event))
        .ok_or_else(|| format!("event {event} is none of ours"))
}

/// Processes of a folder, with what is known of their events.
#[derive(Clone, Debug)]
pub struct Crowd {
    street: &'static Street,
    world: World,
    slots: [Option<Process>; 2],
    known: Vec<Known>,
    next: u8,
    opens: u8,
    twists: u8,
    passes: u8,
    /// A write has failed: events may be in memory only.
    has_failed: bool,
    /// A process has slept in the midst of its work: it goes on with the time from before, to which the signs of life of others are wrong.
    has_slept: bool,
}

impl Crowd {
    /// A folder without processes.
    #[must_use]
    pub fn new(street: &'static Street, events: u8) -> Self {
        let events = usize::from(street.events.min(events));
        let mut world = World::new(events);
        world.has_log = street.full_log;
        if street.full_log {
            let file = File {
                hidden: LOG_BYTES - 100,
                text: String::new(),
                touched: world.now.wall.0,
            };
            world.disk.files.insert(LOG.into(), file);
        }
        Self {
            street,
            world,
            slots: [None, None],
            known: vec![Known::default(); events],
            next: 0,
            opens: 0,
            twists: 0,
            passes: 0,
            has_failed: false,
            has_slept: false,
        }
    }

    fn settings(&self) -> String {
        format!(
            r#"{{"product":"anonymizer","sessionId":"s","outbox":true,"patienceMs":0,{}}}"#,
            self.street.settings
        )
    }

    fn slot(&self, who: u8) -> Option<&Process> {
        self.slots.get(usize::from(who)).and_then(Option::as_ref)
    }

    fn can(&self, who: u8, act: Act) -> bool {
        let process = self.slot(who);
        let is_on = process.is_some_and(|process| process.client.engine().is_on());
        match act {
            // The second process comes after the first, or both are alike.
            Act::Open => {
                process.is_none()
                    && self.opens < self.street.opens
                    && (who == 0 || self.slot(0).is_some())
            }
            Act::Enqueue => is_on && usize::from(self.next) < self.known.len(),
            Act::Poll | Act::Kill => process.is_some(),
            Act::Close => process.is_some_and(|process| !process.client.engine().is_closed()),
            Act::OptOut => is_on,
            Act::Revoke => who == 0 && self.world.stored.is_none(),
            Act::Pass(_) => who == 0 && self.passes < self.street.passes.1,
            Act::Answer(reply) => process
                .and_then(|process| process.flight.as_ref())
                .is_some_and(|flight| {
                    let tried = |event: &u16| {
                        self.known
                            .get(usize::from(*event))
                            .map_or(0, |known| known.attempts)
                    };
                    !reply.is_tried_again()
                        || flight
                            .events
                            .iter()
                            .all(|event| tried(event) < self.street.attempts)
                }),
        }
    }

    /// Operations and changes of an act, if it is let alone.
    fn measure(&self, who: u8, act: Act) -> (u8, u8) {
        let mut copy = self.clone();
        copy.world.happens(None);
        let settings = copy.settings();
        if let Some(slot) = copy.slots.get_mut(usize::from(who)) {
            let mut turn = Turn {
                settings: &settings,
                slot,
                known: &mut copy.known,
                next: &mut copy.next,
                done: Done::default(),
            };
            turn.run(act, &mut copy.world);
        }
        (copy.world.operations, copy.world.disk.changes())
    }

    fn twists(&self, who: u8, act: Act) -> Vec<Twist> {
        let mut twists = vec![Twist::None];
        if self.twists >= self.street.twists
            || matches!(act, Act::Pass(_) | Act::Revoke | Act::Kill)
        {
            return twists;
        }
        let (operations, changes) = self.measure(who, act);
        if self.street.mishaps {
            twists.extend((0..=changes).map(|after| Twist::Mishap(Mishap::Gone(after))));
            twists.extend((0..changes).map(|place| Twist::Mishap(Mishap::Fails(place))));
            twists.extend((0..changes).map(|place| Twist::Mishap(Mishap::Cut(place))));
            if act != Act::Close {
                twists.extend((0..=changes).map(Twist::Trap));
            }
        }
        let other = 1 - who;
        for (minutes, ambush) in self
            .street
            .ambushes
            .iter()
            .filter(|(_, ambush)| self.can(other, *ambush))
        {
            // Nobody enqueues the same event twice.
            if act != Act::Enqueue || *ambush != Act::Enqueue {
                twists.extend((0..operations).map(|place| Twist::Ambush(place, *minutes, *ambush)));
            }
        }
        twists
    }

    /// Whether an event is where another process finds it, or where nothing but its own has it after a failed write.
    fn is_in_place(&self, event: u16) -> bool {
        let has = |process: &Process| process.pending().contains(&event);
        self.world.keeps(event) || self.has_failed && self.slots.iter().flatten().any(has)
    }

    fn run(&mut self, who: u8, act: Act, twist: Twist) -> Result<Done, String> {
        let settings = self.settings();
        let mishap = match twist {
            Twist::Mishap(mishap) => Some(mishap),
            Twist::Trap(after) => Some(Mishap::Gone(after)),
            Twist::None | Twist::Ambush(..) => None,
        };
        self.world.happens(mishap);
        let other = usize::from(1 - who);
        if let Twist::Ambush(place, minutes, act) = twist {
            self.has_slept |= minutes > 0;
            self.slots
                .iter_mut()
                .flatten()
                .for_each(|process| process.idle += minutes);
            self.world.ambush = Some(Box::new(Ambush {
                place,
                minutes,
                act,
                is_sprung: false,
                settings: settings.clone(),
                process: self.slots.get_mut(other).and_then(Option::take),
                known: self.known.clone(),
                next: self.next,
                done: Done::default(),
            }));
        }
        let mut slot = self.slots.get_mut(usize::from(who)).and_then(Option::take);
        let before = slot.clone();
        let is_enqueue = act == Act::Enqueue;
        let mut turn = Turn {
            settings: &settings,
            slot: &mut slot,
            known: &mut self.known,
            next: &mut self.next,
            done: Done::default(),
        };
        let survived = self.world.survive(|world| {
            turn.run(act, world);
            // One that is to be gone after its last change is gone here.
            world
                .disk
                .mishap
                .is_none_or(|mishap| !matches!(mishap, Mishap::Gone(_)))
        });
        let mut done = turn.done;
        if let Some(ambush) = self.world.ambush.take() {
            self.join(*ambush, other, &mut done);
        }
        // One that sleeps in the midst of keeping an event, and has lost its segment meanwhile, has the event in memory only.
        self.has_failed |=
            self.world.disk.has_failed || is_enqueue && matches!(twist, Twist::Ambush(_, 1.., _));
        self.world.flight = None;
        if survived == Some(true) {
            if let Some(slot_of) = self.slots.get_mut(usize::from(who)) {
                *slot_of = slot;
            }
            return Ok(done);
        }
        self.world.take_requests();
        self.world.happens(None);
        done = Done {
            broken: done.broken,
            ..Done::default()
        };
        let newest = u16::from(self.next) - u16::from(is_enqueue);
        if is_enqueue {
            known(&mut self.known, newest)?.accepted = self.world.keeps(newest);
        }
        if matches!(twist, Twist::Trap(_)) {
            self.trap(who, before, is_enqueue.then_some(newest), &mut done)?;
        }
        Ok(done)
    }

    /// The instance has trapped: its host opens another.
    fn trap(
        &mut self,
        who: u8,
        before: Option<Process>,
        newest: Option<u16>,
        done: &mut Done,
    ) -> Result<(), String> {
        let settings = self.settings();
        // Without one, the first instance of a client trapped when it was opened.
        let life = before
            .as_ref()
            .map_or_else(|| self.world.newest_life(), |process| process.life.clone());
        let seen = life.ledger.clone();
        let hands = before.map(|process| process.hands).unwrap_or_default();
        let mut process = Process::reopen(life, hands, &settings, &mut self.world)?;
        let ledger = process.client.ledger();
        if let Some(newest) = newest
            && self.world.keeps(newest) != (ledger.accepted > seen.accepted)
        {
            return Err(format!(
                "event {newest} was enqueued in a call that trapped; the ledger says {ledger:?}"
            ));
        }
        process.hands.extend(newest);
        done.drops += dropped(&ledger) - dropped(&seen);
        process.look(ledger)?;
        if let Some(slot) = self.slots.get_mut(usize::from(who)) {
            *slot = Some(process);
        }
        Ok(())
    }

    /// What became of one that acted in the midst.
    fn join(&mut self, ambush: Ambush, other: usize, done: &mut Done) {
        for (mine, theirs) in self.known.iter_mut().zip(&ambush.known) {
            mine.accepted |= theirs.accepted;
            mine.ended |= theirs.ended;
            mine.attempts = mine.attempts.max(theirs.attempts);
        }
        self.next = self.next.max(ambush.next);
        done.drops += ambush.done.drops;
        if done.broken.is_none() {
            done.broken = ambush.done.broken;
        }
        if ambush.is_sprung {
            self.opens += u8::from(ambush.act == Act::Open);
        }
        if let Some(slot) = self.slots.get_mut(other) {
            *slot = ambush.process;
        }
    }

    /// What must hold after everything that happens.
    fn check(&mut self, twist: Twist, done: &Done) -> Result<(), String> {
        if let Some(message) = &done.broken {
            return Err(message.clone());
        }
        if done.turned_off && twist == Twist::None && !self.world.kept().is_empty() {
            return Err("a no was heard, and segments are left".into());
        }
        self.check_log()?;
        if done.lost_early && !self.has_failed && !self.has_slept && self.world.stored.is_none() {
            return Err("a client has lost its segment, and its lease had not run out".into());
        }
        if self.world.stored.is_some() {
            // What is thrown away is in no place.
            self.known.iter_mut().for_each(|known| known.ended = true);
            return Ok(());
        }
        let lost = |event: &u16| {
            let known = self
                .known
                .get(usize::from(*event))
                .copied()
                .unwrap_or_default();
            known.accepted && !known.ended && !self.is_in_place(*event)
        };
        let lost: Vec<u16> = (0_u16..).take(self.known.len()).filter(lost).collect();
        let is_excused =
            self.has_failed && matches!(twist, Twist::Mishap(_) | Twist::Trap(_) | Twist::None);
        let count = u32::try_from(lost.len()).unwrap_or(u32::MAX);
        if count > done.drops && !is_excused {
            return Err(format!("events {lost:?} are nowhere"));
        }
        if count < done.drops && !self.has_failed && !matches!(twist, Twist::Trap(_)) {
            return Err(format!(
                "{} events were counted as dropped, and {lost:?} are gone",
                done.drops
            ));
        }
        for event in lost {
            known(&mut self.known, event)?.ended = true;
        }
        Ok(())
    }

    /// Every line that the log took is in it, or in the file before.
    fn check_log(&self) -> Result<(), String> {
        let files = || {
            [LOG, OLDER_LOG]
                .into_iter()
                .filter_map(|name| self.world.disk.files.get(name))
        };
        if let Some(line) = self
            .world
            .lines
            .iter()
            .find(|line| !files().any(|file| file.text.lines().any(|found| found == *line)))
        {
            return Err(format!("the audit log has lost a line: {line}"));
        }
        if self.street.full_log && !files().any(|file| file.hidden > 0) {
            return Err("the audit log has lost its older lines".into());
        }
        Ok(())
    }
}

impl Explorable for Crowd {
    type Letter = Happening;

    fn letters(&self) -> Vec<Happening> {
        let passes = self
            .street
            .passes
            .0
            .iter()
            .map(|minutes| Act::Pass(*minutes));
        let acts: Vec<Act> = self.street.acts.iter().copied().chain(passes).collect();
        let mut letters = Vec::new();
        for who in [0, 1] {
            for act in acts.iter().copied().filter(|act| self.can(who, *act)) {
                letters.extend(self.twists(who, act).into_iter().map(|twist| Happening {
                    who,
                    act,
                    twist,
                }));
            }
        }
        letters
    }

    fn step(&mut self, Happening { who, act, twist }: Happening) -> Result<(), String> {
        self.opens += u8::from(act == Act::Open);
        if let Act::Pass(minutes) = act {
            self.slots
                .iter_mut()
                .flatten()
                .for_each(|process| process.idle += minutes);
        }
        self.passes += u8::from(matches!(act, Act::Pass(_)));
        self.twists += u8::from(twist != Twist::None);
        let done = self.run(who, act, twist)?;
        self.check(twist, &done)
    }

    fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for slot in &self.slots {
            let now = self.world.now();
            slot.is_some().hash(&mut hasher);
            if let Some(process) = slot {
                process.client.fingerprint(now, &mut hasher);
                (
                    process.life.traps,
                    process.life.ledger.pending,
                    &process.flight,
                    process.idle,
                )
                    .hash(&mut hasher);
            }
        }
        self.world.fingerprint(&mut hasher);
        for (known, (exposed, received)) in self
            .known
            .iter()
            .zip(self.world.exposed.iter().zip(&self.world.received))
        {
            (known.ended, known.accepted).hash(&mut hasher);
            if !known.ended {
                (known.attempts, *exposed > 0, *received > 0).hash(&mut hasher);
            }
        }
        (
            self.next,
            self.opens,
            self.twists,
            self.passes,
            self.has_failed,
            self.has_slept,
            &self.world.unmarked,
        )
            .hash(&mut hasher);
        hasher.finish()
    }

    fn recover(mut self) -> Result<(), String> {
        self.world.happens(None);
        self.slots = [None, None];
        let settings = self.settings();
        for _ in 0..4 {
            self.world.crash();
            let (client, life) = self.world.open_client(&settings)?;
            let mut process = Process {
                client,
                life,
                flight: None,
                hands: BTreeSet::new(),
                idle: 0,
            };
            process.client.flush(&mut self.world);
            for _ in 0..MOST_STEPS {
                let wait = self.world.drive(&mut process.client)?;
                check_requests(&mut self.world, &process)?;
                if self.world.under_way().is_some() {
                    self.world.receive();
                    self.world.reply(&Reply::Status(200).answer());
                } else if let Some(ms) = wait {
                    self.world.advance(ms.into());
                } else {
                    break;
                }
            }
            process.client.close(0, &mut self.world);
            self.world.drive(&mut process.client)?;
        }
        let missing = |event: &u16| {
            let known = self
                .known
                .get(usize::from(*event))
                .copied()
                .unwrap_or_default();
            let received = self
                .world
                .received
                .get(usize::from(*event))
                .copied()
                .unwrap_or_default();
            known.accepted && !known.ended && received == 0
        };
        let missing: Vec<u16> = (0_u16..).take(self.known.len()).filter(missing).collect();
        let left = numbers_in(&self.world.kept());
        if self.world.stored.is_none()
            && !(left.is_empty() && (missing.is_empty() || self.has_failed))
        {
            return Err(format!(
                "the server is well; events {missing:?} never arrived, and {left:?} are still kept"
            ));
        }
        Ok(())
    }
}
