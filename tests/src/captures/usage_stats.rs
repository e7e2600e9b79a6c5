//! Captures of usage stats: a line, and what stood there before and after.

use anyhow::Context;

use super::{Json, Record};

/// The capture in the form of `tests/host/guardrails-*-audit.jsonl`.
pub(super) fn capture(record: &Record) -> anyhow::Result<String> {
    let (input, output) = (record.json.at("input")?, record.json.at("output")?);
    let text = match output.get("bytes") {
        Some(text) => text.clone(),
        // Where only lengths were recorded the line is the record, as Python writes it.
        None => Json::text(&(python(input.at("record")?)? + "\n")),
    };
    let mut members = vec![
        ("case".to_owned(), Json::text(&record.case)),
        ("record".to_owned(), input.at("record")?.clone()),
    ];
    let mut add = |name: &str, value: Option<Json>| {
        members.extend(value.map(|value| (name.to_owned(), value)));
    };
    add("before", input.get("existing_size").cloned());
    let older = input.get("existing_backup").cloned();
    add("older", older.filter(|older| older.to_string() == "false"));
    add("text", Some(text));
    add("bytes", output.get("usage_stats.json").cloned());
    add("backupBytes", output.get("usage_stats.json.1").cloned());
    for (theirs, ours) in [("mode", "mode"), ("dir_mode", "folderMode")] {
        let mode = output.get(theirs).map(Json::str).transpose()?;
        let mode = mode.map(|mode| {
            let digits = mode
                .strip_prefix("0o")
                .context("expected a mode in octal")?;
            anyhow::Ok(Json::text(&format!("{digits:0>4}")))
        });
        add(ours, mode.transpose()?);
    }
    Ok(Json::Object(members).to_string())
}

/// JSON as Python writes it: space after each comma and colon, and ASCII.
fn python(json: &Json) -> anyhow::Result<String> {
    Ok(match json {
        Json::Token(token) if token.starts_with('"') => {
            let units = json.str()?;
            let units = units.encode_utf16().map(|unit| match u8::try_from(unit) {
                Ok(b'"') => "\\\"".into(),
                Ok(b'\\') => "\\\\".into(),
                Ok(letter @ b' '..=b'~') => char::from(letter).to_string(),
                _ => format!("\\u{unit:04x}"),
            });
            format!("\"{}\"", units.collect::<String>())
        }
        Json::Token(token) => token.clone(),
        Json::List(values) => {
            let values = values
                .iter()
                .map(python)
                .collect::<anyhow::Result<Vec<_>>>()?;
            format!("[{}]", values.join(", "))
        }
        Json::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                Ok(format!(
                    "{}: {}",
                    python(&Json::text(name))?,
                    python(value)?
                ))
            });
            let members = members.collect::<anyhow::Result<Vec<_>>>()?;
            format!("{{{}}}", members.join(", "))
        }
    })
}
