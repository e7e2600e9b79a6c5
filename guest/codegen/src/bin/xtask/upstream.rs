//! The modules of `nemo_telemetry.compat` beside those of the products they stand in for.

use std::{fs, path::Path, process::Command};

use anyhow::Context as _;

use super::{process::run, python};

/// Installs the products' own packages, as they are pinned, in an environment of their own, and has `judge.py` compare both. What cannot
/// be installed fails.
///
/// With `callers` it has the products' own programs run twice as well, in another environment with all of their dependencies.
pub(crate) fn judge(root: &Path, callers: bool) -> anyhow::Result<()> {
    let (target, host) = (root.join("target"), root.join("host/python"));
    let built = target.join("guest/component.wasm");
    let component = fs::read(&built).with_context(|| {
        format!(
            "expected the component at {}, found none; run `cargo build` first",
            built.display()
        )
    })?;
    let place = host.join("src/nemo_telemetry/component.wasm");
    if fs::read(&place).ok().as_ref() != Some(&component) {
        fs::write(&place, component)?;
    }
    let judge = host.join("upstream");
    let mut installed = vec![host.join("requirements.txt")];
    let script = if callers {
        installed.push(judge.join("callers.txt"));
        "callers.py"
    } else {
        installed.push(judge.join("requirements.txt"));
        "judge.py"
    };
    let name = if callers { "callers" } else { "upstream" };
    let python = python::environment(root, name)?;
    python::install(&python, &installed, &[])?;
    if !callers {
        python::install(&python, &[judge.join("products.txt")], &["--no-deps"])?;
    }
    let path = std::env::join_paths([host.join("src"), judge.clone()])?;
    run(Command::new(&python)
        .arg("-B")
        .arg(judge.join(script))
        .env("PYTHONPATH", path)
        .env("XDG_CACHE_HOME", target.join("hosts/cache")))
}
