//! Captures of Guardrails' own file of usage stats.

use std::{fs, path::Path};

use nemo_telemetry_tests::{
    deviations::usage_stats::{self, Capture},
    native,
};

use crate::conclude;

#[test]
fn every_line_of_usage_stats_is_as_upstream_but_for_white_space_escapes_and_modes()
-> anyhow::Result<()> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("usage-stats");
    let _ = fs::remove_dir_all(&folder);
    let text =
        fs::read_to_string(native::root()?.join("tests/host/guardrails-0.24.1-audit.jsonl"))?;
    let (mut spaced, mut narrower, mut unmatched) = (0, 0, Vec::new());
    for (place, line) in text.lines().enumerate() {
        let capture: Capture = serde_json::from_str(line)?;
        match usage_stats::judge(&capture, &folder.join(place.to_string())) {
            Ok(differences) => {
                spaced += usize::from(differences.spacing);
                narrower += usize::from(differences.modes);
            }
            Err(error) => unmatched.push(format!("{}: {error:#}", capture.case)),
        }
    }
    let table = [
        format!("| spacing and escapes of a line | {spaced} |"),
        format!("| narrower modes | {narrower} |"),
    ];
    println!(
        "| class | usage stats |\n| --- | ---: |\n{}",
        table.join("\n")
    );
    conclude(&table, &unmatched)
}
