//! Constants of hosts, under the same names in each language.

use super::text::{ORIGIN, wrap};
use crate::model::{Host, Limit, Schema};

/// For the Rust host.
#[must_use]
pub fn rust(schema: &Schema) -> String {
    let mut out = format!("//! {ORIGIN}\n");
    for limit in of(schema, Host::Rust) {
        let kind = match limit.unit.as_str() {
            "bytes" => "usize",
            "ms" => "u64",
            _ => "u32",
        };
        let doc = comment("/// ", limit);
        out += &format!(
            "\n{doc}pub const {}: {kind} = {};\n",
            limit.name,
            number(limit.value)
        );
    }
    out
}

/// For the Python host: literals only, so that importing it costs nothing.
#[must_use]
pub fn python(schema: &Schema) -> String {
    let mut out = format!("\"\"\"{ORIGIN}\"\"\"\n");
    for limit in of(schema, Host::Python) {
        let doc = comment("#: ", limit);
        out += &format!("\n{doc}{} = {}\n", limit.name, number(limit.value));
    }
    out
}

/// For the JavaScript host.
#[must_use]
pub fn javascript(schema: &Schema) -> String {
    let mut out = format!("// {ORIGIN}\n");
    for limit in of(schema, Host::JavaScript) {
        let lines = wrap(&sentence(limit), WIDTH - 3);
        let doc = match lines.as_slice() {
            [line] if line.len() + 7 <= WIDTH => format!("/** {line} */\n"),
            lines => {
                let lines: Vec<_> = lines.iter().map(|line| format!(" * {line}\n")).collect();
                format!("/**\n{} */\n", lines.concat())
            }
        };
        out += &format!(
            "\n{doc}export const {} = {};\n",
            limit.name,
            number(limit.value)
        );
    }
    out
}

/// Longest line of a comment.
const WIDTH: usize = 100;

fn of(schema: &Schema, host: Host) -> impl Iterator<Item = &Limit> {
    schema
        .limits
        .iter()
        .filter(move |limit| limit.hosts.contains(&host))
}

fn comment(mark: &str, limit: &Limit) -> String {
    let lines = wrap(&sentence(limit), WIDTH - mark.len());
    lines.iter().map(|line| format!("{mark}{line}\n")).collect()
}

/// What it is, its unit where the description does not name it, and why it is that number.
fn sentence(limit: &Limit) -> String {
    let Limit {
        unit,
        description,
        reason,
        ..
    } = limit;
    let unit = match unit.as_str() {
        "ms" => ", in milliseconds",
        "bytes" => ", in bytes",
        _ => "",
    };
    format!("{}{unit}. {reason}", description.trim_end_matches('.'))
}

/// A number as all three languages write it, in groups of three digits where there are five or more.
fn number(value: u32) -> String {
    let digits = value.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push('_');
        }
        out.push(digit);
    }
    out
}
