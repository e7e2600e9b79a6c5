//! Vectors of decisions, and of the time between heartbeats.

use anyhow::Context;
use nemo_telemetry_core::{
    catalog,
    definition::{ByDefault, ConsentFile},
};
use nemo_telemetry_testkit::replay::Subject;
use serde_json::Value;

use super::{Converted, Json, Made, Record};

/// What a vector says of a text with a byte order mark.
const MARK: &str =
    "A text that JavaScript gets loses its byte order mark, so the signal is not compared.";

pub(super) fn fact(source: &str, name: &str, value: &Json) -> Json {
    Json::object([
        ("source", Json::text(source)),
        ("name", Json::text(name)),
        ("value", value.clone()),
    ])
}

/// The variables that are set, as facts.
pub(super) fn variables(record: &Record) -> anyhow::Result<Vec<Json>> {
    let Ok(env) = record.json.at("input/env") else {
        return Ok(Vec::new());
    };
    let set = env
        .members()?
        .iter()
        .filter(|(_, value)| value.str().is_ok());
    Ok(set
        .map(|(name, value)| fact("variable", name, value))
        .collect())
}

fn consent_file(product: &str) -> anyhow::Result<ConsentFile> {
    let product = catalog::product(product).context("expected a product of the catalog")?;
    product.consent_file.context("expected a stored decision")
}

/// The facts that a host finds where upstream was asked.
fn facts(record: &Record) -> anyhow::Result<Vec<Json>> {
    let input = record.json.at("input")?;
    let mut facts = variables(record)?;
    let file = input.get("file").map(|file| match file.get("$bytes_hex") {
        // A host reads a file as UTF-8, and puts a sign where it is none.
        Some(hex) => {
            let bytes = super::json::bytes(&hex.str()?)?;
            Ok(Json::text(&String::from_utf8_lossy(&bytes)))
        }
        None => anyhow::Ok(file.clone()),
    });
    let marker = input.get("marker").map(Json::str).transpose()?;
    // A folder, or a link to nothing, is no file to a host.
    let marker = marker.filter(|kind| matches!(kind.as_str(), "file" | "symlink"));
    let file = file.transpose()?.or(marker.map(|_| Json::text("")));
    if let Some(text) = &file {
        facts.push(fact("file", consent_file(&record.product)?.path, text));
    }
    if input
        .get("pytest_loaded")
        .is_some_and(|loaded| loaded.to_string() == "true")
    {
        facts.push(fact("host", "test-runner", &Json::text("pytest")));
    }
    if record.kind == "prompt" {
        let streams = ["stdin", "stdout", "stderr"].into_iter();
        let open = streams.filter(|stream| {
            let is = input.get(&format!("{stream}_tty"));
            is.is_some_and(|is| is.to_string() == "true")
        });
        let open = open.collect::<Vec<_>>().join(" ");
        facts.push(fact("host", "terminals", &Json::text(&open)));
        let answer = input.at("answer")?;
        // Where reading the answer failed there is none.
        let answer = answer.str().unwrap_or_else(|_| "none".into());
        facts.push(fact("call", "answer", &Json::text(&answer)));
    }
    let product = catalog::product(&record.product).context("expected a product")?;
    if product.default == ByDefault::Notify {
        facts.push(fact("host", "notice", &Json::text("true")));
    }
    Ok(facts)
}

pub(super) fn decision(subject: &mut dyn Subject, record: &Record) -> anyhow::Result<Made> {
    let (input, output) = (record.json.at("input")?, record.json.at("output")?);
    let mut upstream = vec![("of".to_owned(), Json::text(&record.kind))];
    let mut settled = Vec::new();
    let mut add = |name: &str, value: Option<&Json>| {
        upstream.extend(value.map(|value| (name.to_owned(), value.clone())));
    };
    match record.kind.as_str() {
        "consent" => {
            add("persisted", output.get("persisted"));
            add("enabled", output.get("initially_enabled"));
        }
        "prompt" => {
            add("prompted", output.get("prompted"));
            if output.at("prompted")?.to_string() == "true" {
                let text = output.at("file_after")?.str()?;
                let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
                let yes = lines.contains(&"consent = \"enabled\"");
                add("enabled", Some(&Json::token(yes)));
                let lines = lines.into_iter().map(Json::text).collect();
                add("stored", Some(&Json::List(lines)));
            }
        }
        _ => {
            add("enabled", output.get("enabled"));
            add("endpoint", output.get("endpoint"));
            let nowhere = output
                .members()?
                .iter()
                .any(|(name, value)| name == "endpoint" && value.is_null());
            add("nowhere", nowhere.then(|| Json::token(true)).as_ref());
            add("dryRun", output.get("dry_run"));
            if let Some(session) = output.get("session_id") {
                // Agent Toolkit's captures do not name the id that they gave.
                let id = input
                    .get("session_id")
                    .map_or(Ok("abc".into()), Json::str)?;
                let session = session.str()?;
                let prefix = session.strip_suffix(id.as_str());
                let prefix = Json::text(prefix.context("expected the id at the end")?);
                add("sessionPrefix", Some(&prefix));
                settled.push("sessionPrefix");
            }
            add("deploymentType", output.get("deployment_type"));
            if let Some(file) = output.get("consent_file") {
                add("consentFile", Some(file));
                add("home", input.get("home"));
            }
            add("marker", input.get("marker"));
            if nowhere || output.get("endpoint").is_some() {
                settled.splice(0..0, ["endpoint", "sink"]);
            }
            settled.extend(output.get("deployment_type").map(|_| "deploymentType"));
        }
    }
    let facts = facts(record)?;
    let marked = facts
        .iter()
        .any(|fact| fact.to_string().contains('\u{feff}'));
    let vector = |more: Vec<(&str, Json)>| {
        let mut members = vec![
            ("kind", Json::text("policy")),
            ("product", Json::text(&record.product)),
            ("facts", Json::List(facts.clone())),
        ];
        members.extend(more);
        let members = members.into_iter();
        Json::Object(
            members
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    };
    let found = super::run(subject, &vector(Vec::new()))?;
    let found = found.first().and_then(|line| line.get("policy"));
    let found = found.context("expected a vector of the kind policy")?;
    let mut expect = vec![("state".to_owned(), Json::of(&found["state"]))];
    if !marked {
        expect.push(("signal".into(), Json::of(&found["signal"])));
    }
    if !settled.is_empty() {
        let members = settled.into_iter();
        let members = members.map(|name| (name.to_owned(), Json::of(&found["settled"][name])));
        expect.push(("settled".into(), Json::Object(members.collect())));
    }
    let mut more = vec![("expect", Json::Object(expect))];
    more.extend(marked.then(|| ("description", Json::text(MARK))));
    Ok(Made::Vector(Box::new(Converted {
        stem: format!("{}-{}-policy", record.product, record.version),
        case: record.case.clone(),
        vector: vector(more),
        upstream: Json::Object(upstream),
    })))
}

pub(super) fn heartbeat(subject: &mut dyn Subject, record: &Record) -> anyhow::Result<Made> {
    let output = record.json.at("output")?;
    let number = |name: &str| match output.get(name) {
        Some(number @ Json::Token(_)) => number.clone(),
        // No number that JSON has.
        _ => Json::token("null"),
    };
    let mut facts = vec![fact("call", "enabled", &Json::text("true"))];
    facts.extend(variables(record)?);
    let event = Json::parse(
        r#"{"event":"guardrails_usage_event","schemaVersion":"1.7","parameters":{"platform":"e0"}}"#,
    )?;
    let vector = |interval: &Value, wake: Option<&Value>| {
        let poll = match wake {
            Some(wake) => Json::object([
                ("poll", Json::token(true)),
                ("expect", Json::object([("wake", Json::of(wake))])),
            ]),
            None => Json::object([("poll", Json::token(true))]),
        };
        let settled = Json::object([("heartbeatIntervalMs", Json::of(interval))]);
        Json::object([
            ("kind", Json::text("script")),
            (
                "settings",
                Json::object([
                    ("product", Json::text(&record.product)),
                    ("clientVersion", Json::text(&record.version)),
                    ("sessionId", Json::text("s")),
                    ("cpuArchitecture", Json::text("x86_64")),
                ]),
            ),
            ("facts", Json::List(facts.clone())),
            ("clock", Json::text("2026-11-21T10:00:00.000Z")),
            ("random", Json::List(vec![Json::token(1_u64 << 63)])),
            (
                "steps",
                Json::List(vec![
                    Json::object([("decision", Json::object([("settled", settled)]))]),
                    Json::object([
                        ("enqueue", Json::List(vec![event.clone()])),
                        ("expect", Json::object([("accepted", Json::token(1))])),
                    ]),
                    Json::object([("flush", Json::token(true))]),
                    Json::object([("poll", Json::token(true))]),
                    super::lives::request("platform", &["e0".into()], super::lives::ok()),
                    poll,
                ]),
            ),
        ])
    };
    let lines = super::run(subject, &vector(&Value::from(0), None))?;
    let interval = lines
        .first()
        .and_then(|open| open.pointer("/open/decision/settled/heartbeatIntervalMs"));
    let wake = lines.last().and_then(|line| line.pointer("/poll/wake"));
    let interval = interval.context("expected an interval in the decision")?;
    Ok(Made::Vector(Box::new(Converted {
        stem: format!("{}-{}-heartbeat", record.product, record.version),
        case: record.case.clone(),
        vector: vector(interval, wake),
        upstream: Json::object([
            ("interval", number("interval_s")),
            ("jitter", number("max_jitter_s")),
        ]),
    })))
}
