//! Where events go, and whether they may.

use anyhow::anyhow;
use clap::Args;
use nemo_telemetry::{Fact, Instance, Source, facts::Facts, telemetry::Options};

use super::{
    Failure,
    arguments::{Product, milliseconds},
    settings::Setting,
};

/// Where events go, and what counts as sent.
#[derive(Args, Debug)]
pub(crate) struct Target {
    /// Address of the collector: https, or http to this machine; stdout:, stderr: or file:/PATH to
    /// write bodies there
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Send to the product's own collector, or to where its variable points
    #[arg(long, conflicts_with = "endpoint")]
    yes_default_endpoint: bool,
    /// End with 3 when telemetry is off, and with 4 when events are only kept, instead of 0
    #[arg(long)]
    pub(super) require_sent: bool,
    /// Give up when nothing was delivered for so many milliseconds [default: 10000; with --outbox
    /// 1000, and 250 at the end]
    #[arg(long, value_name = "MS", value_parser = milliseconds)]
    pub(super) patience_ms: Option<u32>,
    /// Write no audit log of what leaves; it is PRODUCT/audit.jsonl below the outbox's folder, or
    /// else where the person's state is
    #[arg(long)]
    no_audit: bool,
    /// Print the summary as a JSON object on standard output
    #[arg(long)]
    pub(super) json: bool,
}

impl Target {
    /// The settings that it makes.
    pub(super) fn settings(&self) -> impl Iterator<Item = Setting> {
        let endpoint = self
            .endpoint
            .iter()
            .map(|endpoint| ("endpoint", endpoint.as_str().into()));
        endpoint.chain(self.no_audit.then(|| ("audit", false.into())))
    }

    /// Fails where no address is named and the product's own is not agreed to, and says which that
    /// is.
    pub(super) fn check(
        &self,
        instance: &mut Instance,
        product: Product,
        facts: &[Fact],
    ) -> Result<(), Failure> {
        if self.endpoint.is_some() || self.yes_default_endpoint {
            return Ok(());
        }
        let endpoint = instance.decide(product.id(), facts)?.settled.endpoint;
        Err(Failure::Mistake(anyhow!(
            "expected --endpoint, or --yes-default-endpoint to send to {}",
            shown(&endpoint)
        )))
    }
}

/// What the policy asks for, and the word of a person who names in this command where events go.
pub(super) fn facts(
    instance: &mut Instance,
    product: &str,
    options: &Options,
) -> anyhow::Result<Vec<Fact>> {
    let mut facts = Facts::gather(instance, product, options)?;
    facts.say(Source::Call, "destination", "true");
    Ok(facts.as_slice().to_vec())
}

/// The address without what may be a key.
pub(super) fn shown(endpoint: &str) -> String {
    match endpoint.split(['?', '#']).next() {
        None | Some("") => "nowhere".into(),
        Some(address) => address.into(),
    }
}
