mod diff;
mod export;

use std::io::Write;

use anyhow::{Context as _, anyhow};
use clap::{Args, Subcommand, ValueEnum};
use nemo_telemetry::{EventId, Instance, SchemaKind};
use serde_json::{Value, json};

use super::{Exit, Failure, instance};
use crate::output;

/// Read what is collected, out of the component itself
#[derive(Args, Debug)]
pub(crate) struct Schema {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Every event and wire version
    List {
        /// Print a JSON object for each, one a line
        #[arg(long)]
        json: bool,
    },
    /// Every field of an event: what it means, what it is for, what it never holds
    Show {
        /// The event, such as nat_cli_command or anonymizer_event@1.7; without a version the newest
        event: String,
        /// Print the JSON Schema of what a caller passes, or of what is sent
        #[arg(long, value_enum, value_name = "KIND")]
        json: Option<Kind>,
    },
    Diff(diff::Diff),
    Export(export::Export),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Input,
    Wire,
}

impl Schema {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut out = output::out();
        let mut instance = instance::embedded()?;
        match self.verb {
            Verb::List { json } => list(&mut out, &mut instance, json)?,
            Verb::Show { event, json } => show(&mut out, &mut instance, &event, json)?,
            Verb::Diff(diff) => return diff.run(&mut out, &mut instance),
            Verb::Export(export) => export.run(&mut out, &mut instance)?,
        }
        Ok(Exit::Done)
    }
}

fn list(out: &mut impl Write, instance: &mut Instance, json: bool) -> Result<(), Failure> {
    for id in instance.events()? {
        let schema = schema(instance, &id, SchemaKind::Wire)?;
        let fields = schema["properties"]
            .as_object()
            .map_or(0, serde_json::Map::len);
        let title = text(&schema["title"]);
        if json {
            writeln!(
                out,
                "{}",
                json!({"name": id.name, "version": id.version, "fields": fields, "title": title})
            )?;
        } else {
            writeln!(
                out,
                "{:<28} {:<5} {fields:>2} fields  {title}",
                id.name, id.version
            )?;
        }
    }
    Ok(())
}

fn show(
    out: &mut impl Write,
    instance: &mut Instance,
    event: &str,
    json: Option<Kind>,
) -> Result<(), Failure> {
    let id = find(instance, event)?;
    if let Some(kind) = json {
        let kind = match kind {
            Kind::Input => SchemaKind::Input,
            Kind::Wire => SchemaKind::Wire,
        };
        let schema = schema(instance, &id, kind)?;
        writeln!(
            out,
            "{}",
            serde_json::to_string_pretty(&schema).map_err(anyhow::Error::from)?
        )?;
        return Ok(());
    }
    let schema = schema(instance, &id, SchemaKind::Input)?;
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    writeln!(
        out,
        "{} {}: {}",
        id.name,
        id.version,
        text(&schema["title"])
    )?;
    writeln!(out, "{}", text(&schema["description"]))?;
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let presence = match &field["default"] {
            Value::Null if required.iter().any(|required| required == name) => "required".into(),
            Value::Null => "optional".into(),
            default => format!("default {default}"),
        };
        writeln!(out, "\n{name}  ({}, {presence})", type_of(field))?;
        writeln!(out, "  {}", text(&field["description"]))?;
        let notes = [
            ("unit", "x-unit"),
            ("unknown is", "x-sentinel"),
            ("filled by", "x-filled-by"),
            ("label", "x-label"),
            ("example", "examples"),
            ("purpose", "x-purpose"),
            ("sensitivity", "x-sensitivity"),
            ("guard", "x-guard"),
            ("source", "x-source"),
        ];
        for (label, key) in notes {
            if !field[key].is_null() {
                writeln!(out, "  {label:<12} {}", text(&field[key]))?;
            }
        }
    }
    Ok(())
}

/// The event that `name` or `name@version` means.
fn find(instance: &mut Instance, event: &str) -> Result<EventId, Failure> {
    let (name, version) = event
        .split_once('@')
        .map_or((event, None), |(name, version)| (name, Some(version)));
    let events = instance.events()?;
    let found = events
        .iter()
        .rfind(|id| id.name == name && version.is_none_or(|version| id.version == version));
    found.cloned().ok_or_else(|| {
        let known: Vec<String> = events
            .iter()
            .map(|id| format!("{}@{}", id.name, id.version))
            .collect();
        Failure::Mistake(anyhow!(
            "expected one of {}, found `{event}`",
            known.join(", ")
        ))
    })
}

fn schema(instance: &mut Instance, id: &EventId, kind: SchemaKind) -> anyhow::Result<Value> {
    let text = instance
        .json_schema(id, kind)?
        .ok_or_else(|| anyhow!("the component lists {} but has no schema of it", id.name))?;
    Ok(serde_json::from_str(&text)?)
}

fn type_of(field: &Value) -> String {
    let allowed = |field: &Value| {
        let words: Vec<&str> = field["enum"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        words.join(" | ")
    };
    match text(&field["type"]).as_str() {
        "string" if field["enum"].is_array() => allowed(field),
        "array" if field["items"]["enum"].is_array() => {
            format!("list of {}", allowed(&field["items"]))
        }
        "array" => "list of strings".into(),
        other => other.into(),
    }
}

fn inventory(instance: &mut Instance) -> anyhow::Result<Value> {
    let text = instance.inventory()?;
    serde_json::from_str(&text).context("the component gave an inventory that is not JSON")
}

/// A string's text, any other value's JSON.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
