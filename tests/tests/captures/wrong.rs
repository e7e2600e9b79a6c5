//! Wrong products: what the component does is changed in one place, and the judge has to refuse it,
//! in every class and where all is as upstream.

mod events;
mod lives;
mod others;

use std::path::PathBuf;

use anyhow::ensure;
use nemo_telemetry_tests::{deviations, vectors};

use crate::convert;

/// How many captures of a file and a class a change is tried on.
const EACH: usize = 4;

/// Files of captures of these kinds: those of the tree, and made-up ones for the classes that no
/// recorded capture belongs to, in a folder of this name.
fn captures(name: &str, kinds: &[&str]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = convert::made_up_vectors(name)?;
    let of_kind = |path: &PathBuf| {
        let source = deviations::source(path);
        source.is_ok_and(|source| kinds.contains(&source.kind.as_str()))
    };
    files.retain(of_kind);
    files.extend(vectors::captures(kinds)?.into_iter().map(|(_, path)| path));
    Ok(files)
}

/// Whether each change was tried on something, and always refused.
#[derive(Default)]
struct Tried {
    counts: std::collections::BTreeMap<String, usize>,
    passed: Vec<String>,
}

impl Tried {
    /// Notes what a judge says about a change of a capture's outcome.
    fn note<C>(&mut self, change: String, case: &str, verdict: &anyhow::Result<C>) {
        if verdict.is_ok() {
            self.passed.push(format!("{change}: {case}"));
        }
        *self.counts.entry(change).or_default() += 1;
    }

    /// Fails where a change passed, or one of these changes was never tried.
    fn conclude(self, changes: impl IntoIterator<Item = String>) -> anyhow::Result<()> {
        ensure!(
            self.passed.is_empty(),
            "these wrong outcomes pass:\n{}",
            self.passed.join("\n")
        );
        let never: Vec<String> = changes
            .into_iter()
            .filter(|change| !self.counts.contains_key(change))
            .collect();
        ensure!(never.is_empty(), "these were never tried: {never:#?}");
        Ok(())
    }
}
