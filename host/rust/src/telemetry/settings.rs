//! What a program says of itself when it opens its telemetry.

use std::fmt;

use serde_json::{Map, Value};

/// Settings that are no JSON object with a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError(String);

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the settings cannot be used: {}", self.0)
    }
}

impl std::error::Error for SettingsError {}

/// Settings, read as far as the host has to.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) text: String,
    pub(super) product: String,
    pub(super) outbox: bool,
}

impl Settings {
    pub(super) fn parse(text: &str) -> Result<Self, SettingsError> {
        let mut settings: Map<String, Value> = serde_json::from_str(text).map_err(|error| {
            SettingsError(format!(
                "expected a JSON object such as {{\"product\": \"agent-toolkit\"}}: {error}"
            ))
        })?;
        let outbox = settings.entry("outbox").or_insert(Value::Bool(true)) != &Value::Bool(false);
        let product = settings.get("product").and_then(Value::as_str);
        let Some(product) = product.filter(|product| is_id(product)).map(str::to_owned) else {
            return Err(SettingsError(
                "expected the identifier of a product under `product`, such as \"agent-toolkit\""
                    .into(),
            ));
        };
        Ok(Self {
            text: Value::Object(settings).to_string(),
            product,
            outbox,
        })
    }
}

/// A product's identifier becomes the name of a folder.
fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
