//! A body as its reader checks it: the members of the envelope, and those of an event in it.

use std::collections::BTreeSet;

use crate::model::{
    Definition, EnvelopeField, EnvelopeValue, Field, Kind, LONGEST_TEXT, Notes, Product, Schema,
    Slot,
};

/// The members of the envelope.
pub(super) fn body(schema: &Schema) -> Definition {
    let fields = schema
        .envelope
        .iter()
        .map(|EnvelopeField { name, value, .. }| {
            let kind = match value {
                EnvelopeValue::Constant(constant) => Kind::OneOf(vec![constant.clone()]),
                EnvelopeValue::Slot(slot) => slot_kind(*slot, &schema.products),
            };
            field(name, kind)
        });
    definition("envelope", fields.collect())
}

/// The members of an event, in the order in which most products send them.
pub(super) fn event() -> Definition {
    let fields = [
        field("ts", text()),
        field("parameters", Kind::Object),
        field("name", text()),
    ];
    definition("event", fields.into())
}

fn slot_kind(slot: Slot, products: &[Product]) -> Kind {
    let words = |word: fn(&Product) -> &String| {
        let words: BTreeSet<_> = products.iter().map(word).cloned().collect();
        Kind::OneOf(words.into_iter().collect())
    };
    match slot {
        Slot::ClientId => words(|product| &product.client_id),
        Slot::EventSysVer => words(|product| &product.event_sys_ver),
        Slot::Events => Kind::ObjectList,
        Slot::ClientVer
        | Slot::CpuArchitecture
        | Slot::EventSchemaVer
        | Slot::SentTs
        | Slot::SessionId => text(),
    }
}

fn text() -> Kind {
    Kind::Text {
        max_length: LONGEST_TEXT,
    }
}

fn field(name: &str, kind: Kind) -> Field {
    Field {
        name: name.to_owned(),
        kind,
        required: true,
        default: None,
        is_instant: false,
        filled_by: None,
        record: String::new(),
        notes: Notes::default(),
    }
}

fn definition(name: &str, fields: Vec<Field>) -> Definition {
    Definition {
        file: "envelope.json".to_owned(),
        name: name.to_owned(),
        version: String::new(),
        title: String::new(),
        description: String::new(),
        examples: Vec::new(),
        fields,
    }
}
