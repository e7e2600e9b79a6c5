//! How a command ended, in the words of NeMo Agent Toolkit.

use alloc::{format, string::String, vec::Vec};

use crate::{
    definition::{Definition, Field, Kind, Notes},
    json,
    problem::Problem,
    scan::scan,
};

/// Longest record in bytes.
const MAX_RECORD: usize = 1024;

const ENDING: usize = 0;
const EXIT_CODE: usize = 1;
const ERROR_CLASS: usize = 2;

static NOTES: Notes =
    Notes { title: "", description: "", unit: "", sentinel: "", sensitivity: "", purpose: "", source: "", guard: "" };

/// `{"ending": "return" | "exit" | "interrupt" | "abort" | "usage" | "exception", "exitCode"?: integer, "errorClass"?: string}`.
static RECORD: Definition = Definition {
    name: "command-outcome",
    version: "",
    title: "How a command ended",
    description: "",
    fields: &[
        Field {
            name: "ending",
            prefix: ",\"ending\":",
            kind: Kind::OneOf(&["return", "exit", "interrupt", "abort", "usage", "exception"]),
            required: true,
            default: None,
            filled_by: None,
            notes: &NOTES,
        },
        Field {
            name: "exitCode",
            prefix: ",\"exitCode\":",
            kind: Kind::Integer { minimum: i32::MIN as i64, maximum: i32::MAX as i64 },
            required: false,
            default: None,
            filled_by: None,
            notes: &NOTES,
        },
        Field {
            name: "errorClass",
            prefix: ",\"errorClass\":",
            kind: Kind::Text { max_length: 128 },
            required: false,
            default: None,
            filled_by: None,
            notes: &NOTES,
        },
    ],
    sorted: &[0, 1, 2],
    instant: None,
};

/// `{"taskStatus": …, "exitCode": …, "errorClass": …}` for the event `nat_cli_command`.
///
/// A command that returns without a code, or exits with none, counts as 0. An interrupt is 130, an abort 1. Any other exception is a
/// failure with code 1 unless it carries one, as usage errors do.
pub(super) fn outcome(record: &str) -> Result<String, Vec<Problem>> {
    let found = scan(&RECORD, record, MAX_RECORD, "");
    if !found.problems.is_empty() {
        return Err(found.problems.into_vec());
    }
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
    Ok(format!("{{\"taskStatus\":\"{status}\",\"exitCode\":{code},\"errorClass\":{}}}", json::string(&class)))
}
