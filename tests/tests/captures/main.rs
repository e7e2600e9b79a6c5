//! Captures of the real upstream clients: the component does the same, or differs in one of the
//! closed classes of `DEVIATIONS.md`.

mod convert;
mod labels;
mod policy;
mod tables;
mod usage_stats;
mod wrong;

use std::fs;

use nemo_telemetry_tests::vectors;

/// Every capture is matched, and the page has the same rows as the table.
fn conclude(table: &[String], unmatched: &[String]) -> anyhow::Result<()> {
    assert!(
        unmatched.is_empty(),
        "{} captures are unmatched:\n{}",
        unmatched.len(),
        unmatched.join("\n")
    );
    let page = fs::read_to_string(vectors::folder().join("DEVIATIONS.md"))?;
    let stale: Vec<_> = table
        .iter()
        .filter(|row| !page.lines().any(|line| line == *row))
        .collect();
    assert!(
        stale.is_empty(),
        "DEVIATIONS.md has other counts than {stale:#?}"
    );
    Ok(())
}
