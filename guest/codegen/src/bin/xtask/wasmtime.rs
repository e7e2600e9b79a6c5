//! wasmtime's command, for what serves the receiving end as others would.

use std::path::{Path, PathBuf};

/// The version of the crates with which the tests serve it.
const VERSION: &str = "48.0.8";

/// What `wasmtime serve` needs; the rest doubles the time of the build.
const FEATURES: &str = "component-model-async,cranelift,pooling-allocator,run,serve";

/// Compiles it from its registry, unless that has been done, and gives its path.
pub(crate) fn install(root: &Path) -> anyhow::Result<PathBuf> {
    let folder = root.join("target/hosts/cargo");
    super::cargo(&[
        "install",
        "--quiet",
        "--locked",
        "--root",
        &folder.to_string_lossy(),
        "--no-default-features",
        "--features",
        FEATURES,
        &format!("wasmtime-cli@{VERSION}"),
    ])?;
    Ok(folder.join("bin/wasmtime"))
}
