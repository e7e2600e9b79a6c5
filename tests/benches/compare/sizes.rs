//! Where the component's bytes are.

use std::{collections::BTreeMap, io::Write};

use flate2::{Compression, write::GzEncoder};
use wasmparser::{Parser, Payload};

/// Goals of the design, in bytes.
const RAW: usize = 190_000;
const PACKED: usize = 70_000;
const CODE: usize = 120_000;
const DATA: usize = 70_000;

/// Prints the sections of a component and of the modules inside it, the largest first.
pub(crate) fn print(component: &[u8]) {
    println!("\n{:<58} {:>9} {:>9}  goal", "section", "bytes", "gzip -9");
    let mut sections: Vec<_> = sections(component).into_iter().collect();
    sections.sort_by_key(|(_, bytes)| std::cmp::Reverse(bytes.len()));
    for (name, bytes) in &sections {
        let goal = match name.as_str() {
            "module: code" => Some((bytes.len(), CODE)),
            "module: data" => Some((bytes.len(), DATA)),
            _ => None,
        };
        line(&format!("  {name}"), bytes.len(), packed(bytes), goal);
    }
    let headers = component.len() - sections.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
    println!(
        "  {:<56} {:>9}",
        "headers of sections and modules",
        thousands(headers)
    );
    let whole = packed(component);
    line(
        "the component",
        component.len(),
        whole,
        Some((component.len(), RAW)),
    );
    line(
        "the component, packed",
        component.len(),
        whole,
        Some((whole, PACKED)),
    );
}

fn line(name: &str, raw: usize, packed: usize, goal: Option<(usize, usize)>) {
    let verdict = |(found, goal)| {
        format!(
            "≤ {}, {}",
            thousands(goal),
            if found <= goal { "met" } else { "missed" }
        )
    };
    let line = format!(
        "{name:<58} {:>9} {:>9}  {}",
        thousands(raw),
        thousands(packed),
        goal.map(verdict).unwrap_or_default()
    );
    println!("{}", line.trim_end());
}

/// The content of each kind of section, one after the other: those of the component itself, and
/// those of its modules.
fn sections(component: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut sections: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut inside = Vec::new();
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload.unwrap();
        match &payload {
            Payload::ModuleSection { .. } => inside.push("module"),
            Payload::ComponentSection { .. } => inside.push("component"),
            // The last one ends the component itself.
            Payload::End(_) => drop(inside.pop()),
            _ => {
                let Some((id, range)) = payload.as_section() else {
                    continue;
                };
                let name = match &payload {
                    Payload::CustomSection(custom) => format!("custom {}", custom.name()),
                    _ => name(id, inside.last() == Some(&"module")).to_owned(),
                };
                let place = inside.last().unwrap_or(&"component");
                sections
                    .entry(format!("{place}: {name}"))
                    .or_default()
                    .extend_from_slice(&component[range]);
            }
        }
    }
    sections
}

fn name(id: u8, in_module: bool) -> &'static str {
    let module = [
        "",
        "type",
        "import",
        "function",
        "table",
        "memory",
        "global",
        "export",
        "start",
        "element",
        "code",
        "data",
        "data count",
    ];
    let component = [
        "",
        "",
        "core instance",
        "core type",
        "",
        "instance",
        "alias",
        "type",
        "canonical function",
        "start",
        "import",
        "export",
    ];
    let names = if in_module {
        module.as_slice()
    } else {
        component.as_slice()
    };
    names.get(usize::from(id)).copied().unwrap_or("unknown")
}

fn packed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// With a comma between thousands.
fn thousands(number: usize) -> String {
    if number < 1000 {
        number.to_string()
    } else {
        format!("{},{:03}", thousands(number / 1000), number % 1000)
    }
}
