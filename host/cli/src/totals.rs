//! What became of all events of a command, over the ledgers of its clients.

use std::collections::BTreeMap;

use nemo_telemetry::Ledger;
use serde_json::json;

use crate::output::count;

/// Sums over ledgers, and what no ledger counts.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    accepted: u64,
    recovered: u64,
    delivered: u64,
    kept: u64,
    unsure: u64,
    dropped: BTreeMap<String, u64>,
    /// Values that were taken for private.
    pub(crate) redacted: u64,
    /// Lines that are no events.
    pub(crate) wrong: u64,
    /// There are lines that were not looked at.
    pub(crate) unread: bool,
}

impl Totals {
    /// Adds the ledger of a client that has ended. Returns how many events it dropped because
    /// nothing kept them.
    pub(crate) fn add(&mut self, ledger: &Ledger) -> u64 {
        self.accepted += u64::from(ledger.accepted);
        self.recovered += u64::from(ledger.recovered);
        self.delivered += u64::from(ledger.delivered);
        self.kept += u64::from(ledger.kept);
        self.unsure += u64::from(ledger.unsure);
        for tally in &ledger.dropped {
            *self.dropped.entry(tally.reason.clone()).or_default() += u64::from(tally.count);
        }
        ledger
            .dropped
            .iter()
            .find(|tally| tally.reason == "closed")
            .map_or(0, |tally| tally.count.into())
    }

    /// How many events were delivered.
    pub(crate) fn delivered(&self) -> u64 {
        self.delivered
    }

    /// How many events are in the outbox for another run.
    pub(crate) fn kept(&self) -> u64 {
        self.kept
    }

    /// How many events were dropped for one of these reasons.
    pub(crate) fn dropped(&self, reasons: &[&str]) -> u64 {
        self.dropped
            .iter()
            .filter(|(reason, _)| reasons.contains(&reason.as_str()))
            .map(|(_, count)| count)
            .sum()
    }

    /// For a person: `delivered 3 of 5 events (2 from the outbox) to ADDRESS; kept 1 for the next
    /// run; dropped 1 (refused 1)`.
    pub(crate) fn text(&self, endpoint: &str) -> String {
        let events = self.accepted + self.recovered;
        if events == 0 && self.wrong == 0 {
            return "nothing to send".into();
        }
        let mut text = format!("delivered {} of {}", self.delivered, count(events, "event"));
        if self.recovered > 0 {
            text += &format!(" ({} from the outbox)", self.recovered);
        }
        text += &format!(" to {endpoint}");
        if self.kept > 0 {
            text += &format!("; kept {} for the next run", self.kept);
        }
        if !self.dropped.is_empty() {
            let reasons: Vec<String> = self
                .dropped
                .iter()
                .map(|(reason, count)| format!("{reason} {count}"))
                .collect();
            text += &format!(
                "; dropped {} ({})",
                self.dropped.values().sum::<u64>(),
                reasons.join(", ")
            );
        }
        if self.unsure > 0 {
            text += &format!(
                "; unsure {}, which got no answer at least once and may be there all the same",
                self.unsure
            );
        }
        if self.redacted > 0 {
            text += &format!(
                "; {} taken for private and sent as `redacted`",
                count(self.redacted, "value")
            );
        }
        if self.wrong > 0 {
            text += &format!("; {} wrong", count(self.wrong, "line"));
        }
        text
    }

    /// The same as a JSON object. `state` is that of the decision.
    pub(crate) fn json(&self, state: &str, endpoint: &str) -> String {
        let Self {
            accepted,
            recovered,
            delivered,
            kept,
            unsure,
            dropped,
            redacted,
            wrong,
            unread,
        } = self;
        json!({"state": state, "endpoint": endpoint, "accepted": accepted, "recovered": recovered, "delivered": delivered, "kept": kept,
            "unsure": unsure, "dropped": dropped, "redacted": redacted, "wrong": wrong, "unread": unread})
        .to_string()
    }
}
