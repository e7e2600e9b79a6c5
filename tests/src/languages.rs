//! The environments of other languages, below `target/hosts`: what their tests need, installed once.
//!
//! Everything here panics where a tool is missing or fails, with what it said.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
};

use nemo_telemetry_codegen::cargo::cargo;

use crate::native;

/// Where the environments live; they survive `cargo test`, so that only the first one installs.
#[must_use]
pub fn environments() -> PathBuf {
    native::root().unwrap().join("target/hosts")
}

/// The component as a file, for hosts that take a path.
#[must_use]
pub fn component() -> PathBuf {
    let folder = environments();
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("nemo_telemetry_component.wasm");
    fs::write(&path, nemo_telemetry_artifact::COMPONENT).unwrap();
    path
}

/// The command as a program, for hosts that exchange events with it.
///
/// It is another package's, and `cargo test -p` of the tests does not build it. The packages are
/// named together so that cargo gives it the features that it has in `cargo test`, and builds
/// nothing then.
///
/// # Panics
/// Where it is not called from a test that cargo has built.
#[must_use]
pub fn command() -> PathBuf {
    let mut cargo = cargo(&native::root().unwrap());
    cargo.args(["build", "--quiet", "--bin", "nemo-telemetry"]);
    cargo.args([
        "--package",
        "nemo-telemetry-cli",
        "--package",
        "nemo-telemetry-tests",
    ]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    run(&mut cargo);
    // The test is in `deps`, beside the programs.
    let test = env::current_exe().unwrap();
    let programs = test.ancestors().nth(2).unwrap();
    programs.join(format!("nemo-telemetry{}", env::consts::EXE_SUFFIX))
}

/// Runs a command to its end, prints what it said, and fails where it does.
pub fn run(command: &mut Command) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} could not be started: {error}"));
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    println!("{out}{err}");
    assert!(
        output.status.success(),
        "{command:?} ended with {}",
        output.status
    );
}

/// The folder of the Python host, with the component where its package has it.
#[must_use]
pub fn python_host() -> PathBuf {
    let folder = native::root().unwrap().join("host/python");
    let place = folder.join("src/nemo_telemetry/component.wasm");
    if fs::read(&place).ok().as_deref() != Some(nemo_telemetry_artifact::COMPONENT) {
        // Beside it first, because tests that run at the same time may read it.
        let temporary = place.with_extension(format!("{}.tmp", std::process::id()));
        fs::write(&temporary, nemo_telemetry_artifact::COMPONENT).unwrap();
        fs::rename(temporary, place).unwrap();
    }
    folder
}

/// The interpreter of an environment of Python.
#[must_use]
pub fn executable(environment: &Path) -> PathBuf {
    environment.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    })
}

/// The installer of an environment of Python.
#[must_use]
pub fn pip(environment: &Path) -> Command {
    let mut pip = Command::new(executable(environment));
    pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]);
    pip
}

/// Makes an empty environment of Python.
pub fn make_environment(environment: &Path) {
    let system = if cfg!(windows) { "python" } else { "python3" };
    run(Command::new(system)
        .args(["-m", "venv", "--clear"])
        .arg(environment));
}

/// The Python of an environment that has what these files name. It is made anew when one of them
/// changes.
#[must_use]
pub fn python(name: &str, requirements: &[&str]) -> PathBuf {
    static INSTALLING: Mutex<()> = Mutex::new(());
    let _installing = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    let (folder, environment) = (python_host(), environments().join(name));
    let wanted: Vec<u8> = requirements
        .iter()
        .flat_map(|file| fs::read(folder.join(file)).unwrap())
        .collect();
    let installed = environment.join("requirements.txt");
    if fs::read(&installed).ok().as_ref() != Some(&wanted) {
        make_environment(&environment);
        let mut install = pip(&environment);
        install.arg("install");
        for file in requirements {
            install.arg("--requirement").arg(folder.join(file));
        }
        run(&mut install);
        fs::write(&installed, &wanted).unwrap();
    }
    executable(&environment)
}

/// The newest runtime that is tested, and what the tests need.
#[must_use]
pub fn newest_python() -> PathBuf {
    let installed = [
        "requirements.txt",
        "requirements-build.txt",
        "requirements-test.txt",
    ];
    python("python", &installed)
}

/// Installs what a folder's lock file names, unless that has been done.
pub fn install(folder: &Path) {
    let lock = fs::read(folder.join("package-lock.json")).unwrap();
    let installed = folder.join("node_modules/.installed-from");
    if fs::read(&installed).ok().as_ref() != Some(&lock) {
        run(npm(folder).args(["ci", "--no-audit", "--no-fund"]));
        fs::write(&installed, &lock).unwrap();
    }
}

/// npm in a folder.
#[must_use]
pub fn npm(folder: &Path) -> Command {
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(folder);
    npm
}
