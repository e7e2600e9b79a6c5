//! Whether a host that was written for one interface can run a component of a later one.

use anyhow::Context as _;
use wit_parser::{PackageId, PackageName, Resolve};

/// A package of WIT, with all that it refers to.
#[derive(Debug)]
pub struct Interface {
    resolve: Resolve,
    package: PackageId,
}

/// What is promised between two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promise {
    /// The later one stands in for the earlier one.
    Kept,
    /// They are versions of which neither stands in for the other.
    None,
}

impl Interface {
    /// Read a folder of WIT.
    ///
    /// # Errors
    ///
    /// What is wrong with a file, and where.
    pub fn read(folder: &std::path::Path) -> anyhow::Result<Self> {
        let mut resolve = Resolve::default();
        let (package, _) = resolve
            .push_dir(folder)
            .with_context(|| format!("failed to read {}", folder.display()))?;
        Ok(Self { resolve, package })
    }

    /// Read a package from its text, which names no other package.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let mut resolve = Resolve::default();
        let package = resolve.push_source("world.wit", text)?;
        Ok(Self { resolve, package })
    }

    /// The version of the package.
    ///
    /// # Errors
    ///
    /// It has none.
    pub fn version(&self) -> anyhow::Result<String> {
        let version = self.resolve.packages[self.package].name.version.as_ref();
        let version = version.context("expected a version of the package, found none")?;
        Ok(version.to_string())
    }

    /// Whether a host of this interface can run a component of `later`, whose only world then asks
    /// for nothing more, and offers all that there was, in the same form.
    ///
    /// # Errors
    ///
    /// It cannot, although both versions promise that it can; or one of them is not as expected.
    pub fn stands_in(mut self, mut later: Self) -> anyhow::Result<Promise> {
        if track(&self.version()?) != track(&later.version()?) {
            return Ok(Promise::None);
        }
        let then = self.resolve.select_world(&[self.package], None)?;
        let now = later.resolve.select_world(&[later.package], None)?;
        self.forget_version();
        let merged = later.resolve.merge(self.resolve)?;
        let then = merged.worlds.get(then.index()).copied().flatten();
        let then = then.context("expected the earlier world in both, found none")?;
        // What an instance of the later one has to be good for is the place of the earlier one.
        wit_component::semver_check(later.resolve, now, then)?;
        Ok(Promise::Kept)
    }

    /// Takes the package's version away, so that another of its name can stand beside it. Versions
    /// are not compared with the interfaces.
    fn forget_version(&mut self) {
        let name = &mut self.resolve.packages[self.package].name;
        let with: PackageName = name.clone();
        name.version = None;
        let without = name.clone();
        self.resolve.package_names.shift_remove(&with);
        self.resolve.package_names.insert(without, self.package);
    }
}

/// The numbers of a version that versions share of which the later one stands in for the earlier
/// one: up to the first that is not 0.
fn track(version: &str) -> Vec<&str> {
    let numbers: Vec<_> = version.split('.').collect();
    let first = numbers.iter().position(|number| *number != "0");
    numbers[..first.map_or(numbers.len(), |at| at + 1)].to_vec()
}
