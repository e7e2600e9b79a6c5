//! `host.json`: the numbers that hosts share.

use super::{Host, Limit};
use crate::json::quote;
use crate::node::Node;

const HOSTS: &[(&str, Host)] = &[
    ("rust", Host::Rust),
    ("python", Host::Python),
    ("javascript", Host::JavaScript),
];

/// Read what is readable; the rest is in the notebook.
pub(super) fn read(root: &Node<'_>) -> Vec<Limit> {
    let Some(file) = root.object(&["title", "description", "limits"]) else {
        return Vec::new();
    };
    file.need_text("title");
    file.need_text("description");
    let Some(limits) = file.need("limits").and_then(Node::open_object) else {
        return Vec::new();
    };
    limits
        .iter()
        .filter_map(|(name, node)| read_limit(name, node))
        .collect()
}

fn read_limit(name: &str, node: &Node<'_>) -> Option<Limit> {
    let plain =
        |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
    if !name.starts_with(|first: char| first.is_ascii_uppercase()) || !name.chars().all(plain) {
        node.fail(
            "a name in capitals, such as MAX_LINE",
            &quote(name),
            "rename it",
        );
    }
    let object = node.object(&["value", "unit", "description", "reason", "hosts"])?;
    let unit = object.need_text("unit");
    // A number without its unit is read wrong sooner or later.
    if unit
        .as_deref()
        .is_some_and(|unit| (unit == "ms") != name.ends_with("_MS"))
    {
        node.fail(
            "a name that ends in _MS exactly where the unit is ms",
            &quote(name),
            "rename it",
        );
    }
    let hosts = match object.get("hosts") {
        None => HOSTS.iter().map(|(_, host)| *host).collect(),
        Some(hosts) => hosts
            .items()?
            .iter()
            .filter_map(|host| host.word(HOSTS))
            .collect(),
    };
    Some(Limit {
        name: name.to_owned(),
        value: object.need("value").and_then(Node::natural)?,
        unit: unit?,
        description: object.need_text("description")?,
        reason: object.need_text("reason")?,
        hosts,
    })
}
