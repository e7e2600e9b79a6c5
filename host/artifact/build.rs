//! Builds the component with an inner cargo, so that a plain `cargo build` at the root needs no
//! other step.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use sha2::{Digest as _, Sha256};

mod metadata;
mod optimiser;

const TARGET: &str = "wasm32-wasip2";

/// Names a component that is built already: for published crates, for documentation builds, and for
/// machines without the target.
const OVERRIDE: &str = "NEMO_TELEMETRY_COMPONENT";

/// Names the component as machine code, which the example `precompile` of the Rust host makes.
const PRECOMPILED: &str = "NEMO_TELEMETRY_PRECOMPILED";

fn main() {
    for variable in [OVERRIDE, metadata::SOURCE, metadata::REVISION] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    let component = component();
    println!("cargo::rustc-env=COMPONENT={}", component.display());
    let bytes = fs::read(&component)
        .unwrap_or_else(|error| fail(&format!("{} cannot be read: {error}", component.display())));
    let hash = sha256(&bytes);
    println!("cargo::rustc-env=COMPONENT_SHA256={hash}");
    if env::var_os("CARGO_FEATURE_PRECOMPILED").is_some() {
        println!("cargo::rerun-if-env-changed={PRECOMPILED}");
        let code = env::var_os(PRECOMPILED).unwrap_or_else(|| {
            fail(&format!(
                "the feature `precompiled` needs {PRECOMPILED}: the path of what `cargo run --example precompile -- TARGET FILE` writes"
            ))
        });
        let code = prebuilt(PRECOMPILED, Path::new(&code));
        println!("cargo::rustc-env=COMPONENT_CODE={}", code.display());
    }
}

/// In lower-case hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The component's file: the variable's file, that of a published crate, or what the guest's build
/// makes.
fn component() -> PathBuf {
    if let Some(path) = env::var_os(OVERRIDE) {
        return prebuilt(OVERRIDE, Path::new(&path));
    }
    // Asked for now and not when this was compiled: a target folder may serve a copy of the tree,
    // too.
    let here =
        env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| fail("cargo sets CARGO_MANIFEST_DIR"));
    let here = Path::new(&here);
    let root = here.join("../..");
    let root = fs::canonicalize(&root).unwrap_or(root);
    if root.join("guest/component/Cargo.toml").exists() {
        build(&root)
    } else {
        prebuilt("the crate", &here.join("component.wasm"))
    }
}

/// The file that a variable names.
fn prebuilt(variable: &str, path: &Path) -> PathBuf {
    let file = fs::canonicalize(path).unwrap_or_else(|error| {
        fail(&format!(
            "{variable} names {}, which cannot be read: {error}",
            path.display()
        ))
    });
    println!("cargo::rerun-if-changed={}", file.display());
    file
}

fn build(root: &Path) -> PathBuf {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    require_target();
    // One fixed folder for every outer profile, because the component is the same in each. It cannot
    // be the outer target folder, which the outer cargo holds locked.
    let target = root.join("target/guest");
    let mut command = Command::new(cargo);
    command
        .current_dir(root)
        .args([
            "build",
            "--locked",
            "--package",
            "nemo-telemetry-component",
            "--profile",
            "wasm",
            "--target",
            TARGET,
            "--target-dir",
        ])
        .arg(&target);
    // These are meant for the outer build: flags, the lint driver, coverage.
    for variable in [
        "CARGO_BUILD_TARGET",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_TARGET_DIR",
        "LLVM_PROFILE_FILE",
        "RUSTC",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTFLAGS",
    ] {
        command.env_remove(variable);
    }
    match command.status() {
        Ok(status) if status.success() => {}
        Ok(status) => fail(&format!(
            "the component did not build ({status}); its errors stand above"
        )),
        Err(error) => fail(&format!("cargo could not be started: {error}")),
    }
    let built = target.join(TARGET).join("wasm");
    watch(root, &built.join("nemo_telemetry_component.d"));
    let optimised = target.join("optimised.wasm");
    optimiser::run(
        &root.join("host/artifact/optimiser"),
        &target.join("optimiser"),
        &built.join("nemo_telemetry_component.wasm"),
        &optimised,
    );
    let component = target.join("component.wasm");
    metadata::describe(&optimised, &component).unwrap_or_else(|error| {
        fail(&format!(
            "{} cannot be written: {error}",
            component.display()
        ))
    });
    component
}

/// Without the target the inner build fails with a page of errors about `core`. Rustup adds it
/// where it can: `RUSTUP_AUTO_INSTALL=0` and an older rustup keep it from doing so by itself.
/// Otherwise this says what to do.
fn require_target() {
    if is_installed() {
        return;
    }
    println!(
        "cargo::warning=the Rust target {TARGET} is missing; `rustup target add {TARGET}` adds it now"
    );
    let added = Command::new("rustup")
        .args(["target", "add", TARGET])
        .output();
    if is_installed() {
        return;
    }
    let reason = match &added {
        Ok(output) => String::from_utf8_lossy(&output.stderr)
            .lines()
            .last()
            .unwrap_or_default()
            .trim()
            .to_owned(),
        Err(error) => format!("rustup could not be started: {error}"),
    };
    fail(&format!(
        "the Rust target {TARGET} is missing and could not be added ({reason}); run `rustup target add {TARGET}`, or set {OVERRIDE} to a \
         built component"
    ));
}

fn is_installed() -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", TARGET])
        .output();
    output.is_ok_and(|output| {
        output.status.success()
            && Path::new(String::from_utf8_lossy(&output.stdout).trim()).exists()
    })
}

/// Builds again when a file that went into the component has changed.
fn watch(root: &Path, dependencies: &Path) {
    // The list that cargo writes names sources, schemas and WIT, but no manifest.
    for file in [
        ".cargo/config.toml",
        "Cargo.lock",
        "Cargo.toml",
        "guest/codegen/Cargo.toml",
        "guest/component/Cargo.toml",
        "guest/core/Cargo.toml",
        "guest/format/Cargo.toml",
        "host/artifact/optimiser",
    ] {
        println!("cargo::rerun-if-changed={}", root.join(file).display());
    }
    let list = fs::read_to_string(dependencies).unwrap_or_default();
    let files = list.split_once(": ").map_or("", |(_, files)| files);
    for file in files.split_whitespace() {
        println!("cargo::rerun-if-changed={file}");
    }
}

fn fail(message: &str) -> ! {
    println!("cargo::error={message}");
    std::process::exit(1)
}
