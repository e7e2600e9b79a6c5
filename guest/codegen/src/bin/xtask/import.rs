//! A registered schema as event files of this repository.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use nemo_telemetry_codegen::import::{Import, event_files};

/// Writes an event file for each event, and names what each of them lacks.
pub(crate) fn run(file: &str, schema: &Path) -> anyhow::Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("failed to read {file}"))?;
    let import = event_files(&text, file, schema)?;
    import.write(schema)?;
    for written in &import.files {
        println!("wrote guest/schema/{}", written.path);
    }
    tell(&import, schema);
    Ok(())
}

fn tell(import: &Import, schema: &Path) {
    let missing = import.missing(schema);
    for problem in &missing {
        println!("{problem}");
    }
    println!(
        "{} keywords to add, which a registered schema does not know; `cargo xtask gen` names those that are left",
        missing.len()
    );
    println!(
        "the events are of clientId {}: name them in a file of guest/schema/products",
        import.client_id
    );
}
