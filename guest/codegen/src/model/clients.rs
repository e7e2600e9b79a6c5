//! `clients.json`: what the schema registry of the collector knows of a client.

use super::Client;
use crate::node::Node;

/// Read what is readable; the rest is in the notebook.
pub(super) fn read(root: &Node<'_>) -> Vec<Client> {
    let Some(file) = root.object(&["title", "description", "clients"]) else {
        return Vec::new();
    };
    file.need_text("title");
    file.need_text("description");
    let Some(clients) = file.need("clients").and_then(Node::open_object) else {
        return Vec::new();
    };
    clients
        .iter()
        .filter_map(|(id, node)| {
            let object = node.object(&["name", "definitionVersion", "service", "category"])?;
            Some(Client {
                id: id.to_owned(),
                name: object.need_text("name")?,
                definition_version: object.need_text("definitionVersion")?,
                service: object.need_text("service")?,
                category: object.need_text("category")?,
            })
        })
        .collect()
}
