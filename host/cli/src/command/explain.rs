use std::io::Write;

use clap::{Args, builder::PossibleValuesParser};
use nemo_telemetry_cli::explain::{self, Explanation};
use serde_json::json;

use super::{Exit, Failure};
use crate::output;

/// Tell what the code of a problem means, and what to do
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The code, such as not-allowed; without it every code
    #[arg(hide_possible_values = true, value_parser = PossibleValuesParser::new(explain::ALL.map(|known| known.code)))]
    code: Option<String>,
    /// Print a JSON object for each code, one a line
    #[arg(long)]
    json: bool,
}

impl Explain {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut out = output::out();
        let found = self.code.and_then(|code| explain::explain(&code));
        if self.json {
            let shown = explain::ALL
                .iter()
                .filter(|known| found.is_none_or(|found| found == **known));
            for Explanation {
                code,
                meaning,
                remedy,
            } in shown
            {
                writeln!(
                    out,
                    "{}",
                    json!({"code": code, "meaning": meaning, "remedy": remedy})
                )?;
            }
            return Ok(Exit::Done);
        }
        let Some(found) = found else {
            explain::ALL.iter().try_for_each(|known| {
                writeln!(out, "{:<18} {}", known.code, first_sentence(known.meaning))
            })?;
            return Ok(Exit::Done);
        };
        writeln!(
            out,
            "{}\n\n{}\n\nWhat to do: {}",
            found.code, found.meaning, found.remedy
        )?;
        Ok(Exit::Done)
    }
}

fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}
