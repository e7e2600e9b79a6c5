use std::io::{self, Write};

use anyhow::anyhow;
use clap::Args;
use nemo_telemetry::explain;

use super::{Exit, Failure};

/// Tell what the code of a problem means, and what to do
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The code, such as not-allowed; without it every code
    code: Option<String>,
}

impl Explain {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut out = io::stdout().lock();
        let Some(code) = self.code else {
            explain::ALL.iter().try_for_each(|known| writeln!(out, "{:<18} {}", known.code, known.meaning))?;
            return Ok(Exit::Done);
        };
        let Some(found) = explain::explain(&code) else {
            let known: Vec<&str> = explain::ALL.iter().map(|known| known.code).collect();
            return Err(Failure::Usage(anyhow!("expected one of {}, found `{code}`", known.join(", "))));
        };
        writeln!(out, "{}\n\n{}\n\nWhat to do: {}", found.code, found.meaning, found.remedy)?;
        Ok(Exit::Done)
    }
}
