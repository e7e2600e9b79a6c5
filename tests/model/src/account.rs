//! What has become of each event, by the rules and without a look at the engine.

use nemo_telemetry_core::{
    ledger::Ledger,
    time::{Now, Timestamp},
};

use crate::{letter::Reply, scenario::Scenario};

/// Seven days in milliseconds.
pub(crate) const WEEK: u64 = 7 * 24 * 3_600_000;

/// Where an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fate {
    /// It was not enqueued yet.
    Unborn,
    /// It was not accepted: the client was full, closed or off.
    Outside,
    /// It is accepted, and nothing has become of it yet.
    Waiting,
    /// The server said that it has it.
    Delivered,
    /// It was dropped for a reason.
    Dropped,
    /// It was left in the outbox by a client that ended.
    Kept,
    /// A process without an outbox crashed with it.
    Lost,
}

/// One event's account.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) fate: Fate,
    pub(crate) attempts: u8,
    /// An attempt ended without an answer after bytes may have left.
    pub(crate) unsure: bool,
    /// This process accepted or recovered it.
    pub(crate) here: bool,
    accepted: Option<Now>,
}

/// What this process has counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Counts {
    accepted: u32,
    recovered: u32,
    delivered: u32,
    kept: u32,
    dropped: u32,
}

/// The account of all events.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) entries: Vec<Entry>,
    counts: Counts,
}

impl Account {
    pub(crate) fn new(events: u8) -> Self {
        let entry = Entry {
            fate: Fate::Unborn,
            attempts: 0,
            unsure: false,
            here: false,
            accepted: None,
        };
        Self {
            entries: vec![entry; usize::from(events)],
            counts: Counts::default(),
        }
    }

    pub(crate) fn entry(&mut self, event: u16) -> Result<&mut Entry, String> {
        self.entries
            .get_mut(usize::from(event))
            .ok_or_else(|| format!("event {event} is none of ours"))
    }

    pub(crate) fn fate(&self, event: u16) -> Fate {
        self.entries
            .get(usize::from(event))
            .map_or(Fate::Unborn, |entry| entry.fate)
    }

    pub(crate) fn attempts(&self, event: u16) -> u8 {
        self.entries
            .get(usize::from(event))
            .map_or(0, |entry| entry.attempts)
    }

    pub(crate) fn accept(&mut self, event: u16, now: Now) -> Result<(), String> {
        self.counts.accepted += 1;
        let entry = self.entry(event)?;
        (entry.fate, entry.here, entry.accepted) = (Fate::Waiting, true, Some(now));
        Ok(())
    }

    /// An event ends in this process.
    pub(crate) fn end(&mut self, event: u16, fate: Fate) -> Result<(), String> {
        match fate {
            Fate::Delivered => self.counts.delivered += 1,
            Fate::Kept => self.counts.kept += 1,
            _ => self.counts.dropped += 1,
        }
        let entry = self.entry(event)?;
        if entry.fate != Fate::Waiting {
            return Err(format!(
                "event {event} ends as {fate:?} though it is {:?}",
                entry.fate
            ));
        }
        entry.fate = fate;
        Ok(())
    }

    /// What a client drops that it had kept: it left the outbox after it was counted there.
    pub(crate) fn drop_kept(&mut self) {
        self.counts.dropped += std::mem::take(&mut self.counts.kept);
        for entry in self
            .entries
            .iter_mut()
            .filter(|entry| entry.fate == Fate::Kept)
        {
            entry.fate = Fate::Dropped;
        }
    }

    /// Nobody knows whether these events arrived.
    pub(crate) fn doubt(&mut self, events: &[u16]) -> Result<(), String> {
        events.iter().try_for_each(|event| {
            self.entry(*event)?.unsure = true;
            Ok(())
        })
    }

    /// What must become of an event whose request ends so: none, it goes on waiting.
    pub(crate) fn after(
        &mut self,
        event: u16,
        reply: Reply,
        alone: bool,
        scenario: &Scenario,
    ) -> Result<Option<Fate>, String> {
        let entry = self.entry(event)?;
        Ok(match reply {
            Reply::Status(200) => Some(Fate::Delivered),
            Reply::Status(302 | 400 | 401 | 404 | 422) | Reply::Denied => Some(Fate::Dropped),
            Reply::Status(413) => alone.then_some(Fate::Dropped),
            _ => {
                entry.unsure |= matches!(reply, Reply::Timeout { .. });
                entry.attempts += 1;
                // Where an outbox keeps it, it rests.
                (entry.attempts > scenario.retries && !scenario.outbox).then_some(Fate::Dropped)
            }
        })
    }

    /// Whether an event has waited for more than seven days in this process.
    pub(crate) fn is_old(&self, event: u16, now: Now) -> bool {
        let accepted = self
            .entries
            .get(usize::from(event))
            .and_then(|entry| entry.accepted);
        accepted.is_some_and(|accepted| now.mark.since(accepted.mark) > WEEK)
    }

    /// Another process opens a client: what it has to find in the outbox. What it finds too old is dropped.
    pub(crate) fn restart(&mut self, has_outbox: bool, is_on: bool, wall: Timestamp) -> Vec<u16> {
        self.counts = Counts::default();
        let mut found = Vec::new();
        for (number, entry) in (0..).zip(&mut self.entries) {
            entry.here = false;
            if !matches!(entry.fate, Fate::Waiting | Fate::Kept) {
                continue;
            }
            if !has_outbox {
                entry.fate = Fate::Lost;
            } else if is_on {
                self.counts.recovered += 1;
                entry.here = true;
                entry.fate = Fate::Waiting;
                if entry
                    .accepted
                    .is_some_and(|accepted| wall.since(accepted.wall) > WEEK)
                {
                    entry.fate = Fate::Dropped;
                    self.counts.dropped += 1;
                } else {
                    found.push(number);
                }
            } else {
                entry.fate = Fate::Kept;
            }
        }
        found
    }

    /// Compares the ledger of this process with the account.
    pub(crate) fn check(&self, ledger: &Ledger) -> Result<(), String> {
        if !ledger.balances() {
            return Err(format!("the ledger does not balance: {ledger:?}"));
        }
        let here = || self.entries.iter().filter(|entry| entry.here);
        let count = |entries: usize| u32::try_from(entries).unwrap_or(u32::MAX);
        let found = Counts {
            accepted: ledger.accepted,
            recovered: ledger.recovered,
            delivered: ledger.delivered,
            kept: ledger.kept,
            dropped: ledger.dropped().iter().map(|(_, count)| count).sum(),
        };
        let pending = count(here().filter(|entry| entry.fate == Fate::Waiting).count());
        let unsure = count(here().filter(|entry| entry.unsure).count());
        if (&found, ledger.pending, ledger.unsure) == (&self.counts, pending, unsure) {
            return Ok(());
        }
        Err(format!(
            "the ledger says {ledger:?}; expected {:?}, pending {pending}, unsure {unsure}",
            self.counts
        ))
    }
}
