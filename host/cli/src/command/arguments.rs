//! Arguments that several commands have.

mod products;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum, builder::PossibleValue};
use nemo_telemetry::paths::Paths;

use self::products::PRODUCTS;
use super::Failure;

/// Files of events, and whose events they are.
#[derive(Args, Debug)]
pub(crate) struct Events {
    /// Files of JSON Lines, each line {"event", "schemaVersion"?, "ts"?, "parameters"}; `-` is
    /// standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<String>,
    /// Product that the events belong to
    #[arg(long, value_enum)]
    pub(crate) product: Product,
}

/// What an envelope says of its sender.
#[derive(Args, Debug, Default)]
pub(crate) struct Sender {
    /// Version of the product: clientVer of the envelope
    #[arg(long, value_name = "VERSION")]
    pub(crate) client_version: Option<String>,
    /// Session id; without it the product's own rule makes one
    #[arg(long, value_name = "ID")]
    pub(crate) session_id: Option<String>,
}

/// A product of the catalog. The table of all of them is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Product {
    id: &'static str,
    examples: &'static str,
}

impl Product {
    /// The one that is named, or all of them.
    pub(crate) fn or_all(named: Option<Self>) -> Vec<Self> {
        named.map_or_else(|| PRODUCTS.to_vec(), |product| vec![product])
    }

    /// The product's id.
    pub(crate) fn id(self) -> &'static str {
        self.id
    }

    /// Events that can be shown to people, as lines for `enqueue`.
    pub(crate) fn examples(self) -> &'static str {
        self.examples
    }
}

impl ValueEnum for Product {
    fn value_variants<'a>() -> &'a [Self] {
        PRODUCTS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.id))
    }
}

/// An option that is a number of milliseconds.
pub(crate) fn milliseconds(text: &str) -> Result<u32, String> {
    text.parse()
        .map_err(|_| format!("expected a number of milliseconds up to {}", u32::MAX))
}

/// The folder that outboxes are in.
pub(super) fn state(folder: Option<&Path>) -> Result<PathBuf, Failure> {
    let folder = folder.map(PathBuf::from).or_else(|| Paths::here().state);
    folder
        .context("expected to know where the person's state is: no variable says so, such as HOME")
        .map_err(Failure::Mistake)
}
