//! A person's decision about a product: what is stored, how it is changed, and how it is asked for.
//!
//! A program that has commands of its own mounts these functions and says what they return, so that
//! every product's commands say the same.

mod stored;

use std::{io, path::PathBuf};

use jiff::Timestamp;
pub use stored::{Says, Stored};

use crate::{
    bindings::{Decision, FileChange, Query, Source, State},
    component::Component,
    facts::{self, ConsentFile, Facts, Kept},
    file_time::instant,
    imports::{Imports, NoStorage, SystemRandom},
    instance::Instance,
    outbox::Outbox,
    precheck::{Switches, precheck, products, refusal, switches},
    printable,
    signal::describe,
    surroundings::Options,
};

/// Names the form of what `consent show --json` prints: a list of [`Stored::json`] under
/// `products`.
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

impl Line {
    /// The line, which holds paths, with nothing in it that steers a terminal.
    fn printable(self) -> Self {
        let clean = |text: String| printable(&text).into_owned();
        match self {
            Self::Say(text) => Self::Say(clean(text)),
            Self::Warn(text) => Self::Warn(clean(text)),
            Self::Fail(text) => Self::Fail(clean(text)),
        }
    }
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
    /// What holds for a program that starts now in these surroundings; none: it is off, or only the
    /// component could tell, which could not be asked.
    pub decision: Option<Decision>,
}

/// What became of a question.
#[derive(Debug)]
pub enum Asked {
    /// It was not put, because of this decision.
    NotAsked(Decision),
    /// It was answered, and the answer stored.
    Answered(Change),
}

/// Stores a yes. It holds for every program of the product that starts from now on, unless
/// something else says no.
///
/// # Errors
/// The product is unknown, or the component trapped. A yes that cannot be stored is in the
/// [`Change`].
pub fn grant(product: &str, options: &Options) -> anyhow::Result<Change> {
    let (mut instance, facts) = gather(product, options)?;
    allow(&mut instance, &facts, options)
}

/// Stores a no, and then removes what the product's programs have kept for later. Programs that run
/// look at the stored decision before each request, and send nothing more.
///
/// It does what it says whatever the environment has: a kill switch silences programs, not a
/// person. It needs no component, which cannot be had everywhere.
///
/// # Errors
/// The product is unknown. What could not be done is in the [`Change`]: what waits is removed even
/// where the no cannot be stored, and the no is stored even where what waits cannot be removed.
pub fn revoke(product: &str, options: &Options) -> anyhow::Result<Change> {
    let Refused { file, kept, purged } = refuse(product, options).ok_or_else(unknown)?;
    let look = |query: &Query| facts::look(query, options).map(|fact| fact.value);
    let decision = match precheck(product, &look) {
        Some(_) => None,
        None if kept.is_ok() => decide(product, options).ok(),
        None => None,
    };
    Ok(Change {
        product: product.into(),
        granted: false,
        file,
        kept,
        purged,
        decision,
    })
}

/// What became of a no that no component was asked about.
pub(crate) struct Refused {
    pub(crate) file: ConsentFile,
    pub(crate) kept: io::Result<Kept>,
    /// The folder of what waited, and how many of its files were removed; none: nothing says where it is.
    pub(crate) purged: Option<(PathBuf, io::Result<usize>)>,
}

/// Stores a no, and removes what waits. None: the product is unknown.
pub(crate) fn refuse(product: &str, options: &Options) -> Option<Refused> {
    let now = Timestamp::try_from(instant((options.clock)().wall())).unwrap_or_default();
    let (query, text) = refusal(product, now)?;
    let file = ConsentFile::of(&query, options);
    let kept = keep(&file, Some(&text));
    let purged = purge(product, options);
    Some(Refused { file, kept, purged })
}

fn decide(product: &str, options: &Options) -> anyhow::Result<Decision> {
    let (mut instance, facts) = gather(product, options)?;
    facts.decide(&mut instance)
}

fn unknown() -> anyhow::Error {
    let known: Vec<_> = products().collect();
    anyhow::anyhow!(
        "expected one of {}; found another product",
        known.join(", ")
    )
}

/// Asks where the product's policy has it that a person is asked, and stores the answer. `answer`
/// gets the question and returns what was typed; none at the end of input and at an interrupt,
/// which are a no.
///
/// # Errors
/// As [`grant`].
pub fn ask(
    product: &str,
    options: &Options,
    answer: impl FnOnce(&str) -> Option<String>,
) -> anyhow::Result<Asked> {
    let (mut instance, mut facts) = gather(product, options)?;
    let decision = facts.decide(&mut instance)?;
    if decision.state != State::Ask {
        return Ok(Asked::NotAsked(decision));
    }
    let answer = answer(&decision.text);
    facts.say(Source::Call, "answer", answer.as_deref().unwrap_or("none"));
    let change = if facts.decide(&mut instance)?.state == State::On {
        allow(&mut instance, &facts, options)
    } else {
        revoke(product, options)
    };
    change.map(Asked::Answered)
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
        let Self {
            product,
            granted,
            file,
            ..
        } = self;
        let answer = if *granted { "yes" } else { "no" };
        let mut lines = Vec::new();
        match &self.kept {
            Ok(Kept::Written(path)) => lines.push(Line::Say(format!(
                "stored {answer} for {product} in {}",
                path.display()
            ))),
            Ok(Kept::Removed(path)) => lines.push(Line::Say(format!(
                "removed {}: {product} stores only a no; without one its default holds",
                path.display()
            ))),
            Err(error) => {
                let place = file
                    .path
                    .as_ref()
                    .map_or_else(|| file.name.clone(), |path| path.display().to_string());
                lines.push(Line::Fail(format!(
                    "the {answer} for {product} is not stored: {place}: {error}"
                )));
                lines.extend((!granted).then(|| {
                    Line::Say(format!(
                        "to turn it off without a file: {}",
                        variables(product)
                    ))
                }));
            }
        }
        if let Some((folder, purged)) = &self.purged {
            let folder = folder.display();
            lines.push(match purged {
                Ok(0) => Line::Say("no events were waiting to be sent".into()),
                Ok(files) => Line::Say(format!(
                    "removed the events that were waiting to be sent: {files} of {folder}"
                )),
                Err(error) => Line::Fail(format!(
                    "events that were waiting to be sent are still in {folder}: {error}"
                )),
            });
        }
        lines.extend(self.effect());
        lines.into_iter().map(Line::printable).collect()
    }

    /// What holds from now on.
    fn effect(&self) -> Option<Line> {
        let decision = self.decision.as_ref();
        let because = decision.map_or_else(String::new, |decision| describe(&decision.signal));
        match (self.granted, decision.map(|decision| decision.state)) {
            _ if self.kept.is_err() => None,
            (true, None) => None,
            (true, Some(State::On)) => Some(Line::Say(format!("telemetry is on: {because}"))),
            (true, Some(State::Notify)) => Some(Line::Say(
                "telemetry is on once the product's notice was shown".into(),
            )),
            (true, Some(_)) => Some(Line::Warn(format!("telemetry stays off: {because}"))),
            (false, None | Some(State::Off)) => Some(Line::Say(
                "programs that run look at this before each request: they send nothing more".into(),
            )),
            (false, Some(_)) => Some(Line::Warn(format!(
                "telemetry is on all the same: {because}"
            ))),
        }
    }

    /// Whether everything was done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.kept.is_ok()
            && self
                .purged
                .as_ref()
                .is_none_or(|(_, purged)| purged.is_ok())
    }
}

/// `NAT_TELEMETRY_ENABLED=false or DO_NOT_TRACK=1 in the environment`.
pub(crate) fn variables(product: &str) -> String {
    let Some(Switches { kill, variable, .. }) = switches(product) else {
        return String::new();
    };
    let own = (!variable.is_empty()).then(|| format!("{variable}=false"));
    // The product's own first, the one that many programs share last.
    let ways: Vec<String> = own
        .into_iter()
        .chain(kill.iter().rev().map(|name| format!("{name}=1")))
        .collect();
    format!("{} in the environment", ways.join(" or "))
}

/// The component that these surroundings name.
pub(crate) fn component(options: &Options) -> anyhow::Result<&Component> {
    match &options.component {
        Some(component) => Ok(component),
        None => Component::embedded_in(options.paths.cache.as_deref()),
    }
}

/// Gathers what decides about a product.
pub(crate) fn gather(product: &str, options: &Options) -> anyhow::Result<(Instance, Facts)> {
    switches(product).ok_or_else(unknown)?;
    let imports = Imports {
        clock: (options.clock)(),
        random: Box::new(SystemRandom),
        transport: (options.transport)(),
        folder: Box::new(NoStorage),
    };
    let mut instance = Instance::new(component(options)?, imports)?;
    let facts = Facts::gather(&mut instance, product, options)?;
    Ok((instance, facts))
}

fn allow(instance: &mut Instance, facts: &Facts, options: &Options) -> anyhow::Result<Change> {
    let product = facts.product();
    let nowhere = || anyhow::anyhow!("{product} has no place for a decision");
    let file = facts.consent_file(options).ok_or_else(nowhere)?;
    let text = match instance.consent_file(product, true, (options.clock)().wall())? {
        FileChange::Write(text) => Some(text),
        FileChange::Remove => None,
        FileChange::None => return Err(nowhere()),
    };
    let kept = keep(&file, text.as_deref());
    let decision = Facts::gather(instance, product, options)?.decide(instance)?;
    Ok(Change {
        product: product.into(),
        granted: true,
        file,
        kept,
        purged: None,
        decision: Some(decision),
    })
}

/// Puts a decision in its place.
pub(crate) fn keep(file: &ConsentFile, text: Option<&str>) -> io::Result<Kept> {
    let nowhere = || {
        io::Error::new(
            io::ErrorKind::NotFound,
            "no variable says where a person's files are, such as HOME",
        )
    };
    facts::keep(file.path.as_ref().ok_or_else(nowhere)?, text)
}

/// Removes what all programs of the product have kept for later, as a client does that is told no.
/// Says how many files that were.
fn purge(product: &str, options: &Options) -> Option<(PathBuf, io::Result<usize>)> {
    let outbox = Outbox::new(options.paths.state.as_ref()?, product);
    Some((outbox.path().into(), outbox.clear()))
}
