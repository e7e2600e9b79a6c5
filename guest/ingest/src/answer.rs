//! What a client hears.

use alloc::{string::String, vec::Vec};

use nemo_telemetry_core::json;
use wasi::http::types::{Fields, OutgoingBody, OutgoingResponse, ResponseOutparam};

use crate::rows;

/// How long a client is asked to wait after a failure that is not its own, in seconds.
pub(crate) const RETRY_AFTER: u32 = 5;

/// A response with a body of JSON.
#[derive(Debug)]
pub(crate) struct Answer {
    status: u16,
    body: String,
    /// A header beside those of every answer.
    header: Option<(&'static str, String)>,
}

impl Answer {
    pub(crate) fn of(status: u16, body: String) -> Self {
        Self {
            status,
            body,
            header: None,
        }
    }

    /// An answer that says what is wrong with a request.
    pub(crate) fn error(status: u16, problem: &str) -> Self {
        let mut body = String::new();
        let mut object = json::Object::new(&mut body);
        object.text("error", problem);
        object.finish();
        Self::of(status, body)
    }

    /// The method is not one that the path has.
    pub(crate) fn not_allowed(allowed: &'static str) -> Self {
        Self {
            header: Some(("allow", allowed.into())),
            ..Self::error(405, "the path has another method")
        }
    }

    /// Nothing is accepted now. Every client sends the same again later.
    pub(crate) fn unavailable(problem: &str) -> Self {
        Self::unavailable_for(RETRY_AFTER, problem)
    }

    /// Nothing is accepted for that many seconds.
    pub(crate) fn unavailable_for(seconds: u32, problem: &str) -> Self {
        Self {
            header: Some(("retry-after", alloc::format!("{seconds}"))),
            ..Self::error(503, problem)
        }
    }

    /// Sends it. A client that is gone hears nothing, and nobody else has to know.
    pub(crate) fn send(self, out: ResponseOutparam) {
        let length = alloc::format!("{}", self.body.len());
        let mut headers: Vec<(String, Vec<u8>)> = Vec::from([
            ("content-type".into(), b"application/json".to_vec()),
            ("content-length".into(), length.into_bytes()),
        ]);
        if let Some((name, value)) = self.header {
            headers.push((name.into(), value.into_bytes()));
        }
        let response =
            OutgoingResponse::new(Fields::from_list(&headers).unwrap_or_else(|_| Fields::new()));
        let _ = response.set_status_code(self.status);
        let body = response.body();
        ResponseOutparam::set(out, Ok(response));
        let Ok(body) = body else { return };
        if let Ok(stream) = body.write() {
            let _ = rows::write(&stream, self.body.as_bytes());
        }
        let _ = OutgoingBody::finish(body, None);
    }
}
