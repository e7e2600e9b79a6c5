use std::io::{self, Write};

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde_json::Value;

use super::{Exit, Failure, instance};
use crate::output;

/// Print what is collected, out of the component itself: every event and field with all that is
/// known about it
///
/// For whoever has to judge it. What is not known, such as how long a product's owner keeps events,
/// is said to be unknown.
#[derive(Args, Debug)]
pub(crate) struct Inventory {
    /// The form: JSON as the component gives it, tables for people, or a row for each field
    #[arg(long, value_enum, default_value = "md")]
    format: Format,
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
        let inventory: Value = serde_json::from_str(&text)
            .context("the component gave an inventory that is not JSON")?;
        match self.format {
            Format::Json => writeln!(out, "{text}")?,
            Format::Md => tables(&mut out, &inventory)?,
            Format::Csv => rows(&mut out, &inventory)?,
        }
        Ok(Exit::Done)
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

fn tables(out: &mut impl Write, inventory: &Value) -> Result<(), Failure> {
    writeln!(out, "# What is collected\n\n## Who receives it\n")?;
    writeln!(
        out,
        "| product | address | owner | kept for | events |\n|---|---|---|---|---|"
    )?;
    for product in list(&inventory["products"]) {
        let events = product["events"].as_object().into_iter().flatten();
        let events: Vec<String> = events
            .map(|(name, version)| format!("{name} {}", text(version)))
            .collect();
        let cells =
            ["title", "endpoint", "owner", "retention"].map(|member| text(&product[member]));
        row(out, &[&cells[..], &[events.join(", ")]].concat())?;
    }
    writeln!(
        out,
        "\n## Around the events\n\n| field | value |\n|---|---|"
    )?;
    for (name, value) in inventory["envelope"].as_object().into_iter().flatten() {
        row(out, &[name.clone(), text(value)])?;
    }
    for event in list(&inventory["events"]) {
        writeln!(
            out,
            "\n## {} {}: {}\n\n{}\n",
            text(&event["name"]),
            text(&event["version"]),
            text(&event["title"]),
            text(&event["description"])
        )?;
        row(out, &COLUMNS.map(|(title, _)| title.to_owned()))?;
        writeln!(out, "|{}", "---|".repeat(COLUMNS.len()))?;
        for field in list(&event["fields"]) {
            row(out, &cells(field))?;
        }
    }
    Ok(())
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
            sender.map_or_else(|| "unknown".into(), |product| text(&product[member]))
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
