//! Writing the few JSON texts that the engine makes itself.

use alloc::string::String;

use crate::scan::push_escaped;

/// Appends a string as canonical JSON, quotes included.
pub(crate) fn push_string(out: &mut String, value: &str) {
    out.push('"');
    value.chars().for_each(|character| push_escaped(out, character));
    out.push('"');
}

/// A string as canonical JSON.
pub(crate) fn string(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    push_string(&mut out, value);
    out
}
