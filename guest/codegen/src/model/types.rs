//! `types.json`: sets of words that several events share.

use super::dialect::read_dialect;
use crate::json::Json;
use crate::node::Node;

/// The sets of words that a field can refer to.
#[derive(Default)]
pub(crate) struct Types {
    /// Those of `types.json` by name.
    sets: Vec<(String, Vec<String>)>,
    /// The identifiers of the files in `products/`.
    pub(super) products: Vec<String>,
}

impl Types {
    pub(super) fn read(root: &Node<'_>, products: Vec<String>) -> Self {
        let mut types = Self {
            products,
            ..Self::default()
        };
        let Some(file) = root.object(&["$schema", "title", "description", "$defs"]) else {
            return types;
        };
        read_dialect(&file);
        file.need_text("title");
        file.need_text("description");
        let Some(definitions) = file.need("$defs").and_then(Node::open_object) else {
            return types;
        };
        for (name, node) in definitions.iter() {
            let Some(definition) = node.object(&["title", "description", "type", "enum"]) else {
                continue;
            };
            definition.need_text("title");
            definition.need_text("description");
            if let Some(kind) = definition.need("type") {
                kind.exactly(&Json::Text("string".to_owned()));
            }
            let words = definition.need("enum").and_then(Node::distinct_texts);
            types
                .sets
                .push((name.to_owned(), words.unwrap_or_default()));
        }
        types
    }

    /// The name of the set that has exactly these words, in this order.
    pub(crate) fn name_of(&self, words: &[String]) -> Option<&str> {
        self.sets
            .iter()
            .find(|(_, known)| known == words)
            .map(|(name, _)| name.as_str())
    }

    /// The words behind a `$ref`. Files in a folder of their own go up one step first.
    pub(super) fn resolve(&self, reference: &Node<'_>, from: &str) -> Option<Vec<String>> {
        let text = reference.text()?;
        let prefix = match from.contains('/') {
            true => "../types.json#/$defs/",
            false => "types.json#/$defs/",
        };
        let words = text
            .strip_prefix(prefix)
            .and_then(|name| self.sets.iter().find(|(known, _)| known == name));
        if words.is_none() {
            let names: Vec<_> = self.sets.iter().map(|(name, _)| name.as_str()).collect();
            reference.fail(
                &format!("{prefix} and one of {}", names.join(", ")),
                &reference.json.describe(),
                "correct the name or add it to types.json",
            );
        }
        words.map(|(_, words)| words.clone())
    }
}
