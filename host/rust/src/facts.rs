//! What the policy may look at, as it is in a program's surroundings: `host/FACTS.md` in Rust.
//!
//! The component names what a host may look at and decides from what it found; this module looks, and stores what a person decides.

mod files;

use std::path::PathBuf;

pub use files::{Kept, keep};

use crate::{
    bindings::{Decision, Fact, Query, Source},
    instance::Instance,
    surroundings::Options,
};

/// Name of the host fact that is the text of the machine's policy.
const ADMINISTRATOR: &str = "administrator";

/// The file that [`ADMINISTRATOR`] is read from, in the machine's folder.
const POLICY: &str = "policy.toml";

/// Name of the host fact of a build that leaves telemetry out.
const COMPILED_OUT: &str = "compiled-out";

/// The facts that a product's policy asks for.
#[derive(Clone, Debug)]
pub struct Facts {
    product: String,
    queries: Vec<Query>,
    facts: Vec<Fact>,
}

/// Where the product's stored decision is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentFile {
    /// Its path below the configuration folder: the name of its fact.
    pub name: String,
    /// Where it is on this machine; none: nothing says where a person's things are.
    pub path: Option<PathBuf>,
    /// The variable that names the path in place of the configuration folder.
    pub variable: Option<String>,
}

impl Facts {
    /// Gathers them.
    ///
    /// # Errors
    /// The component trapped.
    pub fn gather(instance: &mut Instance, product: &str, options: &Options) -> anyhow::Result<Self> {
        let queries = instance.queries(product)?;
        let facts = queries.iter().filter_map(|query| look(query, options)).collect();
        Ok(Self { product: product.into(), queries, facts })
    }

    /// All of them.
    #[must_use]
    pub fn as_slice(&self) -> &[Fact] {
        &self.facts
    }

    /// Says what only the caller knows, in place of what was found.
    pub fn say(&mut self, source: Source, name: &str, value: &str) {
        self.forget(source, name);
        self.facts.push(Fact { source, name: name.into(), value: value.into() });
    }

    /// Takes back what was said.
    pub fn forget(&mut self, source: Source, name: &str) {
        self.facts.retain(|fact| fact.source != source || fact.name != name);
    }

    /// The product's id.
    #[must_use]
    pub fn product(&self) -> &str {
        &self.product
    }

    /// Decides.
    ///
    /// # Errors
    /// The component trapped.
    pub fn decide(&self, instance: &mut Instance) -> anyhow::Result<Decision> {
        instance.decide(&self.product, &self.facts)
    }

    /// Looks once more at what can change while a program runs: the stored decision and the machine's policy. Whether they say something
    /// else than before.
    pub fn look_again(&mut self, options: &Options) -> bool {
        let mut changed = false;
        for query in self.queries.iter().filter(|query| query.source == Source::File || query.name == ADMINISTRATOR) {
            let name = name(query);
            let place = self.facts.iter().position(|fact| fact.source == query.source && fact.name == name);
            let found = look(query, options);
            if place.map(|place| &self.facts[place]) != found.as_ref() {
                place.map(|place| self.facts.remove(place));
                self.facts.extend(found);
                changed = true;
            }
        }
        changed
    }

    /// Where the product's decision is stored; none: it has no place for one.
    #[must_use]
    pub fn consent_file(&self, options: &Options) -> Option<ConsentFile> {
        let query = self.queries.iter().find(|query| query.source == Source::File)?;
        let variable = query.name.split_once(':').map(|(variable, _)| variable).filter(|variable| names(variable, options));
        Some(ConsentFile { name: name(query).into(), path: path(query, options), variable: variable.map(str::to_owned) })
    }
}

/// Where the machine's policy is, if the system has a folder for it. The file need not be there.
#[must_use]
pub fn machine_policy(options: &Options) -> Option<PathBuf> {
    options.paths.machine.as_ref().map(|folder| folder.join(POLICY))
}

/// What a query finds; none where there is nothing.
#[must_use]
pub fn look(query: &Query, options: &Options) -> Option<Fact> {
    let name = name(query);
    let value = match query.source {
        Source::Variable => (options.variable)(name),
        Source::File => path(query, options).and_then(|path| files::read(&path)),
        Source::Call => called(name, options).map(|says| says.to_string()),
        Source::Host if name == ADMINISTRATOR => machine_policy(options).and_then(|path| files::read(&path)),
        // A program cannot turn on what its build leaves out.
        Source::Host if name == COMPILED_OUT && cfg!(feature = "compiled-out") => Some("true".into()),
        Source::Host => (options.host)(name),
    };
    value.map(|value| Fact { source: query.source, name: name.into(), value })
}

fn called(name: &str, options: &Options) -> Option<bool> {
    match name {
        "enabled" => options.enabled,
        "emit_telemetry" => options.emit_telemetry,
        _ => None,
    }
}

/// The name that a query's fact has.
fn name(query: &Query) -> &str {
    match query.source {
        Source::File => query.name.split_once(':').map_or(&query.name, |(_, path)| path),
        _ => &query.name,
    }
}

/// Where a queried file is.
fn path(query: &Query, options: &Options) -> Option<PathBuf> {
    if let Some((variable, _)) = query.name.split_once(':')
        && let Some(path) = (options.variable)(variable).filter(|path| !path.is_empty())
    {
        return Some(path.into());
    }
    let mut path = options.paths.config.clone()?;
    path.extend(name(query).split('/'));
    Some(path)
}

/// Whether a variable names a path.
fn names(variable: &str, options: &Options) -> bool {
    (options.variable)(variable).is_some_and(|path| !path.is_empty())
}
