//! The body of a request, checked as strictly as its events.
//!
//! ```
//! use nemo_telemetry_format::envelope::{Form, check};
//!
//! let verdict = check(r#"{"clientId": "184482118588404"}"#);
//! assert_eq!((verdict.form, verdict.status()), (Form::NotEnvelope, 400));
//! assert_eq!(verdict.problems[0].code.name(), "missing-field");
//! ```

use alloc::{string::String, vec, vec::Vec};

use crate::{
    definition::Definition,
    problem::{Code, Problem},
    scan,
};

/// Longest body in bytes that is looked at: 1 MiB, what the collectors in use take. Who reads a body
/// from a connection may stop after one byte more.
pub const MAX_BODY: usize = 1 << 20;

/// Problems of refused events that are told. Later events are still judged and counted, so a body
/// full of wrong events costs no more than its text is long.
pub const MAX_PROBLEMS: usize = 256;

/// What a text is as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An envelope. Its events were judged one by one.
    Envelope,
    /// JSON, but no envelope.
    NotEnvelope,
    /// No JSON, or more than one JSON value.
    NotJson,
    /// Longer than [`MAX_BODY`]. Nothing of it was looked at.
    TooLarge,
}

/// What a check of a body found. No value of the body is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What the text is as a whole.
    pub form: Form,
    /// What is wrong with the whole: nothing for an envelope, else at least one problem and at most
    /// 32.
    pub problems: Vec<Problem>,
    /// Events of an envelope that have nothing wrong.
    pub accepted: u32,
    /// Events of an envelope that have something wrong.
    pub refused: u32,
    /// The refused events in their order, until [`MAX_PROBLEMS`] problems are told.
    pub rejections: Vec<Rejection>,
}

/// An event that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Its place in the list of events, from 0.
    pub index: u32,
    /// What is wrong: at least one problem, at most 32. Pointers and offsets are those of the whole
    /// body.
    pub problems: Vec<Problem>,
}

impl Verdict {
    /// The verdict on a body that is longer than [`MAX_BODY`], for who does not read it to its end.
    #[must_use]
    pub fn too_large() -> Self {
        let message = alloc::format!("expected a body of at most {MAX_BODY} bytes, found more");
        Self::whole(Form::TooLarge, vec![problem(Code::TooLarge, message, 0)])
    }

    /// The status with which a collector answers: 400 for what is no envelope, 413 for what is too
    /// large, 422 where every event is refused, else 200.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self.form {
            Form::NotJson | Form::NotEnvelope => 400,
            Form::TooLarge => 413,
            Form::Envelope if self.accepted == 0 => 422,
            Form::Envelope => 200,
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.form == Form::Envelope && self.refused == 0
    }

    pub(crate) fn whole(form: Form, problems: Vec<Problem>) -> Self {
        Self {
            form,
            problems,
            accepted: 0,
            refused: 0,
            rejections: Vec::new(),
        }
    }
}

/// Checks the body of a request: the members of the envelope in their types and constants, a known
/// client and its event system, and each event with every field and no other.
///
/// An event may be any of the catalog, in the wire version that the envelope names: clients send
/// each other's. One pass over the text, without a tree; where the envelope names its version after
/// its events, or the next event is another than the one before, a part is read twice.
#[must_use]
pub fn check(body: &str) -> Verdict {
    if body.len() > MAX_BODY {
        return Verdict::too_large();
    }
    scan::envelope(body)
}

/// [`check`] of what was received. Bytes that are not UTF-8 are not JSON.
#[must_use]
pub fn check_bytes(body: &[u8]) -> Verdict {
    if body.len() > MAX_BODY {
        return Verdict::too_large();
    }
    match core::str::from_utf8(body) {
        Ok(body) => scan::envelope(body),
        Err(error) => {
            let message = "expected UTF-8, found other bytes".into();
            let offset = u32::try_from(error.valid_up_to()).unwrap_or(u32::MAX);
            Verdict::whole(Form::NotJson, vec![problem(Code::Syntax, message, offset)])
        }
    }
}

/// What of an envelope has nothing wrong.
#[derive(Clone, Debug, Default)]
pub struct Received<'b> {
    /// The client, and what else differs from one envelope to another beside the events: the name of
    /// each member, and its value as canonical JSON, in the order of the format.
    pub members: Vec<(&'static str, String)>,
    /// The accepted events in their order.
    pub events: Vec<Taken<'b>>,
}

/// An event that is accepted.
#[derive(Clone, Debug)]
pub struct Taken<'b> {
    /// Its place in the list of events, from 0.
    pub index: u32,
    /// What it is.
    pub definition: &'static Definition,
    /// When it happened, as `2026-11-21T10:00:00.000Z`.
    pub ts: String,
    /// Its parameters as they stand in the body: every field and no other, with whatever white space
    /// is between them.
    pub parameters: &'b str,
}

/// [`check_bytes`], which keeps what is accepted. There is nothing in it unless the form is
/// [`Form::Envelope`].
#[must_use]
pub fn receive(body: &[u8]) -> (Verdict, Received<'_>) {
    match core::str::from_utf8(body) {
        Ok(text) if body.len() <= MAX_BODY => scan::received(text),
        _ => (check_bytes(body), Received::default()),
    }
}

fn problem(code: Code, message: String, offset: u32) -> Problem {
    Problem {
        pointer: String::new(),
        code,
        message,
        suggestion: None,
        offset,
    }
}
