//! The format in which NVIDIA registers the schemas of events.
//!
//! A file is JSON Schema of draft 7: `schemaMeta` names the client and the wire version,
//! `definitions.types` the sets of words that fields share, `definitions.events` the events, each
//! with `eventMeta` for the registry, and `oneOf` lists them. It says what is sent. What a field is
//! for, how sensitive it is, and what a caller may leave out has no place in it.

mod read;
mod write;

pub use read::read;
pub use write::write;

/// The dialect of every file.
const DIALECT: &str = "http://json-schema.org/draft-07/schema#";
