//! How a command was called and how it ended, in the words of NeMo Agent Toolkit.

use alloc::{string::String, vec::Vec};

use super::record::{Members, member, read};
use crate::{
    definition::{Definition, Kind},
    problem::Problem,
};

/// `{"ending": "return" | "exit" | "interrupt" | "abort" | "usage" | "exception", "exitCode"?: integer, "errorClass"?: string}`.
pub(super) static OUTCOME: Definition = Definition {
    name: "command-outcome",
    version: "",
    title: "",
    description: "",
    fields: &[
        member!("ending", Kind::OneOf(&["return", "exit", "interrupt", "abort", "usage", "exception"]), required: true),
        member!("exitCode", Kind::Integer { minimum: i32::MIN as i64, maximum: i32::MAX as i64 }),
        member!("errorClass", Kind::Text { max_length: 128 }),
    ],
    sorted: &[0, 1, 2],
    instant: None,
};

/// `{"taskStatus": …, "exitCode": …, "errorClass": …}` for the event `nat_cli_command`.
///
/// A command that returns without a code, or exits with none, counts as 0. An interrupt is 130, an abort 1. Any other exception is a
/// failure with code 1 unless it carries one, as usage errors do.
pub(super) fn outcome(record: &str) -> Result<String, Vec<Problem>> {
    const ENDING: usize = 0;
    const EXIT_CODE: usize = 1;
    const ERROR_CLASS: usize = 2;
    let found = read(&OUTCOME, record)?;
    let code = found.integer(EXIT_CODE);
    let class = |otherwise: &str| found.string(ERROR_CLASS).unwrap_or_else(|| otherwise.into());
    let failed = |code: i64| if code == 0 { "success" } else { "failure" };
    let (status, code, class) = match found.string(ENDING).as_deref() {
        Some("interrupt") => ("interrupted", 130, "KeyboardInterrupt".into()),
        Some("abort") => ("interrupted", 1, "Abort".into()),
        Some("usage") => ("failure", code.unwrap_or(2), class("UsageError")),
        Some("exception") => ("failure", code.unwrap_or(1), class("undefined")),
        Some("exit") => match code.unwrap_or(0) {
            0 => ("success", 0, "undefined".into()),
            code => ("failure", code, "SystemExit".into()),
        },
        _ => (failed(code.unwrap_or(0)), code.unwrap_or(0), "undefined".into()),
    };
    let mut members = Members::default();
    members.text("taskStatus", status);
    members.number("exitCode", code);
    members.text("errorClass", &class);
    Ok(members.finish())
}

/// `{"arguments": [string], "command": string, "registered"?: [string]}`.
pub(super) static CALL: Definition = Definition {
    name: "subcommand",
    version: "",
    title: "",
    description: "",
    fields: &[
        member!("arguments", Kind::TextList { max_length: u32::MAX }, required: true),
        member!("command", Kind::Text { max_length: 128 }, required: true),
        member!("registered", Kind::TextList { max_length: 128 }),
    ],
    sorted: &[1, 0, 2],
    instant: None,
};

/// `{"subcommand": …}` for the event `nat_cli_command`: the first word after the command that is no option, if it is the registered
/// name of one of its subcommands; else `undefined`. Another word that a person typed never passes.
pub(super) fn subcommand(record: &str) -> Result<String, Vec<Problem>> {
    const ARGUMENTS: usize = 0;
    const COMMAND: usize = 1;
    const REGISTERED: usize = 2;
    let found = read(&CALL, record)?;
    let command = found.string(COMMAND).unwrap_or_default();
    // None until the command is found; then empty until the word after it is.
    let mut word: Option<String> = None;
    found.each_string(ARGUMENTS, &mut |argument| match &mut word {
        None if argument == command => word = Some(String::new()),
        Some(word) if word.is_empty() && !argument.starts_with('-') => word.push_str(argument),
        _ => {}
    });
    let mut known = "undefined";
    found.each_string(REGISTERED, &mut |name| {
        if let Some(word) = &word
            && word == name
        {
            known = word;
        }
    });
    let mut members = Members::default();
    members.text("subcommand", known);
    Ok(members.finish())
}
