//! Captures of upstream's helper functions: the labels are the same, or differ in one of the closed classes of `DEVIATIONS.md`.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use nemo_telemetry::{
    Component,
    replay::{self, ComponentSubject, Subject, Vector},
};
use nemo_telemetry_tests::{
    deviations::labels::{self, Capture, Class},
    vectors,
};
use serde_json::Value;

/// Runs a capture and its vector. An error says why it is neither as upstream nor of exactly one class.
fn judge(subject: &mut dyn Subject, capture: &Capture, vector: &Vector) -> anyhow::Result<Option<Class>> {
    let run = replay::run(subject, vector)?;
    ensure!(run.failures.is_empty(), "{}", run.failures.join("; "));
    let ours = run.lines.first().and_then(|line| line.get("labels")).context("expected a vector of the kind labels")?;
    let ours = Some(&ours["value"]).filter(|value| **value != Value::Null);
    let classes: Vec<Class> = Class::ALL.into_iter().filter(|class| class.matches(capture, ours)).collect();
    match classes[..] {
        [] => {
            ensure!(capture.agrees(ours), "upstream: {:?}; here: {ours:?}", capture.value);
            Ok(None)
        }
        [class] => Ok(Some(class)),
        _ => anyhow::bail!("more than one class: {classes:?}"),
    }
}

#[test]
fn every_captured_label_is_matched_or_falls_in_a_closed_class() -> anyhow::Result<()> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut counts: BTreeMap<Option<Class>, usize> = Class::ALL.into_iter().map(|class| (Some(class), 0)).collect();
    let mut unmatched = Vec::new();
    for (file, path) in vectors::captures(&["labels"])? {
        for (capture, vector) in labels::read(&path)?.iter().zip(replay::read(&path)?) {
            match judge(&mut subject, capture, &vector) {
                Ok(verdict) => *counts.entry(verdict).or_default() += 1,
                Err(error) => unmatched.push(format!("{file}: {}: {error:#}", capture.case)),
            }
        }
    }
    let table: Vec<String> = counts
        .iter()
        .map(|(verdict, count)| format!("| {} | {count} |", verdict.map_or("label as upstream", Class::name)))
        .chain([format!("| label unmatched | {} |", unmatched.len())])
        .collect();
    println!("| class | captures |\n| --- | ---: |\n{}", table.join("\n"));
    super::conclude(&table, &unmatched)
}
