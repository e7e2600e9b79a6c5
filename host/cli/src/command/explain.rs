use std::io::Write;

use clap::{Args, builder::PossibleValuesParser};
use nemo_telemetry_cli::explain::{self, Explanation};
use serde_json::json;

use super::{Exit, Failure};
use crate::output;

/// Tell what a word of a problem, a ledger or a log means, and what to do
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The word, such as not-allowed or kept; without it every word
    #[arg(hide_possible_values = true, value_name = "WORD", value_parser = PossibleValuesParser::new(words()))]
    code: Option<String>,
    /// Print a JSON object for each meaning, one a line
    #[arg(long)]
    json: bool,
}

impl Explain {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut out = output::out();
        let asked = self.code.as_deref();
        let shown = explain::all().filter(|known| asked.is_none_or(|code| code == known.code));
        if self.json {
            for known in shown {
                writeln!(out, "{}", object(known))?;
            }
        } else if asked.is_none() {
            list(&mut out, shown)?;
        } else {
            for (place, known) in shown.enumerate() {
                write!(out, "{}", if place == 0 { "" } else { "\n" })?;
                writeln!(
                    out,
                    "{} ({})\n\n{}\n\nWhat to do: {}",
                    known.code,
                    known.kind.title(),
                    known.meaning,
                    known.remedy
                )?;
            }
        }
        Ok(Exit::Done)
    }
}

/// Every word once: some have several meanings.
fn words() -> Vec<&'static str> {
    let mut words: Vec<&str> = Vec::new();
    for known in explain::all() {
        if !words.contains(&known.code) {
            words.push(known.code);
        }
    }
    words
}

fn object(known: Explanation) -> serde_json::Value {
    let Explanation {
        kind,
        code,
        meaning,
        remedy,
    } = known;
    json!({"code": code, "kind": kind.name(), "meaning": meaning, "remedy": remedy})
}

/// A line for each word, below what its kind is.
fn list(out: &mut impl Write, shown: impl Iterator<Item = Explanation>) -> Result<(), Failure> {
    let mut before = None;
    for known in shown {
        if before != Some(known.kind) {
            let space = if before.is_none() { "" } else { "\n" };
            writeln!(out, "{space}{}", known.kind.title())?;
        }
        before = Some(known.kind);
        writeln!(
            out,
            "  {:<18} {}",
            known.code,
            first_sentence(known.meaning)
        )?;
    }
    Ok(())
}

fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}
