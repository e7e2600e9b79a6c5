//! The exported interface `catalog`.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use nemo_telemetry_core::{catalog, envelope, render, validate};

use crate::{
    Component, convert,
    generated::exports::nemo::telemetry::catalog::{
        BodyVerdict, Checked, EventId, Guest, SchemaKind,
    },
};

impl Guest for Component {
    fn events() -> Vec<EventId> {
        let id = |event: &nemo_telemetry_core::definition::Definition| EventId {
            name: event.name.to_string(),
            version: event.version.to_string(),
        };
        catalog::EVENTS.iter().map(id).collect()
    }

    fn json_schema(id: EventId, kind: SchemaKind) -> Option<String> {
        let kind = match kind {
            SchemaKind::Input => render::SchemaKind::Input,
            SchemaKind::Wire => render::SchemaKind::Wire,
        };
        catalog::event(&id.name, &id.version)
            .ok()
            .map(|event| render::json_schema(event, kind))
    }

    fn settings_schema() -> String {
        render::settings_schema()
    }

    fn inventory() -> String {
        render::inventory()
    }

    fn validate(id: EventId, parameters: String) -> Checked {
        let event = catalog::event(&id.name, &id.version);
        convert::checked(event.and_then(|event| validate::admit(event, parameters)))
    }

    fn check_body(body: String) -> BodyVerdict {
        convert::verdict(envelope::check(&body))
    }
}
