//! The inventory as a record of processing: what whoever answers for it reads, completes and signs.

use std::{collections::BTreeSet, io::Write};

use serde_json::Value;

use super::{COLUMNS, cells, list, row, text};
use crate::command::Failure;

/// What the schema does not say, whoever signs has to.
pub(super) const OPEN: &str = "to be filled in by the operator";

/// What an operator has to know of a product: how the record calls it, the member of the inventory,
/// and what nobody but the operator knows.
const DUTIES: [(&str, &str); 4] = [
    ("recipient", "owner"),
    ("kept for", "retention"),
    ("legal basis", "legalBasis"),
    ("contact", "contact"),
];

pub(super) fn write(out: &mut impl Write, inventory: &Value, sha256: &str) -> Result<(), Failure> {
    let products = list(&inventory["products"]);
    writeln!(
        out,
        "# Record of processing: anonymous usage events\n\n\
        Written by `nemo-telemetry inventory` out of the component with the SHA-256 `{sha256}`, which can send nothing else.\n\
        Where it says *{OPEN}*, the schema is silent: complete the line here, or the keyword in the file that is named, and build anew."
    )?;
    for product in products {
        processing(out, inventory, product)?;
    }
    envelope(out, inventory)?;
    for event in list(&inventory["events"]) {
        fields(out, products, event)?;
    }
    writeln!(
        out,
        "\n## Signed\n\n| | |\n|---|---|\n\
        | operator | {OPEN} |\n| name | {OPEN} |\n| date | {OPEN} |\n| signature | {OPEN} |"
    )?;
    Ok(())
}

fn processing(out: &mut impl Write, inventory: &Value, product: &Value) -> Result<(), Failure> {
    writeln!(out, "\n## {}\n\n| | |\n|---|---|", text(&product["title"]))?;
    let mut say = |name: &str, value: String| row(out, &[name.to_owned(), value]);
    say("purpose", purposes(inventory, product).join("; "))?;
    say("what is collected", text(&product["collects"]))?;
    say("fields", sent(product).join(", "))?;
    say("of whom", "nobody is named: no account, no device and no address is in an event; the session id is random, and guest/schema/EVENTS.md says which product keeps one, and for how long".into())?;
    say("goes to", text(&product["endpoint"]))?;
    for (name, member) in DUTIES {
        say(name, duty(product, member))?;
    }
    Ok(())
}

/// Why the product's fields are collected, each reason once.
fn purposes(inventory: &Value, product: &Value) -> Vec<String> {
    let mut known = BTreeSet::new();
    let events = list(&inventory["events"]).iter();
    events
        .filter(|event| is_of(product, event))
        .flat_map(|event| list(&event["fields"]))
        .map(|field| text(&field["x-purpose"]))
        .filter(|purpose| !purpose.is_empty() && known.insert(purpose.clone()))
        .collect()
}

fn sent(product: &Value) -> Vec<String> {
    let events = product["events"].as_object().into_iter().flatten();
    events
        .map(|(name, version)| format!("those of {name} {}, below", text(version)))
        .collect()
}

/// What the schema says, or who has to say it and where.
fn duty(product: &Value, member: &str) -> String {
    known(product, member).unwrap_or_else(|| {
        format!(
            "{OPEN}: here, or `{member}` in guest/schema/products/{}.json",
            text(&product["id"])
        )
    })
}

/// What the schema says; none: it leaves that open.
pub(super) fn known(product: &Value, member: &str) -> Option<String> {
    Some(text(&product[member])).filter(|known| !matches!(known.as_str(), "" | "unknown"))
}

/// Whether the product sends the event, in this version or in another one.
fn is_of(product: &Value, event: &Value) -> bool {
    !product["events"][text(&event["name"])].is_null()
}

fn envelope(out: &mut impl Write, inventory: &Value) -> Result<(), Failure> {
    writeln!(
        out,
        "\n## Around the events\n\n| field | value |\n|---|---|"
    )?;
    for (name, value) in inventory["envelope"].as_object().into_iter().flatten() {
        row(out, &[name.clone(), text(value)])?;
    }
    Ok(())
}

fn fields(out: &mut impl Write, products: &[Value], event: &Value) -> Result<(), Failure> {
    let (name, version) = (text(&event["name"]), &event["version"]);
    let is_todays = products
        .iter()
        .any(|product| product["events"][&name] == *version);
    let note = if is_todays {
        ""
    } else {
        " Only where a program asks for this version."
    };
    writeln!(
        out,
        "\n## {name} {}: {}\n\n{}{note}\n",
        text(version),
        text(&event["title"]),
        text(&event["description"])
    )?;
    row(out, &COLUMNS.map(|(title, _)| title.to_owned()))?;
    writeln!(out, "|{}", "---|".repeat(COLUMNS.len()))?;
    for field in list(&event["fields"]) {
        row(out, &cells(field))?;
    }
    Ok(())
}
