//! What the policy may look at, as it is in a program's surroundings: `host/FACTS.md` in Rust.
//!
//! The component names what a host may look at and decides from what it found; this module looks,
//! and stores what a person decides.

mod files;

use std::path::PathBuf;

pub use files::{Kept, keep};

use crate::{
    bindings::{Decision, Fact, FileQuery, Query, Source},
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
    pub fn gather(
        instance: &mut Instance,
        product: &str,
        options: &Options,
    ) -> anyhow::Result<Self> {
        let queries = instance.queries(product)?;
        let facts = queries
            .iter()
            .filter_map(|query| look(query, options))
            .collect();
        Ok(Self {
            product: product.into(),
            queries,
            facts,
        })
    }

    /// All of them.
    #[must_use]
    pub fn as_slice(&self) -> &[Fact] {
        &self.facts
    }

    /// Says what only the caller knows, in place of what was found.
    pub fn say(&mut self, source: Source, name: &str, value: &str) {
        self.forget(source, name);
        self.facts.push(Fact {
            source,
            name: name.into(),
            value: value.into(),
        });
    }

    /// Takes back what was said.
    pub fn forget(&mut self, source: Source, name: &str) {
        self.facts
            .retain(|fact| fact.source != source || fact.name != name);
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

    /// Where the product's decision is stored; none: it has no place for one. It is the first file
    /// that a policy names.
    #[must_use]
    pub fn consent_file(&self, options: &Options) -> Option<ConsentFile> {
        self.queries.iter().find_map(|query| match query {
            Query::File(file) => Some(ConsentFile::of(file, options)),
            Query::Variable(_) | Query::Call(_) | Query::Host(_) => None,
        })
    }
}

impl ConsentFile {
    /// Where a file is that a policy names.
    pub(crate) fn of(file: &FileQuery, options: &Options) -> Self {
        let mut places = file.variable.iter().flat_map(|places| places.split(' '));
        let (variable, path) = places.find_map(|place| named(place, options)).unzip();
        let below = || {
            let config = options.paths.config.as_deref()?;
            let (folder, steps) = match file.path.strip_prefix("~/") {
                Some(steps) => (config.parent()?, steps),
                None => (config, file.path.as_str()),
            };
            Some(
                steps
                    .split('/')
                    .fold(folder.into(), |path: PathBuf, step| path.join(step)),
            )
        };
        Self {
            name: file.path.clone(),
            path: path.or_else(below),
            variable,
        }
    }
}

/// A variable with the path that it holds; where steps follow its name, below the folder that it
/// holds, which has to be absolute.
fn named(place: &str, options: &Options) -> Option<(String, PathBuf)> {
    let (variable, steps) = place.split_once('/').unwrap_or((place, ""));
    let value = (options.variable)(variable).filter(|path| !path.is_empty())?;
    let mut path = PathBuf::from(value);
    if !steps.is_empty() {
        if !path.is_absolute() {
            return None;
        }
        path.extend(steps.split('/'));
    }
    Some((variable.into(), path))
}

/// Where the machine's policy is, if the system has a folder for it. The file need not be there.
#[must_use]
pub fn machine_policy(options: &Options) -> Option<PathBuf> {
    options
        .paths
        .machine
        .as_ref()
        .map(|folder| folder.join(POLICY))
}

/// What a query finds; none where there is nothing.
#[must_use]
pub fn look(query: &Query, options: &Options) -> Option<Fact> {
    let fact = |source, name: &str, value| {
        Some(Fact {
            source,
            name: name.into(),
            value,
        })
    };
    match query {
        Query::Variable(name) => fact(
            Source::Variable,
            name,
            (options.variable)(name)?.to_string_lossy().into_owned(),
        ),
        Query::File(file) => fact(
            Source::File,
            &file.path,
            files::read(&ConsentFile::of(file, options).path?)?,
        ),
        Query::Call(name) => fact(Source::Call, name, called(name, options)?.to_string()),
        Query::Host(name) => fact(Source::Host, name, noticed(name, options)?),
    }
}

fn called(name: &str, options: &Options) -> Option<bool> {
    match name {
        "enabled" => options.enabled,
        "emit_telemetry" => options.emit_telemetry,
        _ => None,
    }
}

fn noticed(name: &str, options: &Options) -> Option<String> {
    match name {
        ADMINISTRATOR => files::read(&machine_policy(options)?),
        // A program cannot turn on what its build leaves out.
        COMPILED_OUT if cfg!(feature = "compiled-out") => Some("true".into()),
        _ => (options.host)(name),
    }
}
