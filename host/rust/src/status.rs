//! How a product's telemetry stands on this machine: is it on, why, and how it is turned off.
//!
//! Nothing is made and nothing is sent to find out. A program that has commands of its own mounts
//! [`Report`], so that every product's commands say the same.

mod measured;
mod text;

use std::path::PathBuf;

pub use measured::{Audit, LastRequest, Waiting};
use serde_json::{Value, json};

use crate::{
    bindings::{Decision, Fact, Sink, Source, State},
    component::Component,
    consent::{self, Stored},
    facts::{Facts, machine_policy},
    instance::Instance,
    signal::describe,
    surroundings::Options,
};

/// Names the form of [`Report::json`]; a form that programs cannot read as before gets another
/// number.
pub const SCHEMA: &str = "nemo-telemetry.status/1";

/// How a product's telemetry stands.
#[derive(Clone, Debug)]
pub struct Report {
    /// The product's id.
    pub product: String,
    /// What was decided, and why.
    pub decision: Decision,
    /// The person's stored decision.
    pub stored: Stored,
    /// Why another decision could not be stored.
    pub unstorable: Option<String>,
    /// Where the policy of the machine's administrator is, and whether it is there.
    pub policy: Option<(PathBuf, bool)>,
    /// Where events go once telemetry is on, without what may be a key in it; empty: nowhere.
    pub endpoint: String,
    /// What the endpoint means.
    pub sink: Sink,
    /// Events that wait on disk; none: nothing says where a person's state is.
    pub waiting: Option<Waiting>,
    /// The audit log; none likewise.
    pub audit: Option<Audit>,
    /// Where the compiled component is cached.
    pub cache: Option<PathBuf>,
    /// What is odd.
    pub warnings: Vec<String>,
}

impl Report {
    /// How the product stands for a program that starts in these surroundings.
    ///
    /// # Errors
    /// The product is unknown, or the component does not run.
    pub fn of(product: &str, options: &Options) -> anyhow::Result<Self> {
        let (mut instance, facts) = consent::gather(product, options)?;
        Self::gathered(&mut instance, &facts, options)
    }

    fn gathered(instance: &mut Instance, facts: &Facts, options: &Options) -> anyhow::Result<Self> {
        let product = facts.product();
        let decision = facts.decide(instance)?;
        let settled = &decision.settled;
        let is_there = facts
            .as_slice()
            .iter()
            .any(|fact| fact.source == Source::Host && fact.name == "administrator");
        let state = options.paths.state.as_deref();
        let stored = Stored::of(instance, facts, options)?;
        let unstorable = stored
            .file
            .path
            .as_ref()
            .and_then(|path| measured::try_making(path).err());
        Ok(Self {
            product: product.into(),
            stored,
            unstorable: unstorable.map(|error| error.to_string()),
            policy: machine_policy(options).map(|path| (path, is_there)),
            endpoint: settled
                .endpoint
                .split(['?', '#'])
                .next()
                .unwrap_or_default()
                .into(),
            sink: settled.sink,
            waiting: state.map(|state| Waiting::of(state, product)),
            audit: state.map(|state| Audit::of(state, product)),
            cache: options.paths.cache.clone(),
            warnings: settled.warnings.clone(),
            decision,
        })
    }

    /// For a person: is it on, why, how it is turned off, and where everything is. At most 24
    /// lines.
    #[must_use]
    pub fn text(&self) -> String {
        text::of(self)
    }

    /// The same for programs, as a member of `products` in what [`json()`] makes. No file's text is
    /// in it.
    #[must_use]
    pub fn json(&self) -> Value {
        let Self {
            decision,
            policy,
            waiting,
            audit,
            ..
        } = self;
        json!({
            "product": self.product,
            "state": state(decision.state),
            "signal": signal(&decision.signal),
            "ignored": decision.ignored.iter().map(signal).collect::<Vec<_>>(),
            "turnOff": self.turn_off(),
            "stored": self.stored.json(),
            "unstorable": self.unstorable,
            "policy": policy.as_ref().map(|(path, is_there)| json!({"file": path.to_string_lossy(), "exists": is_there})),
            "endpoint": self.endpoint,
            "sink": sink(self.sink),
            "outbox": waiting.as_ref().map(Waiting::json),
            "audit": audit.as_ref().map(Audit::json),
            "warnings": self.warnings,
        })
    }

    /// How a person turns it off for good.
    fn turn_off(&self) -> String {
        format!(
            "nemo-telemetry off --product {}; or {}",
            self.product,
            consent::variables(&self.product)
        )
    }
}

/// Several products as one JSON object, with the component that decided.
#[must_use]
pub fn json(reports: &[Report]) -> Value {
    json!({
        "schema": SCHEMA,
        "component": {"version": env!("CARGO_PKG_VERSION"), "sha256": Component::EMBEDDED_SHA256},
        "cache": reports.first().and_then(|report| Some(report.cache.as_ref()?.to_string_lossy())),
        "products": reports.iter().map(Report::json).collect::<Vec<_>>(),
    })
}

/// The same for a person.
#[must_use]
pub fn text(reports: &[Report]) -> String {
    let products: String = reports.iter().map(|report| report.text() + "\n").collect();
    let cache = reports.first().and_then(|report| report.cache.as_deref());
    products + &text::shared(cache, Component::EMBEDDED_SHA256)
}

fn state(state: State) -> &'static str {
    match state {
        State::On => "on",
        State::Off => "off",
        State::Ask => "ask",
        State::Notify => "notify",
    }
}

fn sink(sink: Sink) -> &'static str {
    match sink {
        Sink::Http => "http",
        Sink::Stdout => "stdout",
        Sink::Stderr => "stderr",
        Sink::File => "file",
        Sink::None => "none",
        Sink::Denied => "denied",
    }
}

fn signal(fact: &Fact) -> Value {
    let source = match fact.source {
        Source::Variable => "variable",
        Source::File => "file",
        Source::Call => "call",
        Source::Host => "host",
    };
    json!({"source": source, "name": fact.name, "text": describe(fact)})
}
