//! Captures of whole lives: the same events in the same requests.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use nemo_telemetry::Component;
use nemo_telemetry_testkit::replay::{self, ComponentSubject, Subject, Vector};
use nemo_telemetry_tests::{
    deviations::lives::{self, Class, Content, Life, Ours},
    vectors,
};

use crate::conclude;

/// Kinds of captures, in the order of the table's columns.
const KINDS: [&str; 2] = ["transport", "lifecycle"];

/// Runs the script of a life. An error says why it is neither as upstream nor of exactly one class.
fn judge(
    subject: &mut dyn Subject,
    life: &Life,
    scripts: &mut dyn Iterator<Item = Vector>,
) -> anyhow::Result<Option<Class>> {
    let classes: Vec<_> = Class::ALL
        .into_iter()
        .filter(|class| class.matches(life))
        .collect();
    let (upstream, steps) = match (&life.content, classes.as_slice()) {
        (Content::Process(_), [class]) => return Ok(Some(*class)),
        (Content::Process(word), _) => {
            anyhow::bail!("no class knows what `{word}` does to a process")
        }
        (Content::Traffic { upstream, steps }, _) => (upstream, steps),
    };
    let run = replay::run(
        subject,
        &scripts.next().context("expected one more script")?,
    )?;
    ensure!(run.failures.is_empty(), "{}", run.failures.join("; "));
    let ours = Ours::read(upstream, steps, &run.lines)?;
    ensure!(
        upstream.has_answered(&ours),
        "the script's server is another than upstream's: {:?}",
        upstream.server
    );
    ensure!(
        ours.is_complete(),
        "the script ends too early, or the ledger says else than the server: {ours:?}"
    );
    match classes[..] {
        [] => {
            ensure!(
                upstream.agrees(&ours),
                "upstream: {:?}; here: {ours:?}",
                upstream.turns
            );
            Ok(None)
        }
        [class] => {
            class
                .check(upstream, &ours)
                .with_context(|| format!("{}, but more than that", class.name()))?;
            Ok(Some(class))
        }
        _ => anyhow::bail!("more than one class: {classes:?}"),
    }
}

#[test]
fn every_life_is_matched_or_falls_in_a_closed_class() -> anyhow::Result<()> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut counts: BTreeMap<Option<Class>, BTreeMap<String, usize>> = Class::ALL
        .into_iter()
        .map(|class| (Some(class), BTreeMap::new()))
        .collect();
    let mut unmatched = Vec::new();
    for (file, path) in vectors::captures(&KINDS)? {
        let mut scripts = replay::read(&path)?.into_iter();
        for life in lives::read(&path)? {
            match judge(&mut subject, &life, &mut scripts) {
                Ok(verdict) => {
                    *counts
                        .entry(verdict)
                        .or_default()
                        .entry(life.source.kind)
                        .or_default() += 1
                }
                Err(error) => unmatched.push(format!("{file}: {}: {error:#}", life.case)),
            }
        }
    }
    let row = |(verdict, counts): (&Option<Class>, &BTreeMap<String, usize>)| {
        let counts = KINDS.map(|kind| counts.get(kind).copied().unwrap_or(0).to_string());
        format!(
            "| {} | {} |",
            verdict.map_or("as upstream", Class::name),
            counts.join(" | ")
        )
    };
    let table: Vec<String> = counts.iter().map(row).collect();
    println!(
        "| class | {} |\n| --- | ---: | ---: |\n{}",
        KINDS.join(" | "),
        table.join("\n")
    );
    conclude(&table, &unmatched)
}
