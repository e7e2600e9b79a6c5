//! Everything that is handed on: each package is opened, and the one component is inside.
//!
//! `NEMO_TELEMETRY_PACKAGES` names a folder of `cargo xtask packages`; without it this makes those of
//! a test.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use nemo_telemetry_codegen::cargo::cargo;
use nemo_telemetry_tests::{
    languages::{newest_python, run},
    native,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use wasmparser::{Parser, Payload};
use wit_component::{DecodedWasm, WitPrinter};

static PACKAGES: LazyLock<PathBuf> = LazyLock::new(|| {
    if let Some(folder) = env::var_os("NEMO_TELEMETRY_PACKAGES") {
        return folder.into();
    }
    let root = native::root().unwrap();
    run(cargo(&root).args(["xtask", "packages", "--test"]));
    root.join("target/packages")
});

/// The only package whose name begins and ends so.
fn package(start: &str, end: &str) -> PathBuf {
    let found: Vec<_> = fs::read_dir(&*PACKAGES)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.starts_with(start) && name.ends_with(end)
        })
        .collect();
    let [path] = found.as_slice() else {
        panic!("expected one package {start}…{end}, found {found:?}")
    };
    path.clone()
}

/// The name of a package with its version: `nemo-telemetry-0.1.0` and the like.
fn versioned(name: &str) -> String {
    format!("{name}-{}", env!("CARGO_PKG_VERSION"))
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The digest of the component that is handed on by itself, and so of that in every package.
static COMPONENT: LazyLock<String> = LazyLock::new(|| digest(&component()));

fn component() -> Vec<u8> {
    fs::read(PACKAGES.join(versioned("nemo-telemetry") + ".wasm")).unwrap()
}

/// Opens a package in an empty folder, and gives the one folder that is in it, or else that.
fn open(package: &Path) -> PathBuf {
    let name = package.file_name().unwrap().to_string_lossy().into_owned();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("packages")
        .join(&name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let mut tool = if name.ends_with(".whl") {
        let mut python = Command::new(newest_python());
        python.args(["-m", "zipfile", "-e"]);
        python
    } else {
        let mut tar = Command::new("tar");
        tar.args(["--extract", "--file"]);
        tar
    };
    run(tool
        .current_dir(&folder)
        .arg(package)
        .args(name.ends_with(".whl").then_some(".")));
    let inside: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    match inside.as_slice() {
        [one] if one.is_dir() => one.clone(),
        _ => folder,
    }
}

/// The package of the command, opened once: two tests that open it at a time would remove it under
/// each other.
static COMMAND: LazyLock<PathBuf> = LazyLock::new(|| open(&package("nemo-telemetry-", ".tar.gz")));

fn command() -> PathBuf {
    COMMAND
        .join("bin")
        .join(format!("nemo-telemetry{}", env::consts::EXE_SUFFIX))
}

fn said_by(command: &mut Command) -> Value {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_list_names_every_package_with_its_digest() {
    let list = fs::read_to_string(PACKAGES.join("SHA256SUMS")).unwrap();
    let mut listed: Vec<_> = list
        .lines()
        .map(|line| line.split_once("  ").unwrap())
        .collect();
    for (hash, name) in &listed {
        assert_eq!(
            digest(&fs::read(PACKAGES.join(name)).unwrap()),
            *hash,
            "{name}"
        );
    }
    let mut found: Vec<_> = fs::read_dir(&*PACKAGES)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        // What a later step of a release adds: the list's own signature, and what is inside.
        .filter(|name| !name.starts_with("SHA256SUMS") && !name.ends_with(".cdx.json"))
        .collect();
    found.sort();
    listed.sort_by_key(|(_, name)| *name);
    let listed: Vec<_> = listed.into_iter().map(|(_, name)| name).collect();
    assert_eq!(listed, found);
    assert_eq!(listed.len(), 11, "{listed:?}");
}

#[test]
fn the_wheel_and_the_sources_have_it() {
    let wheel = open(&package(&versioned("nemo_telemetry"), ".whl"));
    let sources = open(&package(&versioned("nemo_telemetry"), ".tar.gz"));
    for path in [
        wheel.join("nemo_telemetry/component.wasm"),
        sources.join("src/nemo_telemetry/component.wasm"),
    ] {
        assert_eq!(digest(&fs::read(&path).unwrap()), *COMPONENT, "{path:?}");
    }
}

#[test]
fn the_crate_has_it() {
    let folder = open(&package("nemo-telemetry-artifact-", ".crate"));
    assert_eq!(
        digest(&fs::read(folder.join("component.wasm")).unwrap()),
        *COMPONENT
    );
}

/// JavaScript has the component's main module, the largest of those in it.
#[test]
fn the_package_for_npm_has_its_module() {
    let component = component();
    let module = Parser::new(0)
        .parse_all(&component)
        .filter_map(|payload| match payload.unwrap() {
            Payload::ModuleSection {
                unchecked_range, ..
            } => Some(&component[unchecked_range]),
            _ => None,
        })
        .max_by_key(|module| module.len())
        .unwrap();
    let npm = open(&PACKAGES.join(versioned("nemo-telemetry") + ".tgz"));
    for path in [
        npm.join("dist/telemetry.core.wasm"),
        package("nemo-telemetry-", ".core.wasm"),
    ] {
        assert!(fs::read(&path).unwrap() == module, "{path:?}");
    }
    let mut node = Command::new("node");
    node.arg(npm.join("dist/command.js"))
        .args(["status", "--json"])
        .env("HOME", &npm);
    assert_eq!(said_by(&mut node)["component"]["sha256"], *COMPONENT);
}

#[test]
fn the_command_has_it_and_its_pages_completions_and_licences() {
    let command = command();
    let info = said_by(Command::new(&command).args(["component", "info", "--json"]));
    assert_eq!(info["sha256"], *COMPONENT);
    let written = COMMAND.join("written.wasm");
    let mut write = Command::new(&command);
    run(write.args(["component", "write"]).arg(&written));
    assert_eq!(digest(&fs::read(written).unwrap()), *COMPONENT);
    for (file, text) in [
        ("share/man/man1/nemo-telemetry.1", "nemo\\-telemetry"),
        ("share/man/man1/nemo-telemetry-send.1", "send"),
        (
            "share/bash-completion/completions/nemo-telemetry",
            "consent",
        ),
        (
            "share/fish/vendor_completions.d/nemo-telemetry.fish",
            "consent",
        ),
        (
            "share/zsh/site-functions/_nemo-telemetry",
            "#compdef nemo-telemetry",
        ),
        ("share/powershell/nemo-telemetry.ps1", "consent"),
        ("LICENSE", "Apache License"),
        ("THIRD-PARTY.txt", "\nwasmtime 48."),
        ("THIRD-PARTY.txt", "\ncranelift-codegen 0."),
        ("THIRD-PARTY.txt", "Permission is hereby granted"),
    ] {
        assert!(says(&COMMAND, file, text), "{file} does not say {text}");
    }
}

fn says(folder: &Path, file: &str, text: &str) -> bool {
    fs::read_to_string(folder.join(file))
        .unwrap()
        .contains(text)
}

#[test]
fn the_c_library_was_made_from_it() {
    let folder = open(&package("libnemo_telemetry-", ".tar.gz"));
    let library = folder.join(if cfg!(target_os = "macos") {
        "lib/libnemo_telemetry.dylib"
    } else {
        "lib/libnemo_telemetry.so"
    });
    let program = r#"
import ctypes, sys
library = ctypes.CDLL(sys.argv[1])
library.nt_open.restype = ctypes.c_uint64
library.nt_status.restype = ctypes.c_char_p
options = b'{"product": "agent-toolkit", "enabled": false}'
handle = library.nt_open(options, ctypes.c_size_t(len(options)), None)
print(library.nt_status(ctypes.c_uint64(handle), None).decode())
"#;
    let mut python = Command::new(newest_python());
    let status = said_by(python.args(["-c", program]).arg(library));
    assert_eq!(status["component"], *COMPONENT);
    for (file, text) in [
        ("LICENSE", "Apache License"),
        ("THIRD-PARTY.txt", "\nwasmtime 48."),
        ("THIRD-PARTY.txt", "\nrustls 0."),
        ("THIRD-PARTY.txt", "Permission is hereby granted"),
    ] {
        assert!(says(&folder, file, text), "{file} does not say {text}");
    }
    assert!(
        !says(&folder, "THIRD-PARTY.txt", "\ncranelift-codegen 0."),
        "the library has no compiler in it, and names one"
    );
}

#[test]
fn the_interface_is_that_of_the_repository() {
    let bytes = fs::read(package("nemo-telemetry-wit-", ".wasm")).unwrap();
    let DecodedWasm::WitPackage(packed, package) = wit_component::decode(&bytes).unwrap() else {
        panic!("expected a package of WIT")
    };
    let mut repository = wit_parser::Resolve::default();
    let (own, _) = repository
        .push_dir(native::root().unwrap().join("wit"))
        .unwrap();
    let print = |resolve: &wit_parser::Resolve, package| {
        let mut printer = WitPrinter::default();
        printer.print(resolve, package, &[]).unwrap();
        printer.output.to_string()
    };
    assert_eq!(print(&packed, package), print(&repository, own));
}

#[test]
fn the_component_says_what_it_is() {
    let command = command();
    let mut info = Command::new(command);
    info.args(["component", "info", "--json"]);
    let info = said_by(info.arg(PACKAGES.join(versioned("nemo-telemetry") + ".wasm")));
    let said = &info["metadata"];
    assert_eq!(said["name"], "nemo-telemetry");
    assert_eq!(said["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(said["licenses"], "Apache-2.0");
}
