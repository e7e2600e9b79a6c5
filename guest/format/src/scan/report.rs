//! What is wrong with an object, in words.

use alloc::{
    format,
    string::{String, ToString as _},
};

use super::{Scan, Span, Stop, index, text};
use crate::{
    definition::{Definition, Kind},
    problem::{Code, Problem},
    suggest,
};

impl Scan<'_, '_> {
    #[cold]
    #[inline(never)]
    pub(super) fn unknown(&mut self, definition: &'static Definition, key: usize) {
        if self.found.problems.is_full() {
            return self.found.problems.note();
        }
        let mut name = String::new();
        // The name was read before, so it cannot fail now.
        let _ = text::decode(self.text, key, &mut |c| name.push(c));
        let suggestion = suggest::nearest(&name, definition.fields.iter().map(|field| field.name));
        let printable = suggestion.is_some_and(|known| suggest::is_near(&name, known));
        let (shown, message) = if printable {
            (
                name.as_str(),
                format!("expected a field of {}, found `{name}`", definition.name),
            )
        } else {
            (
                "",
                format!(
                    "expected a field of {}, found another name",
                    definition.name
                ),
            )
        };
        self.report(Code::UnknownField, shown, key, message, suggestion);
    }

    pub(super) fn missing(&mut self, definition: &'static Definition) {
        for (index, field) in definition.fields.iter().enumerate() {
            if (field.required || self.whole) && self.found.spans.get(index) == Some(&Span::Missing)
            {
                if self.found.problems.is_full() {
                    return self.found.problems.note();
                }
                let message = format!(
                    "expected the field `{}`, which is required, found none",
                    field.name
                );
                self.report(Code::MissingField, "", self.start, message, None);
            }
        }
    }

    pub(super) fn unclosed<T>(&mut self) -> Result<T, Stop> {
        self.at = self.bytes.len();
        self.broken("expected a closing quote, found the end of the text")
    }

    #[cold]
    pub(super) fn broken<T>(&mut self, message: &str) -> Result<T, Stop> {
        self.report(Code::Syntax, "", self.at, message.into(), None);
        Err(Stop(Code::Syntax))
    }

    /// Notes a problem of a field; of the object itself when the name is empty.
    #[cold]
    #[inline(never)]
    pub(super) fn report(
        &mut self,
        code: Code,
        name: &str,
        offset: usize,
        message: String,
        suggestion: Option<&str>,
    ) {
        if self.found.problems.is_full() {
            return self.found.problems.note();
        }
        let mut pointer = self.base.to_string();
        if !name.is_empty() {
            pointer.push('/');
            pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
        }
        self.add(code, pointer, offset, message, suggestion);
    }

    /// Notes a problem of an item of a list.
    #[cold]
    #[inline(never)]
    pub(super) fn report_item(
        &mut self,
        code: Code,
        name: &str,
        item: usize,
        offset: usize,
        message: String,
        suggestion: Option<&str>,
    ) {
        if self.found.problems.is_full() {
            return self.found.problems.note();
        }
        let pointer = format!("{}/{name}/{item}", self.base);
        self.add(code, pointer, offset, message, suggestion);
    }

    fn add(
        &mut self,
        code: Code,
        pointer: String,
        offset: usize,
        message: String,
        suggestion: Option<&str>,
    ) {
        self.found.problems.add(Problem {
            pointer,
            code,
            message,
            suggestion: suggestion.map(String::from),
            offset: index(offset),
        });
    }
}

pub(super) fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Text { .. } | Kind::OneOf(_) => "a string",
        Kind::Integer { .. } => "an integer",
        Kind::Number => "a number",
        Kind::Flag => "true or false",
        Kind::TextList { .. } | Kind::OneOfList(_) => "an array of strings",
        Kind::Object => "an object",
        Kind::ObjectList => "an array of objects",
    }
}
