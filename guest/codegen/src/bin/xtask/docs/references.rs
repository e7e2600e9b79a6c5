//! References that tools write out of the sources: of Rust, Python and TypeScript.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::super::{files, process};
use super::{run_quietly, tools::Tools};

/// Modules of the Python package that others import; the first brings those that it names itself.
const PYTHON: [&str; 2] = ["nemo_telemetry", "nemo_telemetry.testing"];

/// Modules of the JavaScript package, and those whose types they name.
const TYPESCRIPT: [&str; 4] = ["index", "slim", "events", "records"];

pub(super) fn build(root: &Path, tools: &Tools, to: &Path) -> anyhow::Result<()> {
    rust(root, &to.join("rust"))?;
    python(root, tools, &to.join("python"))?;
    typescript(root, tools, &to.join("typescript"))
}

/// Every crate, because a build of the library alone has other features and compiles all anew.
fn rust(root: &Path, to: &Path) -> anyhow::Result<()> {
    let mut doc = process::cargo(root);
    doc.args(["doc", "--no-deps", "--quiet"]);
    run_quietly(doc.env("RUSTDOCFLAGS", "--deny warnings"))?;
    let target = process::target_folder(root);
    files::copy_all(&target.join("doc"), to)
}

fn python(root: &Path, tools: &Tools, to: &Path) -> anyhow::Result<()> {
    let host = root.join("host/python");
    run_quietly(
        Command::new(tools.python_script("pdoc"))
            .current_dir(&host)
            .env("PYTHONPATH", host.join("src"))
            .env("PYTHONWARNINGS", "error")
            .arg("--output-directory")
            .arg(to)
            .args(PYTHON),
    )
}

fn typescript(root: &Path, tools: &Tools, to: &Path) -> anyhow::Result<()> {
    let sources = root.join("host/js/src");
    let entries = TYPESCRIPT.map(|name| sources.join(format!("{name}.d.ts")));
    // Outside of the package, whose own compiler is newer than those that typedoc knows.
    let configuration = tools.npm_file("tsconfig.json");
    let options = serde_json::json!({
        "compilerOptions": {
            "strict": true, "module": "nodenext", "target": "es2023",
            "lib": ["es2023", "esnext.disposable", "dom"], "types": []
        },
        "files": entries,
    });
    fs::write(&configuration, options.to_string())?;
    let mut typedoc = Command::new("node");
    typedoc
        .current_dir(root)
        .arg(tools.npm_file("typedoc/bin/typedoc"));
    typedoc.arg("--tsconfig").arg(configuration);
    for entry in &entries {
        typedoc.arg("--entryPoints").arg(entry);
    }
    typedoc.arg("--out").arg(to).args([
        "--name",
        "nemo-telemetry for JavaScript",
        "--readme",
        "none",
        "--disableGit",
        "--disableSources",
        "--hideGenerator",
        "--treatWarningsAsErrors",
    ]);
    run_quietly(&mut typedoc)
}
