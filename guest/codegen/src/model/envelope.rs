//! `envelope.json`: what stands around the events.

use super::dialect::{check_name, need_exactly, read_dialect};
use super::{EnvelopeField, EnvelopeValue, Slot};
use crate::json::Json;
use crate::node::Node;

const SLOTS: &[(&str, Slot)] = &[
    ("client-id", Slot::ClientId),
    ("client-ver", Slot::ClientVer),
    ("cpu-architecture", Slot::CpuArchitecture),
    ("event-schema-ver", Slot::EventSchemaVer),
    ("event-sys-ver", Slot::EventSysVer),
    ("sent-ts", Slot::SentTs),
    ("session-id", Slot::SessionId),
    ("events", Slot::Events),
];

pub(super) fn read(root: &Node<'_>) -> Vec<EnvelopeField> {
    let mut fields = Vec::new();
    let keywords = [
        "$schema",
        "title",
        "description",
        "type",
        "properties",
        "additionalProperties",
    ];
    let Some(file) = root.object(&keywords) else {
        return fields;
    };
    read_dialect(&file);
    file.need_text("title");
    file.need_text("description");
    need_exactly(&file, "type", &Json::Text("object".to_owned()));
    need_exactly(&file, "additionalProperties", &Json::Flag(false));
    let Some(properties) = file.need("properties").and_then(Node::open_object) else {
        return fields;
    };
    for (name, node) in properties.iter() {
        check_name(name, node);
        fields.extend(read_field(name, node));
    }
    check_slots(properties.node(), &fields);
    fields
}

fn read_field(name: &str, node: &Node<'_>) -> Option<EnvelopeField> {
    let object = node.object(&["description", "const", "x-filled-by"])?;
    let description = object.need_text("description");
    let value = match (object.get("const"), object.get("x-filled-by")) {
        (Some(constant), None) => EnvelopeValue::Constant(constant.text()?.to_owned()),
        (None, Some(slot)) => EnvelopeValue::Slot(slot.word(SLOTS)?),
        _ => {
            node.fail("const or x-filled-by", "both or neither", "keep one");
            return None;
        }
    };
    Some(EnvelopeField {
        name: name.to_owned(),
        value,
        description: description?,
    })
}

/// The engine has one value for each slot, and each must arrive.
fn check_slots(properties: &Node<'_>, fields: &[EnvelopeField]) {
    for (word, slot) in SLOTS {
        let count = fields
            .iter()
            .filter(|field| field.value == EnvelopeValue::Slot(*slot))
            .count();
        if count != 1 {
            properties.fail(
                &format!("one property filled by {word}"),
                &count.to_string(),
                "add or remove some",
            );
        }
    }
}
