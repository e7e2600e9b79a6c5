//! The life of a client, without I/O: clocks, randomness and outcomes are arguments, and what to do
//! next is a value.
//!
//! A driver calls [`Engine::wake`], then [`Engine::next`] until it says [`Task::Wait`] or
//! [`Task::Idle`], does each task, and hands back what came of it. One request is under way at a
//! time, so events of one key arrive in the order they were accepted.

#[cfg(feature = "model")]
mod fingerprint;
mod heartbeat;
mod log;
mod rest;
mod settle;
mod store;

use alloc::{collections::VecDeque, format, string::String, vec::Vec};

use crate::{
    audit::{Digest, Ending},
    definition::{Meaning, Product},
    envelope,
    guard::{self, Guard, Mode},
    json,
    ledger::{self, Ledger, Reason},
    life::Life,
    limits::{MAX_AGE, MAX_BODY, MAX_QUEUE, MAX_TEXT, TICKET_GRACE},
    line::{self, Line},
    outbox,
    outcome::Answer,
    policy::{self, Decision, Fact, State},
    problem::{Code, Problem},
    queue::{Event, Key, Queue},
    session::Session,
    settings::Settings,
    sink::Sink,
    time::{Mark, Now, Timestamp},
    validate::Fill,
};

use heartbeat::Heartbeat;
use log::Log;
use rest::Resting;
pub use store::Keep;
use store::Store;

/// What a driver does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Start this request, then call [`Engine::started`].
    Start(Request),
    /// Ask for the answer to this ticket, then call [`Engine::answered`].
    Ask(u32),
    /// Give this ticket up, then call [`Engine::given_up`].
    Cancel(u32),
    /// Put these lines in place of the own segment of the outbox, then call [`Engine::replaced`].
    Replace(String),
    /// Add this line to the audit log.
    Audit(String),
    /// Add this line to the product's own file of usage stats.
    UsageStats(String),
    /// Look at the stored decision again, then call [`Engine::looked`]: something is about to
    /// leave, or was kept.
    Look,
    /// Nothing for that many milliseconds, unless a ticket is answered.
    Wait(u32),
    /// Nothing at all.
    Idle,
}

/// A POST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Absolute address.
    pub url: String,
    /// JSON text.
    pub body: String,
    /// Total time in milliseconds.
    pub timeout_ms: u32,
}

/// What became of the lines given to [`Engine::enqueue`].
#[derive(Debug, Default)]
pub struct Report {
    /// Lines that are events now.
    pub accepted: u32,
    /// Lines that were not looked at.
    pub ignored: u32,
    /// Lines with problems, by number from 1.
    pub rejected: Vec<(u32, Vec<Problem>)>,
    /// Lines for the own segment of the outbox. Unless there are none, hand them over, then call
    /// [`Engine::kept`].
    pub keep: Keep,
}

impl Report {
    /// The report of a client that takes nothing.
    #[must_use]
    pub fn ignoring(text: &str) -> Self {
        let mut report = Self::default();
        ledger::add(
            &mut report.ignored,
            text.split('\n').filter(|line| !is_blank(line)).count(),
        );
        report
    }
}

/// Which request is under way, or why none is.
#[derive(Clone, Debug)]
enum Turn {
    Free,
    /// A batch waits for its next attempt.
    Paused {
        batch: Vec<Event>,
        until: Mark,
        by_server: bool,
    },
    /// A batch is under way.
    Flying {
        batch: Vec<Event>,
        ticket: Option<u32>,
        deadline: Mark,
        /// Of its body; none: the audit log does not tell of it, or has told its end.
        digest: Option<Digest>,
        /// It was given up; whether bytes may have left.
        given_up: Option<bool>,
    },
}

impl Turn {
    fn events(&self) -> &[Event] {
        match self {
            Self::Free => &[],
            Self::Paused { batch, .. } | Self::Flying { batch, .. } => batch,
        }
    }

    fn into_events(self) -> Vec<Event> {
        match self {
            Self::Free => Vec::new(),
            Self::Paused { batch, .. } | Self::Flying { batch, .. } => batch,
        }
    }
}

/// What one `enqueue` gathers.
#[derive(Default)]
struct Intake {
    /// Lines of the accepted events for the outbox, as long as no older event had to go for them.
    lines: String,
    /// Bytes of the events that wait outside the queue.
    held: usize,
    /// Older events had to go.
    dropped: bool,
}

/// A client.
#[derive(Clone, Debug)]
pub struct Engine {
    settings: Settings,
    decision: Decision,
    session: Session,
    keys: Vec<Key>,
    /// What the keys of this client's own events have in common.
    own_key: Key,
    /// None: it is off.
    guard: Option<Guard>,
    /// JSON of the deployment type that the facts name; empty for none.
    deployment_type: String,
    queue: Queue,
    /// Parts of batches that were too large, the next one last.
    parts: Vec<Vec<Event>>,
    /// Batches that the outbox keeps and that are tried again much later, the next one first.
    resting: Vec<Resting>,
    turn: Turn,
    /// When the queue has to go.
    due: Option<Mark>,
    close_at: Option<Mark>,
    closed: bool,
    /// Whether the ticket was asked for since the last [`Engine::wake`].
    asked: bool,
    todo: VecDeque<Task>,
    log: Log,
    store: Store,
    heartbeat: Heartbeat,
    /// Beginning of the ids of this client's events; empty where there is no outbox.
    token: String,
    /// The stored decision was looked at since the last [`Engine::rest`].
    looked: bool,
    /// Something was kept since the stored decision was looked at.
    must_look: bool,
    ledger: Ledger,
}

impl Engine {
    /// Opens a client at the instant `now`. `random` is uniform over 64 bits; it is asked for a
    /// session id where the product wants a new one. The ledger goes on from that of `life`, whose pending events are to
    /// be told by [`Engine::adopt`].
    ///
    /// # Errors
    /// Everything that is wrong with the settings.
    pub fn open(
        settings: &str,
        facts: &[Fact],
        life: &Life,
        now: Timestamp,
        random: &mut dyn FnMut() -> u64,
    ) -> Result<Self, Vec<Problem>> {
        let mut settings = Settings::parse(settings)?;
        let mut decision = policy::decide_for(settings.product, facts);
        let guard = Guard::new(settings.guard, policy::identifying_names(facts));
        if let Some(guard) = &guard {
            let mut redacted = settings.redact(guard);
            redacted.extend(guard.clean(
                "sessionPrefix",
                &mut decision.settled.session_prefix,
                Meaning::Label,
            ));
            if guard.mode == Mode::Reject && !redacted.is_empty() {
                return Err(guard::refusals(&redacted));
            }
            decision.settled.note_redacted(redacted);
        }
        settings.overrule(&mut decision.settled);
        let named = decision.settled.deployment_type.as_str();
        let deployment_type = if named.is_empty() {
            String::new()
        } else {
            json::string(named)
        };
        let on = decision.state == State::On;
        // Nothing is minted before a decision.
        let session = if on {
            settings.session(facts, now, random)
        } else {
            Session::named(String::new())
        };
        let own_key = settings.key(&decision.settled, &session);
        // What an earlier process kept is for the network.
        let store = Store::new(on && settings.outbox && decision.settled.sink == Sink::Http);
        let token = if store.used {
            life.token.clone()
        } else {
            String::new()
        };
        let log = Log::new(on && settings.audit);
        let mut engine = Self {
            settings,
            decision,
            session,
            keys: Vec::new(),
            own_key,
            guard,
            deployment_type,
            queue: Queue::default(),
            parts: Vec::new(),
            resting: Vec::new(),
            turn: Turn::Free,
            due: None,
            close_at: None,
            closed: false,
            asked: false,
            todo: VecDeque::new(),
            log,
            store,
            heartbeat: Heartbeat::default(),
            token,
            looked: false,
            must_look: false,
            ledger: life.ledger.without_pending(),
        };
        if on {
            engine.settle_session();
        }
        Ok(engine)
    }

    /// What was decided.
    #[must_use]
    pub fn decision(&self) -> &Decision {
        &self.decision
    }

    /// Where every event is.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        let mut ledger = self.ledger.clone();
        ledger::add(&mut ledger.pending, self.waiting().count());
        ledger
    }

    /// Takes JSON Lines.
    pub fn enqueue(&mut self, text: &str, now: Now) -> Report {
        if !self.is_open() {
            return Report::ignoring(text);
        }
        let mut report = Report::default();
        if text.len() > MAX_TEXT {
            report.rejected.push((1, line::too_large(text.len())));
            return report;
        }
        let (session, deployment_type) = (
            self.own_key.session_id.clone(),
            self.deployment_type.clone(),
        );
        let deployment_override = self.settings.deployment_override.clone();
        let guard = self.guard.take();
        let fill = Fill {
            guard: guard.as_ref(),
            constants: true,
            session: &session,
            deployment_type: &deployment_type,
            deployment_override: &deployment_override,
            ci: self.decision.settled.is_ci,
            instant: Some(now.wall),
        };
        let mut intake = Intake {
            held: self.held_bytes(),
            ..Intake::default()
        };
        for (number, line) in (1_u32..)
            .zip(text.split('\n'))
            .filter(|(_, line)| !is_blank(line))
        {
            match line::parse(self.settings.product, line, &fill)
                .and_then(|line| self.accept(line, now, &mut intake))
            {
                Ok(()) => ledger::add(&mut report.accepted, 1),
                Err(problems) => report.rejected.push((number, problems)),
            }
        }
        self.guard = guard;
        self.must_look |= self.store.used && report.accepted > 0;
        report.keep = self.keep(intake, report.accepted as usize);
        report
    }

    /// Makes everything due now, but for a pause that the server asked for.
    pub fn flush(&mut self, now: Now) {
        self.hurry(now);
        self.wake_resting(now);
    }

    /// Makes everything due now that does not rest.
    fn hurry(&mut self, now: Now) {
        if !self.queue.is_empty() {
            self.due = Some(now.mark);
        }
        if let Turn::Paused {
            until,
            by_server: false,
            ..
        } = &mut self.turn
        {
            *until = now.mark;
        }
    }

    /// Takes no more events and ends within that many milliseconds. A second call can only shorten
    /// the time.
    pub fn close(&mut self, within_ms: u32, now: Now) {
        let deadline = now.mark.after(within_ms.into());
        self.close_at = Some(
            self.close_at
                .map_or(deadline, |earlier| earlier.min(deadline)),
        );
        self.must_look = true;
        self.hurry(now);
    }

    /// Stops for good, because the person has just said no. The tasks that remain empty the outbox
    /// and give up the request under way.
    pub fn opt_out(&mut self, now: Now) {
        self.turn_off(now, Decision::opt_out);
    }

    /// Stops for good, because of that decision.
    pub fn revoke(&mut self, decision: Decision, now: Now) {
        self.turn_off(now, |own| {
            let settled = core::mem::take(&mut own.settled);
            *own = Decision {
                settled,
                ..decision
            };
        });
    }

    fn turn_off(&mut self, now: Now, decide: impl FnOnce(&mut Decision)) {
        self.abandon(Ending::Dropped, now);
        decide(&mut self.decision);
        let events = self.take_all();
        self.drop(Reason::OptOut, &events);
        // What an ended client kept is in the outbox, which is emptied, too.
        let kept = core::mem::take(&mut self.ledger.kept);
        self.drop_nameless(Reason::OptOut, kept as usize);
        self.purge_outbox();
        self.closed = true;
    }

    /// The stored decision was looked at, and allows what is under way.
    pub fn looked(&mut self) {
        self.looked = true;
        self.must_look = false;
    }

    /// A round of tasks is over: what was looked at may have changed when the next one begins.
    pub fn rest(&mut self) {
        self.looked = false;
    }

    /// Whether it takes and sends events.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.decision.state == State::On && !self.closed
    }

    /// Whether it was closed, and has ended.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether its events are kept in the outbox.
    #[must_use]
    pub fn has_outbox(&self) -> bool {
        self.store.used
    }

    /// Whose events it sends.
    #[must_use]
    pub fn product(&self) -> &'static Product {
        self.settings.product
    }

    /// Longest time in milliseconds that one exit may take when those before it reached no
    /// collector.
    #[must_use]
    pub fn patience_ms(&self) -> u32 {
        self.settings.patience_ms
    }

    /// A new round of tasks begins.
    pub fn wake(&mut self) {
        self.asked = false;
        self.repair_outbox();
    }

    /// What to do next. `random` is uniform over 64 bits, and asked only for the time of a
    /// heartbeat, or for a pause after a host has forgotten a ticket.
    #[must_use]
    pub fn next(&mut self, now: Now, random: &mut dyn FnMut() -> u64) -> Task {
        self.beat(now, random);
        loop {
            if let Some(task) = self.todo.pop_front() {
                return task;
            }
            if let Some(line) = self.log.next(now.wall) {
                return Task::Audit(line);
            }
            if self.closed || self.decision.state != State::On {
                return Task::Idle;
            }
            if self.must_look && !self.looked {
                return Task::Look;
            }
            if self.close_at.is_some_and(|deadline| deadline <= now.mark) {
                if let Some(ticket) = self.ticket() {
                    return Task::Cancel(ticket);
                }
                self.finish(now);
                continue;
            }
            match &mut self.turn {
                Turn::Flying {
                    ticket, deadline, ..
                } if *deadline <= now.mark => match ticket {
                    Some(ticket) => return Task::Cancel(*ticket),
                    None => self.give_up(now, random),
                },
                Turn::Flying {
                    ticket: Some(ticket),
                    ..
                } if !self.asked => {
                    self.asked = true;
                    return Task::Ask(*ticket);
                }
                Turn::Flying { deadline, .. } => {
                    let deadline = *deadline;
                    return self.wait(deadline, now);
                }
                Turn::Paused { until, .. } if *until > now.mark => {
                    let until = *until;
                    if self.close_at.is_some_and(|deadline| deadline < until) {
                        self.finish(now);
                        continue;
                    }
                    return self.wait(until, now);
                }
                Turn::Paused { .. } if !self.looked => return Task::Look,
                Turn::Paused { batch, .. } => {
                    let batch = core::mem::take(batch);
                    self.turn = Turn::Free;
                    self.launch(batch, now);
                }
                Turn::Free => match self.due {
                    _ if !self.parts.is_empty() && !self.looked => return Task::Look,
                    _ if !self.parts.is_empty() => {
                        let part = self.parts.pop().unwrap_or_default();
                        self.launch(part, now);
                    }
                    due if self.queue.is_empty() || due.is_some_and(|due| due > now.mark) => {
                        let due = due.filter(|_| !self.queue.is_empty());
                        if self.rest_is_over(now) {
                            if !self.looked {
                                return Task::Look;
                            }
                            self.try_resting(now);
                            continue;
                        }
                        if due.is_none() {
                            self.due = None;
                            if self.close_at.is_some() {
                                // What rests is in the outbox, and no close waits for it.
                                self.finish(now);
                                continue;
                            }
                        }
                        let next = [due, self.next_rest(), self.heartbeat.due()]
                            .into_iter()
                            .flatten()
                            .min();
                        return next.map_or(Task::Idle, |next| self.wait(next, now));
                    }
                    _ if !self.looked => return Task::Look,
                    _ => {
                        let batch = self
                            .queue
                            .take_batch(self.settings.batch_events, MAX_BODY - envelope::MAX_HEAD);
                        // What was queued with this batch goes right after it; what comes later
                        // waits its own time.
                        self.due = if self.queue.is_empty() {
                            None
                        } else {
                            Some(now.mark)
                        };
                        self.launch(batch, now);
                    }
                },
            }
        }
    }

    /// The ticket of the request that [`Task::Start`] asked for.
    pub fn started(&mut self, given: u32) {
        match &mut self.turn {
            Turn::Flying {
                ticket: ticket @ None,
                ..
            } => *ticket = Some(given),
            // Telemetry was turned off while the host started the request.
            _ => self.todo.push_back(Task::Cancel(given)),
        }
    }

    /// The ticket of the request under way; none: there is no request, or it was given up.
    #[must_use]
    pub fn ticket(&self) -> Option<u32> {
        match &self.turn {
            Turn::Flying { ticket, .. } => *ticket,
            Turn::Free | Turn::Paused { .. } => None,
        }
    }

    /// The request under way was given up; whether bytes of it may have left.
    pub fn given_up(&mut self, unsure: bool) {
        if let Turn::Flying {
            ticket: ticket @ Some(_),
            given_up,
            ..
        } = &mut self.turn
        {
            (*ticket, *given_up) = (None, Some(unsure));
        }
    }

    /// The answer to the ticket of [`Task::Ask`]; none: it is still under way. `random` is uniform
    /// over 64 bits, and asked only for a pause.
    pub fn answered(&mut self, answer: Option<&Answer>, now: Now, random: &mut dyn FnMut() -> u64) {
        if let Some(answer) = answer {
            self.settle(answer, now, random);
        }
    }

    /// Whether the session is worn out, and events from now on belong to another one.
    #[must_use]
    pub fn is_session_worn(&self, now: Timestamp) -> bool {
        self.is_open() && self.session.is_worn(self.product(), now)
    }

    /// Begins another session. `random` is uniform over 64 bits.
    pub fn renew_session(&mut self, now: Timestamp, random: &mut dyn FnMut() -> u64) {
        self.session = self.settings.session(&[], now, random);
        self.own_key = self.settings.key(&self.decision.settled, &self.session);
        self.settle_session();
    }

    /// What the file of the session is to hold for later processes, once for each session; none
    /// where the product has no such file, or nothing goes over the network.
    pub fn take_new_session(&mut self) -> Option<String> {
        let text = self.session.take_text();
        text.filter(|_| self.decision.settled.sink == Sink::Http)
    }

    fn settle_session(&mut self) {
        let id = self.own_key.session_id.trim_matches('"');
        self.decision.settled.session_id = id.into();
    }

    fn is_open(&self) -> bool {
        self.decision.state == State::On && self.close_at.is_none() && !self.closed
    }

    fn accept(&mut self, line: Line, now: Now, intake: &mut Intake) -> Result<(), Vec<Problem>> {
        let key = self.own_key(line.definition.version);
        let mut event = Event {
            id: self.new_id(),
            definition: line.definition,
            parameters: line.parameters,
            ts: line.ts.unwrap_or(now.wall),
            accepted: now.wall,
            expires: now.mark.after(MAX_AGE),
            key,
            weight: 0,
            attempts: 0,
            unsure: false,
            rests_until: None,
            durable: self.store.used,
            noted: !self.settings.usage_stats,
            heartbeat: false,
        };
        let start = intake.lines.len();
        event.weight = event.size();
        if self.store.used {
            self.push_line(&mut intake.lines, &event, false);
            event.weight = intake.lines.len() - start + outbox::GROWTH;
        }
        while !self.has_room(event.weight, intake.held) {
            let oldest = if self.settings.refuse_overflow {
                None
            } else {
                self.queue.pop_oldest()
            };
            let Some(oldest) = oldest else {
                intake.lines.truncate(start);
                return Err(queue_full());
            };
            intake.dropped = true;
            self.drop(Reason::Overflow, &[oldest]);
        }
        if intake.dropped {
            // The whole segment is written anew; a text of what comes and goes again would not fit
            // the instance.
            intake.lines.clear();
        }
        self.note_first(&event);
        self.queue.push(event);
        self.decision.settled.note_redacted(line.redacted);
        ledger::add(&mut self.ledger.accepted, 1);
        if self.queue.len() >= self.settings.flush_events {
            self.due = Some(now.mark);
        } else if self.due.is_none() {
            self.due = Some(now.mark.after(self.settings.flush_interval_ms));
        }
        Ok(())
    }

    fn has_room(&self, weight: usize, held: usize) -> bool {
        self.queue.len() < self.settings.queue_events
            && self.queue.bytes() + held + weight <= MAX_QUEUE
    }

    fn intern(&mut self, key: Key) -> usize {
        self.keys
            .iter()
            .position(|known| *known == key)
            .unwrap_or_else(|| {
                self.keys.push(key);
                self.keys.len() - 1
            })
    }

    /// Index of the key of this client's own events in that wire version.
    fn own_key(&mut self, version: &'static str) -> usize {
        let own = &self.own_key;
        let known = self.keys.iter().position(|key| {
            key.version == version
                && key.client_ver == own.client_ver
                && key.session_id == own.session_id
                && key.cpu_architecture == own.cpu_architecture
        });
        known.unwrap_or_else(|| {
            self.intern(Key {
                version,
                ..self.own_key.clone()
            })
        })
    }

    /// The id of the next event: no client uses one twice, and no instance of it.
    fn new_id(&self) -> String {
        let number = u64::from(self.ledger.accepted) + 1;
        if self.token.is_empty() {
            String::new()
        } else {
            format!("{}-{number}", self.token)
        }
    }

    /// Whether an event of that id was accepted by this client after so many others.
    fn is_own_after(&self, id: &str, accepted: u32) -> bool {
        let number = id
            .strip_prefix(self.token.as_str())
            .and_then(|rest| rest.strip_prefix('-'));
        number
            .and_then(|number| number.parse::<u64>().ok())
            .is_some_and(|number| number > accepted.into())
    }

    /// Has a batch sent, but for events that are too old.
    fn launch(&mut self, batch: Vec<Event>, now: Now) {
        let (mut batch, old): (Vec<_>, Vec<_>) = batch
            .into_iter()
            .partition(|event| now.mark <= event.expires);
        self.drop(Reason::Age, &old);
        let Some(key) = batch.first().and_then(|event| self.keys.get(event.key)) else {
            self.rewrite_outbox();
            return;
        };
        let body = envelope::body(self.settings.product, key, &batch, now.wall);
        match self.decision.settled.sink {
            Sink::Nowhere => return self.drop(Reason::DryRun, &batch),
            Sink::Denied => return self.drop(Reason::Denied, &batch),
            Sink::Http | Sink::Stdout | Sink::Stderr | Sink::File => {}
        }
        let timeout_ms = self.time_left(now).min(self.settings.timeout_ms);
        let deadline = now.mark.after(u64::from(timeout_ms) + TICKET_GRACE);
        self.tell_usage(&mut batch);
        let digest = self.tell_request(&body, &batch, now.wall);
        self.turn = Turn::Flying {
            batch,
            ticket: None,
            deadline,
            digest,
            given_up: None,
        };
        // Asking at once is pointless: the driver is told when the ticket is answered.
        self.asked = true;
        self.rewrite_outbox();
        self.todo.push_back(Task::Start(Request {
            url: self.decision.settled.endpoint.clone(),
            body,
            timeout_ms,
        }));
    }

    /// Milliseconds until the deadline of `close`.
    fn time_left(&self, now: Now) -> u32 {
        self.close_at.map_or(u32::MAX, |deadline| {
            u32::try_from(deadline.since(now.mark)).unwrap_or(u32::MAX)
        })
    }

    fn wait(&self, until: Mark, now: Now) -> Task {
        let until = self.heartbeat.due().map_or(until, |due| due.min(until));
        let ms = u32::try_from(until.since(now.mark)).unwrap_or(u32::MAX);
        Task::Wait(ms.min(self.time_left(now)))
    }

    /// Events that are neither delivered, kept nor dropped, those under way first.
    fn waiting(&self) -> impl Iterator<Item = &Event> {
        // Parts come from one batch that is older than the queue; the next one is last.
        let resting = self.resting.iter().flat_map(|resting| &resting.batch);
        self.turn
            .events()
            .iter()
            .chain(self.parts.iter().rev().flatten())
            .chain(self.queue.iter())
            .chain(resting)
    }

    /// Bytes of the events that wait outside the queue.
    fn held_bytes(&self) -> usize {
        let resting = self.resting.iter().flat_map(|resting| &resting.batch);
        self.turn
            .events()
            .iter()
            .chain(self.parts.iter().flatten())
            .chain(resting)
            .map(|event| event.weight)
            .sum()
    }

    fn take_all(&mut self) -> Vec<Event> {
        let flying = core::mem::replace(&mut self.turn, Turn::Free).into_events();
        let parts = core::mem::take(&mut self.parts);
        let resting = core::mem::take(&mut self.resting)
            .into_iter()
            .flat_map(|resting| resting.batch);
        flying
            .into_iter()
            .chain(parts.into_iter().rev().flatten())
            .chain(self.queue.drain())
            .chain(resting)
            .collect()
    }
}

fn is_blank(line: &str) -> bool {
    line.bytes()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}

#[cold]
fn queue_full() -> Vec<Problem> {
    alloc::vec![Problem {
        pointer: String::new(),
        code: Code::QueueFull,
        message: "expected room in the queue, found it full; drive `poll` and pass the line again"
            .into(),
        suggestion: None,
        offset: 0,
    }]
}
