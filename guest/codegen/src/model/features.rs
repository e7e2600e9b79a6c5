//! `guardrails-features.json`: what shows that a built-in feature of NeMo Guardrails is in use.

use super::Feature;
use crate::node::Node;

/// Generations of the product whose answers differ.
const GENERATIONS: &[(&str, &str)] = &[("0.23", "0.23"), ("0.24", "0.24")];

/// Read what is readable; the rest is in the notebook.
pub(super) fn read(root: &Node<'_>) -> Vec<Feature> {
    let Some(file) = root.object(&["title", "description", "source", "features"]) else {
        return Vec::new();
    };
    for key in ["title", "description", "source"] {
        file.need_text(key);
    }
    let features = file
        .need("features")
        .and_then(Node::items)
        .unwrap_or_default();
    features.iter().filter_map(read_feature).collect()
}

fn read_feature(node: &Node<'_>) -> Option<Feature> {
    let object = node.object(&["name", "generation", "sections", "flows"])?;
    let names = |key: &str| {
        let names = object
            .get(key)
            .and_then(Node::distinct_texts)
            .unwrap_or_default();
        // The tables put a line feed between two of them.
        if names.iter().any(|name| name.contains('\n')) {
            node.fail("names without a line feed", "one in them", "correct it");
        }
        names
    };
    let (sections, flows) = (names("sections"), names("flows"));
    if sections.is_empty() && flows.is_empty() {
        node.fail("sections or flows", "neither", "add one");
    }
    Some(Feature {
        name: object.need_text("name")?,
        generation: object
            .get("generation")
            .and_then(|node| node.word(GENERATIONS)),
        sections,
        flows,
    })
}
