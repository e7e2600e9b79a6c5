//! The package for npm, and the core module that is in it.

use super::{
    super::{
        files,
        process::{npm_installed, run},
    },
    Packages, VERSION,
};

/// Writes `nemo-telemetry-VERSION.tgz`, and the core module for whoever loads it without npm.
pub(super) fn write(packages: &Packages<'_>) -> anyhow::Result<()> {
    let host = packages.root.join("host/js");
    // It builds before it packs.
    run(npm_installed(&host)?
        .args(["pack", "--silent", "--pack-destination"])
        .arg(&packages.folder)
        .env("NEMO_TELEMETRY_WASM", &packages.component))?;
    files::copy(
        &host.join("dist/telemetry.core.wasm"),
        &packages.at(&format!("nemo-telemetry-{VERSION}.core.wasm")),
    )
}
