//! Writes the component as machine code for a target: `precompile TARGET FILE`.
//!
//! A build with the feature `precompiled` embeds the file that `NEMO_TELEMETRY_PRECOMPILED` names.

use std::{env, fs};

use anyhow::{Context as _, bail};
use nemo_telemetry::Component;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [target, file] = arguments.as_slice() else {
        bail!("expected a target such as x86_64-unknown-linux-gnu, and a file");
    };
    let code = Component::precompile(target)?;
    // A file with the same content keeps its time, so that nothing is built anew for it.
    if fs::read(file).is_ok_and(|found| found == code) {
        return Ok(());
    }
    fs::write(file, code).with_context(|| format!("failed to write {file}"))
}
