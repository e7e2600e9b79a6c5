//! Everything that is handed on, in one folder, with one component inside all of it.

mod command;
mod crates;
mod javascript;
mod python;
mod wit;

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, ensure};
use sha2::{Digest as _, Sha256};

use super::{
    dist::{self, Build},
    files, ingest,
    process::{self, run},
};

/// The version that all packages have.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Names a component for the builds of every host.
const COMPONENT: &str = "NEMO_TELEMETRY_COMPONENT";

/// What the packages are made of, and where they go.
struct Packages<'a> {
    root: &'a Path,
    build: Build,
    /// Where they go.
    folder: PathBuf,
    /// The component that is in all of them.
    component: PathBuf,
}

impl Packages<'_> {
    /// A path for a package or a part of one.
    fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Has a build of a host take the component of a release. Another build makes the same bytes
    /// by itself, and would compile anew for a name.
    fn with_component(&self, command: &mut Command) {
        if self.build == Build::Release {
            command.env(COMPONENT, &self.component);
        }
    }
}

/// Makes all packages: a release in `dist`, those of a test in `target/packages`, soon and with
/// debug builds in place of release ones.
pub(crate) fn run_all(root: &Path, build: Build) -> anyhow::Result<()> {
    let root = &root
        .canonicalize()
        .context("failed to find the repository")?;
    let folder = match build {
        Build::Release => root.join("dist"),
        Build::Test => root.join("target/packages"),
    };
    // What an earlier run left would stand in the list of digests.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).with_context(|| format!("failed to make {}", folder.display()))?;
    let packages = Packages {
        root,
        build,
        component: folder.join(format!("nemo-telemetry-{VERSION}.wasm")),
        folder,
    };
    component(&packages)?;
    wit::write(&packages)?;
    python::write(&packages)?;
    javascript::write(&packages)?;
    crates::write(&packages)?;
    command::write(&packages)?;
    library(&packages)?;
    receiver(&packages)?;
    digests(&packages.folder)?;
    println!("{}", packages.folder.display());
    Ok(())
}

/// The component itself. That of a release says which commit it was built from.
fn component(packages: &Packages<'_>) -> anyhow::Result<()> {
    let mut build = process::cargo(packages.root);
    build.args(["build", "--quiet", "--locked", "--package"]);
    build.arg("nemo-telemetry-artifact");
    if packages.build == Build::Release {
        build.env("NEMO_TELEMETRY_REVISION", revision(packages.root)?);
    }
    run(&mut build)?;
    let built = packages.root.join("target/guest/component.wasm");
    files::copy(&built, &packages.component)
}

/// The commit that is checked out.
fn revision(root: &Path) -> anyhow::Result<String> {
    let mut git = Command::new("git");
    git.current_dir(root);
    let changed = process::output(git.args(["status", "--porcelain"]))?;
    ensure!(
        changed.is_empty(),
        "expected a tree without changes, for a release says which commit it is built from; found\n{changed}commit or remove them"
    );
    let mut git = Command::new("git");
    let revision = process::output(git.current_dir(root).args(["rev-parse", "HEAD"]))?;
    Ok(revision.trim_end().to_owned())
}

/// The C library, whose tarball `cargo xtask dist c` makes, too. A test takes the folder that
/// `NEMO_TELEMETRY_C` names, as the library's own tests do.
fn library(packages: &Packages<'_>) -> anyhow::Result<()> {
    let component = (packages.build == Build::Release).then_some(&*packages.component);
    let folder = match env::var_os("NEMO_TELEMETRY_C") {
        Some(built) if packages.build == Build::Test => built.into(),
        _ => dist::c(packages.root, packages.build, component)?,
    };
    let name = format!("libnemo_telemetry-{VERSION}-{}.tar.gz", process::target()?);
    files::copy(&process::pack_beside(&folder)?, &packages.at(&name))
}

/// The receiving end.
fn receiver(packages: &Packages<'_>) -> anyhow::Result<()> {
    ingest::run(packages.root)?;
    files::copy(
        &packages.root.join("target/guest/ingest.wasm"),
        &packages.at(&format!("nemo-telemetry-ingest-{VERSION}.wasm")),
    )
}

/// Writes the list that `sha256sum --check SHA256SUMS` reads.
fn digests(folder: &Path) -> anyhow::Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name());
    }
    names.sort();
    let mut list = String::new();
    for name in names {
        let bytes = read(&folder.join(&name))?;
        for byte in Sha256::digest(&bytes) {
            let _ = write!(list, "{byte:02x}");
        }
        let _ = writeln!(list, "  {}", name.display());
    }
    files::write(&folder.join("SHA256SUMS"), list)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("failed to read {}", path.display()))
}
