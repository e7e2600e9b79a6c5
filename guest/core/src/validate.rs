//! From a text that may be an event to its canonical form.

use alloc::{string::String, vec::Vec};

use crate::{
    definition::Definition,
    problem::Problem,
    scan::{Scanned, Span, scan},
};

/// Longest parameters of one event, in bytes.
pub const MAX_EVENT: usize = 64 * 1024;

/// The canonical form of a text, or all its problems.
///
/// Canonical is: every field that has a value or a default, in the schema's order, wire names, no white space, strings with the
/// shortest escapes, numbers with a fraction or an exponent where the schema says number. None means that the text is canonical
/// as it stands.
///
/// # Errors
/// All problems of the text, at most 32.
pub fn canonical(definition: &'static Definition, text: &str) -> Result<Option<String>, Vec<Problem>> {
    canonical_at(definition, text, "")
}

/// [`canonical`] for a caller that has the text to give away: canonical input comes back as the very string.
///
/// # Errors
/// All problems of the text, at most 32.
pub fn admit(definition: &'static Definition, text: String) -> Result<String, Vec<Problem>> {
    Ok(canonical(definition, &text)?.unwrap_or(text))
}

/// [`canonical`] for a text inside another: pointers start with `base`.
pub(crate) fn canonical_at(definition: &'static Definition, text: &str, base: &str) -> Result<Option<String>, Vec<Problem>> {
    let found = scan(definition, text, MAX_EVENT, base);
    if found.problems.is_empty() { Ok(write(definition, &found)) } else { Err(found.problems.into_vec()) }
}

/// Writes the canonical text; none: it is there already.
fn write(definition: &Definition, found: &Scanned<'_>) -> Option<String> {
    let mut writer = Writer { text: found.text(), out: String::new(), piece: None };
    for (field, span) in definition.fields.iter().zip(found.spans(definition.fields.len())) {
        match *span {
            Span::Text(from, to) => writer.keep(field.prefix, from as usize, to as usize),
            Span::Side(from, to) => writer.add(field.prefix, found.side().get(from as usize..to as usize).unwrap_or_default()),
            Span::Missing | Span::Bad => {
                if let Some(default) = field.default {
                    writer.add(field.prefix, default);
                }
            }
        }
    }
    writer.finish()
}

/// Writes the canonical text in as few pieces as possible.
struct Writer<'t> {
    text: &'t str,
    out: String,
    /// A run of the text that goes out as it stands.
    piece: Option<(usize, usize)>,
}

impl Writer<'_> {
    /// Adds a member whose value stands in the text.
    ///
    /// The piece grows when the value starts exactly a prefix after its end. Between them the name was matched, and a comma, the
    /// name in its shortest spelling and a colon have that length; so there is nothing else. At the start the same holds with the
    /// opening brace in place of the comma.
    fn keep(&mut self, prefix: &str, from: usize, to: usize) {
        let before = from.saturating_sub(prefix.len());
        match &mut self.piece {
            Some((_, end)) if *end == before => *end = to,
            None if self.out.is_empty() && before == 0 => self.piece = Some((0, to)),
            _ => {
                self.prefix(prefix);
                self.piece = Some((from, to));
            }
        }
    }

    /// Adds a member with another value.
    fn add(&mut self, prefix: &str, value: &str) {
        self.prefix(prefix);
        self.out.push_str(value);
    }

    fn prefix(&mut self, prefix: &str) {
        self.flush();
        self.out.push(if self.out.is_empty() { '{' } else { ',' });
        self.out.push_str(prefix.get(1..).unwrap_or_default());
    }

    fn flush(&mut self) {
        if self.out.capacity() == 0 {
            // Defaults of the largest event take less than 2 KiB.
            self.out.reserve(self.text.len() + 2048);
        }
        if let Some((from, to)) = self.piece.take() {
            self.out.push_str(self.text.get(from..to).unwrap_or_default());
        }
    }

    fn finish(mut self) -> Option<String> {
        if self.out.is_empty()
            && let Some((0, end)) = self.piece
            && self.text.len() == end + 1
        {
            return None;
        }
        self.flush();
        if self.out.is_empty() {
            self.out.push('{');
        }
        self.out.push('}');
        // The text waits in a queue whose bound counts its bytes, so it must not hold more.
        self.out.shrink_to_fit();
        Some(self.out)
    }
}
