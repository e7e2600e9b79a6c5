mod record;

use std::io::{self, Write};

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde_json::Value;

use super::{Exit, Failure, arguments::Product, instance};
use crate::output;

/// Print what is collected, out of the component itself: every event and field with all that is
/// known about it
///
/// For whoever has to judge it. The tables are a record of processing that can be signed. What the
/// schema does not say, such as how long a product's owner keeps events, is left to whoever signs.
#[derive(Args, Debug)]
pub(crate) struct Inventory {
    /// The form: JSON as the component gives it, tables for people, or a row for each field
    #[arg(long, value_enum, default_value = "md")]
    format: Format,
    /// Product to write the record of; without it every product
    #[arg(long, value_enum)]
    product: Option<Product>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Json,
    Md,
    Csv,
}

/// What a row says of a field: the title of the column, and the member of the inventory.
const COLUMNS: [(&str, &str); 13] = [
    ("field", "name"),
    ("since", "since"),
    ("type", "type"),
    ("meaning", "description"),
    ("purpose", "x-purpose"),
    ("sensitivity", "x-sensitivity"),
    ("made by", "derivation"),
    ("label", "x-label"),
    ("meant as", "x-guard"),
    ("unit", "x-unit"),
    ("no value", "x-sentinel"),
    ("example", "examples"),
    ("source", "x-source"),
];

impl Inventory {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut out = output::out();
        let text = instance::embedded()?.inventory()?;
        let mut inventory: Value = serde_json::from_str(&text)
            .context("the component gave an inventory that is not JSON")?;
        if let Some(product) = self.product {
            keep(&mut inventory, product.id());
        }
        match self.format {
            Format::Json => writeln!(out, "{inventory}")?,
            Format::Md => record::write(&mut out, &inventory, nemo_telemetry_artifact::SHA256)?,
            Format::Csv => rows(&mut out, &inventory)?,
        }
        Ok(Exit::Done)
    }
}

/// Leave out the other products and their events.
fn keep(inventory: &mut Value, product: &str) {
    if let Some(products) = inventory["products"].as_array_mut() {
        products.retain(|other| other["id"] == product);
    }
    let sent = inventory["products"][0]["events"].clone();
    if let Some(events) = inventory["events"].as_array_mut() {
        events.retain(|event| !sent[text(&event["name"])].is_null());
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A string's text, any other value's JSON, and nothing for nothing.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn cells(field: &Value) -> [String; COLUMNS.len()] {
    COLUMNS.map(|(_, member)| match (member, &field[member]) {
        ("type", kind) => kind_of(field, kind),
        ("examples", examples) => text(&examples[0]),
        (_, value) => text(value),
    })
}

fn kind_of(field: &Value, kind: &Value) -> String {
    let words = |allowed: &Value| {
        list(allowed)
            .iter()
            .map(text)
            .collect::<Vec<_>>()
            .join(", ")
    };
    match &field["enum"] {
        Value::Null if !field["items"].is_null() => format!(
            "list of {}",
            kind_of(&field["items"], &field["items"]["type"])
        ),
        Value::Null => text(kind),
        allowed => words(allowed),
    }
}

fn row(out: &mut impl Write, cells: &[String]) -> io::Result<()> {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    writeln!(out, "| {} |", cells.join(" | "))
}

/// A row for each field, as RFC 4180 has it but for its line ends, with the event and who receives
/// it.
fn rows(out: &mut impl Write, inventory: &Value) -> Result<(), Failure> {
    let titles = ["event", "version", "owner", "kept for"]
        .into_iter()
        .chain(COLUMNS.map(|(title, _)| title));
    writeln!(out, "{}", titles.collect::<Vec<_>>().join(","))?;
    for event in list(&inventory["events"]) {
        let name = text(&event["name"]);
        let sender = list(&inventory["products"])
            .iter()
            .find(|product| !product["events"][&name].is_null());
        let of_sender = |member: &str| {
            sender
                .and_then(|product| record::known(product, member))
                .unwrap_or_else(|| record::OPEN.into())
        };
        let head = [
            name.clone(),
            text(&event["version"]),
            of_sender("owner"),
            of_sender("retention"),
        ];
        for field in list(&event["fields"]) {
            let cells = head
                .iter()
                .chain(&cells(field))
                .map(|cell| quoted(cell))
                .collect::<Vec<_>>();
            writeln!(out, "{}", cells.join(","))?;
        }
    }
    Ok(())
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
