//! What the schema becomes: one emitter for each audience.

pub mod markdown;
pub mod rust;

use crate::model::Schema;

/// A generated file that is kept in the repository, because its readers have no toolchain of ours.
#[derive(Debug)]
pub struct Output {
    /// Path from the root of the repository.
    pub path: &'static str,
    /// What must be in it.
    pub text: String,
}

/// Every generated file that is kept in the repository.
#[must_use]
pub fn outputs(schema: &Schema) -> Vec<Output> {
    vec![Output { path: "guest/schema/EVENTS.md", text: markdown::events(schema) }]
}
