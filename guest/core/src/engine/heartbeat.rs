//! The event that is sent again and again while the process lives.

use alloc::string::String;

use super::Engine;
use crate::{
    definition::{Definition, Heartbeat as Rule},
    json, ledger,
    limits::MAX_AGE,
    queue::Event,
    time::{Mark, Now},
    validate,
};

/// What the next heartbeat will say, and when.
#[derive(Clone, Debug, Default)]
pub(super) struct Heartbeat {
    /// The first event of its kind.
    first: Option<First>,
    due: Option<Mark>,
}

#[derive(Clone, Debug)]
struct First {
    definition: &'static Definition,
    parameters: String,
    key: usize,
}

impl Heartbeat {
    /// When the next one is due; none: there will be none as things stand.
    pub(super) fn due(&self) -> Option<Mark> {
        self.due
    }
}

impl Engine {
    /// Remembers the first event that heartbeats repeat.
    pub(super) fn note_first(&mut self, event: &Event) {
        let Some(rule) = self.settings.product.heartbeat else {
            return;
        };
        let Event {
            definition,
            parameters,
            key,
            ..
        } = event;
        let wanted = self.decision.settled.heartbeat_ms > 0
            && self.heartbeat.first.is_none()
            && definition.name == rule.event;
        if wanted && validate::says(definition, parameters, rule.field, rule.first) {
            self.heartbeat.first = Some(First {
                definition,
                parameters: parameters.clone(),
                key: *key,
            });
        }
    }

    /// Sets the time of the next heartbeat, or queues the one that is due. `random` is asked for a
    /// pause.
    pub(super) fn beat(&mut self, now: Now, random: &mut dyn FnMut() -> u64) {
        let (Some(rule), Some(first), true) = (
            self.settings.product.heartbeat,
            &self.heartbeat.first,
            self.is_open(),
        ) else {
            self.heartbeat.due = None;
            return;
        };
        match self.heartbeat.due {
            Some(due) if due > now.mark => return,
            Some(_) => {
                let event = heartbeat(&rule, first, now);
                self.queue_heartbeat(event, now);
            }
            None => {}
        }
        self.heartbeat.due = Some(now.mark.after(pause(
            &rule,
            self.decision.settled.heartbeat_ms,
            random(),
        )));
    }

    /// A heartbeat that finds the one before it still waiting, or no room, is left out: it would
    /// tell nothing new.
    fn queue_heartbeat(&mut self, event: Option<Event>, now: Now) {
        let Some(mut event) = event else { return };
        event.weight = event.size();
        event.noted = !self.settings.usage_stats;
        if self.waiting().any(|waiting| waiting.heartbeat)
            || !self.has_room(event.weight, self.held_bytes())
        {
            return;
        }
        ledger::add(&mut self.ledger.accepted, 1);
        self.queue.push(event);
        self.due = Some(now.mark);
    }
}

/// The heartbeat of an instant. It is never durable: a later process has no use for it.
fn heartbeat(rule: &Rule, first: &First, now: Now) -> Option<Event> {
    let definition = first.definition;
    let mut changes = alloc::vec![(rule.field, json::string(rule.value))];
    if let Some(field) = definition
        .instant
        .and_then(|index| definition.fields.get(index))
    {
        changes.push((field.name, now.wall.unix_seconds()));
    }
    Some(Event {
        id: String::new(),
        definition,
        parameters: validate::with(definition, &first.parameters, &changes)?,
        ts: now.wall,
        accepted: now.wall,
        expires: now.mark.after(MAX_AGE),
        key: first.key,
        weight: 0,
        attempts: 0,
        unsure: false,
        rests_until: None,
        durable: false,
        noted: false,
        heartbeat: true,
    })
}

/// The interval, and up to a tenth of it more, so that processes that started together drift apart.
fn pause(rule: &Rule, interval_ms: u64, random: u64) -> u64 {
    let jitter = u64::from(rule.jitter_ms).min(interval_ms / 10);
    interval_ms.saturating_add(crate::retry::share(jitter, random))
}
