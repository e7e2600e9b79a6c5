//! Why a body was allowed to be sent, as far as this machine knows.

use std::{collections::HashSet, mem};

use nemo_telemetry::{
    Component, Imports, Instance, State,
    audit::{Follower, Log, What},
    facts::Facts,
    paths::Paths,
    signal::{describe, headline},
    telemetry::Options,
};

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

    /// A line about the body of that hash, with a line feed before it; empty when no audit log of
    /// this person has it.
    pub(super) fn line(&mut self, sha256: &str) -> String {
        let place = self.logs.iter_mut().position(|log| log.have(sha256));
        let product = place
            .and_then(|place| self.logs.get(place))
            .map(|log| log.product);
        // What cannot be found out is not told; the request is shown all the same.
        product
            .and_then(|product| self.told(product).ok())
            .unwrap_or_default()
    }

    fn told(&mut self, product: Product) -> anyhow::Result<String> {
        // One that fails is not asked again.
        let mut instance = match self.instance.take() {
            Some(instance) => instance,
            None => Instance::new(Component::embedded()?, Imports::real())?,
        };
        let facts = Facts::gather(&mut instance, product.id(), &Options::default())?;
        let decision = facts.decide(&mut instance)?;
        self.instance = Some(instance);
        let why = match decision.state {
            State::On => describe(&decision.signal),
            // The sender's own environment and arguments are not known here.
            state => format!(
                "the sender's own word, such as an address; status: {}",
                headline(state)
            ),
        };
        Ok(format!(
            "\n    sent by {} on this machine; allowed by {why}",
            product.id()
        ))
    }
}

/// The newest requests that a product's audit log tells of, by the hashes of their bodies.
struct Requests {
    product: Product,
    log: Follower,
    hashes: HashSet<String>,
    /// Those before.
    older: HashSet<String>,
}

impl Requests {
    fn of(product: Product, log: Log) -> Self {
        Self {
            product,
            log: log.follow(),
            hashes: HashSet::new(),
            older: HashSet::new(),
        }
    }

    /// Whether there is one with a body of that hash. Its line is written before the request leaves.
    fn have(&mut self, sha256: &str) -> bool {
        if !self.remember(sha256) {
            let (hashes, older) = (&mut self.hashes, &mut self.older);
            // What cannot be read is not told.
            let _ = self.log.look(|line| {
                if let What::Request { sha256, .. } = line.entry.what {
                    if hashes.len() >= REMEMBERED {
                        *older = mem::take(hashes);
                    }
                    hashes.insert(sha256);
                }
            });
        }
        self.remember(sha256)
    }

    fn remember(&self, sha256: &str) -> bool {
        self.hashes.contains(sha256) || self.older.contains(sha256)
    }
}
