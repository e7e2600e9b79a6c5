//! `records.d.ts`: what the derivations of labels read, as TypeScript knows it.

use super::text::{ORIGIN, pascal};
use super::typescript::{comment, literal, member};
use crate::model::{Definition, Field, Kind, Schema};

/// The text of `records.d.ts`.
#[must_use]
pub fn typescript(schema: &Schema) -> String {
    let mut out = format!("// {ORIGIN}\n");
    for record in &schema.records {
        out += &format!(
            "\n{}",
            comment("", &[format!("{}. {}", record.title, record.description)])
        );
        out += &format!("export interface {} {{\n", pascal(&record.name));
        for field in &record.fields {
            out += &comment(
                "  ",
                &[format!(
                    "{}. {}",
                    field.notes.title, field.notes.description
                )],
            );
            out += &property(field);
        }
        out += "}\n";
    }
    out += "\n/** What each derivation reads, by its name. */\nexport interface Derivations {\n";
    for record in derivations(schema) {
        out += &format!("  {}: {};\n", key(&record.name), pascal(&record.name));
    }
    out + "}\n"
}

/// Records that are no part of another one.
fn derivations(schema: &Schema) -> impl Iterator<Item = &Definition> {
    let is_part = |record: &Definition| {
        let mut fields = schema.records.iter().flat_map(|other| &other.fields);
        fields.any(|field| field.record == record.name)
    };
    schema.records.iter().filter(move |record| !is_part(record))
}

fn key(name: &str) -> String {
    if name.contains('-') {
        literal(name)
    } else {
        name.to_owned()
    }
}

fn property(field: &Field) -> String {
    let mark = if field.required { "" } else { "?" };
    let start = format!("  {}{mark}:", field.name);
    match field.kind {
        Kind::Object => format!("{start} {};\n", pascal(&field.record)),
        Kind::ObjectList => format!("{start} readonly {}[];\n", pascal(&field.record)),
        _ => member(&start, &field.kind),
    }
}
