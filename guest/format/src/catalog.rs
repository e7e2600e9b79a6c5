//! Every event, product and envelope part that the schema files define.

use alloc::{format, vec, vec::Vec};

use crate::{
    definition::{
        ByDefault, Client, ConsentFile, ConsentFormat, Definition, Feature, Field, FilledBy,
        Heartbeat, Kind, Meaning, Notes, Part, Product, Session, SessionFile, SettingFile, Slot,
        Variables,
    },
    problem::{Code, Problem},
    suggest,
};

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// The event in one wire version, if the catalog has it.
#[must_use]
pub fn find(name: &str, version: &str) -> Option<&'static Definition> {
    EVENTS
        .iter()
        .find(|event| event.name == name && event.version == version)
}

/// The event in one wire version.
///
/// # Errors
/// The event, or the version of it, is not in the catalog. Pointers are those of an input line.
pub fn event(name: &str, version: &str) -> Result<&'static Definition, Vec<Problem>> {
    if let Some(found) = find(name, version) {
        return Ok(found);
    }
    let versions: Vec<&str> = EVENTS
        .iter()
        .filter(|event| event.name == name)
        .map(|event| event.version)
        .collect();
    if versions.is_empty() {
        return Err(vec![unknown_event(name)]);
    }
    Err(vec![Problem {
        pointer: "/schemaVersion".into(),
        code: Code::UnknownVersion,
        message: format!(
            "expected a wire version of {}: {}; found another",
            event_name(name),
            versions.join(", ")
        ),
        suggestion: versions.last().map(|version| (*version).into()),
        offset: 0,
    }])
}

/// The event as a product sends it today; without a product's word, in its newest wire version.
///
/// # Errors
/// The event is not in the catalog.
pub fn current_event(product: &Product, name: &str) -> Result<&'static Definition, Vec<Problem>> {
    match product.events.iter().find(|(event, _)| *event == name) {
        Some((_, version)) => event(name, version),
        None => EVENTS
            .iter()
            .rfind(|event| event.name == name)
            .ok_or_else(|| vec![unknown_event(name)]),
    }
}

/// The product with that identifier.
#[must_use]
pub fn product(id: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.id == id)
}

/// The name as the catalog has it: what a caller passed is never repeated.
fn event_name(name: &str) -> &'static str {
    EVENTS
        .iter()
        .find(|event| event.name == name)
        .map_or("the event", |event| event.name)
}

#[cold]
fn unknown_event(name: &str) -> Problem {
    let suggestion = suggest::nearest(name, EVENTS.iter().map(|event| event.name));
    let mut names: Vec<&str> = EVENTS.iter().map(|event| event.name).collect();
    names.dedup();
    Problem {
        pointer: "/event".into(),
        code: Code::UnknownEvent,
        message: format!("expected one of {}; found another name", names.join(", ")),
        suggestion: suggestion.map(Into::into),
        offset: 0,
    }
}
