//! A person's decision about a product: what is stored, how it is changed, and how it is asked for.
//!
//! A program that has commands of its own mounts these functions and says what they return, so that every product's commands say the same.

mod stored;

use std::{io, path::PathBuf};

pub use stored::{Says, Stored};

use crate::{
    bindings::{Decision, Source, State},
    component::Component,
    facts::{self, ConsentFile, Facts, Kept},
    imports::{Imports, NoStorage, SystemRandom},
    instance::Instance,
    outbox::Folder,
    precheck::{Switches, switches},
    signal::describe,
    surroundings::Options,
};

/// Names the form of what `consent show --json` prints: a list of [`Stored::json`] under `products`.
pub const SCHEMA: &str = "nemo-telemetry.consent/1";

/// What a person is told, a line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// How it is.
    Say(String),
    /// What may surprise.
    Warn(String),
    /// What was not done.
    Fail(String),
}

/// What became of a decision.
#[derive(Debug)]
pub struct Change {
    /// The product's id.
    pub product: String,
    /// A yes; else a no.
    pub granted: bool,
    /// Where it is stored.
    pub file: ConsentFile,
    /// What was done to the file.
    pub kept: io::Result<Kept>,
    /// After a no: how many files of events that waited were removed, and from where.
    pub purged: Option<(PathBuf, io::Result<usize>)>,
    /// What holds for a program that starts now in these surroundings.
    pub decision: Decision,
}

/// What became of a question.
#[derive(Debug)]
pub enum Asked {
    /// It was not put, because of this decision.
    NotAsked(Decision),
    /// It was answered, and the answer stored.
    Answered(Change),
}

/// Stores a yes. It holds for every program of the product that starts from now on, unless something else says no.
///
/// # Errors
/// The product is unknown, or the component trapped. A yes that cannot be stored is in the [`Change`].
pub fn grant(product: &str, options: &Options) -> anyhow::Result<Change> {
    let (mut instance, facts) = gather(product, options)?;
    change(&mut instance, facts, product, options, true)
}

/// Stores a no, and then removes what the product's programs have kept for later. Programs that run look at the stored decision before
/// each request, and send nothing more.
///
/// It does what it says whatever the environment has: a kill switch silences programs, not a person.
///
/// # Errors
/// As [`grant`]. What waits is removed even where the no cannot be stored.
pub fn revoke(product: &str, options: &Options) -> anyhow::Result<Change> {
    let (mut instance, facts) = gather(product, options)?;
    change(&mut instance, facts, product, options, false)
}

/// Asks where the product's policy has it that a person is asked, and stores the answer. `answer` gets the question and returns what was
/// typed; none at the end of input and at an interrupt, which are a no.
///
/// # Errors
/// As [`grant`].
pub fn ask(product: &str, options: &Options, answer: impl FnOnce(&str) -> Option<String>) -> anyhow::Result<Asked> {
    let (mut instance, mut facts) = gather(product, options)?;
    let decision = facts.decide(&mut instance)?;
    if decision.state != State::Ask {
        return Ok(Asked::NotAsked(decision));
    }
    let answer = answer(&decision.text);
    facts.say(Source::Call, "answer", answer.as_deref().unwrap_or("none"));
    let granted = facts.decide(&mut instance)?.state == State::On;
    change(&mut instance, facts, product, options, granted).map(Asked::Answered)
}

/// What is stored.
///
/// # Errors
/// As [`grant`].
pub fn show(product: &str, options: &Options) -> anyhow::Result<Stored> {
    let (mut instance, facts) = gather(product, options)?;
    Stored::of(&mut instance, &facts, options)
}

impl Change {
    /// What to tell the person.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let Self { product, granted, file, .. } = self;
        let answer = if *granted { "yes" } else { "no" };
        let mut lines = Vec::new();
        match &self.kept {
            Ok(Kept::Written(path)) => lines.push(Line::Say(format!("stored {answer} for {product} in {}", path.display()))),
            Ok(Kept::Removed(path)) => lines
                .push(Line::Say(format!("removed {}: {product} stores only a no; without one its default holds", path.display()))),
            Err(error) => {
                let place = file.path.as_ref().map_or_else(|| file.name.clone(), |path| path.display().to_string());
                lines.push(Line::Fail(format!("the {answer} for {product} is not stored: {place}: {error}")));
                lines.extend((!granted).then(|| Line::Say(format!("to turn it off without a file: {}", variables(product)))));
            }
        }
        if let Some((folder, purged)) = &self.purged {
            let folder = folder.display();
            lines.push(match purged {
                Ok(0) => Line::Say("no events were waiting to be sent".into()),
                Ok(files) => Line::Say(format!("removed the events that were waiting to be sent: {files} of {folder}")),
                Err(error) => Line::Fail(format!("events that were waiting to be sent are still in {folder}: {error}")),
            });
        }
        lines.extend(self.effect());
        lines
    }

    /// What holds from now on.
    fn effect(&self) -> Option<Line> {
        let because = describe(&self.decision.signal);
        match (self.granted, self.decision.state) {
            _ if self.kept.is_err() => None,
            (true, State::On) => Some(Line::Say(format!("telemetry is on: {because}"))),
            (true, State::Notify) => Some(Line::Say("telemetry is on once the product's notice was shown".into())),
            (true, _) => Some(Line::Warn(format!("telemetry stays off: {because}"))),
            (false, State::Off) => {
                Some(Line::Say("programs that run look at this before each request: they send nothing more".into()))
            }
            (false, _) => Some(Line::Warn(format!("telemetry is on all the same: {because}"))),
        }
    }

    /// Whether everything was done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.kept.is_ok() && self.purged.as_ref().is_none_or(|(_, purged)| purged.is_ok())
    }
}

/// `NAT_TELEMETRY_ENABLED=false or DO_NOT_TRACK=1 in the environment`.
pub(crate) fn variables(product: &str) -> String {
    let Some(Switches { kill, variable, .. }) = switches(product) else { return String::new() };
    let own = (!variable.is_empty()).then(|| format!("{variable}=false"));
    // The product's own first, the one that many programs share last.
    let ways: Vec<String> = own.into_iter().chain(kill.iter().rev().map(|name| format!("{name}=1"))).collect();
    format!("{} in the environment", ways.join(" or "))
}

/// Gathers what decides about a product.
pub(crate) fn gather(product: &str, options: &Options) -> anyhow::Result<(Instance, Facts)> {
    anyhow::ensure!(switches(product).is_some(), "expected a product of the catalog, found another name");
    let component = match &options.component {
        Some(component) => component,
        None => Component::embedded_in(options.paths.cache.as_deref())?,
    };
    let mut instance = instance(component, options)?;
    let facts = Facts::gather(&mut instance, product, options)?;
    Ok((instance, facts))
}

/// An instance that only decides.
pub(crate) fn instance(component: &Component, options: &Options) -> anyhow::Result<Instance> {
    let imports = Imports {
        clock: (options.clock)(),
        random: Box::new(SystemRandom),
        transport: (options.transport)(),
        outbox: Box::new(NoStorage),
        audit: Box::new(NoStorage),
    };
    Instance::new(component, imports)
}

fn change(instance: &mut Instance, mut facts: Facts, product: &str, options: &Options, granted: bool) -> anyhow::Result<Change> {
    let file = facts.consent_file(options).ok_or_else(|| anyhow::anyhow!("{product} has no place for a decision"))?;
    let kept = store(instance, product, &file, options, granted)?;
    let purged = if granted { None } else { purge(product, options) };
    facts.look_again(options);
    facts.forget(Source::Call, "answer");
    let decision = facts.decide(instance)?;
    Ok(Change { product: product.into(), granted, file, kept, purged, decision })
}

/// Stores a decision.
pub(crate) fn store(
    instance: &mut Instance,
    product: &str,
    file: &ConsentFile,
    options: &Options,
    granted: bool,
) -> anyhow::Result<io::Result<Kept>> {
    let text = instance.consent_file(product, granted, (options.clock)().wall())?;
    let Some(path) = &file.path else {
        return Ok(Err(io::Error::new(io::ErrorKind::NotFound, "no variable says where a person's files are, such as HOME")));
    };
    Ok(facts::keep(path, &text))
}

/// Removes what all programs of the product have kept for later.
pub(crate) fn purge(product: &str, options: &Options) -> Option<(PathBuf, io::Result<usize>)> {
    let folder = Folder::new(options.paths.state.as_ref()?, product);
    Some((folder.path().into(), folder.clear()))
}
