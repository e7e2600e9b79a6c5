//! Captures of upstream's helper functions: the labels are the same, or differ in one of the closed
//! classes of `DEVIATIONS.md`.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use nemo_telemetry::{Component, labels::LabelCall};
use nemo_telemetry_cli::{rails::Configuration, tokens};
use nemo_telemetry_testkit::replay::{self, ComponentSubject, Subject, Vector};
use nemo_telemetry_tests::{
    deviations::labels::{self, Capture, Class},
    vectors,
};
use serde_json::Value;

/// Runs a capture and its vector. An error says why it is neither as upstream nor of exactly one
/// class.
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
        .and_then(|line| line.get("labels"))
        .context("expected a vector of the kind labels")?;
    let ours = Some(&ours["value"]).filter(|value| **value != Value::Null);
    let classes: Vec<Class> = Class::ALL
        .into_iter()
        .filter(|class| class.matches(capture, ours))
        .collect();
    match classes[..] {
        [] => {
            ensure!(
                capture.agrees(ours),
                "upstream: {:?}; here: {ours:?}",
                capture.value
            );
            Ok(None)
        }
        [class] => Ok(Some(class)),
        _ => anyhow::bail!("more than one class: {classes:?}"),
    }
}

#[test]
fn every_captured_label_is_matched_or_falls_in_a_closed_class() -> anyhow::Result<()> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut counts: BTreeMap<Option<Class>, usize> = Class::ALL
        .into_iter()
        .map(|class| (Some(class), 0))
        .collect();
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
        .map(|(verdict, count)| {
            format!(
                "| {} | {count} |",
                verdict.map_or("label as upstream", Class::name)
            )
        })
        .chain([format!("| label unmatched | {} |", unmatched.len())])
        .collect();
    println!("| class | captures |\n| --- | ---: |\n{}", table.join("\n"));
    super::conclude(&table, &unmatched)
}

/// The captures whose recorded input has this member.
fn given(member: &str) -> anyhow::Result<Vec<Capture>> {
    let mut captures = Vec::new();
    for (_, path) in vectors::captures(&["labels"])? {
        captures.extend(
            labels::read(&path)?
                .into_iter()
                .filter(|capture| !capture.given[member].is_null()),
        );
    }
    ensure!(
        !captures.is_empty(),
        "expected captures that were given {member}, found none"
    );
    Ok(captures)
}

#[test]
fn this_host_counts_the_tokens_that_upstream_counted() -> anyhow::Result<()> {
    for capture in given("texts")?
        .iter()
        .filter(|capture| capture.given["tokenizer"].is_null())
    {
        let texts = capture.given["texts"]
            .as_array()
            .context("expected a list")?;
        let total: usize = texts
            .iter()
            .map(|text| tokens::count(&tokens::text(text)))
            .sum();
        assert_eq!(
            capture.input,
            serde_json::json!({"total": total, "records": texts.len()}),
            "{}",
            capture.case
        );
    }
    Ok(())
}

#[test]
fn this_host_reads_the_configurations_that_upstream_read() -> anyhow::Result<()> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    for capture in given("config")? {
        let mut configuration = Configuration::default();
        configuration.add_yaml(
            capture.given["config"]
                .as_str()
                .context("expected a text")?,
            "config.yml",
        )?;
        configuration.add_colang(
            capture.given["colang"].as_str().unwrap_or_default(),
            "rails.co",
        );
        let mut record = capture.input.clone();
        record["config"] = configuration.record();
        let value = subject.label(&LabelCall::Derive(
            capture.label.clone(),
            record.to_string(),
        ))?;
        let value = value.map_err(|problems| anyhow::anyhow!("{}: {problems:?}", capture.case))?;
        assert!(
            capture.agrees(Some(&serde_json::from_str(&value)?)),
            "{}: {value}",
            capture.case
        );
    }
    Ok(())
}
