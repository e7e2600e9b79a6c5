use std::{io::Write, path::PathBuf};

use clap::{Args, Subcommand};
use nemo_telemetry::labels::LabelCall;
use nemo_telemetry_cli::rails::Configuration;
use serde_json::{Value, json};

use super::{Exit, Failure, label};
use crate::output;

/// Collect what a configuration uses, as an event that `send` takes
#[derive(Args, Debug)]
pub(crate) struct Usage {
    #[command(subcommand)]
    product: Product,
}

#[derive(Debug, Subcommand)]
enum Product {
    /// A folder of NeMo Guardrails: its YAML and Colang files
    ///
    /// An approximation of what the product collects when it loads the folder: imports are not
    /// followed, a section counts as used when it says anything, and versions and platform are left
    /// for the product to fill.
    Guardrails(Guardrails),
}

#[derive(Args, Debug)]
struct Guardrails {
    /// The folder
    folder: PathBuf,
    /// How the product is used: library, api, cli, sdk or nmp
    #[arg(long, value_name = "TYPE", default_value = "library")]
    deployment_type: String,
    /// What the process said it is; ignored when it is none of these
    #[arg(long, value_name = "TYPE")]
    deployment_override: Option<String>,
    /// The class that runs the rails: LLMRails or IORails
    #[arg(long, value_name = "CLASS")]
    rails_engine: Option<String>,
    /// Generation of the product whose features are told, 0.23 or 0.24
    #[arg(long, value_name = "VERSION", default_value = "0.24")]
    generation: String,
}

impl Usage {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let Product::Guardrails(product) = self.product;
        let configuration = Configuration::read(&product.folder).map_err(Failure::Mistake)?;
        let mut record = json!({
            "deploymentType": product.deployment_type,
            "generation": product.generation,
            "config": configuration.record(),
        });
        let given = [
            ("deploymentOverride", product.deployment_override),
            ("railsEngine", product.rails_engine),
        ];
        for (name, value) in given
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
        {
            record[name] = value.into();
        }
        let Some(parameters) = label::make(&LabelCall::Derive(
            "guardrails-usage".into(),
            record.to_string(),
        ))?
        else {
            return Ok(Exit::Invalid);
        };
        let parameters: Value = serde_json::from_str(&parameters).map_err(anyhow::Error::from)?;
        writeln!(
            output::out(),
            "{}",
            json!({"event": "guardrails_usage_event", "parameters": parameters})
        )?;
        output::say(
            "an approximation: the product loads its configuration with rules that these files do not show",
        );
        Ok(Exit::Done)
    }
}
