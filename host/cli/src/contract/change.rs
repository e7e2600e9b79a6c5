//! One difference between two contracts.

use std::fmt;

use serde_json::{Value, json};

/// Whom a change breaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Breaks {
    /// A person has agreed to less, and has to be asked again.
    pub person: bool,
    /// What a sender of the first contract sends, the second one refuses.
    pub sender: bool,
    /// What the second contract allows, a collector of the first one refuses.
    pub collector: bool,
}

impl Breaks {
    /// Nobody: words for people.
    pub const NOBODY: Self = Self {
        person: false,
        sender: false,
        collector: false,
    };

    /// Who sends and who receives, as the two sets of values say: `lost` are values that only the
    /// first contract allows, `gained` those that only the second one does.
    #[must_use]
    pub fn by_values(lost: bool, gained: bool) -> Self {
        Self {
            person: false,
            sender: lost,
            collector: gained,
        }
    }

    /// A person, too.
    #[must_use]
    pub fn and_person(self) -> Self {
        Self {
            person: true,
            ..self
        }
    }

    /// An event that one side takes and the other one does not.
    #[must_use]
    pub fn on_the_wire(self) -> bool {
        self.sender || self.collector
    }

    /// Their names, those that it reaches furthest first.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        let all = [
            (self.person, "person"),
            (self.sender, "sender"),
            (self.collector, "collector"),
        ];
        all.into_iter()
            .filter(|(broken, _)| *broken)
            .map(|(_, name)| name)
            .collect()
    }
}

impl fmt::Display for Breaks {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.names().as_slice() {
            [] => out.pad("note"),
            names => out.pad(&format!("breaks {}", names.join(", "))),
        }
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Name of the event; empty where the contract as a whole differs.
    pub event: String,
    /// The field, with a dot before each step into it and `[]` for the items of a list; empty where
    /// the event as a whole differs.
    pub field: String,
    /// Stable identifier of the kind of change, such as `word-added`.
    pub code: &'static str,
    /// Whom it breaks.
    pub breaks: Breaks,
    /// What has changed, for people, as the end of a sentence. Its wording may change.
    pub text: String,
}

impl Change {
    /// The change as JSON, for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "event": self.event,
            "field": self.field,
            "code": self.code,
            "breaks": self.breaks.names(),
            "message": self.text,
        })
    }
}
