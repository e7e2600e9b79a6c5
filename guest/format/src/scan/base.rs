//! Where an object stands in a larger text, as the start of its pointers.

use core::fmt;

/// A JSON Pointer that is only written where something is wrong.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Base<'b> {
    text: &'b str,
    item: Option<u32>,
    member: &'static str,
}

impl<'b> From<&'b str> for Base<'b> {
    fn from(text: &'b str) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }
}

impl<'b> Base<'b> {
    /// An item of the list there.
    pub(super) fn item(self, item: u32) -> Self {
        Self {
            item: Some(item),
            ..self
        }
    }

    /// A member of the same item.
    pub(super) fn member(self, member: &'static str) -> Self {
        Self { member, ..self }
    }
}

impl fmt::Display for Base<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)?;
        if let Some(item) = self.item {
            write!(f, "/{item}")?;
        }
        if !self.member.is_empty() {
            write!(f, "/{}", self.member)?;
        }
        Ok(())
    }
}
