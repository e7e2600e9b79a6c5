//! Why a body was allowed to be sent, as far as this machine knows.

use std::path::PathBuf;

use nemo_telemetry::{
    State,
    audit::{Log, What},
    paths::Paths,
    signal::{describe, headline},
    status::Report,
    telemetry::Options,
};

use crate::command::arguments::Product;

/// Programs of this person on this machine.
pub(super) struct Sender {
    state: Option<PathBuf>,
}

impl Sender {
    pub(super) fn here() -> Self {
        Self {
            state: Paths::here().state,
        }
    }

    /// A line about the body of that hash, with a line feed before it; empty when no audit log of
    /// this person has it.
    pub(super) fn line(&self, sha256: &str) -> String {
        let Some(product) = self.product(sha256) else {
            return String::new();
        };
        // What cannot be found out is not told; the request is shown all the same.
        let Ok(report) = Report::of(product.id(), &Options::default()) else {
            return String::new();
        };
        let (state, because) = (report.decision.state, describe(&report.decision.signal));
        let why = match state {
            State::On => because,
            // The sender's own environment and arguments are not known here.
            _ => format!(
                "the sender's own word, such as an address; status: {}",
                headline(state)
            ),
        };
        format!(
            "\n    sent by {} on this machine; allowed by {why}",
            product.id()
        )
    }

    /// The product whose audit log has a request with that body. Its line is written before the
    /// request leaves.
    fn product(&self, sha256: &str) -> Option<Product> {
        let state = self.state.as_ref()?;
        Product::or_all(None).into_iter().find(|product| {
            let lines = Log::new(state, product.id()).read().into_iter().flatten();
            lines.flatten().any(|line| matches!(&line.entry.what, What::Request { sha256: known, .. } if known == sha256))
        })
    }
}
