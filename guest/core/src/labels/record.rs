//! The small JSON records that derivations read.

use alloc::vec::Vec;

use crate::{
    definition::Definition,
    limits::MAX_TEXT,
    problem::Problem,
    scan::{Scanned, scan},
};

/// Reads a record.
pub(super) fn read<'t>(
    definition: &'static Definition,
    text: &'t str,
) -> Result<Scanned<'t>, Vec<Problem>> {
    read_within(definition, text, 0, text.len(), "")
}

/// Reads the record that stands between two bytes of a text that was read before. Pointers start
/// with `base`; offsets are those of the whole text.
#[inline(never)]
pub(super) fn read_within<'t>(
    definition: &'static Definition,
    text: &'t str,
    from: usize,
    to: usize,
    base: &str,
) -> Result<Scanned<'t>, Vec<Problem>> {
    let mut found = scan(
        definition,
        text.get(from..to).unwrap_or_default(),
        MAX_TEXT,
        base,
    );
    if found.problems.is_empty() {
        return Ok(found);
    }
    let start = u32::try_from(from).unwrap_or(u32::MAX);
    let mut problems = core::mem::take(&mut found.problems).into_vec();
    problems
        .iter_mut()
        .for_each(|problem| problem.offset = problem.offset.saturating_add(start));
    Err(problems)
}
