//! What the policy may look at, as it is in the program's surroundings.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::PathBuf,
};

use super::options::Options;
use crate::{
    bindings::{Decision, Fact, Query, Source, State},
    instance::Instance,
    private_mode,
};

/// Longest stored decision that is read, in bytes; real ones have some hundred.
const MAX_FILE: u64 = 64 * 1024;

/// The facts that a product's policy asks for.
#[derive(Debug)]
pub(super) struct Facts {
    product: String,
    queries: Vec<Query>,
    facts: Vec<Fact>,
}

impl Facts {
    /// Gathers them.
    pub(super) fn gather(instance: &mut Instance, product: &str, options: &Options) -> anyhow::Result<Self> {
        let queries = instance.queries(product)?;
        let facts = queries.iter().filter_map(|query| find(query, options)).collect();
        Ok(Self { product: product.into(), queries, facts })
    }

    pub(super) fn as_slice(&self) -> &[Fact] {
        &self.facts
    }

    /// Decides. Where a notice is to be shown first, it is shown, and that is a fact.
    pub(super) fn decide(&mut self, instance: &mut Instance, options: &Options) -> anyhow::Result<Decision> {
        let decision = instance.decide(&self.product, &self.facts)?;
        if decision.state != State::Notify {
            return Ok(decision);
        }
        (options.on_notice)(&decision.text);
        self.facts.push(Fact { source: Source::Host, name: "notice".into(), value: "true".into() });
        instance.decide(&self.product, &self.facts)
    }

    /// Looks at the stored decision once more. Whether it says something else than before.
    pub(super) fn have_changed(&mut self, options: &Options) -> bool {
        let mut changed = false;
        for query in self.queries.iter().filter(|query| query.source == Source::File) {
            let (old, new) = (self.facts.iter().position(|fact| fact.source == Source::File), find(query, options));
            if old.map(|place| &self.facts[place]) != new.as_ref() {
                old.map(|place| self.facts.remove(place));
                self.facts.extend(new);
                changed = true;
            }
        }
        changed
    }

    /// Stores the person's no where the product has a place for it.
    pub(super) fn store_no(&self, instance: &mut Instance, options: &Options) -> anyhow::Result<()> {
        let Some(query) = self.queries.iter().find(|query| query.source == Source::File) else { return Ok(()) };
        let text = instance.consent_file(&self.product, false, (options.clock)().wall())?;
        let path = path(query, options).ok_or_else(|| anyhow::anyhow!("no home to store the decision in"))?;
        Ok(write(&path, &text)?)
    }
}

fn find(query: &Query, options: &Options) -> Option<Fact> {
    let value = match query.source {
        Source::Variable => (options.variable)(&query.name),
        Source::File => path(query, options).and_then(read),
        Source::Call => options.enabled.filter(|_| query.name == "enabled").map(|enabled| enabled.to_string()),
        Source::Host => (options.called)(&query.name),
    };
    value.map(|value| Fact { source: query.source, name: query.name.clone(), value })
}

fn path(query: &Query, options: &Options) -> Option<PathBuf> {
    let mut path = options.paths.config.clone()?;
    path.extend(query.name.split('/'));
    Some(path)
}

/// A file's text; none when it cannot be read, so that nothing is turned on by it.
fn read(path: PathBuf) -> Option<String> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(MAX_FILE).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Puts a file in place of another: after a crash one of the two is there.
fn write(path: &PathBuf, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let temporary = path.with_extension("tmp");
    let mut file = private_mode::writable().create(true).truncate(true).open(&temporary)?;
    io::Write::write_all(&mut file, text.as_bytes())?;
    fs::rename(temporary, path)
}
