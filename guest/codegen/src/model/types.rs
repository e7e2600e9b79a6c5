//! `types.json`: sets of words that several events share.

use super::WordSet;
use super::dialect::read_dialect;
use crate::json::Json;
use crate::node::Node;

/// The sets of words that a field can refer to.
#[derive(Default)]
pub(crate) struct Types {
    /// Those of `types.json`, in the order of the file.
    pub(super) sets: Vec<WordSet>,
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
            let text = |key: &str| definition.need_text(key).unwrap_or_default();
            let (title, description) = (text("title"), text("description"));
            if let Some(kind) = definition.need("type") {
                kind.exactly(&Json::Text("string".to_owned()));
            }
            let words = definition.need("enum").and_then(Node::distinct_texts);
            types.sets.push(WordSet {
                name: name.to_owned(),
                title,
                description,
                words: words.unwrap_or_default(),
            });
        }
        types
    }

    /// The name of the set that has exactly these words, in this order.
    pub(crate) fn name_of(&self, words: &[String]) -> Option<&str> {
        self.sets
            .iter()
            .find(|set| set.words == words)
            .map(|set| set.name.as_str())
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
            .and_then(|name| self.sets.iter().find(|set| set.name == name));
        if words.is_none() {
            let names: Vec<_> = self.sets.iter().map(|set| set.name.as_str()).collect();
            reference.fail(
                &format!("{prefix} and one of {}", names.join(", ")),
                &reference.json.describe(),
                "correct the name or add it to types.json",
            );
        }
        words.map(|set| set.words.clone())
    }
}
