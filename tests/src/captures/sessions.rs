//! Vectors of sessions that a product keeps for later processes.

use anyhow::Context;
use nemo_telemetry_core::{catalog, definition::SessionFile};
use nemo_telemetry_testkit::replay::Subject;
use serde_json::Value;

use super::{Converted, Json, Made, Record, policy::fact};

pub(super) fn session(subject: &mut dyn Subject, record: &Record) -> anyhow::Result<Made> {
    let (input, output) = (record.json.at("input")?, record.json.at("output")?);
    let now = input.at("now")?;
    let product = catalog::product(&record.product).context("expected a product")?;
    let SessionFile { path, .. } = product.session_file.context("expected a session file")?;
    let mut facts = vec![fact("call", "enabled", &Json::text("true"))];
    if let Some(file) = input.get("file").filter(|file| file.to_string() != "null") {
        let text = match file.get("$bytes_hex") {
            // A host reads a file as UTF-8, and puts a sign where it is none.
            Some(hex) => {
                let bytes = super::json::bytes(&hex.str()?)?;
                Json::text(&String::from_utf8_lossy(&bytes))
            }
            None => file.clone(),
        };
        facts.push(fact("file", path, &text));
    }
    let vector = |session: &Value, orders: &Value| {
        let settled = Json::object([("sessionId", Json::of(session))]);
        Json::object([
            ("kind", Json::text("script")),
            (
                "settings",
                Json::object([
                    ("product", Json::text(&record.product)),
                    ("clientVersion", Json::text(&record.version)),
                    ("cpuArchitecture", Json::text("x86_64")),
                ]),
            ),
            ("facts", Json::List(facts.clone())),
            ("clock", now.clone()),
            (
                "steps",
                Json::List(vec![
                    Json::object([("decision", Json::object([("settled", settled)]))]),
                    Json::object([
                        ("poll", Json::token(true)),
                        ("expect", Json::object([("orders", Json::of(orders))])),
                    ]),
                ]),
            ),
        ])
    };
    let lines = super::run(
        subject,
        &vector(&Value::from(""), &Value::Array(Vec::new())),
    )?;
    let session = lines
        .first()
        .and_then(|open| open.pointer("/open/decision/settled/sessionId"));
    let orders = lines.last().and_then(|poll| poll.pointer("/poll/orders"));
    let session = session.context("expected a session in the decision")?;
    let orders = orders.context("expected orders")?;
    let mut upstream = vec![
        ("reused".to_owned(), output.at("reused")?.clone()),
        ("file".to_owned(), output.at("file_after")?.clone()),
    ];
    if output.at("reused")?.to_string() == "true" {
        upstream.push(("session".to_owned(), output.at("session_id")?.clone()));
    }
    Ok(Made::Vector(Box::new(Converted {
        stem: format!("{}-{}-session", record.product, record.version),
        case: record.case.clone(),
        vector: vector(session, orders),
        upstream: Json::Object(upstream),
    })))
}
