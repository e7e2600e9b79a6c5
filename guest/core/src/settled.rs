//! What facts and settings settle besides the decision.

use alloc::{format, string::String, vec::Vec};

use crate::{guard::Redacted, sink::Sink};

/// Where events go, and what they say of this use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Where events go.
    pub endpoint: String,
    /// What the endpoint means.
    pub sink: Sink,
    /// Whether what would go over the network is built and not sent.
    pub dry_run: bool,
    /// What the session id begins with.
    pub session_prefix: String,
    /// Whether that is the product's own choice: it then belongs only to ids that are made here.
    pub prefix_by_default: bool,
    /// Deployment type that the variable names, in a word of the product's events; empty for none.
    pub deployment_type: String,
    /// Whether the product's events find themselves in continuous integration.
    pub is_ci: bool,
    /// Milliseconds between heartbeats; 0 for none.
    pub heartbeat_ms: u64,
    /// Session id with its prefix, once a client has one; else empty.
    pub session_id: String,
    /// What was odd about the facts, and which values the guard took out.
    pub warnings: Vec<String>,
    /// How many values the guard took out.
    pub redacted: u32,
}

impl Settled {
    /// Settles where events go. They go nowhere where they may not go.
    pub(crate) fn send_to(&mut self, endpoint: &str) {
        let (sink, address) = Sink::of(endpoint, self.dry_run);
        self.sink = sink;
        self.endpoint = address.into();
    }

    /// Counts values that were taken out, and says once for each place why.
    pub(crate) fn note_redacted(&mut self, redacted: Vec<Redacted>) {
        for (place, finding) in redacted {
            self.redacted = self.redacted.saturating_add(1);
            let warning = format!("{place} is sent as redacted: found {}", finding.words());
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
    }
}
