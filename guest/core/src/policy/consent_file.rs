//! Decisions that are stored in a file: a person's own, in the form of the product, and that of the
//! machine's administrator.

use alloc::{format, string::String};

use super::{
    FileQuery,
    toml::{self, Value},
};
use crate::{
    definition::{ConsentFormat, Product},
    time::Timestamp,
};

/// Version of the question that a yes belongs to. A yes to another question counts as no answer; a
/// no stays a no.
const PROMPT_VERSION: &str = "1.0";

/// What a stored decision says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    Yes,
    No,
    /// A yes to another question: nobody has answered this one.
    Stale,
    /// Whatever it is meant to say cannot be read for certain.
    Damaged,
}

/// What to do to the file of a stored decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsentFile {
    /// Nothing: the product has no such file.
    None,
    /// Put this text in its place.
    Write(String),
    /// Remove it: it is a no by being there.
    Remove,
}

/// Where a product's decision is stored; none: it has no place for one.
#[must_use]
pub fn query(product: &Product) -> Option<FileQuery> {
    let file = product.consent_file?;
    Some(FileQuery::new(file.path, file.variable))
}

/// How a decision is stored.
#[must_use]
pub fn write(product: &Product, granted: bool, at: Timestamp) -> ConsentFile {
    let title = product.title;
    match product.consent_file.map(|file| file.format) {
        None => ConsentFile::None,
        Some(ConsentFormat::Marker) if granted => ConsentFile::Remove,
        Some(ConsentFormat::Marker) => ConsentFile::Write(format!(
            "{title} sends no usage events while this file is here, whatever it holds.\n"
        )),
        Some(ConsentFormat::Toml) => {
            let consent = if granted { "enabled" } else { "disabled" };
            let text = at.text();
            let seconds = text.get(..19).unwrap_or_default();
            ConsentFile::Write(format!(
                "# Telemetry decision of {title}, written when a person answered.\n\
                 # `enabled` allows anonymous usage events, `disabled` forbids them.\n\
                 # Change it here or with the product's own command; it is read at every start.\n\
                 [telemetry]\n\
                 consent = \"{consent}\"\n\
                 consented_at = \"{seconds}Z\"\n\
                 prompt_version = \"{PROMPT_VERSION}\"\n"
            ))
        }
    }
}

/// Reads a person's decision.
///
/// A no is believed however it is spelled and whatever else is wrong with the file. A yes is
/// believed only in a file that is flawless and answers today's question: a damaged file must never
/// turn anything on.
pub(super) fn read(format: ConsentFormat, text: &str) -> Stored {
    if format == ConsentFormat::Marker || refuses(text) {
        return Stored::No;
    }
    let Some(entries) = toml::entries(text) else {
        return Stored::Damaged;
    };
    match (
        entries.get("telemetry.consent"),
        entries.get("telemetry.prompt_version"),
    ) {
        (Some(Value::Text("enabled")), Some(Value::Text(PROMPT_VERSION))) => Stored::Yes,
        (Some(Value::Text("enabled")), _) => Stored::Stale,
        _ => Stored::Damaged,
    }
}

/// What the administrator of the machine says. A flawless yes only leaves the decision to others,
/// so it needs no version.
pub(super) fn read_policy(text: &str) -> Stored {
    if refuses(text) {
        return Stored::No;
    }
    let consent = toml::entries(text)
        .map(|entries| (entries.get("consent"), entries.get("telemetry.consent")));
    match consent {
        Some((Some(Value::Text("enabled")), None) | (None, Some(Value::Text("enabled")))) => {
            Stored::Yes
        }
        _ => Stored::Damaged,
    }
}

/// What a product's own configuration says under `key`, in YAML or JSON. A text without the key
/// says nothing; an empty one is that of a file that cannot be read.
pub(super) fn read_setting(key: &str, text: &str) -> Option<Stored> {
    if text.is_empty() {
        return Some(Stored::Damaged);
    }
    let member = format!("{key}:");
    let values = text.split('\n').filter_map(|line| value_of(line, &member));
    let mut says = values.map(|value| match value.as_str() {
        "true" | "yes" | "on" | "1" => Stored::Yes,
        "false" | "no" | "off" | "0" => Stored::No,
        _ => Stored::Damaged,
    });
    let first = says.next()?;
    // Where it stands twice, a no is one.
    Some(if first == Stored::Yes {
        says.find(|said| *said != Stored::Yes).unwrap_or(first)
    } else {
        first
    })
}

/// Whether a line says no to consent, in any form that somebody could have meant: as it stands, and
/// with the escapes of TOML read.
fn refuses(text: &str) -> bool {
    has_refusal(text) || has_refusal(&toml::plain(text))
}

fn has_refusal(text: &str) -> bool {
    text.split('\n').any(|line| {
        value_of(line, "consent=").is_some_and(|word| {
            word.starts_with("disable") || matches!(word.as_str(), "false" | "no" | "off" | "0")
        })
    })
}

/// What follows a name in a line that is no comment, in lower case, without quotes and space.
fn value_of(line: &str, name: &str) -> Option<String> {
    let is_dust = |letter: char| {
        letter.is_whitespace() || letter.is_control() || ['"', '\'', '\u{feff}'].contains(&letter)
    };
    let line = line.replace(is_dust, "").to_ascii_lowercase();
    let (_, value) = line.split_once(name).filter(|_| !line.starts_with('#'))?;
    let word = value.split([',', '}', '#', ';']).next();
    Some(word.unwrap_or_default().into())
}

#[cfg(test)]
mod tests {
    use super::{ConsentFile, ConsentFormat, Stored, read, read_policy, write};
    use crate::{catalog, time::Timestamp};

    fn toml(text: &str) -> Stored {
        read(ConsentFormat::Toml, text)
    }

    #[test]
    fn what_is_written_reads_back() {
        let product = catalog::product("agent-toolkit").unwrap();
        let at = Timestamp::parse("2026-11-21T10:00:00.999Z").unwrap();
        for (granted, stored) in [(true, Stored::Yes), (false, Stored::No)] {
            let ConsentFile::Write(text) = write(product, granted, at) else {
                panic!("a product with a file")
            };
            assert_eq!(toml(&text), stored);
            assert!(text.contains("consented_at = \"2026-11-21T10:00:00Z\""));
        }
    }

    #[test]
    fn a_marker_is_a_no_by_being_there() {
        let product = catalog::product("guardrails").unwrap();
        let at = Timestamp::parse("2026-11-21T10:00:00.999Z").unwrap();
        assert_eq!(write(product, true, at), ConsentFile::Remove);
        assert!(matches!(write(product, false, at), ConsentFile::Write(text) if !text.is_empty()));
        for text in [
            "",
            "enabled",
            "[telemetry]\nconsent = \"enabled\"\nprompt_version = \"1.0\"\n",
        ] {
            assert_eq!(read(ConsentFormat::Marker, text), Stored::No, "{text:?}");
        }
    }

    #[test]
    fn damage_never_makes_a_yes_and_never_unmakes_a_no() {
        let yes = "[telemetry]\nconsent = \"enabled\"\nprompt_version = \"1.0\"\n";
        assert_eq!(toml(yes), Stored::Yes);
        for damaged in [
            "",
            "[telemetry]\n",
            "\u{feff}[telemetry]\nconsent = \"enabled\"\nprompt_version = \"1.0\"\n",
            "[telemetry]\nconsent = \"ENABLED\"\nprompt_version = \"1.0\"\n",
            "[telemetry]\nconsent = \"never_asked\"\nprompt_version = \"1.0\"\n",
            "consent = \"enabled\"\nprompt_version = \"1.0\"\n",
            "[telemetry]\nconsent = enabled\nprompt_version = \"1.0\"\n",
            "[telemetry]\nconsent = \"enabled\"\nconsent = \"enabled\"\nprompt_version = \"1.0\"\n",
            "[telemetry]\nconsent = \"enabled\"\nprompt_version = \"1.0\"\n<<<",
        ] {
            assert_eq!(toml(damaged), Stored::Damaged, "{damaged:?}");
        }
        for no in [
            "\u{feff}[telemetry]\nconsent = \"DISABLED\"",
            "consent = disabled",
            "<<<\nconsent = \"disabled\"\n>>>",
            "[telemetry\nconsent=\"disabled\"\n",
            "telemetry = {prompt_version = \"1.0\", consent = 'disabled'}",
            "telemetry.consent = \"disabled\" # since May",
            "[telemetry]\nconsent = false\n",
            "[telemetry]\n\"consent\" = \"no\"\n",
        ] {
            assert_eq!(toml(no), Stored::No, "{no:?}");
        }
    }

    #[test]
    fn a_yes_to_another_question_is_no_answer() {
        for stale in [
            "[telemetry]\nconsent = \"enabled\"\nprompt_version = \"0.9\"\n",
            "[telemetry]\nconsent = \"enabled\"\n",
        ] {
            assert_eq!(toml(stale), Stored::Stale, "{stale:?}");
        }
    }

    #[test]
    fn a_comment_is_no_decision() {
        assert_eq!(
            toml(
                "# consent = \"disabled\"\n[telemetry]\nconsent = \"enabled\"\nprompt_version = \"1.0\"\n"
            ),
            Stored::Yes
        );
    }

    #[test]
    fn an_administrator_is_silent_only_with_a_flawless_yes() {
        for yes in [
            "consent = \"enabled\"",
            "[telemetry]\nconsent = 'enabled' # for now\n",
        ] {
            assert_eq!(read_policy(yes), Stored::Yes, "{yes:?}");
        }
        assert_eq!(read_policy("consent = \"Disabled\""), Stored::No);
        for damaged in [
            "",
            "consent = enabled",
            "consent = \"yes\"",
            "consent = \"enabled\"\n[telemetry]\nconsent = \"enabled\"",
            "<<<",
        ] {
            assert_eq!(read_policy(damaged), Stored::Damaged, "{damaged:?}");
        }
    }
}
