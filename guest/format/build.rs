//! Turns `guest/schema` into const tables.

use std::{env, fs, path::Path};

use anyhow::Context;

fn main() -> anyhow::Result<()> {
    // Asked for now and not when this was compiled: a target folder may serve a copy of the tree,
    // too.
    let schema =
        Path::new(&env::var("CARGO_MANIFEST_DIR").context("cargo sets CARGO_MANIFEST_DIR")?)
            .join("../schema");
    for file in nemo_telemetry_codegen::schema_files(&schema) {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    let tables = nemo_telemetry_codegen::rust_tables(&schema)?;
    let out = Path::new(&env::var("OUT_DIR").context("cargo sets OUT_DIR")?).join("tables.rs");
    fs::write(&out, tables).with_context(|| format!("failed to write {}", out.display()))
}
