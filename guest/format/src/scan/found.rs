//! What a pass over an object found.

use alloc::string::String;

use super::{Base, Scan, decode, each_raw_string, index, number};
use crate::{catalog::MOST_FIELDS, problem::Problems};

/// Where a field's canonical value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The field is absent.
    Missing,
    /// It was there, and wrong.
    Bad,
    /// In the text, from one byte to before another.
    Text(u32, u32),
    /// In the text on the side.
    Side(u32, u32),
}

/// What a pass found: a span for each field, and the problems.
pub struct Scanned<'t> {
    pub(super) text: &'t str,
    pub(super) side: String,
    pub(super) spans: [Span; MOST_FIELDS],
    /// Where each field's value starts in the text.
    pub(super) starts: [u32; MOST_FIELDS],
    /// Whatever was wrong, in the order of the text.
    pub problems: Problems,
}

impl<'t> Scanned<'t> {
    /// The canonical JSON of a field, or none where it is absent or wrong.
    pub fn json(&self, field: usize) -> Option<&str> {
        match self.spans.get(field)? {
            Span::Missing | Span::Bad => None,
            Span::Text(from, to) => self.text.get(*from as usize..*to as usize),
            Span::Side(from, to) => self.side.get(*from as usize..*to as usize),
        }
    }

    /// What a string field says, or none where it is absent or wrong.
    pub fn string(&self, field: usize) -> Option<String> {
        self.json(field).map(decode)
    }

    /// Hands out what each item of a list of strings says; nothing where the list is absent or
    /// wrong.
    #[inline(never)]
    pub fn each_string(&self, field: usize, each: &mut dyn FnMut(&str)) {
        each_raw_string(self.json(field).unwrap_or_default(), &mut |raw| {
            each(&decode(raw))
        });
    }

    /// Puts a value, as canonical JSON, in place of a field's.
    #[cold]
    pub fn replace(&mut self, field: usize, json: &str) {
        let from = index(self.side.len());
        self.side.push_str(json);
        if let Some(span) = self.spans.get_mut(field) {
            *span = Span::Side(from, index(self.side.len()));
        }
    }

    /// Hands out where each item of a list of objects stands in the text, from one byte to before
    /// another, until one is refused.
    pub fn each_item<E>(
        &self,
        field: usize,
        mut each: impl FnMut(usize, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(Span::Text(from, _)) = self.spans.get(field) else {
            return Ok(());
        };
        let mut scan = Scan::new(self.text, Base::default());
        scan.at = *from as usize + 1;
        scan.space();
        // The list was read before, so its syntax cannot fail now.
        while scan.peek() != Some(b']') {
            scan.at += usize::from(scan.peek() == Some(b','));
            scan.space();
            let start = scan.at;
            if scan.skip_value(1).is_err() {
                break;
            }
            each(start, scan.at)?;
            scan.space();
        }
        Ok(())
    }

    /// The value of an integer field.
    pub fn integer(&self, field: usize) -> Option<i64> {
        self.json(field).and_then(number::integer)
    }

    /// The value of a flag.
    pub fn flag(&self, field: usize) -> Option<bool> {
        self.json(field).map(|json| json == "true")
    }

    /// Where a field's value starts in the text; 0 where it is absent.
    pub fn offset(&self, field: usize) -> u32 {
        self.starts.get(field).copied().unwrap_or(0)
    }

    /// The spans of the first `count` fields.
    pub fn spans(&self, count: usize) -> &[Span] {
        self.spans.get(..count).unwrap_or_default()
    }

    /// The text that was scanned.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// What does not stand in the text as it has to be written.
    pub fn side(&self) -> &str {
        &self.side
    }
}
