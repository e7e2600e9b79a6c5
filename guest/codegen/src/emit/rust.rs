//! Const tables for the component, included where the types of `definition` are in scope.

use std::fmt::Write;

use super::body;
use super::text::{pascal, snake};
use crate::json::{Json, quote};
use crate::model::{
    ByDefault, Client, Condition, ConsentFormat, Definition, EnvelopeField, EnvelopeValue, Feature,
    Field, FilledBy, Heartbeat, Kind, Meaning, Notes, Product, Schema, Session, SessionFile,
    SettingFile, Surroundings,
};

/// The text of the tables.
#[must_use]
pub fn tables(schema: &Schema) -> String {
    let mut out = String::from("// Written by the build script from guest/schema.\n");
    write_all(&mut out, schema).expect("a String takes any text");
    out
}

fn write_all(out: &mut String, schema: &Schema) -> std::fmt::Result {
    out.write_str("\n/// Nothing to read.\nstatic NO_NOTES: Notes = ")?;
    let notes = Notes::default();
    let mut empty = String::new();
    write_notes(&mut empty, &notes)?;
    writeln!(out, "{};", empty.trim_start_matches('&'))?;
    out.write_str("\n/// Every event, sorted by name, then by version as numbers.\n")?;
    out.write_str("pub static EVENTS: &[Definition] = &[")?;
    for event in &schema.events {
        write_definition(out, event, Prose::Told)?;
        out.write_str(",")?;
    }
    out.write_str("\n];\n")?;

    out.write_str("\n/// Every product, sorted by id.\n")?;
    out.write_str("pub static PRODUCTS: &[Product] = &[")?;
    for product in &schema.products {
        write_product(out, product)?;
    }
    out.write_str("\n];\n")?;

    out.write_str("\n/// What the schema registry knows of the products' clients.\n")?;
    out.write_str("pub static CLIENTS: &[Client] = &[\n")?;
    for client in &schema.clients {
        write_client(out, client)?;
    }
    out.write_str("];\n")?;

    out.write_str("\n/// The text around the events, and the places to fill.\n")?;
    write_envelope(out, &schema.envelope)?;

    out.write_str("\n/// What shows which built-in features of Guardrails are in use.\n")?;
    write_features(out, &schema.features)?;

    let Surroundings {
        ci,
        agents,
        test_runners,
    } = &schema.surroundings;
    let tables = [
        ("CI", "What shows continuous integration", ci),
        (
            "AGENTS",
            "What shows that an AI agent runs the program",
            agents,
        ),
        ("TEST_RUNNERS", "What shows a test runner", test_runners),
    ];
    for (name, doc, entries) in tables {
        let text = surroundings_text(entries);
        write!(
            out,
            "\n/// {doc}: an entry a line, its conditions with a space between two.\npub static {name}: &str = {text:?};\n"
        )?;
    }

    let texts = [
        (&schema.line, "A line that a host hands over."),
        (&schema.settings, "What a client is opened with."),
        (&schema.outbox_line, "An event kept for a later process."),
    ];
    for (definition, doc) in texts {
        let name = definition.name.replace('-', "_");
        let constant = name.to_uppercase();
        write!(out, "\n/// {doc}\npub static {constant}: Definition =")?;
        write_definition(out, definition, Prose::Told)?;
        out.write_str(";\n")?;
        write!(out, "\n/// Indexes of the fields of [`{constant}`].\n")?;
        write_indexes(out, &name, definition)?;
    }

    let bodies = [
        ("body", "What a body has to hold.", body::body(schema)),
        (
            "body_event",
            "What an event in a body has to hold.",
            body::event(),
        ),
    ];
    for (name, doc, definition) in &bodies {
        let constant = name.to_uppercase();
        write!(out, "\n/// {doc}\npub static {constant}: Definition =")?;
        write_definition(out, definition, Prose::Withheld)?;
        out.write_str(";\n")?;
        write!(out, "\n/// Indexes of the fields of [`{constant}`].\n")?;
        write_indexes(out, name, definition)?;
    }

    for record in &schema.records {
        let name = record.name.replace('-', "_");
        let constant = name.to_uppercase();
        write!(
            out,
            "\n/// {}\npub static {constant}: Definition =",
            record.description
        )?;
        write_definition(out, record, Prose::Withheld)?;
        out.write_str(";\n")?;
        write!(out, "\n/// Indexes of the fields of [`{constant}`].\n")?;
        write_indexes(out, &name, record)?;
    }

    let all = schema
        .events
        .iter()
        .chain(&schema.records)
        .chain(texts.map(|(text, _)| text))
        .chain(bodies.iter().map(|(_, _, definition)| definition));
    let most = all.map(|definition| definition.fields.len()).max();
    out.write_str("\n/// Fields of the largest definition.\n")?;
    writeln!(out, "pub const MOST_FIELDS: usize = {};", most.unwrap_or(0))
}

/// Whether the component tells people what a definition and its fields mean. It says nothing of records, and is smaller without.
#[derive(Clone, Copy, PartialEq)]
enum Prose {
    Told,
    Withheld,
}

fn write_definition(out: &mut String, definition: &Definition, prose: Prose) -> std::fmt::Result {
    let Definition {
        name,
        version,
        fields,
        ..
    } = definition;
    let (title, description) = match prose {
        Prose::Told => (definition.title.as_str(), definition.description.as_str()),
        Prose::Withheld => ("", ""),
    };
    let instant = fields.iter().position(|field| field.is_instant);
    write!(
        out,
        "\nDefinition {{ name: {name:?}, version: {version:?}, title: {title:?},\n    description: {description:?},\n    sorted: &{:?}, instant: {instant:?},\n    fields: &[",
        sorted_indexes(fields)
    )?;
    for field in fields {
        write_field(out, field, prose)?;
    }
    out.write_str("\n    ] }")
}

/// A reader finds a name by its length first, which tells most names apart without looking at them.
fn sorted_indexes(fields: &[Field]) -> Vec<usize> {
    let mut indexes: Vec<_> = (0..fields.len()).collect();
    indexes.sort_by_key(|&index| (fields[index].name.len(), fields[index].name.as_bytes()));
    indexes
}

fn write_field(out: &mut String, field: &Field, prose: Prose) -> std::fmt::Result {
    let Field {
        name,
        kind,
        required,
        default,
        filled_by,
        notes,
        ..
    } = field;
    let prefix = format!(",{}:", quote(name));
    write!(
        out,
        "\n        Field {{ name: {name:?}, prefix: {prefix:?}, kind: {}, required: {required},",
        kind_text(kind)
    )?;
    let default = default.as_ref().map(Json::canonical);
    write!(out, " default: {default:?}, filled_by: ")?;
    match filled_by {
        None => out.write_str("None")?,
        Some(FilledBy::Constant) => write!(
            out,
            "Some(FilledBy::Constant({:?}))",
            default.unwrap_or_default()
        )?,
        Some(FilledBy::Session) => out.write_str("Some(FilledBy::Session)")?,
        Some(FilledBy::Clock) => out.write_str("Some(FilledBy::Clock)")?,
        Some(FilledBy::Policy) => out.write_str("Some(FilledBy::Policy)")?,
        Some(FilledBy::Ci) => out.write_str("Some(FilledBy::Ci)")?,
    }
    let guard = match &notes.guard {
        Some(Meaning::Check(name)) => format!("Some(Meaning::{})", pascal(name)),
        _ => "None".to_owned(),
    };
    write!(out, ", guard: {guard},\n            notes: ")?;
    match prose {
        Prose::Told => write_notes(out, notes)?,
        Prose::Withheld => out.write_str("&NO_NOTES")?,
    }
    out.write_str(" },")
}

fn kind_text(kind: &Kind) -> String {
    match kind {
        Kind::Text { max_length } => format!("Kind::Text {{ max_length: {max_length} }}"),
        Kind::OneOf(words) => format!("Kind::OneOf(&{words:?})"),
        Kind::Integer { minimum, maximum } => {
            format!(
                "Kind::Integer {{ minimum: {}, maximum: {} }}",
                bound_text(*minimum),
                bound_text(*maximum)
            )
        }
        Kind::Number => "Kind::Number".to_owned(),
        Kind::Flag => "Kind::Flag".to_owned(),
        Kind::TextList { max_length } => {
            format!("Kind::TextList {{ max_length: {max_length} }}")
        }
        Kind::OneOfList(words) => format!("Kind::OneOfList(&{words:?})"),
        Kind::Object => "Kind::Object".to_owned(),
        Kind::ObjectList => "Kind::ObjectList".to_owned(),
    }
}

fn bound_text(bound: i64) -> String {
    match bound {
        i64::MIN => "i64::MIN".to_owned(),
        i64::MAX => "i64::MAX".to_owned(),
        bound => bound.to_string(),
    }
}

fn write_notes(out: &mut String, notes: &Notes) -> std::fmt::Result {
    let sentinel = notes.sentinel.as_ref().map(Json::canonical);
    let guard = match &notes.guard {
        None => "",
        Some(Meaning::Check(name)) => name,
        Some(Meaning::Reason(reason)) => reason,
    };
    write!(
        out,
        "&Notes {{ title: {:?}, description: {:?}, unit: {:?}, sentinel: {:?}, example: {:?}, label: {:?}, sensitivity: {:?}, purpose: {:?}, source: {:?}, guard: {guard:?} }}",
        notes.title,
        notes.description,
        notes.unit,
        sentinel.unwrap_or_default(),
        notes
            .example
            .as_ref()
            .map(Json::canonical)
            .unwrap_or_default(),
        notes.label,
        notes
            .sensitivity
            .map_or("", |sensitivity| sensitivity.word()),
        notes.purpose,
        notes.source,
    )
}

fn write_client(out: &mut String, client: &Client) -> std::fmt::Result {
    let Client {
        id,
        name,
        definition_version,
        service,
        category,
    } = client;
    writeln!(
        out,
        "    Client {{ id: {id:?}, name: {name:?}, definition_version: {definition_version:?}, service: {service:?}, category: {category:?} }},"
    )
}

fn write_product(out: &mut String, product: &Product) -> std::fmt::Result {
    let Product {
        id,
        title,
        client_id,
        event_sys_ver,
        client_version,
        cpu_architecture,
        endpoint,
        events,
        ci_variables,
        timeout_ms,
        retries,
        collects,
        veto_ci,
        veto_test_runner,
        session_prefix,
        name_first,
        usage_stats,
        owner,
        retention,
        legal_basis,
        contact,
        enter_is_yes,
        ..
    } = product;
    let session = match product.session {
        Session::Undefined => "Undefined",
        Session::Hex => "Hex",
        Session::Uuid => "Uuid",
    };
    let default = match product.default {
        ByDefault::Off => "Off",
        ByDefault::Ask => "Ask",
        ByDefault::Notify => "Notify",
        ByDefault::On => "On",
    };
    let consent_file = match &product.consent_file {
        None => "None".to_owned(),
        Some(file) => {
            let format = match file.format {
                ConsentFormat::Toml => "Toml",
                ConsentFormat::Marker => "Marker",
            };
            format!(
                "Some(ConsentFile {{ path: {:?}, variable: {:?}, format: ConsentFormat::{format} }})",
                file.path, file.variable
            )
        }
    };
    let session_file = product.session_file.as_ref().map_or_else(
        || "None".to_owned(),
        |SessionFile {
             path,
             variable,
             days,
         }| {
            format!("Some(SessionFile {{ path: {path:?}, variable: {variable:?}, days: {days} }})")
        },
    );
    let setting_files: Vec<_> = product
        .setting_files
        .iter()
        .map(
            |SettingFile {
                 path,
                 variable,
                 key,
             }| {
                format!("SettingFile {{ path: {path:?}, variable: {variable:?}, key: {key:?} }}")
            },
        )
        .collect();
    let setting_files = setting_files.join(", ");
    write!(
        out,
        "\n    Product {{ id: {id:?}, title: {title:?}, client_id: {client_id:?},\n        event_sys_ver: {event_sys_ver:?}, client_version: {client_version:?}, cpu_architecture: {cpu_architecture:?}, endpoint: {endpoint:?},\n        events: &{events:?}, session: Session::{session}, session_file: {session_file}, default: ByDefault::{default},\n        collects: {collects:?},\n        consent_file: {consent_file}, setting_files: &[{setting_files}], ci_variables: &{ci_variables:?}, veto_ci: {veto_ci}, veto_test_runner: {veto_test_runner}, session_prefix: {session_prefix:?},\n        timeout_ms: {timeout_ms}, retries: {retries}, name_first: {name_first}, usage_stats: {usage_stats}, owner: {owner:?}, retention: {retention:?}, legal_basis: {legal_basis:?}, contact: {contact:?}, enter_is_yes: {enter_is_yes},\n        variables: Variables {{ "
    )?;
    let variables = &product.variables;
    let names = [
        ("enabled", &variables.enabled),
        ("disabled", &variables.disabled),
        ("endpoint", &variables.endpoint),
        ("dry_run", &variables.dry_run),
        ("session_prefix", &variables.session_prefix),
        ("deployment_type", &variables.deployment_type),
    ];
    for (field, name) in names {
        write!(out, "{field}: {name:?}, ")?;
    }
    out.write_str("}, heartbeat: ")?;
    match &product.heartbeat {
        None => out.write_str("None },"),
        Some(Heartbeat {
            event,
            field,
            first,
            value,
            interval_ms,
            interval_variable,
            jitter_ms,
        }) => write!(
            out,
            "Some(Heartbeat {{\n            event: {event:?}, field: {field:?}, first: {first:?}, value: {value:?},\n            interval_ms: {interval_ms}, interval_variable: {interval_variable:?}, jitter_ms: {jitter_ms} }}) }},"
        ),
    }
}

/// Constants between two slots are one text, so that building an envelope copies as few pieces as there can be.
fn write_envelope(out: &mut String, fields: &[EnvelopeField]) -> std::fmt::Result {
    out.write_str("pub static ENVELOPE: &[Part] = &[\n")?;
    let mut text = String::new();
    for (index, field) in fields.iter().enumerate() {
        text.push(if index == 0 { '{' } else { ',' });
        text.push_str(&quote(&field.name));
        text.push(':');
        match &field.value {
            EnvelopeValue::Constant(constant) => text.push_str(&quote(constant)),
            EnvelopeValue::Slot(slot) => {
                writeln!(
                    out,
                    "    Part::Text({text:?}),\n    Part::Slot(Slot::{slot:?}),"
                )?;
                text.clear();
            }
        }
    }
    text.push('}');
    write!(out, "    Part::Text({text:?}),\n];\n")
}

/// Names that are only ever compared with others are one text: a slice of them would take eight bytes more for each.
fn write_features(out: &mut String, features: &[Feature]) -> std::fmt::Result {
    out.write_str("pub static GUARDRAILS_FEATURES: &[Feature] = &[\n")?;
    for Feature {
        name,
        generation,
        sections,
        flows,
    } in features
    {
        let (sections, flows) = (sections.join("\n"), flows.join("\n"));
        let generation = generation.unwrap_or_default();
        writeln!(
            out,
            "    Feature {{ name: {name:?}, generation: {generation:?}, sections: {sections:?}, flows: {flows:?} }},"
        )?;
    }
    out.write_str("];\n")
}

/// `NAME` and `ONE|OTHER`: one of them is set; `NAME=value`: it is exactly that; `NAME~part`: that is in it.
fn surroundings_text(entries: &[Vec<Condition>]) -> String {
    let condition = |condition: &Condition| match condition {
        Condition::Set(names) => names.join("|"),
        Condition::Equals { variable, value } => format!("{variable}={value}"),
        Condition::Includes { variable, part } => format!("{variable}~{part}"),
    };
    let entries = entries.iter().map(|conditions| {
        conditions
            .iter()
            .map(condition)
            .collect::<Vec<_>>()
            .join(" ")
    });
    entries.collect::<Vec<_>>().join("\n")
}

fn write_indexes(out: &mut String, module: &str, definition: &Definition) -> std::fmt::Result {
    writeln!(out, "pub mod {module} {{")?;
    for (index, field) in definition.fields.iter().enumerate() {
        writeln!(
            out,
            "    /// `{}`.\n    pub const {}: usize = {index};",
            field.name,
            screaming(&field.name)
        )?;
    }
    out.write_str("}\n")
}

/// `schemaVersion` as `SCHEMA_VERSION`.
fn screaming(name: &str) -> String {
    snake(name).to_ascii_uppercase()
}
