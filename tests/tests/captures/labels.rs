//! Captures of upstream's helper functions whose input a host reads: texts and configurations.

use anyhow::{Context, ensure};
use nemo_telemetry::{Component, labels::LabelCall};
use nemo_telemetry_cli::{rails::Configuration, tokens};
use nemo_telemetry_testkit::replay::{ComponentSubject, Subject};
use nemo_telemetry_tests::{
    deviations::labels::{self, Capture, Label},
    vectors,
};

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
        let ours = Label {
            value: Some(serde_json::from_str(&value)?),
            problems: Vec::new(),
        };
        assert!(capture.agrees(&ours), "{}: {value}", capture.case);
    }
    Ok(())
}
