//! The receiving end: checks the bodies that clients post, answers so that none of them loses an
//! event, and passes the accepted events on.
//!
//! A component for `wasi:http/proxy`. What is checked, and what an answer and a row say, is core's.

#![no_std]

extern crate alloc;

mod answer;
mod forward;
mod request;
mod rows;
mod settings;
mod url;

use nemo_telemetry_core::{envelope, receive, time::Timestamp};
// Its symbols are the allocator and the panic handler.
use nemo_telemetry_runtime as _;
use wasi::{
    clocks::wall_clock,
    http::types::{IncomingRequest, ResponseOutparam},
};

use crate::{
    answer::Answer,
    request::{Body, Route},
    settings::Settings,
};

/// The exported interface.
struct Ingest;

wasi::http::proxy::export!(Ingest);

impl wasi::exports::http::incoming_handler::Guest for Ingest {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        answer(&request).send(out);
    }
}

fn answer(request: &IncomingRequest) -> Answer {
    let settings = Settings::read();
    match request::route(request) {
        Ok(Route::Health) => match settings {
            Ok(_) => Answer::of(200, r#"{"status":"ok"}"#.into()),
            Err(problem) => Answer::unavailable(&problem),
        },
        Ok(Route::Events) => match settings {
            Ok(settings) => receive(request, &settings).unwrap_or_else(|answer| answer),
            Err(problem) => Answer::unavailable(&problem),
        },
        Err(answer) => answer,
    }
}

/// Reads a body, checks it, and passes on what is accepted of it.
fn receive(request: &IncomingRequest, settings: &Settings) -> Result<Answer, Answer> {
    let body = Body::read(request)?;
    let (verdict, received) = envelope::receive(body.bytes());
    let answer = Answer::of(verdict.status(), receive::answer(&verdict));
    if verdict.accepted == 0 {
        return Ok(answer);
    }
    let rows = receive::Rows::new(body.bytes(), received, now());
    match &settings.forward {
        Some(forward) => forward::send(forward, body.bytes(), &rows)?,
        None => rows::print(&rows)?,
    }
    Ok(answer)
}

fn now() -> Timestamp {
    let now = wall_clock::now();
    let ms = now
        .seconds
        .saturating_mul(1000)
        .saturating_add(u64::from(now.nanoseconds / 1_000_000));
    Timestamp(i64::try_from(ms).unwrap_or(i64::MAX))
}
