//! Every capture of the tree is as upstream or of one class, and `DEVIATIONS.md` has the counts.

use nemo_telemetry::Component;
use nemo_telemetry_testkit::replay::ComponentSubject;
use nemo_telemetry_tests::{
    deviations::{self, events, heartbeats, labels, lives, policy, sessions},
    vectors,
};

use crate::conclude;

/// Judges all captures of these kinds. The table has a row for each class, after that of what is as
/// upstream, and a column for each group of kinds.
fn table(
    as_upstream: &str,
    classes: &[&'static str],
    groups: &[&[&str]],
) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let rows: Vec<Option<&str>> = [None]
        .into_iter()
        .chain(classes.iter().copied().map(Some))
        .collect();
    let mut counts = vec![vec![0_usize; groups.len()]; rows.len()];
    let mut unmatched = Vec::new();
    for (column, kinds) in groups.iter().enumerate() {
        for (file, path) in vectors::captures(kinds)? {
            for (case, verdict) in deviations::judge(&mut subject, &path)? {
                match verdict {
                    Ok(verdict) => {
                        let row = rows.iter().position(|row| *row == verdict);
                        counts[row.expect("a class of the list")][column] += 1;
                    }
                    Err(error) => unmatched.push(format!("{file}: {case}: {error:#}")),
                }
            }
        }
    }
    let table = rows.iter().zip(counts).map(|(row, counts)| {
        let counts: Vec<String> = counts.iter().map(usize::to_string).collect();
        format!(
            "| {} | {} |",
            row.unwrap_or(as_upstream),
            counts.join(" | ")
        )
    });
    Ok((table.collect(), unmatched))
}

fn print(table: &[String]) {
    let columns = table.first().map_or(1, |row| row.matches(" | ").count());
    let heads = " |  ".repeat(columns);
    println!(
        "| class{heads} |\n| ---{} |\n{}",
        " | ---:".repeat(columns),
        table.join("\n")
    );
}

#[test]
fn every_event_is_matched_or_falls_in_a_closed_class() -> anyhow::Result<()> {
    let (mut rows, unmatched) = table(
        "as upstream",
        &events::Class::ALL.map(events::Class::name),
        &[&["event", "batch", "cpu", "ci", "timestamps"]],
    )?;
    rows.push(format!("| unmatched | {} |", unmatched.len()));
    print(&rows);
    conclude(&rows, &unmatched)
}

#[test]
fn every_life_is_matched_or_falls_in_a_closed_class() -> anyhow::Result<()> {
    let (rows, unmatched) = table(
        "as upstream",
        &lives::Class::ALL.map(lives::Class::name),
        &[&["transport"], &["lifecycle"]],
    )?;
    print(&rows);
    conclude(&rows, &unmatched)
}

#[test]
fn every_heartbeat_is_matched_or_falls_in_a_closed_class() -> anyhow::Result<()> {
    let (rows, unmatched) = table(
        "heartbeats as upstream",
        &heartbeats::Class::ALL.map(heartbeats::Class::name),
        &[&["heartbeat"]],
    )?;
    print(&rows);
    conclude(&rows, &unmatched)
}

#[test]
fn every_label_is_matched_or_falls_in_a_closed_class() -> anyhow::Result<()> {
    let (mut rows, unmatched) = table(
        "label as upstream",
        &labels::Class::ALL.map(labels::Class::name),
        &[&["labels"]],
    )?;
    rows.push(format!("| label unmatched | {} |", unmatched.len()));
    print(&rows);
    conclude(&rows, &unmatched)
}

#[test]
fn every_session_is_matched_or_falls_in_a_closed_class() -> anyhow::Result<()> {
    let (mut rows, unmatched) = table(
        "session as upstream",
        &sessions::Class::ALL.map(sessions::Class::name),
        &[&["session"]],
    )?;
    rows.push(format!("| session unmatched | {} |", unmatched.len()));
    print(&rows);
    conclude(&rows, &unmatched)
}

#[test]
fn every_decision_is_matched_or_falls_in_a_closed_class() -> anyhow::Result<()> {
    let (mut rows, unmatched) = table(
        "decision as upstream",
        &policy::Class::ALL.map(policy::Class::name),
        &[&["policy"]],
    )?;
    rows.push(format!("| decision unmatched | {} |", unmatched.len()));
    print(&rows);
    conclude(&rows, &unmatched)
}
