//! A person's stored decision, in the TOML file that NeMo Agent Toolkit writes.

use alloc::{format, string::String};

use crate::{definition::Product, time::Timestamp};

/// Version of the question that a yes belongs to. A yes to another question counts as no answer; a no stays a no.
const PROMPT_VERSION: &str = "1.0";

/// What a stored decision says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    Yes,
    No,
    /// Nobody was asked, or the file cannot be read for certain.
    Nothing,
}

/// The text to store. Empty for a product without such a file.
#[must_use]
pub fn write(product: &Product, granted: bool, at: Timestamp) -> String {
    if product.consent_file.is_empty() {
        return String::new();
    }
    let consent = if granted { "enabled" } else { "disabled" };
    let text = at.text();
    let seconds = text.get(..19).unwrap_or_default();
    format!(
        "# Telemetry decision of {}, written when a person answered.\n\
         # `enabled` allows anonymous usage events, `disabled` forbids them.\n\
         # Change it here or with the product's own command; it is read at every start.\n\
         [telemetry]\n\
         consent = \"{consent}\"\n\
         consented_at = \"{seconds}Z\"\n\
         prompt_version = \"{PROMPT_VERSION}\"\n",
        product.title
    )
}

/// Reads a stored decision.
///
/// A no is believed however it is spelled and whatever else is wrong with the file. A yes is believed only in a file that is
/// flawless and answers today's question: a damaged file must never turn anything on.
pub(super) fn read(text: &str) -> Stored {
    let mut in_table = false;
    let mut consent: Option<&str> = None;
    let mut version: Option<&str> = None;
    let mut flawless = true;
    for line in text.trim_start_matches('\u{feff}').lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with('[') {
            in_table = line == "[telemetry]";
            flawless &= in_table;
            continue;
        }
        let Some((key, value)) = line.split_once('=').map(|(key, value)| (key.trim(), value.trim())) else {
            flawless = false;
            continue;
        };
        let unquoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        flawless &= in_table && unquoted.is_some_and(|value| !value.contains(['"', '\\']));
        let slot = match key {
            "consent" => &mut consent,
            "prompt_version" => &mut version,
            _ => continue,
        };
        flawless &= slot.is_none();
        let value = unquoted.unwrap_or(value);
        if value.trim().eq_ignore_ascii_case("disabled") && key == "consent" {
            return Stored::No;
        }
        *slot = Some(value);
    }
    let yes = flawless && !text.starts_with('\u{feff}') && consent == Some("enabled") && version == Some(PROMPT_VERSION);
    if yes { Stored::Yes } else { Stored::Nothing }
}

#[cfg(test)]
mod tests {
    use super::{Stored, read, write};
    use crate::{catalog, time::Timestamp};

    #[test]
    fn what_is_written_reads_back() {
        let product = catalog::product("agent-toolkit").unwrap();
        let at = Timestamp::parse("2026-11-21T10:00:00.999Z").unwrap();
        assert_eq!(read(&write(product, true, at)), Stored::Yes);
        assert_eq!(read(&write(product, false, at)), Stored::No);
        assert!(write(product, true, at).contains("consented_at = \"2026-11-21T10:00:00Z\""));
    }

    #[test]
    fn damage_never_makes_a_yes_and_never_unmakes_a_no() {
        let yes = "[telemetry]\nconsent = \"enabled\"\nprompt_version = \"1.0\"\n";
        assert_eq!(read(yes), Stored::Yes);
        for damaged in [
            "",
            "\u{feff}[telemetry]\nconsent = \"enabled\"\nprompt_version = \"1.0\"\n",
            "[telemetry]\nconsent = \"ENABLED\"\nprompt_version = \"1.0\"\n",
            "[telemetry]\nconsent = \"enabled\"\nprompt_version = \"0.9\"\n",
            "[telemetry]\nconsent = \"enabled\"\n",
            "consent = \"enabled\"\nprompt_version = \"1.0\"\n",
            "[telemetry]\nconsent = enabled\nprompt_version = \"1.0\"\n",
            "[telemetry]\nconsent = \"enabled\"\nconsent = \"enabled\"\nprompt_version = \"1.0\"\n",
            "[telemetry]\nconsent = \"enabled\"\nprompt_version = \"1.0\"\n<<<",
        ] {
            assert_eq!(read(damaged), Stored::Nothing, "{damaged:?}");
        }
        for no in ["\u{feff}[telemetry]\nconsent = \"DISABLED\"", "consent = disabled", "<<<\nconsent = \"disabled\"\n>>>"] {
            assert_eq!(read(no), Stored::No, "{no:?}");
        }
    }
}
