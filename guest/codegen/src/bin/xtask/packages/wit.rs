//! The interface as a package that registries of components take.

use anyhow::Context as _;
use wit_parser::Resolve;

use super::{super::files, Packages};

/// Writes `nemo-telemetry-wit-VERSION.wasm`, with the version of the interface.
pub(super) fn write(packages: &Packages<'_>) -> anyhow::Result<()> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(packages.root.join("wit"))?;
    let version = resolve.packages[package].name.version.clone();
    let version = version.context("expected a version of the package in wit, found none")?;
    let bytes = wit_component::encode(&resolve, package)?;
    files::write(
        &packages.at(&format!("nemo-telemetry-wit-{version}.wasm")),
        bytes,
    )
}
