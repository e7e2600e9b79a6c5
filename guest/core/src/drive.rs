//! Drives an engine, its outbox and its logs with what a host supplies: the one loop that the
//! component and every test run.

#[cfg(feature = "model")]
mod fingerprint;

use alloc::{collections::VecDeque, string::String, vec, vec::Vec};

use crate::{
    audit::LogFile,
    engine::{Engine, Keep, Report, Request, Task},
    exits,
    folder::{self, Folder},
    ledger::Ledger,
    life::Life,
    limits::{MAX_CLAIMS, MAX_TRAPS},
    outbox::{Outbox, Trouble, is_token},
    outcome::{Answer, Outcome},
    policy::{self, ANSWER, ConsentFile, Decision, Fact, FileQuery, NOTICE, Query, Source, State},
    problem::{Code, Problem},
    time::Now,
};

/// What a host supplies, as the WIT's imports have it. None of it fails, and none of it calls back.
pub trait Imports: Folder {
    /// Reads both clocks.
    fn now(&mut self) -> Now;
    /// 64 uniformly random bits.
    fn random(&mut self) -> u64;
    /// Hands a request over; the ticket asks for its answer.
    fn start(&mut self, request: Request) -> u32;
    /// The answer to a ticket; none while it is under way.
    fn poll(&mut self, ticket: u32) -> Option<Answer>;
    /// Gives a ticket up; whether bytes of its request may have left.
    fn cancel(&mut self, ticket: u32) -> bool;
}

/// What a host does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Wait for an answer or a call, at most that many milliseconds; none: as long as it takes.
    Wait(Option<u32>),
    /// Look at these again, then call [`Client::tell`].
    Look(Vec<Query>),
    /// Show the product's notice.
    Show(String),
    /// Tell the developer what cannot be kept.
    Warn(String),
    /// Store a person's decision, or a session for later processes.
    Store(DecisionFile),
    /// Nothing is left to do.
    Done,
}

/// A file that is to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionFile {
    /// Where.
    pub place: FileQuery,
    /// The whole text of the file; none: it is to be removed.
    pub text: Option<String>,
}

/// A client whose tasks are done at once.
#[derive(Clone, Debug)]
pub struct Client {
    settings: String,
    life: Life,
    facts: Vec<Fact>,
    engine: Engine,
    outbox: Outbox,
    /// What the host is to do before anything else.
    orders: VecDeque<Order>,
    /// What the last [`Order::Look`] asked for; empty once it was told.
    asked: Vec<Query>,
    /// What was warned of; each comes once.
    warned: Vec<&'static str>,
    /// There was a no while it ran: it never turns on again.
    is_over: bool,
    /// All segments are to be removed.
    must_purge: bool,
    /// What is left was put away after a close.
    has_ended: bool,
    /// A server has answered.
    was_answered: bool,
}

/// Remembers the wording of the notice that a person has seen, so that it is shown once and not by
/// every program.
const NOTICE_FILE: &str = "notice.txt";

/// More than a notice has, in bytes.
const NOTICE_BYTES: u32 = 4096;

const LOG_GAPS: &str = "the audit log has gaps: a line could not be written";
const NOT_KEPT: &str = "events are kept in memory only: they could not be written to the folder";
const FULL: &str = "events are kept in memory only: the outbox is full with 16 MiB or 512 files";

impl Client {
    /// Opens a client, and takes over what earlier processes and earlier instances left in the
    /// folder.
    ///
    /// # Errors
    /// Everything that is wrong with the settings; or the client has trapped too often, or its
    /// token is none.
    pub fn open(
        settings: &str,
        facts: &[Fact],
        life: &Life,
        imports: &mut impl Imports,
    ) -> Result<Self, Vec<Problem>> {
        if let Some(problem) = refusal(life) {
            return Err(vec![problem]);
        }
        let now = imports.now().wall;
        let engine = Engine::open(settings, facts, life, now, &mut || imports.random())?;
        let mut client = Self {
            settings: settings.into(),
            life: life.clone(),
            facts: facts.into(),
            engine,
            outbox: Outbox::new(&life.token),
            orders: VecDeque::new(),
            asked: Vec::new(),
            warned: Vec::new(),
            is_over: false,
            must_purge: false,
            has_ended: false,
            was_answered: false,
        };
        client.begin(imports);
        Ok(client)
    }

    /// What was decided at [`open`](Self::open), or since.
    #[must_use]
    pub fn decision(&self) -> &Decision {
        self.engine.decision()
    }

    /// Where every event is.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.engine.ledger()
    }

    /// Says what a host has found, in place of what it found before.
    pub fn tell(&mut self, facts: &[Fact], imports: &mut impl Imports) {
        let asked = core::mem::take(&mut self.asked);
        let mut known = self.facts.clone();
        known.retain(|fact| {
            let is_asked = asked.iter().any(|query| query.is_answered_by(fact));
            let is_told = facts
                .iter()
                .any(|told| told.source == fact.source && told.name == fact.name);
            !is_asked && !is_told
        });
        known.extend(facts.iter().cloned());
        let has_changed =
            known.len() != self.facts.len() || known.iter().any(|fact| !self.facts.contains(fact));
        if has_changed {
            self.facts = known;
            let was_shown = facts
                .iter()
                .any(|fact| fact.source == Source::Host && fact.name == NOTICE);
            let notice = self.notice().filter(|_| was_shown);
            self.decide(imports);
            if let Some(text) = notice.filter(|_| self.engine.is_on()) {
                // What cannot be remembered is shown again.
                folder::replace(NOTICE_FILE, &text, imports);
            }
        }
        if !asked.is_empty() {
            self.engine.looked();
        }
    }

    /// Takes JSON Lines.
    pub fn enqueue(&mut self, lines: &str, imports: &mut impl Imports) -> Report {
        self.renew(imports);
        let now = imports.now();
        if self.engine.is_session_worn(now.wall) {
            self.engine
                .renew_session(now.wall, &mut || imports.random());
            self.keep_session();
        }
        let report = self.engine.enqueue(lines, now);
        let kept = match &report.keep {
            Keep::Nothing => None,
            Keep::Append(lines) => Some(self.outbox.append(lines, now.wall, imports)),
            Keep::Replace(lines) => Some(self.outbox.replace(lines, now.wall, imports)),
        };
        if let Some(written) = kept {
            self.engine.kept(written);
            self.heed_outbox(now, imports);
        }
        report
    }

    /// Does everything that is due, and says what is next.
    pub fn poll(&mut self, imports: &mut impl Imports) -> Order {
        if let Some(order) = self.orders.pop_front() {
            return order;
        }
        self.engine.wake();
        self.renew(imports);
        let wait = loop {
            let now = imports.now();
            match self.engine.next(now, &mut || imports.random()) {
                Task::Start(request) => self.engine.started(imports.start(request)),
                Task::Ask(ticket) => {
                    let answer = imports.poll(ticket);
                    self.was_answered |= answer
                        .as_ref()
                        .is_some_and(|answer| answer.outcome == Outcome::Answered);
                    self.engine
                        .answered(answer.as_ref(), imports.now(), &mut || imports.random());
                }
                Task::Cancel(ticket) => self.engine.given_up(imports.cancel(ticket)),
                Task::Replace(lines) => {
                    let written = self.outbox.replace(&lines, now.wall, imports);
                    self.engine.replaced(lines, written);
                    self.heed_outbox(now, imports);
                }
                // Telemetry goes on without its log.
                Task::Audit(line) => self.log(LogFile::AUDIT, &line, now, imports),
                Task::UsageStats(line) => self.log(LogFile::USAGE_STATS, &line, now, imports),
                Task::Look => match self.look() {
                    Some(order) => return order,
                    None => self.engine.looked(),
                },
                Task::Wait(ms) => break Some(ms),
                Task::Idle => break None,
            }
        };
        self.engine.rest();
        if core::mem::take(&mut self.must_purge) {
            self.outbox.purge(imports);
        }
        if !self.engine.is_on() {
            self.end(imports);
        }
        if let Some(order) = self.orders.pop_front() {
            return order;
        }
        if !self.engine.is_on() {
            return Order::Done;
        }
        let renewal = self
            .outbox
            .until_renewal(imports.now().wall)
            .map(|ms| u32::try_from(ms).unwrap_or(u32::MAX));
        Order::Wait([wait, renewal].into_iter().flatten().min())
    }

    /// Makes everything due now, but for a pause that the server asked for.
    pub fn flush(&mut self, imports: &mut impl Imports) {
        self.engine.flush(imports.now());
    }

    /// Takes no more events and ends within that many milliseconds. A second call can only shorten
    /// the time.
    ///
    /// Returns how long it may take: longer where events wait and the exits before this one reached
    /// no collector.
    pub fn close(&mut self, within_ms: u32, imports: &mut impl Imports) -> u32 {
        let now = imports.now();
        let patience = self.engine.patience_ms();
        let may_be_patient =
            patience > within_ms && self.engine.has_outbox() && self.engine.ledger().pending > 0;
        let is_overdue = may_be_patient && exits::is_overdue(now.wall, imports);
        let within_ms = if is_overdue { patience } else { within_ms };
        self.engine.close(within_ms, now);
        within_ms
    }

    /// A person says no: nothing starts after this. [`poll`](Self::poll) has the no stored, gives
    /// up the request under way, and removes what this process and all others left in the folder.
    pub fn opt_out(&mut self, imports: &mut impl Imports) {
        self.give_up(imports);
        let now = imports.now();
        self.engine.opt_out(now);
        self.orders.clear();
        self.store(false, now);
        self.turn_off();
    }

    /// The engine, for model checkers to look at.
    #[cfg(feature = "model")]
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What an engine that was just opened has to know, and a person, too.
    fn begin(&mut self, imports: &mut impl Imports) {
        let pending = core::mem::take(&mut self.life.ledger.pending);
        if self.life.traps > 0 || pending > 0 {
            let now = imports.now();
            let lines = if self.engine.has_outbox() {
                self.outbox.adopt(now.wall, imports)
            } else {
                String::new()
            };
            self.engine.adopt(&lines, pending, now);
        }
        match self.engine.decision().state {
            State::On => {
                self.keep_session();
                self.recover(imports);
            }
            State::Notify => self.notify(imports),
            State::Off | State::Ask => {}
        }
    }

    /// The notice that is to be shown before telemetry is on.
    fn notice(&self) -> Option<String> {
        let decision = self.engine.decision();
        (decision.state == State::Notify).then(|| decision.text.clone())
    }

    /// Has the product's notice shown, unless an earlier program has shown it.
    fn notify(&mut self, imports: &mut impl Imports) {
        let Some(text) = self.notice() else { return };
        if imports.read(NOTICE_FILE, 0, NOTICE_BYTES).as_deref() == Some(text.as_str()) {
            self.facts
                .retain(|fact| fact.source != Source::Host || fact.name != NOTICE);
            self.facts.push(Fact {
                source: Source::Host,
                name: NOTICE.into(),
                value: "true".into(),
            });
            return self.decide(imports);
        }
        self.orders.push_back(Order::Show(text));
    }

    /// Takes over what other clients left.
    fn recover(&mut self, imports: &mut impl Imports) {
        for _ in 0..MAX_CLAIMS {
            let Some(room) = self.engine.claimable() else {
                return;
            };
            let now = imports.now();
            let Some(lines) = self.outbox.claim(room, now.wall, imports) else {
                return;
            };
            let lines = self.engine.recover(&lines, now);
            let written = self.outbox.append(&lines, now.wall, imports);
            self.engine.recovered(written, now);
            self.heed_outbox(now, imports);
            if !written {
                return self.outbox.release(imports);
            }
            self.outbox.discard(imports);
        }
    }

    /// Decides anew after facts have changed.
    fn decide(&mut self, imports: &mut impl Imports) {
        let decision = policy::decide_for(self.engine.product(), &self.facts);
        let before = self.engine.decision().state;
        let is_answer = decision.signal.source == Source::Call && decision.signal.name == ANSWER;
        if before == State::Ask && is_answer && !self.is_over {
            self.store(decision.state == State::On, imports.now());
        }
        match (before, decision.state) {
            _ if self.is_over => {}
            (State::On, State::On) => {}
            (State::On, _) => {
                self.give_up(imports);
                self.engine.revoke(decision, imports.now());
                self.turn_off();
            }
            _ => self.open_again(imports),
        }
    }

    /// What was not on may be now. Nothing was counted so far.
    fn open_again(&mut self, imports: &mut impl Imports) {
        let life = Life {
            ledger: self.engine.ledger(),
            ..self.life.clone()
        };
        let now = imports.now().wall;
        let opened = Engine::open(&self.settings, &self.facts, &life, now, &mut || {
            imports.random()
        });
        if let Ok(engine) = opened {
            self.engine = engine;
            self.orders.retain(|order| !matches!(order, Order::Show(_)));
            self.begin(imports);
        }
    }

    /// After a no: what all programs of the product have kept goes, too.
    fn turn_off(&mut self) {
        self.is_over = true;
        self.must_purge = true;
        self.asked.clear();
    }

    /// Has a person's decision stored, where the product has a place for it.
    fn store(&mut self, granted: bool, now: Now) {
        let product = self.engine.product();
        let text = match policy::consent_file(product, granted, now.wall) {
            ConsentFile::None => return,
            ConsentFile::Write(text) => Some(text),
            ConsentFile::Remove => None,
        };
        if let Some(place) = policy::consent_query(product) {
            self.orders
                .push_back(Order::Store(DecisionFile { place, text }));
        }
    }

    /// Has a new session kept for later processes, where the product has a place for it.
    fn keep_session(&mut self) {
        let place = policy::session_query(self.engine.product());
        if let (Some(text), Some(place)) = (self.engine.take_new_session(), place) {
            let text = Some(text);
            self.orders
                .push_back(Order::Store(DecisionFile { place, text }));
        }
    }

    /// What can change while a program runs; none: nothing of this product can. Its session is the
    /// client's own until it is worn out.
    fn look(&mut self) -> Option<Order> {
        let product = self.engine.product();
        let session = policy::session_query(product).map(Query::File);
        let mut queries = policy::queries(product);
        queries.retain(|query| query.may_change() && Some(query) != session.as_ref());
        self.asked.clone_from(&queries);
        (!queries.is_empty()).then_some(Order::Look(queries))
    }

    /// Puts away what is left, once.
    fn end(&mut self, imports: &mut impl Imports) {
        if !self.engine.is_closed() || core::mem::replace(&mut self.has_ended, true) {
            return;
        }
        let now = imports.now().wall;
        self.outbox.end(now, imports);
        // What could not be replaced is another client's now.
        self.engine.forget_segment();
        if !self.engine.has_outbox() {
            return;
        }
        if self.was_answered {
            exits::forget(imports);
        } else if self.engine.ledger().kept > 0 {
            exits::note(now, imports);
        }
    }

    /// Gives up the request under way.
    fn give_up(&mut self, imports: &mut impl Imports) {
        if let Some(ticket) = self.engine.ticket() {
            self.engine.given_up(imports.cancel(ticket));
        }
    }

    fn renew(&mut self, imports: &mut impl Imports) {
        let now = imports.now();
        self.outbox.renew(now.wall, imports);
        self.heed_outbox(now, imports);
    }

    /// Does what follows from what the outbox has found out.
    fn heed_outbox(&mut self, now: Now, imports: &mut impl Imports) {
        if self.outbox.take_loss() {
            self.give_up(imports);
            self.engine.lose_segment(now);
        }
        match self.outbox.take_trouble() {
            Some(Trouble::Full) => self.warn(FULL),
            Some(Trouble::NotWritten) => self.warn(NOT_KEPT),
            None => {}
        }
    }

    fn log(&mut self, file: LogFile, line: &str, now: Now, imports: &mut impl Imports) {
        if !file.append(line, now.wall, imports) {
            self.warn(LOG_GAPS);
        }
    }

    fn warn(&mut self, text: &'static str) {
        if !self.warned.contains(&text) {
            self.warned.push(text);
            self.orders.push_back(Order::Warn(text.into()));
        }
    }
}

/// Why a client with that past is not opened.
fn refusal(life: &Life) -> Option<Problem> {
    let message = if life.traps >= MAX_TRAPS {
        "expected fewer than 8 instances that trap, found as many; please report it"
    } else if !is_token(&life.token) {
        "expected a token of 16 hexadecimal digits in lower case, found another text"
    } else {
        return None;
    };
    Some(Problem {
        pointer: String::new(),
        code: Code::NotAllowed,
        message: message.into(),
        suggestion: None,
        offset: 0,
    })
}
