//! What a client asks for, and the body that it sends.

use alloc::{string::String, vec::Vec};

use nemo_telemetry_core::envelope::{MAX_BODY, Verdict};
use nemo_telemetry_core::receive;
use wasi::{
    clocks::monotonic_clock,
    http::types::{IncomingRequest, Method},
    io::{poll, streams::StreamError},
};

use crate::answer::Answer;

/// The end of every path that products post to.
const EVENTS: &str = "/events/json";

/// How long a body may take, in nanoseconds: a minute.
const LONGEST: u64 = 60_000_000_000;

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Route {
    Health,
    Events,
}

/// What is asked for, or why it is not answered.
pub(crate) fn route(request: &IncomingRequest) -> Result<Route, Answer> {
    let target = request.path_with_query().unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default();
    match (path, request.method()) {
        ("/health", Method::Get) => Ok(Route::Health),
        ("/health", _) => Err(Answer::not_allowed("GET")),
        (path, Method::Post) if path.ends_with(EVENTS) => Ok(Route::Events),
        (path, _) if path.ends_with(EVENTS) => Err(Answer::not_allowed("POST")),
        _ => Err(Answer::error(
            404,
            "expected a path that ends in /events/json, or /health",
        )),
    }
}

/// The body of a request.
pub(crate) struct Body(Vec<u8>);

impl Body {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Reads it to its end, unless it is too long, too slow or of another type.
    pub(crate) fn read(request: &IncomingRequest) -> Result<Self, Answer> {
        let headers = request.headers();
        let first = |name: &str| {
            let value = headers.get(name).into_iter().next()?;
            String::from_utf8(value).ok()
        };
        let kind = first("content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Answer::error(
                415,
                "expected the content type application/json",
            ));
        }
        if headers.has("content-encoding") {
            return Err(Answer::error(
                415,
                "expected a body without a content encoding",
            ));
        }
        let length = first("content-length").and_then(|length| length.trim().parse::<usize>().ok());
        if length.is_some_and(|length| length > MAX_BODY) {
            return Err(too_large());
        }
        read(request, length)
    }
}

/// Reads until so many bytes are there, or to the end. What is there already is taken without
/// waiting: that is most bodies.
fn read(request: &IncomingRequest, length: Option<usize>) -> Result<Body, Answer> {
    let broken = |()| Answer::error(400, "the body could not be read");
    let body = request.consume().map_err(broken)?;
    let stream = body.stream().map_err(broken)?;
    let mut end = None;
    let mut bytes = Vec::with_capacity(length.unwrap_or(PIECE));
    while length != Some(bytes.len()) {
        match stream.read(PIECE as u64) {
            Ok(piece) if piece.is_empty() => {
                let end = end.get_or_insert_with(|| monotonic_clock::subscribe_duration(LONGEST));
                if poll::poll(&[&stream.subscribe(), end]) == [1] {
                    return Err(Answer::error(408, "the body took longer than a minute"));
                }
            }
            Ok(piece) => {
                // At once for the longest body: to double would need twice that for a moment.
                if bytes.capacity() - bytes.len() < piece.len() {
                    bytes.reserve_exact(MAX_BODY + PIECE - bytes.len());
                }
                bytes.extend_from_slice(&piece);
            }
            Err(StreamError::Closed) => break,
            Err(StreamError::LastOperationFailed(_)) => return Err(broken(())),
        }
        if bytes.len() > MAX_BODY {
            return Err(too_large());
        }
    }
    Ok(Body(bytes))
}

fn too_large() -> Answer {
    let verdict = Verdict::too_large();
    Answer::of(verdict.status(), receive::answer(&verdict))
}
