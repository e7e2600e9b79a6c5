//! The frame of a registered schema: its client, its types and its events.

use super::event;
use super::shape::{Shape, Types};
use crate::json::{Json, quote};
use crate::model::{Sets, is_event_name, parse_version};
use crate::node::{Members, Node};

/// What is read of a registered schema.
pub(super) struct Registered {
    pub(super) client_id: String,
    pub(super) version: String,
    /// Events by name, in the form of an event file.
    pub(super) events: Vec<(String, Json)>,
}

/// Read what is readable; the rest is in the notebook.
pub(super) fn read(root: &Node<'_>, sets: &Sets) -> Option<Registered> {
    let file = only(
        root,
        &[
            "$schema",
            "$comment",
            "description",
            "schemaMeta",
            "definitions",
            "oneOf",
        ],
    )?;
    if let Some(dialect) = file.need("$schema") {
        let draft = |end: &str| Json::Text(format!("http://json-schema.org/draft-07/schema{end}"));
        if *dialect.json != draft("") {
            dialect.exactly(&draft("#"));
        }
    }
    let meta = only(
        file.need("schemaMeta")?,
        &[
            "clientName",
            "clientId",
            "schemaVersion",
            "definitionVersion",
            "personalization",
        ],
    )?;
    let client_id = meta.need_text("clientId");
    let version = meta.need("schemaVersion").and_then(read_version);
    let definitions = only(file.need("definitions")?, &["types", "events"])?;
    let types = definitions.get("types").and_then(Node::open_object);
    let types = Types::read(types.as_ref(), sets);
    let events = definitions.need("events").and_then(Node::open_object)?;
    if let Some(listed) = file.need("oneOf") {
        check_listed(listed, &events);
    }
    let events = events
        .iter()
        .filter_map(|(name, node)| Some((name.to_owned(), read_event(name, node, &types)?)))
        .collect();
    Some(Registered {
        client_id: client_id?,
        version: version?,
        events,
    })
}

/// The members of an object whose every keyword an event file can say, or leave to the registry.
pub(super) fn only<'a>(node: &Node<'a>, keys: &[&str]) -> Option<Members<'a>> {
    let object = node.open_object()?;
    refuse_others(&object, keys);
    Some(object)
}

/// Note every keyword that is not one of these.
pub(super) fn refuse_others(object: &Members<'_>, keys: &[&str]) {
    for (key, member) in object.iter().filter(|(key, _)| !keys.contains(key)) {
        member.fail(
            &format!("one of {}", keys.join(", ")),
            &format!("the keyword {}", quote(key)),
            "an event file cannot say it",
        );
    }
}

fn read_version(node: &Node<'_>) -> Option<String> {
    let text = node.text()?;
    if parse_version(text).is_none() {
        node.fail(
            "a version such as 1.5",
            &quote(text),
            "an event file cannot be named after it",
        );
    }
    Some(text.to_owned())
}

/// A collector takes the events that are listed, so each is.
fn check_listed(node: &Node<'_>, events: &Members<'_>) {
    let Some(items) = node.items() else {
        return;
    };
    let mut listed = Vec::new();
    for item in items {
        let reference = only(&item, &["$ref"]).and_then(|item| item.need_text("$ref"));
        let Some(reference) = reference else {
            continue;
        };
        let name = reference
            .strip_prefix("#/definitions/events/")
            .filter(|name| events.get(name).is_some());
        match name {
            Some(name) => listed.push(name.to_owned()),
            None => item.fail(
                "a reference to an event of this file",
                &quote(&reference),
                "correct it",
            ),
        }
    }
    for (name, event) in events.iter() {
        if !listed.iter().any(|listed| listed == name) {
            event.fail(
                "a reference to the event in oneOf",
                "none",
                "the event is not registered",
            );
        }
    }
}

fn read_event(name: &str, node: &Node<'_>, types: &Types) -> Option<Json> {
    if !is_event_name(name) {
        node.fail(
            "a name such as some_event",
            &quote(name),
            "an event file cannot be named after it",
        );
    }
    let object = only(
        node,
        &[
            "description",
            "type",
            "eventMeta",
            "properties",
            "required",
            "additionalProperties",
        ],
    )?;
    if let Some(meta) = object
        .need("eventMeta")
        .and_then(|meta| only(meta, &["service", "gdpr"]))
    {
        meta.need_text("service");
        if let Some(gdpr) = meta
            .need("gdpr")
            .and_then(|gdpr| only(gdpr, &["category", "description", "personalization"]))
        {
            gdpr.need_text("category");
        }
    }
    for (key, wanted) in [
        ("type", Json::Text("object".to_owned())),
        ("additionalProperties", Json::Flag(false)),
    ] {
        if let Some(node) = object.need(key) {
            node.exactly(&wanted);
        }
    }
    let properties = object.need("properties")?.open_object()?;
    let required = match object.need("required") {
        Some(required) => required.distinct_texts()?,
        None => return None,
    };
    let mut fields = Vec::new();
    for (name, node) in properties.iter() {
        crate::model::check_name(name, node);
        if !required.iter().any(|known| known == name) {
            node.fail(
                "a name of required",
                &quote(name),
                "an event file says of every field that it is sent",
            );
        }
        if let Some(field) = read_field(node, types) {
            fields.push((name.to_owned(), field));
        }
    }
    for name in required {
        if properties.get(&name).is_none() {
            object.need("required")?.fail(
                "names of properties",
                &quote(&name),
                "correct the name or add the property",
            );
        }
    }
    let description = described(&object);
    Some(event(description, fields))
}

fn read_field(node: &Node<'_>, types: &Types) -> Option<Json> {
    let Shape {
        description,
        members,
    } = types.shape(node)?;
    let mut field: Vec<_> = description
        .map(|words| ("description".to_owned(), Json::Text(words)))
        .into_iter()
        .collect();
    field.extend(members);
    Some(Json::Object(field))
}

/// The description, which many fields have as an empty text.
pub(super) fn described(object: &Members<'_>) -> Option<String> {
    let node = object.get("description")?;
    match node.json {
        Json::Text(text) if text.trim().is_empty() => None,
        _ => node.text().map(str::to_owned),
    }
}
