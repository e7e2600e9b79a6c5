//! What is accepted, sent on to a store or another collector.

use alloc::{string::String, vec::Vec};

use nemo_telemetry_core::receive::Rows;
use wasi::http::{
    outgoing_handler,
    types::{Fields, IncomingResponse, Method, OutgoingBody, OutgoingRequest, RequestOptions},
};

use crate::{
    answer::{Answer, RETRY_AFTER},
    rows,
    settings::{Forward, Mode},
};

/// How long the store may take for each step, in nanoseconds: what a client waits for is not much
/// longer.
const TIMEOUT: u64 = 10_000_000_000;

/// Longest wait that a store can ask for, in seconds.
const LONGEST_WAIT: u32 = 3600;

/// Sends it, and waits until the other side says that it has it. Otherwise the client is asked to
/// come back.
pub(crate) fn send(forward: &Forward, body: &[u8], rows: &Rows<'_>) -> Result<(), Answer> {
    let response = exchange(forward, body, rows)
        .ok_or_else(|| Answer::unavailable("accepted events could not be passed on"))?;
    let status = response.status();
    if (200..300).contains(&status) {
        return Ok(());
    }
    let problem = alloc::format!("accepted events could not be passed on: status {status}");
    Err(Answer::unavailable_for(wait(&response), &problem))
}

fn exchange(forward: &Forward, body: &[u8], rows: &Rows<'_>) -> Option<IncomingResponse> {
    let request = OutgoingRequest::new(Fields::from_list(&headers(forward)).ok()?);
    request.set_method(&Method::Post).ok()?;
    request.set_scheme(Some(&forward.url.scheme)).ok()?;
    request.set_authority(Some(&forward.url.authority)).ok()?;
    request
        .set_path_with_query(Some(&forward.url.path_with_query))
        .ok()?;
    let options = RequestOptions::new();
    // An engine may have limits of its own instead.
    let _ = options.set_connect_timeout(Some(TIMEOUT));
    let _ = options.set_first_byte_timeout(Some(TIMEOUT));
    let _ = options.set_between_bytes_timeout(Some(TIMEOUT));
    let out = request.body().ok()?;
    let response = outgoing_handler::handle(request, Some(options)).ok()?;
    let stream = out.write().ok()?;
    match forward.mode {
        Mode::Body => rows::write(&stream, body).ok()?,
        Mode::Rows => rows::write_rows(&stream, rows).ok()?,
    }
    drop(stream);
    OutgoingBody::finish(out, None).ok()?;
    response.subscribe().block();
    response.get()?.ok()?.ok()
}

fn headers(forward: &Forward) -> Vec<(String, Vec<u8>)> {
    let kind = match forward.mode {
        Mode::Rows => "application/x-ndjson",
        Mode::Body => "application/json",
    };
    let mut headers = Vec::from([(String::from("content-type"), kind.as_bytes().to_vec())]);
    if let Some(authorization) = &forward.authorization {
        headers.push(("authorization".into(), authorization.as_bytes().to_vec()));
    }
    headers
}

/// How long the other side asks to wait, in seconds.
fn wait(response: &IncomingResponse) -> u32 {
    let value = response.headers().get("retry-after").into_iter().next();
    value
        .and_then(|value| String::from_utf8(value).ok())
        .and_then(|value| value.trim().parse::<u32>().ok())
        .map_or(RETRY_AFTER, |seconds| seconds.clamp(1, LONGEST_WAIT))
}
