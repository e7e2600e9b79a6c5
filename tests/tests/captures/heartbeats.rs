//! Captures of the time between heartbeats: the same interval and the same jitter.

use std::collections::BTreeMap;

use anyhow::ensure;
use nemo_telemetry::Component;
use nemo_telemetry_testkit::replay::{self, ComponentSubject, Subject, Vector};
use nemo_telemetry_tests::{
    deviations::heartbeats::{self, Capture, Class, Pace},
    vectors,
};

use crate::conclude;

/// Runs a capture's script. An error says why it is neither as upstream nor of exactly one class.
fn judge(
    subject: &mut dyn Subject,
    capture: &Capture,
    vector: &Vector,
) -> anyhow::Result<Option<Class>> {
    let run = replay::run(subject, vector)?;
    ensure!(run.failures.is_empty(), "{}", run.failures.join("; "));
    let ours = Pace::read(&run.lines)?;
    let classes: Vec<Class> = Class::ALL
        .into_iter()
        .filter(|class| class.matches(capture))
        .collect();
    ensure!(classes.len() < 2, "more than one class: {classes:?}");
    let class = classes.first().copied();
    let expected = class.map_or(capture.upstream, Class::pace);
    ensure!(
        ours.agrees(expected),
        "expected {expected:?}, found {ours:?}"
    );
    Ok(class)
}

#[test]
fn every_heartbeat_is_matched_or_falls_in_a_closed_class() -> anyhow::Result<()> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut counts: BTreeMap<Option<Class>, usize> = Class::ALL
        .into_iter()
        .map(|class| (Some(class), 0))
        .collect();
    let mut unmatched = Vec::new();
    for (file, path) in vectors::captures(&["heartbeat"])? {
        for (capture, vector) in heartbeats::read(&path)?.iter().zip(replay::read(&path)?) {
            match judge(&mut subject, capture, &vector) {
                Ok(verdict) => *counts.entry(verdict).or_default() += 1,
                Err(error) => unmatched.push(format!("{file}: {}: {error:#}", capture.case)),
            }
        }
    }
    let row = |(verdict, count): (&Option<Class>, &usize)| {
        format!(
            "| {} | {count} |",
            verdict.map_or("heartbeats as upstream", Class::name)
        )
    };
    let table: Vec<String> = counts.iter().map(row).collect();
    println!(
        "| class | heartbeat |\n| --- | ---: |\n{}",
        table.join("\n")
    );
    conclude(&table, &unmatched)
}
