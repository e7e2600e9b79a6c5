//! What a process notices of itself and its machine.

use std::io::{IsTerminal as _, stderr, stdin, stdout};

use crate::identifying_names;

/// What a host fact of that name says in this process; none: there is nothing to say.
///
/// A test runner in the process is nothing that Rust can notice: a program that is one says so in
/// [`Options::host`].
///
/// [`Options::host`]: super::Options::host
pub(super) fn noticed(name: &str) -> Option<String> {
    match name {
        "terminals" => Some(terminals()),
        _ => identifying_names::find(name),
    }
}

/// Those of the three standard streams that are terminals, with a space between.
fn terminals() -> String {
    let streams = [
        ("stdin", stdin().is_terminal()),
        ("stdout", stdout().is_terminal()),
        ("stderr", stderr().is_terminal()),
    ];
    streams
        .into_iter()
        .filter_map(|(name, is_terminal)| is_terminal.then_some(name))
        .collect::<Vec<_>>()
        .join(" ")
}
