//! Every difference between two contracts, and whom it breaks.

use serde_json::Value;

use super::{Breaks, Change, Contract, Event, Origin, shape::Shapes};

/// Every change from one contract to another, those that reach furthest first.
///
/// Events are told by their names; two contracts of one event each are compared whatever it is
/// called. Titles, purposes and sensitivities are compared where both sides are the component's,
/// descriptions where both sides have the same author.
#[must_use]
pub fn compare(old: &Contract, new: &Contract) -> Vec<Change> {
    let mut changes = clients(old, new);
    changes.extend(versions(old, new));
    for pair in pairs(old, new) {
        match pair {
            (Some(before), Some(after)) => changes.extend(events(before, after, old, new)),
            (None, Some(event)) => {
                let breaks = Breaks::by_values(false, true);
                changes.push(whole(event, "event-added", breaks, "is new"));
            }
            (Some(event), None) => {
                let breaks = Breaks::by_values(true, false);
                changes.push(whole(event, "event-removed", breaks, "is gone"));
            }
            (None, None) => {}
        }
    }
    let reach = |change: &Change| (change.breaks.person, change.breaks.on_the_wire());
    changes.sort_by_key(|change| std::cmp::Reverse(reach(change)));
    changes
}

/// Each event with what it was; first those of the new contract.
fn pairs<'a>(old: &'a Contract, new: &'a Contract) -> Vec<(Option<&'a Event>, Option<&'a Event>)> {
    if let ([before], [after], true) = (
        old.events.as_slice(),
        new.events.as_slice(),
        are_ours(old, new),
    ) {
        return vec![(Some(before), Some(after))];
    }
    let kept = new
        .events
        .iter()
        .map(|event| (find(old, &event.name), Some(event)));
    let gone = old
        .events
        .iter()
        .filter(|event| find(new, &event.name).is_none())
        .map(|event| (Some(event), None));
    kept.chain(gone).collect()
}

fn are_ours(old: &Contract, new: &Contract) -> bool {
    (old.origin, new.origin) == (Origin::Component, Origin::Component)
}

fn find<'a>(contract: &'a Contract, name: &str) -> Option<&'a Event> {
    contract.events.iter().find(|event| event.name == name)
}

fn whole(event: &Event, code: &'static str, breaks: Breaks, text: &str) -> Change {
    Change {
        event: event.name.clone(),
        field: String::new(),
        code,
        breaks,
        text: text.into(),
    }
}

/// What the registry says of the sender. A collector finds the contract by the client's id.
fn clients(old: &Contract, new: &Contract) -> Vec<Change> {
    let (Some(before), Some(after)) = (&old.client, &new.client) else {
        return Vec::new();
    };
    let members = [
        (
            "clientId",
            &before.id,
            &after.id,
            Breaks::by_values(true, true),
        ),
        ("clientName", &before.name, &after.name, Breaks::NOBODY),
        (
            "definitionVersion",
            &before.definition_version,
            &after.definition_version,
            Breaks::NOBODY,
        ),
    ];
    members
        .into_iter()
        .filter(|(_, before, after, _)| before != after)
        .map(|(name, before, after, breaks)| Change {
            event: String::new(),
            field: String::new(),
            code: "client",
            breaks,
            text: format!("{name} is {after:?} now, was {before:?}"),
        })
        .collect()
}

/// A registered contract holds for its own wire version alone. Two versions of one author are meant
/// to differ.
fn versions(old: &Contract, new: &Contract) -> Option<Change> {
    let of = |contract: &Contract| {
        let mut versions: Vec<_> = contract
            .events
            .iter()
            .map(|event| event.version.as_str())
            .collect();
        versions.sort_unstable();
        versions.dedup();
        versions.join(", ")
    };
    let (before, after) = (of(old), of(new));
    let is_said = !before.is_empty() && !after.is_empty();
    if !is_said || before == after || are_ours(old, new) {
        return None;
    }
    let breaks = match old.origin == new.origin {
        true => Breaks::NOBODY,
        false => Breaks::by_values(true, true),
    };
    Some(Change {
        event: String::new(),
        field: String::new(),
        code: "version",
        breaks,
        text: format!("schemaVersion is {after:?} now, was {before:?}"),
    })
}

fn events(before: &Event, after: &Event, old: &Contract, new: &Contract) -> Vec<Change> {
    let mut changes = registration(before, after);
    let mut shapes = Shapes::new(&after.name);
    shapes.object("", &before.schema, &after.schema);
    changes.extend(shapes.changes);
    let agreed_to = are_ours(old, new);
    if agreed_to {
        for change in &mut changes {
            if matches!(change.code, "field-added" | "words-dropped") {
                change.breaks = change.breaks.and_person();
            }
        }
    }
    if old.origin == new.origin {
        let fields = after.schema["properties"].as_object().into_iter().flatten();
        for (name, field) in fields {
            let earlier = &before.schema["properties"][name];
            if earlier.is_object() {
                changes.extend(notes(&after.name, name, earlier, field, agreed_to));
            }
        }
    }
    changes
}

/// What the registry says of an event beside its schema.
fn registration(before: &Event, after: &Event) -> Vec<Change> {
    let members = [
        ("service", &before.service, &after.service),
        ("gdpr.category", &before.category, &after.category),
    ];
    members
        .into_iter()
        .filter(|(_, before, now)| before != now && !before.is_empty() && !now.is_empty())
        .map(|(name, before, now)| {
            let text = format!("{name} is {now:?} now, was {before:?}");
            whole(after, "registration", Breaks::NOBODY, &text)
        })
        .collect()
}

/// What a field is collected for, and how it is described.
fn notes(
    event: &str,
    name: &str,
    before: &Value,
    after: &Value,
    agreed_to: bool,
) -> impl Iterator<Item = Change> {
    let differs = |member: &str| before[member] != after[member];
    let is_sensitive = |field: &Value| field["x-sensitivity"] == "interaction";
    let person = Breaks::NOBODY.and_person();
    let found = [
        (
            agreed_to && is_sensitive(after) && !is_sensitive(before),
            "sensitivity",
            person,
            "tells what a person did now",
        ),
        (
            agreed_to && differs("x-purpose"),
            "purpose",
            person,
            "is used for something else now",
        ),
        (
            agreed_to && differs("x-filled-by"),
            "filled-by",
            Breaks::NOBODY,
            "is filled by something else now",
        ),
        (
            differs("title") || differs("description"),
            "description",
            Breaks::NOBODY,
            "is described in other words",
        ),
    ];
    found
        .into_iter()
        .filter(|(found, ..)| *found)
        .map(move |(_, code, breaks, text)| Change {
            event: event.to_owned(),
            field: name.to_owned(),
            code,
            breaks,
            text: text.to_owned(),
        })
}
