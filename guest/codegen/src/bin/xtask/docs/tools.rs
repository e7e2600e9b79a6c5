//! What builds the site, installed once below `target/hosts` in the versions that are pinned.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::{process, python};
use super::run_quietly;

/// Where the tools are.
pub(super) struct Tools {
    scripts: PathBuf,
    npm: PathBuf,
}

impl Tools {
    /// Installs what is missing. The environment of Python is the one that `.ci/run` has for its
    /// checks.
    pub(super) fn install(root: &Path) -> anyhow::Result<Self> {
        let python = python::environment(root, "tools")?;
        let requirements = [
            "docs/requirements.txt",
            "host/python/requirements.txt",
            "host/python/requirements-lint.txt",
        ];
        let files = requirements.map(|file| root.join(file));
        python::install(&python, &files, &[])?;
        let scripts = python.parent().map(Path::to_path_buf);
        Ok(Self {
            scripts: scripts.unwrap_or_default(),
            npm: install_packages(root)?,
        })
    }

    /// A program that a package of Python brings.
    pub(super) fn python_script(&self, name: &str) -> PathBuf {
        self.scripts
            .join(name)
            .with_extension(std::env::consts::EXE_EXTENSION)
    }

    /// A file of a package of npm.
    pub(super) fn npm_file(&self, path: &str) -> PathBuf {
        self.npm.join("node_modules").join(path)
    }
}

/// Installs what the lock file of `docs/typedoc` names, unless that has been done.
fn install_packages(root: &Path) -> anyhow::Result<PathBuf> {
    let (from, to) = (root.join("docs/typedoc"), root.join("target/hosts/typedoc"));
    fs::create_dir_all(&to)?;
    let lock = fs::read(from.join("package-lock.json"))?;
    let installed = to.join("node_modules/.installed-from");
    if fs::read(&installed).ok().as_ref() != Some(&lock) {
        for file in [".npmrc", "package.json", "package-lock.json"] {
            fs::copy(from.join(file), to.join(file))?;
        }
        run_quietly(process::npm(&to).args(["ci", "--no-audit", "--no-fund"]))?;
        fs::write(&installed, &lock)?;
    }
    Ok(to)
}
