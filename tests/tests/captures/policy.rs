//! Captures of decisions: the same as upstream's, or different in one of the closed classes of
//! `DEVIATIONS.md`.

use std::collections::BTreeMap;

use anyhow::{Context, bail, ensure};
use nemo_telemetry::Component;
use nemo_telemetry_core::{
    catalog,
    policy::{ConsentFile, consent_file},
    time::Timestamp,
};
use nemo_telemetry_testkit::replay::{self, ComponentSubject, Subject, Vector};
use nemo_telemetry_tests::{
    deviations::policy::{self, Capture, Class},
    vectors,
};

/// Runs a capture's vector. An error says why it is neither as upstream nor of exactly one class.
fn judge(
    subject: &mut dyn Subject,
    capture: &Capture,
    vector: &Vector,
) -> anyhow::Result<Option<Class>> {
    let run = replay::run(subject, vector)?;
    ensure!(run.failures.is_empty(), "{}", run.failures.join("; "));
    let ours = run
        .lines
        .first()
        .and_then(|line| line.get("policy"))
        .context("expected a vector of the kind policy")?;
    let differences = capture.differences(ours)?;
    if differences.is_empty() {
        return Ok(None);
    }
    let classes: Vec<Class> = Class::ALL
        .into_iter()
        .filter(|class| class.matches(capture))
        .collect();
    let [class] = classes[..] else {
        anyhow::bail!("expected one class for {differences:?}, found {classes:?}")
    };
    let unexplained: Vec<_> = differences
        .iter()
        .filter(|member| !class.members().contains(member))
        .collect();
    ensure!(
        unexplained.is_empty(),
        "{class:?} does not explain {unexplained:?}"
    );
    Ok(Some(class))
}

#[test]
fn every_decision_is_matched_or_falls_in_a_closed_class() -> anyhow::Result<()> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut counts: BTreeMap<Option<Class>, usize> = Class::ALL
        .into_iter()
        .map(|class| (Some(class), 0))
        .collect();
    let mut unmatched = Vec::new();
    for (file, path) in vectors::captures(&["policy"])? {
        for (capture, vector) in policy::read(&path)?.iter().zip(replay::read(&path)?) {
            match judge(&mut subject, capture, &vector) {
                Ok(verdict) => *counts.entry(verdict).or_default() += 1,
                Err(error) => unmatched.push(format!("{file}: {}: {error:#}", capture.case)),
            }
        }
    }
    let row = |(verdict, count): (&Option<Class>, &usize)| {
        format!(
            "| {} | {count} |",
            verdict.map_or("decision as upstream", Class::name)
        )
    };
    let table: Vec<String> = counts
        .iter()
        .map(row)
        .chain([format!("| decision unmatched | {} |", unmatched.len())])
        .collect();
    println!("| class | captures |\n| --- | ---: |\n{}", table.join("\n"));
    super::conclude(&table, &unmatched)
}

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
