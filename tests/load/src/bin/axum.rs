//! A handler as one would write it with axum and `serde_json`. It parses a body and checks nothing.
//!
//! `axum PORT` only answers; `axum PORT rows` hashes each body and prints a row for each event, too.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
};

use axum::{Json, Router, body::Bytes, http::StatusCode, routing::post};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

type Answer = Result<Json<Value>, StatusCode>;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (port, handler) = match &arguments[..] {
        [port] => (port, post(count)),
        [port, word] if word == "rows" => (port, post(print)),
        _ => anyhow::bail!("Usage: axum PORT [rows]"),
    };
    let address = format!("127.0.0.1:{port}");
    let router = Router::new().route("/v1.1/events/json", handler);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await?;
        Ok(axum::serve(listener, router).await?)
    })
}

async fn count(Json(body): Json<Value>) -> Answer {
    let events = body["events"].as_array();
    let events = events.ok_or(StatusCode::UNPROCESSABLE_ENTITY)?;
    Ok(Json(json!({"accepted": events.len()})))
}

async fn print(bytes: Bytes) -> Answer {
    let Ok(mut body) = serde_json::from_slice::<Value>(&bytes) else {
        return Err(StatusCode::BAD_REQUEST);
    };
    let mut hash = String::new();
    for byte in Sha256::digest(&bytes) {
        let _ = write!(hash, "{byte:02x}");
    }
    let Value::Array(events) = body["events"].take() else {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    };
    for (index, event) in events.iter().enumerate() {
        let row = json!({
            "clientId": body["clientId"], "eventSysVer": body["eventSysVer"], "eventSchemaVer": body["eventSchemaVer"],
            "clientVer": body["clientVer"], "sessionId": body["sessionId"], "cpuArchitecture": body["cpuArchitecture"],
            "sentTs": body["sentTs"], "bodySha256": hash, "index": index,
            "event": event["name"], "ts": event["ts"], "parameters": event["parameters"],
        });
        let line = format!("{row}\n");
        let printed = io::stdout().lock().write_all(line.as_bytes());
        printed.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    }
    Ok(Json(json!({"accepted": events.len()})))
}
