//! The hosts in other languages: each loads the bytes that this build made, in an environment of its own.
//!
//! Python 3 and Node have to be there, nothing else: what they need is installed below `target/hosts`, from the versions that are
//! pinned in the repository.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use nemo_telemetry_tests::native;

/// Where the environments live; they survive `cargo test`, so that only the first one installs.
fn environments() -> PathBuf {
    native::root().unwrap().join("target/hosts")
}

/// The component as a file, for hosts that take a path.
fn component() -> PathBuf {
    let folder = environments();
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("nemo_telemetry_component.wasm");
    fs::write(&path, nemo_telemetry_artifact::COMPONENT).unwrap();
    path
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} could not be started: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{out}{err}");
    assert!(output.status.success(), "{command:?} ended with {}", output.status);
}

#[test]
fn python_passes_its_tests() {
    let folder = native::root().unwrap().join("host/python");
    let environment = environments().join("python");
    let python = environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let requirements = fs::read(folder.join("requirements.txt")).unwrap();
    let installed = environment.join("requirements.txt");
    if fs::read(&installed).ok().as_ref() != Some(&requirements) {
        let system = if cfg!(windows) { "python" } else { "python3" };
        run(Command::new(system).args(["-m", "venv", "--clear"]).arg(&environment));
        run(Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(folder.join("requirements.txt")));
        fs::write(&installed, &requirements).unwrap();
    }
    let mut tests = Command::new(&python);
    tests.args(["-B", "-m", "unittest", "discover", "--start-directory"]).arg(&folder).args(["--pattern", "test_*.py"]);
    run(tests.env("NEMO_TELEMETRY_WASM", component()));
}

#[test]
fn node_passes_its_tests() {
    let folder = native::root().unwrap().join("host/js");
    let lock = fs::read(folder.join("package-lock.json")).unwrap();
    let installed = folder.join("node_modules/.installed-from");
    if fs::read(&installed).ok().as_ref() != Some(&lock) {
        run(npm(&folder).args(["ci", "--no-audit", "--no-fund"]));
        fs::write(&installed, &lock).unwrap();
    }
    run(npm(&folder).arg("test").env("NEMO_TELEMETRY_WASM", component()));
}

fn npm(folder: &Path) -> Command {
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(folder);
    npm
}
