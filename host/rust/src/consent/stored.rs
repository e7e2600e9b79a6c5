//! A stored decision as it is, and whether it is believed.

use std::{fs, path::PathBuf};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    bindings::{Decision, Source, State},
    facts::{ConsentFile, Facts},
    instance::Instance,
    printable,
    surroundings::Options,
};

/// What a stored decision says to the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// Nothing is stored.
    Nothing,
    /// It allows events.
    Yes,
    /// It forbids them.
    No,
    /// It is a yes to another question than today's, and counts as no answer.
    Stale,
    /// It cannot be read for certain, and never counts as a yes.
    Damaged,
}

/// A stored decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The product's id.
    pub product: String,
    /// Where it is.
    pub file: ConsentFile,
    /// What it says.
    pub says: Says,
    /// When it was made: what the file says, else when it was written; none: nothing says it.
    pub at: Option<Timestamp>,
    /// What is wrong with it.
    pub problem: Option<String>,
}

impl Stored {
    /// Reads it as the policy does: by a decision in which nobody else speaks.
    pub(crate) fn of(
        instance: &mut Instance,
        facts: &Facts,
        options: &Options,
    ) -> anyhow::Result<Self> {
        let product = facts.product();
        let file = facts
            .consent_file(options)
            .ok_or_else(|| anyhow::anyhow!("{product} has no place for a decision"))?;
        let Some(fact) = facts
            .as_slice()
            .iter()
            .find(|fact| fact.source == Source::File && fact.name == file.name)
        else {
            return Ok(Self {
                product: product.into(),
                file,
                says: Says::Nothing,
                at: None,
                problem: None,
            });
        };
        let Decision {
            state,
            signal,
            settled,
            ..
        } = instance.decide(product, std::slice::from_ref(fact))?;
        let problem = settled.warnings.into_iter().next();
        let says = match (signal.source, state) {
            _ if problem.is_some() => Says::Damaged,
            (Source::File, State::On) => Says::Yes,
            (Source::File, _) => Says::No,
            _ => Says::Stale,
        };
        let at = said_at(&fact.value).or_else(|| written_at(file.path.as_ref()?));
        Ok(Self {
            product: product.into(),
            file,
            says,
            at,
            problem,
        })
    }

    /// `yes, since 2026-10-02T11:00:00Z`.
    #[must_use]
    pub fn text(&self) -> String {
        let since = self
            .at
            .map_or_else(String::new, |at| format!(", since {at:.0}"));
        match self.says {
            Says::Nothing => "none".into(),
            Says::Yes => format!("yes{since}"),
            Says::No => format!("no{since}"),
            Says::Stale => format!(
                "a yes to an earlier question{since}; it is not believed, and a person is asked again"
            ),
            Says::Damaged => "not readable for certain; it is never taken as yes".into(),
        }
    }

    /// Where it is, and which variable has it that way.
    #[must_use]
    pub fn place(&self) -> String {
        let path = self
            .file
            .path
            .as_ref()
            .map_or_else(|| self.file.name.clone(), |path| path.display().to_string());
        let named = self
            .file
            .variable
            .as_ref()
            .map_or_else(String::new, |name| format!(" (named by {name})"));
        printable(&(path + &named)).into_owned()
    }

    /// The same for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let says = match self.says {
            Says::Nothing => "nothing",
            Says::Yes => "yes",
            Says::No => "no",
            Says::Stale => "stale",
            Says::Damaged => "damaged",
        };
        json!({
            "product": self.product,
            "says": says,
            "at": self.at.map(|at| format!("{at:.0}")),
            "file": self.file.path.as_ref().map(|path| path.to_string_lossy()),
            "variable": self.file.variable,
            "problem": self.problem,
        })
    }
}

/// The instant in a line `consented_at = "…"`.
fn said_at(text: &str) -> Option<Timestamp> {
    let value = text.lines().find_map(|line| {
        line.trim()
            .strip_prefix("consented_at")?
            .trim_start()
            .strip_prefix('=')
    })?;
    value.trim().trim_matches(['"', '\'']).parse().ok()
}

fn written_at(path: &PathBuf) -> Option<Timestamp> {
    let at = Timestamp::try_from(fs::metadata(path).ok()?.modified().ok()?).ok()?;
    Timestamp::from_second(at.as_second()).ok()
}
