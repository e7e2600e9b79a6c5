//! What the engine's environment says.

use alloc::{format, string::String};

use wasi::cli::environment::get_environment;

use crate::url::Url;

/// Where accepted events go. Without it they go to standard output.
const FORWARD: &str = "NEMO_INGEST_FORWARD";
/// What is sent there.
const MODE: &str = "NEMO_INGEST_MODE";
/// The value of the header `Authorization` of what is sent there.
const AUTHORIZATION: &str = "NEMO_INGEST_AUTHORIZATION";

#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) forward: Option<Forward>,
}

/// A store, or another collector.
#[derive(Debug)]
pub(crate) struct Forward {
    pub(crate) url: Url,
    pub(crate) mode: Mode,
    pub(crate) authorization: Option<String>,
}

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mode {
    /// A row for each accepted event, as JSON Lines.
    Rows,
    /// The body as it came.
    Body,
}

impl Settings {
    /// Reads them, or says which one is wrong and what is expected. No value is repeated: a URL may
    /// have a password in it.
    pub(crate) fn read() -> Result<Self, String> {
        let environment = get_environment();
        let value = |name: &str| {
            let found = environment.iter().find(|(known, _)| known == name);
            found
                .map(|(_, value)| value.trim())
                .filter(|value| !value.is_empty())
        };
        let mode = match value(MODE) {
            None | Some("rows") => Mode::Rows,
            Some("body") => Mode::Body,
            Some(_) => return Err(format!("{MODE}: expected rows or body, found another word")),
        };
        let Some(forward) = value(FORWARD) else {
            return Ok(Self { forward: None });
        };
        let url = Url::parse(forward).ok_or_else(|| {
            format!("{FORWARD}: expected http://HOST[:PORT][/PATH] or the same with https, found something else")
        })?;
        let authorization = value(AUTHORIZATION).map(String::from);
        Ok(Self {
            forward: Some(Forward {
                url,
                mode,
                authorization,
            }),
        })
    }
}
