//! How a command was called and how it ended, in the words of NeMo Agent Toolkit.

use alloc::{string::String, vec::Vec};

use super::record::read;
use crate::{
    catalog::{COMMAND_OUTCOME, SUBCOMMAND, command_outcome, subcommand as call},
    json::Object,
    problem::Problem,
};

/// `{"taskStatus": …, "exitCode": …, "errorClass": …}` for the event `nat_cli_command`.
///
/// A command that returns without a code, or exits with none, counts as 0. An interrupt is 130, an
/// abort 1. Any other exception is a failure with code 1 unless it carries one, as usage errors do.
pub(super) fn outcome(record: &str) -> Result<String, Vec<Problem>> {
    let found = read(&COMMAND_OUTCOME, record)?;
    let code = found.integer(command_outcome::EXIT_CODE);
    let class = |otherwise: &str| {
        found
            .string(command_outcome::ERROR_CLASS)
            .unwrap_or_else(|| otherwise.into())
    };
    let failed = |code: i64| if code == 0 { "success" } else { "failure" };
    let (status, code, class) = match found.string(command_outcome::ENDING).as_deref() {
        Some("interrupt") => ("interrupted", 130, "KeyboardInterrupt".into()),
        Some("abort") => ("interrupted", 1, "Abort".into()),
        Some("usage") => ("failure", code.unwrap_or(2), class("UsageError")),
        Some("exception") => ("failure", code.unwrap_or(1), class("undefined")),
        Some("exit") => match code.unwrap_or(0) {
            0 => ("success", 0, "undefined".into()),
            code => ("failure", code, "SystemExit".into()),
        },
        _ => (
            failed(code.unwrap_or(0)),
            code.unwrap_or(0),
            "undefined".into(),
        ),
    };
    let mut out = String::new();
    let mut members = Object::new(&mut out);
    members.text("taskStatus", status);
    members.number("exitCode", code);
    members.text("errorClass", &class);
    members.finish();
    Ok(out)
}

/// `{"subcommand": …}` for the event `nat_cli_command`: the first word after the command that is no
/// option, if it is the registered name of one of its subcommands; else `undefined`. Another word
/// that a person typed never passes.
pub(super) fn subcommand(record: &str) -> Result<String, Vec<Problem>> {
    let found = read(&SUBCOMMAND, record)?;
    let command = found.string(call::COMMAND).unwrap_or_default();
    // None until the command is found; then empty until the word after it is.
    let mut word: Option<String> = None;
    found.each_string(call::ARGUMENTS, &mut |argument| match &mut word {
        None if argument == command => word = Some(String::new()),
        Some(word) if word.is_empty() && !argument.starts_with('-') => word.push_str(argument),
        _ => {}
    });
    let mut known = "undefined";
    found.each_string(call::REGISTERED, &mut |name| {
        if let Some(word) = &word
            && word == name
        {
            known = word;
        }
    });
    let mut out = String::new();
    let mut members = Object::new(&mut out);
    members.text("subcommand", known);
    members.finish();
    Ok(out)
}
