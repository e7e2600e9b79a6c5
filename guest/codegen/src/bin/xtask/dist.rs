//! The C library as it is handed on.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use super::{
    files, licences,
    process::{cargo, run, target, target_folder, without_paths},
};

/// Version of the library, and the name of the shared library's interface.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How the library is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Build {
    /// As it is handed on: small.
    Release,
    /// For the tests: soon.
    Test,
}

/// Builds the library with the component as machine code in it, and puts it with its headers, its
/// licence and those of what it links into a folder below `target/c`, which it gives. `component`
/// stands in for the one that the build makes itself.
pub(crate) fn c(root: &Path, build: Build, component: Option<&Path>) -> anyhow::Result<PathBuf> {
    let root = &root
        .canonicalize()
        .context("failed to find the repository")?;
    let target = target()?;
    let place = root.join("target/c");
    fs::create_dir_all(&place).context("failed to make target/c")?;
    let code = place.join(format!("component-{target}.cwasm"));
    let precompile = ["run", "--quiet", "--example", "precompile", "--", &target];
    let mut compiler = cargo(root);
    compiler.args(precompile).arg(&code);
    let mut library = cargo(root);
    library
        .args(["build", "--locked", "--package", "nemo-telemetry-c"])
        .env("NEMO_TELEMETRY_PRECOMPILED", &code);
    let (built, name) = match build {
        Build::Release => {
            library
                .args(["--profile", "dist", "--target-dir"])
                .arg(&place)
                .env("RUSTFLAGS", without_paths(root)?);
            (
                place.join("dist"),
                format!("nemo-telemetry-{VERSION}-{target}"),
            )
        }
        Build::Test => {
            library.arg("--quiet");
            (target_folder(root).join("debug"), "test".to_owned())
        }
    };
    if let Some(component) = component {
        for command in [&mut compiler, &mut library] {
            command.env("NEMO_TELEMETRY_COMPONENT", component);
        }
    }
    run(&mut compiler)?;
    run(&mut library)?;
    let folder = place.join(&name);
    lay_out(root, &built, &folder)?;
    Ok(folder)
}

/// Puts the files where programs and `pkg-config` look for them.
fn lay_out(root: &Path, built: &Path, folder: &Path) -> anyhow::Result<()> {
    let (lib, include) = (folder.join("lib"), folder.join("include"));
    let pkgconfig = lib.join("pkgconfig");
    for folder in [&pkgconfig, &include] {
        fs::create_dir_all(folder)
            .with_context(|| format!("failed to make {}", folder.display()))?;
    }
    for file in shared(&lib) {
        copy(&built.join(shared_name()), &file)?;
    }
    copy(
        &built.join("libnemo_telemetry.a"),
        &lib.join("libnemo_telemetry.a"),
    )?;
    let host = root.join("host/c");
    for header in ["nemo_telemetry.h", "nemo_telemetry.hpp"] {
        copy(&host.join("include").join(header), &include.join(header))?;
    }
    for text in ["LICENSE", "NOTICE"] {
        copy(&root.join(text), &folder.join(text))?;
    }
    files::write(
        &folder.join("THIRD-PARTY.txt"),
        licences::of(root, "nemo-telemetry-c")?,
    )?;
    let template = fs::read_to_string(host.join("nemo-telemetry.pc.in"))
        .context("failed to read the template of the pkg-config file")?;
    fs::write(
        pkgconfig.join("nemo-telemetry.pc"),
        template.replace("@VERSION@", VERSION),
    )
    .context("failed to write the pkg-config file")
}

/// The name that cargo gives to the shared library.
fn shared_name() -> &'static str {
    if cfg!(target_os = "macos") {
        "libnemo_telemetry.dylib"
    } else {
        "libnemo_telemetry.so"
    }
}

/// The names that the shared library has: that for the linker, and on Linux that of its interface,
/// which programs load.
fn shared(lib: &Path) -> Vec<PathBuf> {
    let mut names = vec![lib.join(shared_name())];
    if cfg!(target_os = "linux") {
        names.push(lib.join("libnemo_telemetry.so.0"));
    }
    names
}

/// Copies a file, unless it is there as it is: programs that were built with it are then not built
/// again.
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    let new = fs::read(from).with_context(|| format!("failed to read {}", from.display()))?;
    if fs::read(to).is_ok_and(|old| old == new) {
        return Ok(());
    }
    // A process that has the old file loaded keeps it.
    let _ = fs::remove_file(to);
    fs::write(to, new).with_context(|| format!("failed to write {}", to.display()))
}
