use std::io::Write;

use clap::{Args, ValueEnum};
use nemo_telemetry::Instance;
use nemo_telemetry_cli::sms;

use crate::command::{Failure, arguments::Product};

/// What a product sends, as a file for a registry of schemas
#[derive(Args, Debug)]
pub(super) struct Export {
    /// The form
    #[arg(long, value_enum, default_value_t = Format::Sms)]
    format: Format,
    /// Whose events
    #[arg(long, value_enum)]
    product: Product,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// JSON Schema of draft 7, as NVIDIA registers it
    Sms,
}

impl Export {
    pub(super) fn run(self, out: &mut impl Write, instance: &mut Instance) -> Result<(), Failure> {
        let inventory = super::inventory(instance)?;
        let file = match self.format {
            Format::Sms => sms::write(&inventory, self.product.id()).map_err(Failure::Mistake)?,
        };
        writeln!(out, "{file:#}")?;
        Ok(())
    }
}
