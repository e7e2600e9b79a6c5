//! Captures of events: the same bodies and the same refusals.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, ensure};
use nemo_telemetry::{Component, Fact, Life, Source};
use nemo_telemetry_core::time::Timestamp;
use nemo_telemetry_testkit::replay::{self, ComponentSubject, Subject, Vector, World};
use nemo_telemetry_tests::{
    deviations::{self, Capture, Class, Outcome, Upstream},
    vectors,
};

use crate::conclude;

/// What a capture turned out to be; none: as upstream.
type Verdict = Option<Class>;

/// Runs a capture and its vector. An error says why it is neither as upstream nor of exactly one
/// class.
fn judge(subject: &mut dyn Subject, capture: &Capture, vector: &Vector) -> anyhow::Result<Verdict> {
    let run = replay::run(subject, vector)?;
    ensure!(run.failures.is_empty(), "{}", run.failures.join("; "));
    let ours = run
        .lines
        .first()
        .and_then(|line| line.get("envelope"))
        .context("expected a vector of the kind envelope")?;
    let ours: Outcome = serde_json::from_value(ours.clone())?;
    let classes: Vec<Class> = Class::ALL
        .into_iter()
        .filter(|class| class.matches(capture, &ours))
        .collect();
    match classes[..] {
        [] => {
            ensure!(
                capture.agrees(&ours)?,
                "upstream: {:?}; here: {ours:?}",
                capture.upstream
            );
            ensure!(
                capture.agrees_to_the_byte(&ours) != Some(false),
                "the body has other bytes than upstream's"
            );
            Ok(None)
        }
        [class] => {
            ensure!(
                capture.agrees_to_the_byte(&ours) != Some(true),
                "{}, but the body has upstream's bytes",
                class.name()
            );
            if class.can_be_mended()
                && let Upstream::Sent(bodies) = &capture.upstream
            {
                let line = class
                    .mend(capture)
                    .with_context(|| format!("{}, but it cannot be mended", class.name()))?;
                let mended = send(subject, capture, &line)?;
                let same = deviations::same_bodies(bodies, &mended.bodies)?;
                ensure!(
                    same,
                    "{}, but more than that: {line} gives {mended:?}",
                    class.name()
                );
            }
            Ok(Some(class))
        }
        _ => anyhow::bail!("more than one class: {classes:?}"),
    }
}

/// What another line gives in the capture's place.
fn send(subject: &mut dyn Subject, capture: &Capture, line: &str) -> anyhow::Result<Outcome> {
    let sent = Timestamp::parse(&capture.sent)
        .and_then(|sent| u64::try_from(sent.0).ok())
        .context("expected an instant")?;
    let world = World::new(Duration::from_millis(sent), &[]);
    let yes = Fact {
        source: Source::Call,
        name: "enabled".into(),
        value: "true".into(),
    };
    let opened = subject.open(&capture.settings, &[yes], &Life::new(1), &world)?;
    let mut session =
        opened.map_err(|problems| anyhow::anyhow!("the settings are refused: {problems:?}"))?;
    let rejected = session.enqueue(line)?.rejected;
    ensure!(rejected.is_empty(), "{line} is refused: {rejected:?}");
    Ok(Outcome {
        bodies: replay::bodies(session.as_mut(), &world)?,
        rejected: Vec::new(),
    })
}

#[test]
fn every_capture_is_matched_or_falls_in_a_closed_class() -> anyhow::Result<()> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut counts: BTreeMap<Verdict, usize> = Class::ALL
        .into_iter()
        .map(|class| (Some(class), 0))
        .collect();
    let mut unmatched = Vec::new();
    for (file, path) in vectors::captures(&["event", "batch", "cpu", "timestamps"])? {
        for (capture, vector) in deviations::read(&path)?.iter().zip(replay::read(&path)?) {
            let edge = capture
                .category
                .as_deref()
                .is_some_and(|category| category != "core");
            match judge(&mut subject, capture, &vector) {
                Ok(Some(class)) if !edge && !class.is_everywhere() => {
                    unmatched.push(format!(
                        "{file}: {}: {} in the core",
                        capture.case,
                        class.name()
                    ));
                }
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
                verdict.map_or("as upstream", Class::name)
            )
        })
        .chain([format!("| unmatched | {} |", unmatched.len())])
        .collect();
    println!("| class | captures |\n| --- | ---: |\n{}", table.join("\n"));
    conclude(&table, &unmatched)
}
