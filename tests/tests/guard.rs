//! The guard over every capture and sample: what it takes out is written down, and everything else
//! stays as it is.

use std::{collections::BTreeMap, fs, time::Duration};

use anyhow::{Context, ensure};
use nemo_telemetry::{Component, Fact, Life, Settled, Source};
use nemo_telemetry_core::{catalog, time::Timestamp};
use nemo_telemetry_testkit::replay::{self, ComponentSubject, Subject, World};
use nemo_telemetry_tests::{deviations::events, native, vectors};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A line of `captures/guarded.jsonl`: a capture with values that the guard takes out.
#[derive(Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
struct Guarded {
    file: String,
    name: String,
    /// Pointers into the bodies, the first step their number, to the values that are gone.
    redacted: Vec<String>,
    /// What the client says about them.
    warnings: Vec<String>,
}

/// What a client sends of some lines, and what it says about the values that it took out.
fn send(
    subject: &mut dyn Subject,
    settings: &str,
    sent: Duration,
    lines: &str,
) -> anyhow::Result<(Vec<Value>, u64, Vec<String>)> {
    let world = World::new(sent, &[]);
    let yes = Fact {
        source: Source::Call,
        name: "enabled".into(),
        value: "true".into(),
    };
    let opened = subject.open(settings, &[yes], &Life::new(1), &world)?;
    let mut session =
        opened.map_err(|problems| anyhow::anyhow!("the settings are refused: {problems:?}"))?;
    session.enqueue(lines)?;
    let Settled {
        redacted, warnings, ..
    } = session.decision()?.settled;
    let bodies = replay::bodies(session.as_mut(), &world)?;
    let bodies = bodies
        .iter()
        .map(|body| serde_json::from_str(body))
        .collect::<Result<_, _>>()?;
    Ok((bodies, redacted.into(), warnings))
}

/// Pointers to the values that are `redacted` in one text and something else in the other. Any
/// other difference is an error.
fn differences(
    before: &Value,
    after: &Value,
    pointer: &str,
    found: &mut Vec<String>,
) -> anyhow::Result<()> {
    match (before, after) {
        _ if before == after => {}
        (Value::Object(old), Value::Object(new)) if old.keys().eq(new.keys()) => {
            for (key, old) in old {
                differences(old, &new[key], &format!("{pointer}/{key}"), found)?;
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (place, (old, new)) in old.iter().zip(new).enumerate() {
                differences(old, new, &format!("{pointer}/{place}"), found)?;
            }
        }
        (Value::String(_), Value::String(word)) if word == "redacted" => found.push(pointer.into()),
        _ => anyhow::bail!("{pointer}: {before} became {after}"),
    }
    Ok(())
}

#[test]
fn captures_lose_what_is_written_down_and_nothing_else() -> anyhow::Result<()> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut found = Vec::new();
    let mut wrong = Vec::new();
    let (mut captures, mut values) = (0, 0);
    for (file, path) in vectors::captures(&["event", "batch", "cpu", "ci", "timestamps"])? {
        for capture in events::read(&path)? {
            captures += 1;
            let sent = Timestamp::parse(&capture.sent)
                .and_then(|sent| u64::try_from(sent.0).ok())
                .context("expected an instant")?;
            let sent = Duration::from_millis(sent);
            let lines = capture.lines.join("\n");
            let guarded = capture
                .settings
                .replacen(r#""guard":"off""#, r#""guard":"redact""#, 1);
            ensure!(
                guarded != capture.settings,
                "{file}: {}: expected the guard to be off",
                capture.name
            );
            let (before, none, _) = send(&mut subject, &capture.settings, sent, &lines)?;
            let (after, count, warnings) = send(&mut subject, &guarded, sent, &lines)?;
            ensure!(
                none == 0,
                "{file}: {}: a guard that is off took {none} values out",
                capture.name
            );
            let mut redacted = Vec::new();
            let before = Value::from(before);
            differences(&before, &after.into(), "", &mut redacted)
                .with_context(|| format!("{file}: {}", capture.name))?;
            // What an envelope says stands in every body, and is counted once.
            let of_events = redacted
                .iter()
                .filter(|pointer| pointer.contains("/events/"))
                .count();
            let counted = usize::try_from(count)?;
            ensure!(
                (of_events..=of_events + 3).contains(&counted),
                "{file}: {}: {counted} counted, {redacted:?} gone",
                capture.name
            );
            values += redacted.len();
            let value = |pointer: &String| {
                before
                    .pointer(pointer)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            wrong.extend(
                redacted
                    .iter()
                    .map(value)
                    .filter(|value| !is_private(value)),
            );
            if !redacted.is_empty() {
                found.push(Guarded {
                    file: file.clone(),
                    name: capture.name,
                    redacted,
                    warnings,
                });
            }
        }
    }
    println!(
        "{captures} captures: the guard takes {values} values out of {}, {} of them wrongly",
        found.len(),
        wrong.len()
    );
    wrong.iter().for_each(|wrong| println!("  {wrong}"));
    let expected = fs::read_to_string(vectors::folder().join("captures/guarded.jsonl"))?;
    let lines: Vec<String> = found
        .iter()
        .map(serde_json::to_string)
        .collect::<Result<_, _>>()?;
    assert_eq!(
        lines,
        expected.lines().collect::<Vec<_>>(),
        "captures/guarded.jsonl says otherwise"
    );
    let mut findings: BTreeMap<&str, usize> = BTreeMap::new();
    for warning in found.iter().flat_map(|guarded| &guarded.warnings) {
        let (_, finding) = warning.split_once("found ").context("expected a finding")?;
        *findings.entry(finding).or_default() += 1;
    }
    let page = fs::read_to_string(vectors::folder().join("DEVIATIONS.md"))?;
    for (finding, count) in findings {
        let row = format!("| {finding} | {count} |");
        println!("{row}");
        ensure!(
            page.contains(&format!("{row}\n")),
            "DEVIATIONS.md has no row {row}"
        );
    }
    let sum = format!("{values} values of {} captures", found.len());
    ensure!(page.contains(&sum), "DEVIATIONS.md does not say: {sum}");
    Ok(())
}

/// Whether a value is of the kind that the guard is there for, by rules that are not the guard's.
fn is_private(value: &str) -> bool {
    let unseen = |letter: char| {
        letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    value.len() > 128
        || value.contains(unseen)
        || value.contains('\\')
        || value.split_whitespace().any(|word| word.starts_with('/'))
}

/// What people send who have nothing to hide.
#[test]
fn samples_lose_nothing() -> anyhow::Result<()> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let folder = native::root()?.join("guest/schema/events");
    let mut samples = 0;
    for product in catalog::PRODUCTS {
        let id = product.id;
        let mut lines = String::new();
        for (event, version) in product.events {
            let schema: Value = serde_json::from_str(&fs::read_to_string(
                folder.join(format!("{event}.{version}.json")),
            )?)?;
            for parameters in schema["x-examples"].as_array().into_iter().flatten() {
                lines += &format!("{}\n", json!({"event": event, "parameters": parameters}));
                samples += 1;
            }
        }
        let settings = format!(r#"{{"product":"{id}"}}"#);
        let (bodies, count, warnings) = send(&mut subject, &settings, Duration::ZERO, &lines)?;
        let sent = bodies
            .iter()
            .filter_map(|body| body["events"].as_array())
            .map(Vec::len)
            .sum::<usize>();
        assert_eq!((count, warnings), (0, Vec::new()), "{id}");
        assert_eq!(sent, lines.lines().count(), "{id}");
    }
    println!("{samples} samples: the guard takes nothing out");
    Ok(())
}
