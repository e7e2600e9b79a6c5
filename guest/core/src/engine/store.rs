//! The own segment of the outbox: which lines belong into it, and what earlier processes left.

use alloc::{string::String, vec::Vec};

use super::{Engine, Intake, Task, Turn};
use crate::{
    ledger::{self, Reason},
    limits::{MAX_AGE, MAX_CLAIMS, MAX_QUEUE},
    outbox::{self, Kept},
    queue::Event,
    time::Now,
};

/// Lines for the own segment of the outbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// There are none.
    #[default]
    Nothing,
    /// Add these.
    Append(String),
    /// Put these in place of all that is there, because an event that is there waits no more.
    Replace(String),
}

/// What the engine knows of its own segment.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    /// The client uses an outbox.
    pub(super) used: bool,
    /// The segment may hold lines.
    filled: bool,
    /// What the segment was to hold when it could not be replaced.
    stale: Option<String>,
    /// Events of the last `enqueue`, whose lines are on their way.
    fresh: usize,
    /// What a claimed segment holds, until it is in the own one.
    claimed: Claimed,
    claims: u32,
}

/// What a claimed segment holds.
#[derive(Clone, Debug, Default)]
struct Claimed {
    events: Vec<Event>,
    damaged: usize,
    /// Names of the events that are too old.
    old: Vec<&'static str>,
    /// Of the events, and of those that are too old.
    unsure: usize,
}

impl Store {
    pub(super) fn new(used: bool) -> Self {
        Self {
            used,
            ..Self::default()
        }
    }

    /// Whether the outbox may be asked for a segment once more.
    fn may_claim(&mut self) -> bool {
        let may = self.used && self.claims < MAX_CLAIMS;
        self.claims = self.claims.saturating_add(1);
        may
    }
}

#[cfg(feature = "model")]
impl Store {
    /// Hashes all that decides what becomes of the segment.
    pub(super) fn fingerprint(&self, hasher: &mut impl core::hash::Hasher) {
        core::hash::Hash::hash(&(self.used, self.filled, &self.stale, self.claims), hasher);
    }
}

impl Engine {
    /// Says whether the outbox took what [`Report::keep`](super::Report::keep) asked for.
    pub fn kept(&mut self, written: bool) {
        let fresh = core::mem::take(&mut self.store.fresh);
        if written {
            self.store.filled = true;
            self.store.stale = None;
            return;
        }
        let old = self.queue.len().saturating_sub(fresh);
        self.queue
            .iter_mut()
            .skip(old)
            .for_each(|event| event.durable = false);
    }

    /// Says whether the own segment holds the lines of [`Task::Replace`] now. If not, they are
    /// tried again in the next round.
    pub fn replaced(&mut self, lines: String, written: bool) {
        self.store.stale = (!written).then_some(lines);
    }

    /// Longest segment in bytes that may be claimed now; none: the outbox is not to be asked, or
    /// not again. Call it once for each claim.
    #[must_use]
    pub fn claimable(&mut self) -> Option<u32> {
        if !self.is_open() || !self.store.may_claim() {
            return None;
        }
        let room = MAX_QUEUE.saturating_sub(self.held_bytes() + self.queue.bytes());
        u32::try_from(room).ok().filter(|room| *room > 0)
    }

    /// Reads a claimed segment. Returns the lines for this client's segment; append them, then call
    /// [`Engine::recovered`].
    pub fn recover(&mut self, lines: &str, now: Now) -> String {
        let mut keep = String::with_capacity(lines.len());
        self.store.claimed = self.read_lines(lines, now, &mut keep);
        keep
    }

    /// Takes over what an instance of this client kept before it trapped, and `pending` events that
    /// it had not settled. What is in the segment goes on. Of the rest nobody knows: it was settled
    /// in the call that trapped, or was in memory only.
    pub fn adopt(&mut self, lines: &str, pending: u32, now: Now) {
        let Claimed {
            events,
            damaged,
            old,
            unsure,
        } = self.read_lines(lines, now, &mut String::new());
        let found = events.len() + old.len();
        let accepted = self.ledger.accepted;
        // What this client has accepted since was not pending.
        let own = events
            .iter()
            .filter(|event| self.is_own_after(&event.id, accepted))
            .count();
        let others = found - own;
        let unknown = (pending as usize).saturating_sub(others);
        ledger::add(&mut self.ledger.accepted, own);
        ledger::add(
            &mut self.ledger.recovered,
            others.saturating_sub(pending as usize) + damaged,
        );
        ledger::add(&mut self.ledger.unsure, unsure + unknown);
        self.drop_nameless(Reason::Closed, unknown);
        self.drop_nameless(Reason::Damaged, damaged);
        self.drop_named(Reason::Age, old);
        self.take_over(events, now);
        // Lines that are damaged, too old or doubled go with the next round, when what is recovered
        // besides is in the segment, too.
        self.store.filled |= !lines.is_empty();
        self.store.stale = self.store.filled.then(String::new);
    }

    /// The events of lines that some process kept, and their text for this client's segment.
    fn read_lines(&mut self, lines: &str, now: Now, keep: &mut String) -> Claimed {
        let mut claimed = Claimed::default();
        // In order: a full segment is a thousand lines, and each is looked for among all others.
        let mut known = Vec::new();
        for event in self.waiting() {
            insert(&mut known, &event.id);
        }
        for line in lines.split('\n').filter(|line| !super::is_blank(line)) {
            let kept = outbox::parse_line(
                self.settings.product,
                line,
                &self.own_key,
                self.guard.as_ref(),
            );
            let Some(Kept {
                key,
                mut event,
                redacted,
            }) = kept
            else {
                claimed.damaged += 1;
                continue;
            };
            if known.binary_search(&event.id).is_ok() {
                continue;
            }
            claimed.unsure += usize::from(event.unsure);
            // A clock that was set back makes nothing older, and one that jumps ahead later makes
            // nothing old.
            let age = now.wall.since(event.accepted);
            let Some(left) = MAX_AGE.checked_sub(age) else {
                claimed.old.push(event.definition.name);
                continue;
            };
            insert(&mut known, &event.id);
            event.expires = now.mark.after(left);
            event.key = self.intern(key);
            // What was tried before was told before.
            event.noted = !self.settings.usage_stats || event.attempts > 0 || event.unsure;
            self.decision.settled.note_redacted(redacted);
            let start = keep.len();
            self.push_line(keep, &event, false);
            event.weight = keep.len() - start + outbox::GROWTH;
            claimed.events.push(event);
        }
        claimed
    }

    /// Says whether the own segment took the lines of [`Engine::recover`]; if not, they stay with
    /// the claimed segment.
    pub fn recovered(&mut self, written: bool, now: Now) {
        let claimed = core::mem::take(&mut self.store.claimed);
        if !written {
            return;
        }
        ledger::add(
            &mut self.ledger.recovered,
            claimed.events.len() + claimed.damaged + claimed.old.len(),
        );
        ledger::add(&mut self.ledger.unsure, claimed.unsure);
        self.drop_nameless(Reason::Damaged, claimed.damaged);
        self.drop_named(Reason::Age, claimed.old);
        self.take_over(claimed.events, now);
    }

    /// Queues events that are in this client's segment already.
    fn take_over(&mut self, events: Vec<Event>, now: Now) {
        if events.is_empty() {
            return;
        }
        self.store.filled = true;
        for event in events {
            if let Some(event) = self.rest_on(event, now) {
                self.due = Some(now.mark);
                self.queue.push(event);
            }
        }
    }

    /// There is no segment any more.
    pub(crate) fn forget_segment(&mut self) {
        self.store.filled = false;
        self.store.stale = None;
        self.todo.retain(|task| !matches!(task, Task::Replace(_)));
    }

    /// What is to be done about so many events that have just been accepted.
    pub(super) fn keep(&mut self, intake: Intake, fresh: usize) -> Keep {
        self.store.fresh = fresh;
        let Intake { lines, dropped, .. } = intake;
        if !self.store.used {
            return Keep::Nothing;
        }
        // Were the lines appended, the next process would send what this one has counted as
        // dropped.
        if dropped || self.store.stale.is_some() {
            drop(lines);
            return Keep::Replace(self.lines());
        }
        if lines.is_empty() {
            Keep::Nothing
        } else {
            Keep::Append(lines)
        }
    }

    /// Has the own segment replaced, unless it is as it should be.
    pub(super) fn rewrite_outbox(&mut self) {
        if !self.store.filled {
            return;
        }
        let lines = self.lines();
        self.store.filled = !lines.is_empty();
        self.replace(lines);
    }

    /// Tries once more what failed before: what was sent or dropped must not be sent by a later
    /// process.
    pub(super) fn repair_outbox(&mut self) {
        if let Some(lines) = self.store.stale.take() {
            let lines = if self.closed { lines } else { self.lines() };
            self.replace(lines);
        }
    }

    /// Has the own segment emptied.
    pub(super) fn purge_outbox(&mut self) {
        if self.store.used {
            self.store.filled = false;
            self.replace(String::new());
        }
    }

    fn replace(&mut self, lines: String) {
        // Only the newest state counts.
        self.todo.retain(|task| !matches!(task, Task::Replace(_)));
        self.todo.push_back(Task::Replace(lines));
    }

    /// Every line that belongs into the own segment.
    fn lines(&self) -> String {
        // Reserved at once: a text of this size that doubles as it grows would need the instance's
        // memory twice.
        let size = self
            .waiting()
            .filter(|event| event.durable)
            .map(|event| event.weight)
            .sum();
        let mut lines = String::with_capacity(size);
        let flying = matches!(self.turn, Turn::Flying { given_up: None, .. });
        for (place, event) in self
            .waiting()
            .enumerate()
            .filter(|(_, event)| event.durable)
        {
            // If this process ends now, nobody will know whether the batch under way arrived.
            self.push_line(
                &mut lines,
                event,
                flying && place < self.turn.events().len(),
            );
        }
        lines
    }

    pub(super) fn push_line(&self, out: &mut String, event: &Event, under_way: bool) {
        if let Some(key) = self.keys.get(event.key) {
            outbox::push_line(
                out,
                self.settings.product,
                key,
                event,
                event.unsure || under_way,
            );
        }
    }
}

/// Puts an id where it belongs among ids in order.
fn insert(ids: &mut Vec<String>, id: &str) {
    let place = ids.partition_point(|known| known.as_str() < id);
    ids.insert(place, id.into());
}
