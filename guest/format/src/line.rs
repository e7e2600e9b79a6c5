//! One line of `enqueue`: an event as a host writes it.

use alloc::{string::String, vec, vec::Vec};

use crate::{
    catalog::{self, LINE, line as field},
    definition::{Definition, Product},
    guard::Redacted,
    problem::{self, Code, Problem},
    scan::{MAX_TEXT, Scanned, scan},
    time::Timestamp,
    validate::{self, Fill},
};

/// An event that passed every check.
#[derive(Debug)]
pub struct Line {
    /// What the event is.
    pub definition: &'static Definition,
    /// Canonical JSON.
    pub parameters: String,
    /// The instant that the event holds, else the one that the caller gave, if any.
    pub ts: Option<Timestamp>,
    /// What the guard took out.
    pub redacted: Vec<Redacted>,
}

/// Reads one line.
///
/// # Errors
/// Everything that is wrong with it: with the line, and with the parameters as far as the event is
/// known.
pub fn parse(product: &Product, text: &str, fill: &Fill<'_>) -> Result<Line, Vec<Problem>> {
    if let Some(line) = fast_path(product, text, fill) {
        return Ok(line);
    }
    let mut found = scan(&LINE, text, MAX_TEXT, "");
    let mut problems = core::mem::take(&mut found.problems).into_vec();
    let definition = definition(product, &found)
        .map_err(|more| problems.extend(more))
        .ok()
        .flatten();
    let ts = ts(&found)
        .map_err(|problem| problems.push(problem))
        .ok()
        .flatten();
    let mut parameters = None;
    let mut instant = None;
    let mut redacted = Vec::new();
    if let (Some(definition), Some(text)) = (definition, found.json(field::PARAMETERS)) {
        match validate::check(definition, text, "/parameters", &at(ts, fill)) {
            Ok(checked) => {
                parameters = Some(checked.canonical.unwrap_or_else(|| text.into()));
                instant = checked.instant;
                redacted = checked.redacted;
            }
            Err(more) => {
                let start = found.offset(field::PARAMETERS);
                problems.extend(more.into_iter().map(|problem| Problem {
                    offset: problem.offset.saturating_add(start),
                    ..problem
                }));
            }
        }
    }
    match (definition, parameters) {
        (Some(definition), Some(parameters)) if problems.is_empty() => Ok(Line {
            definition,
            parameters,
            ts: instant.or(ts),
            redacted,
        }),
        _ => {
            problem::put_in_order(&mut problems);
            Err(problems)
        }
    }
}

/// Reads a line that has nothing wrong and its members where they are expected, compact and in
/// order: then the parameters are read once, where they stand. None for every other line, whatever
/// it is.
fn fast_path(product: &Product, text: &str, fill: &Fill<'_>) -> Option<Line> {
    let (name, text) = text.strip_prefix("{\"event\":\"")?.split_once('"')?;
    let (version, text) = word(text, ",\"schemaVersion\":\"")?;
    let (ts, text) = word(text, ",\"ts\":\"")?;
    let text = text.strip_prefix(",\"parameters\":")?;
    // A name or an instant with an escape in it is known to neither of these.
    let definition = match version {
        Some(version) => catalog::event(name, version),
        None => catalog::current_event(product, name),
    };
    let definition = definition.ok()?;
    let ts = match ts {
        Some(ts) => Some(Timestamp::parse(ts)?),
        None => None,
    };
    let (checked, object, rest) = validate::check_start(definition, text, &at(ts, fill))?;
    if !matches!(rest, "}" | "}\r") {
        return None;
    }
    Some(Line {
        definition,
        parameters: checked.canonical.unwrap_or_else(|| object.into()),
        ts: checked.instant.or(ts),
        redacted: checked.redacted,
    })
}

/// What is filled in for an event of that instant, if the line says one.
fn at<'f>(ts: Option<Timestamp>, fill: &Fill<'f>) -> Fill<'f> {
    Fill {
        instant: ts.or(fill.instant),
        ..fill.clone()
    }
}

/// The string after `prefix`, if that comes first, and what follows. None: the string has no end.
fn word<'t>(text: &'t str, prefix: &str) -> Option<(Option<&'t str>, &'t str)> {
    match text.strip_prefix(prefix) {
        Some(text) => text.split_once('"').map(|(word, rest)| (Some(word), rest)),
        None => Some((None, text)),
    }
}

/// The event that the line names. None: it names none, which is a problem already.
fn definition(
    product: &Product,
    found: &Scanned<'_>,
) -> Result<Option<&'static Definition>, Vec<Problem>> {
    let Some(name) = found.string(field::EVENT) else {
        return Ok(None);
    };
    let known = match found.string(field::SCHEMA_VERSION) {
        Some(version) => catalog::event(&name, &version),
        None => catalog::current_event(product, &name),
    };
    known.map(Some).map_err(|problems| {
        let place = |problem: &Problem| match problem.code {
            Code::UnknownVersion => found.offset(field::SCHEMA_VERSION),
            _ => found.offset(field::EVENT),
        };
        problems
            .into_iter()
            .map(|problem| Problem {
                offset: place(&problem),
                ..problem
            })
            .collect()
    })
}

fn ts(found: &Scanned<'_>) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = found.string(field::TS) else {
        return Ok(None);
    };
    Timestamp::parse(&text).map(Some).ok_or_else(|| Problem {
        pointer: "/ts".into(),
        code: Code::InvalidTime,
        message:
            "expected an instant such as 2026-11-21T10:00:00.000Z, found another form, zone or year"
                .into(),
        suggestion: None,
        offset: found.offset(field::TS),
    })
}

/// The problem of a host that lets a longer text through than it may.
pub fn too_large(length: usize) -> Vec<Problem> {
    vec![Problem {
        pointer: String::new(),
        code: Code::TooLarge,
        message: alloc::format!("expected a text of at most {MAX_TEXT} bytes, found {length}"),
        suggestion: None,
        offset: 0,
    }]
}

#[cfg(test)]
mod tests {
    use alloc::{format, vec::Vec};

    use super::parse;
    use crate::{
        catalog,
        problem::Code,
        validate::{Fill, MAX_EVENT},
    };

    /// However a line is spelt, its parameters are measured alone.
    #[test]
    fn parameters_of_64_kib_are_taken_and_one_byte_more_is_not() {
        let product = catalog::product("agent-toolkit").unwrap();
        for colon in [":", " : "] {
            let codes = |length: usize| {
                let known = r#"{"command":"","taskStatus":"success","pythonVersion":"3"}"#.len();
                let command = "x".repeat(length - known);
                let parameters = format!(
                    r#"{{"command":"{command}","taskStatus":"success","pythonVersion":"3"}}"#
                );
                assert_eq!(parameters.len(), length);
                let line =
                    format!(r#"{{"event":"nat_cli_command","parameters"{colon}{parameters}}}"#);
                parse(product, &line, &Fill::default())
                    .map(|_| ())
                    .map_err(|problems| {
                        problems
                            .iter()
                            .map(|problem| problem.code)
                            .collect::<Vec<_>>()
                    })
            };
            assert_eq!(codes(MAX_EVENT), Ok(()));
            assert_eq!(codes(MAX_EVENT + 1), Err(Vec::from([Code::TooLarge])));
        }
    }
}
