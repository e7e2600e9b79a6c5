//! Captures of answers to the question: what is then stored.

use anyhow::{Context, bail, ensure};
use nemo_telemetry_core::{
    catalog,
    policy::{ConsentFile, consent_file},
    time::Timestamp,
};
use nemo_telemetry_tests::{deviations::policy, vectors};

#[test]
fn what_is_stored_after_an_answer_is_what_upstream_stored() -> anyhow::Result<()> {
    // The instant of the captures.
    let at = Timestamp::parse("2026-11-21T10:00:00.987654Z").context("expected an instant")?;
    let mut compared = 0;
    for (_, path) in vectors::captures(&["policy"])? {
        for capture in policy::read(&path)? {
            let Some((granted, lines)) = capture.stored() else {
                continue;
            };
            let product =
                catalog::product(&capture.product).context("expected a product of the catalog")?;
            let ConsentFile::Write(text) = consent_file(product, granted, at) else {
                bail!("expected a text to store")
            };
            let ours: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
            assert_eq!(ours, lines, "{}", capture.case);
            compared += 1;
        }
    }
    ensure!(compared > 0, "expected captures of an answer, found none");
    Ok(())
}
