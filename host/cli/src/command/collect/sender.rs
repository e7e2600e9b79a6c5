//! Why a body was allowed to be sent, as far as this machine knows.

use std::{collections::HashMap, fmt, mem};

use nemo_telemetry::{
    Component, Imports, Instance, State,
    audit::{Follower, Log, What},
    facts::Facts,
    paths::Paths,
    signal::{describe, headline},
    telemetry::Options,
};

use serde_json::{Value, json};

use crate::command::arguments::Product;

/// Requests that are remembered of each product, twice: more than its log holds when it is rotated.
const REMEMBERED: usize = 16_384;

/// Programs of this person on this machine.
pub(super) struct Sender {
    logs: Vec<Requests>,
    /// What decides; none: nothing was to be decided so far, or it cannot be.
    instance: Option<Instance>,
}

impl Sender {
    pub(super) fn here() -> Self {
        let state = Paths::here().state;
        let logs = state.iter().flat_map(|state| {
            Product::or_all(None)
                .into_iter()
                .map(|product| Requests::of(product, Log::new(state, product.id())))
        });
        Self {
            logs: logs.collect(),
            instance: None,
        }
    }

    /// What is known of the body of that hash; none when no audit log of this person has it.
    pub(super) fn of(&mut self, sha256: &str) -> Option<Sent> {
        let (product, audit) = self
            .logs
            .iter_mut()
            .find_map(|log| Some((log.product, log.find(sha256)?)))?;
        // What cannot be found out is not told; the request is shown all the same.
        let (state, why) = self.decide(product).ok()?;
        Some(Sent {
            product,
            state,
            why,
            audit,
        })
    }

    /// What decides about a product's telemetry now, and its reason.
    fn decide(&mut self, product: Product) -> anyhow::Result<(State, String)> {
        // One that fails is not asked again.
        let mut instance = match self.instance.take() {
            Some(instance) => instance,
            None => Instance::new(Component::embedded()?, Imports::real())?,
        };
        let facts = Facts::gather(&mut instance, product.id(), &Options::default())?;
        let decision = facts.decide(&mut instance)?;
        self.instance = Some(instance);
        Ok((decision.state, describe(&decision.signal)))
    }
}

/// A body that was sent from here.
pub(super) struct Sent {
    product: Product,
    state: State,
    /// What decides about the product's telemetry here.
    why: String,
    /// The line of the audit log, as it stands there.
    audit: String,
}

impl Sent {
    /// Why it was allowed, in a few words.
    fn allowed(&self) -> String {
        match self.state {
            State::On => self.why.clone(),
            // The sender's own environment and arguments are not known here.
            state => format!(
                "the sender's own word, such as `enabled` or an address; without it {}",
                headline(state)
            ),
        }
    }

    /// The same for the page.
    pub(super) fn json(&self) -> Value {
        json!({
            "product": self.product.id(),
            "isOn": self.state == State::On,
            "status": headline(self.state),
            "why": self.why,
            "audit": self.audit,
        })
    }
}

/// A line for a person, with a line feed before it.
impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\n    sent by {} on this machine; allowed by {}",
            self.product.id(),
            self.allowed()
        )
    }
}

/// The newest requests that a product's audit log tells of, by the hashes of their bodies.
struct Requests {
    product: Product,
    log: Follower,
    /// Their lines.
    lines: HashMap<String, String>,
    /// Those before.
    older: HashMap<String, String>,
}

impl Requests {
    fn of(product: Product, log: Log) -> Self {
        Self {
            product,
            log: log.follow(),
            lines: HashMap::new(),
            older: HashMap::new(),
        }
    }

    /// The line of the one with a body of that hash. It is written before the request leaves.
    fn find(&mut self, sha256: &str) -> Option<String> {
        if self.remembered(sha256).is_none() {
            let (lines, older) = (&mut self.lines, &mut self.older);
            // What cannot be read is not told.
            let _ = self.log.look(|line| {
                if let What::Request { sha256, .. } = line.entry.what {
                    if lines.len() >= REMEMBERED {
                        *older = mem::take(lines);
                    }
                    lines.insert(sha256, line.text);
                }
            });
        }
        self.remembered(sha256).cloned()
    }

    fn remembered(&self, sha256: &str) -> Option<&String> {
        self.lines.get(sha256).or_else(|| self.older.get(sha256))
    }
}
