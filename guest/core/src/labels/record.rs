//! The small JSON records that derivations read.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    definition::Definition,
    json,
    limits::MAX_TEXT,
    problem::Problem,
    scan::{Scanned, scan},
};

/// Reads a record.
pub(super) fn read<'t>(definition: &'static Definition, text: &'t str) -> Result<Scanned<'t>, Vec<Problem>> {
    read_within(definition, text, 0, text.len(), "")
}

/// Reads the record that stands between two bytes of a text that was read before. Pointers start with `base`; offsets are those of the
/// whole text.
#[inline(never)]
pub(super) fn read_within<'t>(
    definition: &'static Definition,
    text: &'t str,
    from: usize,
    to: usize,
    base: &str,
) -> Result<Scanned<'t>, Vec<Problem>> {
    let mut found = scan(definition, text.get(from..to).unwrap_or_default(), MAX_TEXT, base);
    if found.problems.is_empty() {
        return Ok(found);
    }
    let start = u32::try_from(from).unwrap_or(u32::MAX);
    let mut problems = core::mem::take(&mut found.problems).into_vec();
    problems.iter_mut().for_each(|problem| problem.offset = problem.offset.saturating_add(start));
    Err(problems)
}

/// The members of a small object, one after the other.
#[derive(Default)]
pub(super) struct Members(String);

impl Members {
    #[inline(never)]
    pub(super) fn json(&mut self, name: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        json::push_string(&mut self.0, name);
        self.0.push(':');
        self.0.push_str(value);
    }

    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.json(name, &json::string(value));
    }

    #[inline(never)]
    pub(super) fn texts(&mut self, name: &str, values: &[&str]) {
        let mut list = String::from("[");
        for (place, value) in values.iter().enumerate() {
            list.push_str(if place == 0 { "" } else { "," });
            json::push_string(&mut list, value);
        }
        list.push(']');
        self.json(name, &list);
    }

    #[inline(never)]
    pub(super) fn number(&mut self, name: &str, value: i64) {
        self.json(name, &value.to_string());
    }

    pub(super) fn flag(&mut self, name: &str, value: bool) {
        self.json(name, if value { "true" } else { "false" });
    }

    /// The object. At least one member was added.
    pub(super) fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }
}
