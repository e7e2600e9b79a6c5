//! Serves a component with `jco serve`, in Node.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use nemo_telemetry_tests::{languages::install, native};

use crate::process::{Server, free};

/// The folder in which the pinned jco is installed; it survives `cargo test`.
fn installed() -> PathBuf {
    let source = native::root().unwrap().join("tests/tests/ingest/jco");
    let folder = native::root().unwrap().join("target/hosts/jco");
    fs::create_dir_all(&folder).unwrap();
    for file in [".npmrc", "package.json", "package-lock.json"] {
        fs::copy(source.join(file), folder.join(file)).unwrap();
    }
    install(&folder);
    folder
}

pub(crate) fn serve(component: &Path) -> Server {
    let (folder, address) = (installed(), free());
    let mut command = Command::new("node");
    command
        .arg(folder.join("node_modules/@bytecodealliance/jco/dist/jco.js"))
        .args(["serve", "--host", "127.0.0.1", "--port"])
        .arg(address.port().to_string())
        .args(["--isolate-requests", "instance"])
        .arg(component);
    Server::start(&mut command, address, "listening")
}
