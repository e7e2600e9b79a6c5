//! What every file has that is JSON Schema.

use crate::json::{Json, quote};
use crate::node::{Members, Node};

/// The dialect of every file that is JSON Schema.
pub(crate) const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

pub(super) fn read_dialect(object: &Members<'_>) {
    need_exactly(object, "$schema", &Json::Text(DIALECT.to_owned()));
}

pub(super) fn need_exactly(object: &Members<'_>, key: &str, wanted: &Json) {
    if let Some(node) = object.need(key) {
        node.exactly(wanted);
    }
}

/// Wire names go into Rust text unescaped and become constants, so they are plain.
pub(crate) fn check_name(name: &str, node: &Node<'_>) {
    let plain = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric());
    if !plain {
        node.fail("a name in camelCase", &quote(name), "rename it");
    }
}
