//! The life of a client, without I/O: clocks, randomness and outcomes are arguments, and what to do next is a value.
//!
//! A driver calls [`Engine::wake`], then [`Engine::next`] until it says [`Task::Wait`] or [`Task::Idle`], does each task, and hands
//! back what came of it. One request is under way at a time, so events of one key arrive in the order they were accepted.

mod settle;

use alloc::{collections::VecDeque, format, string::String, vec::Vec};

use crate::{
    envelope, json,
    ledger::{self, Ledger, Reason},
    limits::{MAX_AGE, MAX_BODY, MAX_CLAIMS, MAX_QUEUE, MAX_TEXT, TICKET_GRACE},
    line::{self, Line},
    outbox,
    outcome::Answer,
    policy::{self, Decision, Fact, State},
    problem::{Code, Problem},
    queue::{Event, Key, Queue},
    settings::Settings,
    time::{Mark, Now, Timestamp},
    validate::Fill,
};

/// What a driver does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Start this request, then call [`Engine::started`].
    Start(Request),
    /// Ask for the answer to this ticket, then call [`Engine::answered`].
    Ask(u32),
    /// Give this ticket up.
    Cancel(u32),
    /// Put these lines in place of the own segment of the outbox.
    Replace(String),
    /// Add this line to the audit log.
    Audit(String),
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
    /// Lines for the own segment of the outbox; empty for none. Hand them over, then call [`Engine::appended`].
    pub keep: String,
}

impl Report {
    /// The report of a client that takes nothing.
    #[must_use]
    pub fn ignoring(text: &str) -> Self {
        let mut report = Self::default();
        ledger::add(&mut report.ignored, text.split('\n').filter(|line| !is_blank(line)).count());
        report
    }
}

/// Which request is under way, or why none is.
#[derive(Debug)]
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
        bytes: usize,
    },
}

/// A client.
#[derive(Debug)]
pub struct Engine {
    settings: Settings,
    decision: Decision,
    endpoint: String,
    keys: Vec<Key>,
    /// What the keys of this client's own events have in common.
    own_key: Key,
    /// JSON of the deployment type that the facts name; empty for none.
    deployment_type: String,
    queue: Queue,
    /// Parts of batches that were too large, the next one last.
    parts: Vec<Vec<Event>>,
    turn: Turn,
    /// When the queue has to go.
    due: Option<Mark>,
    close_at: Option<Mark>,
    closed: bool,
    /// Whether the ticket was asked for since the last [`Engine::wake`].
    asked: bool,
    todo: VecDeque<Task>,
    /// Events of the last `enqueue`, whose lines are on their way to the outbox.
    fresh: usize,
    /// Events of a claimed segment, until their lines are in the own one.
    claimed: Vec<Event>,
    claims: u32,
    /// Beginning of the ids of this client's events, and how many there are.
    ids: (String, u64),
    ledger: Ledger,
}

impl Engine {
    /// Opens a client. `random` is uniform over 64 bits; it is asked for a session id where the product wants a new one, and for
    /// event ids where there is an outbox.
    ///
    /// # Errors
    /// Everything that is wrong with the settings.
    pub fn open(settings: &str, facts: &[Fact], random: &mut dyn FnMut() -> u64) -> Result<Self, Vec<Problem>> {
        let settings = Settings::parse(settings)?;
        let decision = policy::decide_for(settings.product, facts);
        let endpoint = settings.endpoint(&decision);
        let named = decision.deployment_type.as_str();
        let deployment_type = if named.is_empty() { String::new() } else { json::string(named) };
        let on = decision.state == State::On;
        // Nothing is minted before a decision.
        let own_key = if on { settings.key(&decision, random) } else { settings.key(&decision, &mut || 0) };
        let ids = if on && settings.outbox { format!("{:016x}", random()) } else { String::new() };
        Ok(Self {
            settings,
            decision,
            endpoint,
            keys: Vec::new(),
            own_key,
            deployment_type,
            queue: Queue::default(),
            parts: Vec::new(),
            turn: Turn::Free,
            due: None,
            close_at: None,
            closed: false,
            asked: false,
            todo: VecDeque::new(),
            fresh: 0,
            claimed: Vec::new(),
            claims: 0,
            ids: (ids, 0),
            ledger: Ledger::default(),
        })
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
        let mut report = Report::default();
        self.fresh = 0;
        if !self.is_open() {
            return Report::ignoring(text);
        }
        if text.len() > MAX_TEXT {
            report.rejected.push((1, line::too_large(text.len())));
            return report;
        }
        let (session, deployment_type) = (self.own_key.session_id.clone(), self.deployment_type.clone());
        let fill = Fill { constants: true, session: &session, deployment_type: &deployment_type };
        for (number, line) in (1_u32..).zip(text.split('\n')).filter(|(_, line)| !is_blank(line)) {
            match line::parse(self.settings.product, line, &fill).and_then(|line| self.accept(line, now, &mut report.keep)) {
                Ok(()) => ledger::add(&mut report.accepted, 1),
                Err(problems) => report.rejected.push((number, problems)),
            }
        }
        report
    }

    /// Says whether the outbox took [`Report::keep`].
    pub fn appended(&mut self, written: bool) {
        let fresh = core::mem::take(&mut self.fresh);
        let old = self.queue.len().saturating_sub(fresh);
        self.queue.iter_mut().skip(old).for_each(|event| event.durable = written);
    }

    /// Makes everything due now, but for a pause that the server asked for.
    pub fn flush(&mut self, now: Now) {
        if !self.queue.is_empty() {
            self.due = Some(now.mark);
        }
        if let Turn::Paused { until, by_server: false, .. } = &mut self.turn {
            *until = now.mark;
        }
    }

    /// Takes no more events and ends within that many milliseconds. A second call can only shorten the time.
    pub fn close(&mut self, within_ms: u32, now: Now) {
        let deadline = now.mark.after(within_ms.into());
        self.close_at = Some(self.close_at.map_or(deadline, |earlier| earlier.min(deadline)));
        self.flush(now);
    }

    /// Stops for good. The tasks that remain empty the outbox and give up the request under way.
    pub fn opt_out(&mut self, now: Now) {
        self.abandon(now);
        self.decision.opt_out();
        let events = self.take_all();
        self.ledger.drop(Reason::OptOut, events.len());
        // What an ended client kept is in the outbox, which is emptied too.
        let kept = core::mem::take(&mut self.ledger.kept);
        self.ledger.drop(Reason::OptOut, kept as usize);
        self.todo.retain(|task| !matches!(task, Task::Replace(_)));
        if self.settings.outbox {
            self.todo.push_back(Task::Replace(String::new()));
        }
        self.closed = true;
    }

    /// How many bytes of a segment may be claimed now; none: the outbox is not to be asked, or not again. Call it once for each
    /// claim.
    #[must_use]
    pub fn claimable(&mut self) -> Option<u32> {
        let room = self.settings.outbox && self.is_open() && self.queue.has_room(MAX_TEXT, self.settings.queue_events, MAX_QUEUE);
        self.claims = self.claims.saturating_add(1);
        (room && self.claims <= MAX_CLAIMS).then(|| u32::try_from(MAX_TEXT).unwrap_or(u32::MAX))
    }

    /// Reads a claimed segment. Returns the lines for the own segment; append them, then call [`Engine::recovered`].
    pub fn recover(&mut self, lines: &str) -> String {
        let mut keep = String::new();
        self.claimed.clear();
        for line in lines.split('\n') {
            let Some((key, mut event)) = outbox::parse_line(self.settings.product, line) else { continue };
            if self.waiting().chain(&self.claimed).any(|known| known.id == event.id) {
                continue;
            }
            event.key = self.intern(key);
            if let Some(key) = self.keys.get(event.key) {
                outbox::push_line(&mut keep, self.settings.product, key, &event);
            }
            self.claimed.push(event);
        }
        keep
    }

    /// Says whether the own segment took the lines of [`Engine::recover`]; if not, they stay with the claimed segment.
    pub fn recovered(&mut self, written: bool, now: Now) {
        let claimed = core::mem::take(&mut self.claimed);
        if !written {
            return;
        }
        ledger::add(&mut self.ledger.recovered, claimed.len());
        if !claimed.is_empty() {
            self.due = Some(now.mark);
        }
        claimed.into_iter().for_each(|event| self.queue.push(event));
    }

    /// A new round of tasks begins.
    pub fn wake(&mut self) {
        self.asked = false;
    }

    /// What to do next.
    #[must_use]
    pub fn next(&mut self, now: Now) -> Task {
        loop {
            if let Some(task) = self.todo.pop_front() {
                return task;
            }
            if self.closed || self.decision.state != State::On {
                return Task::Idle;
            }
            if self.close_at.is_some_and(|deadline| deadline <= now.mark) {
                self.finish(now);
                continue;
            }
            match &mut self.turn {
                Turn::Flying { ticket, deadline, .. } if *deadline <= now.mark => {
                    self.todo.extend(ticket.map(Task::Cancel));
                    self.give_up(now);
                }
                Turn::Flying { ticket: Some(ticket), .. } if !self.asked => {
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
                Turn::Paused { batch, .. } => {
                    let batch = core::mem::take(batch);
                    self.turn = Turn::Free;
                    if let Some(task) = self.launch(batch, now) {
                        return task;
                    }
                }
                Turn::Free => match self.due {
                    _ if !self.parts.is_empty() => {
                        let part = self.parts.pop().unwrap_or_default();
                        if let Some(task) = self.launch(part, now) {
                            return task;
                        }
                    }
                    _ if self.queue.is_empty() => {
                        self.due = None;
                        self.closed = self.close_at.is_some();
                        return Task::Idle;
                    }
                    Some(due) if due > now.mark => return self.wait(due, now),
                    _ => {
                        let batch = self.queue.take_batch(self.settings.batch_events, MAX_BODY - envelope::MAX_HEAD);
                        // What was queued with this batch goes right after it; what comes later waits its own time.
                        self.due = if self.queue.is_empty() { None } else { Some(now.mark) };
                        if let Some(task) = self.launch(batch, now) {
                            return task;
                        }
                    }
                },
            }
        }
    }

    /// The ticket of the request that [`Task::Start`] asked for.
    pub fn started(&mut self, given: u32) {
        match &mut self.turn {
            Turn::Flying { ticket: ticket @ None, .. } => *ticket = Some(given),
            // Telemetry was turned off while the host started the request.
            _ => self.todo.push_back(Task::Cancel(given)),
        }
    }

    /// The answer to the ticket of [`Task::Ask`]; none: it is still under way. `random` is uniform over 64 bits, and asked only for
    /// a pause.
    pub fn answered(&mut self, answer: Option<&Answer>, now: Now, random: &mut dyn FnMut() -> u64) {
        if let Some(answer) = answer {
            self.settle(answer, now, random);
        }
    }

    fn is_open(&self) -> bool {
        self.decision.state == State::On && self.close_at.is_none() && !self.closed
    }

    fn accept(&mut self, line: Line, now: Now, keep: &mut String) -> Result<(), Vec<Problem>> {
        let key = self.own_key(line.definition.version);
        let event = Event {
            id: self.new_id(),
            definition: line.definition,
            parameters: line.parameters,
            ts: line.ts.unwrap_or(now.wall),
            accepted: now.wall,
            key,
            attempts: 0,
            unsure: false,
            durable: false,
        };
        while !self.queue.has_room(event.size(), self.settings.queue_events, MAX_QUEUE) {
            if self.settings.refuse_overflow || self.queue.pop_oldest().is_none() {
                return Err(queue_full());
            }
            self.ledger.drop(Reason::Overflow, 1);
        }
        if self.settings.outbox
            && let Some(key) = self.keys.get(key)
        {
            outbox::push_line(keep, self.settings.product, key, &event);
        }
        self.queue.push(event);
        self.fresh += 1;
        ledger::add(&mut self.ledger.accepted, 1);
        if self.queue.len() >= self.settings.flush_events {
            self.due = Some(now.mark);
        } else if self.due.is_none() {
            self.due = Some(now.mark.after(self.settings.flush_interval_ms));
        }
        Ok(())
    }

    fn intern(&mut self, key: Key) -> usize {
        self.keys.iter().position(|known| *known == key).unwrap_or_else(|| {
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
        known.unwrap_or_else(|| self.intern(Key { version, ..self.own_key.clone() }))
    }

    fn new_id(&mut self) -> String {
        let (start, count) = &mut self.ids;
        *count += 1;
        if start.is_empty() { String::new() } else { format!("{start}-{count}") }
    }

    /// The request of a batch. None: every event of it was too old.
    fn launch(&mut self, batch: Vec<Event>, now: Now) -> Option<Task> {
        let (batch, old): (Vec<_>, Vec<_>) = batch.into_iter().partition(|event| age(event, now.wall) <= MAX_AGE);
        if !old.is_empty() {
            self.ledger.drop(Reason::Age, old.len());
            self.rewrite_outbox();
        }
        let key = self.keys.get(batch.first()?.key)?;
        let body = envelope::body(self.settings.product, key, &batch, now.wall);
        let timeout_ms = self.time_left(now).min(self.settings.timeout_ms);
        let deadline = now.mark.after(u64::from(timeout_ms) + TICKET_GRACE);
        self.turn = Turn::Flying { batch, ticket: None, deadline, bytes: body.len() };
        // Asking at once is pointless: the driver is told when the ticket is answered.
        self.asked = true;
        Some(Task::Start(Request { url: self.endpoint.clone(), body, timeout_ms }))
    }

    /// Milliseconds until the deadline of `close`.
    fn time_left(&self, now: Now) -> u32 {
        self.close_at.map_or(u32::MAX, |deadline| u32::try_from(deadline.since(now.mark)).unwrap_or(u32::MAX))
    }

    fn wait(&self, until: Mark, now: Now) -> Task {
        let ms = u32::try_from(until.since(now.mark)).unwrap_or(u32::MAX);
        Task::Wait(ms.min(self.time_left(now)))
    }

    /// Events that are neither delivered, kept nor dropped.
    fn waiting(&self) -> impl Iterator<Item = &Event> {
        let flying: &[Event] = match &self.turn {
            Turn::Free => &[],
            Turn::Paused { batch, .. } | Turn::Flying { batch, .. } => batch,
        };
        // Parts come from one batch that is older than the queue; the next one is last.
        flying.iter().chain(self.parts.iter().rev().flatten()).chain(self.queue.iter())
    }

    fn take_all(&mut self) -> Vec<Event> {
        let flying = match core::mem::replace(&mut self.turn, Turn::Free) {
            Turn::Free => Vec::new(),
            Turn::Paused { batch, .. } | Turn::Flying { batch, .. } => batch,
        };
        let parts = core::mem::take(&mut self.parts);
        flying.into_iter().chain(parts.into_iter().rev().flatten()).chain(self.queue.drain()).collect()
    }

    fn rewrite_outbox(&mut self) {
        if !self.settings.outbox {
            return;
        }
        // Reserved at once: a text of this size that doubles as it grows would need the instance's memory twice.
        let size = self.waiting().filter(|event| event.durable).map(|event| event.parameters.len() + outbox::LINE_OVERHEAD).sum();
        let mut lines = String::with_capacity(size);
        for event in self.waiting().filter(|event| event.durable) {
            if let Some(key) = self.keys.get(event.key) {
                outbox::push_line(&mut lines, self.settings.product, key, event);
            }
        }
        // Only the newest state counts.
        self.todo.retain(|task| !matches!(task, Task::Replace(_)));
        self.todo.push_back(Task::Replace(lines));
    }
}

fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}

fn age(event: &Event, now: Timestamp) -> i64 {
    now.0.saturating_sub(event.accepted.0)
}

#[cold]
fn queue_full() -> Vec<Problem> {
    alloc::vec![Problem {
        pointer: String::new(),
        code: Code::QueueFull,
        message: "expected room in the queue, found it full; drive `poll` and pass the line again".into(),
        suggestion: None,
        offset: 0,
    }]
}
