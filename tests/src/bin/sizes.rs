//! Tells what the component's bytes are spent on: `sizes COMPONENT BUDGETS [--check | --accept]`.
//!
//! COMPONENT has to have names of functions; `cargo xtask sizes` makes such a one. BUDGETS is a JSON
//! object from part to the most bytes that it may have. A part is a module of this project's crates,
//! another crate, or a table. Prints the parts, the largest first, and the largest functions. With
//! `--check` it ends with 1 where a part has more than its budget, or has none. With `--accept` it
//! writes budgets that fit.

use std::{cmp::Reverse, collections::BTreeMap, env, fs, path::Path, process::ExitCode};

use anyhow::{Context as _, bail};
use rustc_demangle::demangle;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// Functions that are printed.
const LARGEST: usize = 30;

/// Budgets are multiples of this: another compiler moves a few bytes from one part to another.
const STEP: usize = 256;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (paths, option) = match arguments.as_slice() {
        [component, budgets] => ((component, budgets), None),
        [component, budgets, option] if matches!(option.as_str(), "--check" | "--accept") => {
            ((component, budgets), Some(option.as_str()))
        }
        _ => {
            eprintln!("Usage: sizes COMPONENT BUDGETS [--check | --accept]");
            return ExitCode::from(2);
        }
    };
    match run(paths.0.as_ref(), paths.1.as_ref(), option) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(component: &Path, budgets: &Path, option: Option<&str>) -> anyhow::Result<ExitCode> {
    let about = |path: &Path| path.display().to_string();
    let bytes = fs::read(component).with_context(|| about(component))?;
    let functions = read(&bytes)?;
    let parts = parts(&functions);
    if option == Some("--accept") {
        let accepted: BTreeMap<_, _> = parts
            .iter()
            .map(|(name, part)| (name, part.bytes.next_multiple_of(STEP)))
            .collect();
        fs::write(budgets, serde_json::to_string_pretty(&accepted)? + "\n")
            .with_context(|| about(budgets))?;
    }
    let limits = fs::read(budgets).with_context(|| about(budgets))?;
    let limits: BTreeMap<String, usize> =
        serde_json::from_slice(&limits).with_context(|| about(budgets))?;
    print(&parts, &limits, functions);
    let complaints = complaints(&parts, &limits);
    for complaint in &complaints {
        eprintln!("{}: {complaint}", budgets.display());
    }
    let is_wrong = option == Some("--check") && !complaints.is_empty();
    Ok(ExitCode::from(u8::from(is_wrong)))
}

/// What a part has.
#[derive(Default)]
struct Part {
    functions: usize,
    bytes: usize,
}

type Parts = BTreeMap<String, Part>;

fn parts(functions: &Sizes) -> Parts {
    let mut parts = Parts::new();
    for (name, bytes) in functions {
        let part = parts.entry(part_of(name)).or_default();
        part.functions += 1;
        part.bytes += bytes;
    }
    parts
}

fn print(parts: &Parts, limits: &BTreeMap<String, usize>, mut functions: Sizes) {
    println!(
        "{:<36} {:>9} {:>9} {:>9}",
        "part", "functions", "bytes", "budget"
    );
    let mut rows: Vec<_> = parts.iter().collect();
    rows.sort_by_key(|(_, part)| Reverse(part.bytes));
    for (name, Part { functions, bytes }) in rows {
        let limit = limits.get(name);
        let limit = limit.map_or_else(|| "none".to_owned(), usize::to_string);
        println!("{name:<36} {functions:>9} {bytes:>9} {limit:>9}");
    }
    println!("\n{:>9}  the largest functions", "bytes");
    functions.retain(|(name, _)| name != DATA && name != POINTERS);
    functions.sort_by_key(|(_, bytes)| Reverse(*bytes));
    for (name, bytes) in functions.iter().take(LARGEST) {
        println!("{bytes:>9}  {name}");
    }
}

/// A line for each part that is not within its budget.
fn complaints(parts: &Parts, limits: &BTreeMap<String, usize>) -> Vec<String> {
    let over = parts.iter().filter_map(|(name, part)| {
        let bytes = part.bytes;
        match limits.get(name) {
            None => Some(format!(
                "{name}: expected a budget, found none for {bytes} bytes; `cargo xtask sizes --accept` writes one"
            )),
            Some(limit) if bytes > *limit => Some(format!(
                "{name}: expected at most {limit} bytes, found {bytes}; make it smaller, or accept it with `cargo xtask sizes --accept` \
                 and say in the commit why it grows"
            )),
            Some(_) => None,
        }
    });
    let gone = limits
        .keys()
        .filter(|name| !parts.contains_key(*name))
        .map(|name| {
            format!("{name}: expected a part of this name, found none; take its budget out")
        });
    over.chain(gone).collect()
}

type Sizes = Vec<(String, usize)>;

/// What a module's memory begins with: texts and tables.
const DATA: &str = "data";
/// Functions that are called through a pointer.
const POINTERS: &str = "pointers to functions";

/// Functions and tables of the largest core module, each with its size in bytes.
fn read(component: &[u8]) -> anyhow::Result<Sizes> {
    let module = Parser::new(0)
        .parse_all(component)
        .filter_map(Result::ok)
        .filter_map(|payload| match payload {
            Payload::ModuleSection {
                unchecked_range, ..
            } => component.get(unchecked_range),
            _ => None,
        })
        .max_by_key(|module| module.len())
        .context("expected a component with a core module, found none")?;
    let (mut imported, mut bodies) = (0, Vec::new());
    let mut names = BTreeMap::new();
    let mut tables = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::DataSection(section) => {
                tables.push((DATA.to_owned(), section.range().len()));
            }
            Payload::ElementSection(section) => {
                tables.push((POINTERS.to_owned(), section.range().len()));
            }
            Payload::CustomSection(section) => {
                let KnownCustom::Name(section) = section.as_known() else {
                    continue;
                };
                for subsection in section {
                    let Name::Function(map) = subsection? else {
                        continue;
                    };
                    for naming in map {
                        let naming = naming?;
                        names.insert(naming.index, format!("{:#}", demangle(naming.name)));
                    }
                }
            }
            _ => {}
        }
    }
    if names.is_empty() {
        bail!(
            "expected names of functions, found none; `cargo xtask sizes` makes a component that has them"
        );
    }
    let named = |(index, size): (u32, usize)| {
        let name = names.get(&index).cloned();
        (name.unwrap_or_else(|| format!("function {index}")), size)
    };
    Ok((imported..).zip(bodies).map(named).chain(tables).collect())
}

/// Where a function belongs: its crate, and for this project's crates the module, too. Methods of the
/// language's own types are the standard library's.
fn part_of(name: &str) -> String {
    if name == DATA || name == POINTERS {
        return name.to_owned();
    }
    if name.starts_with("cabi_") || name.contains('#') {
        return "exports".to_owned();
    }
    // `<nemo_telemetry_core::engine::Engine as Trait>::method`.
    let path = name.trim_start_matches(['<', '&', '*', '[']);
    let path = path.strip_prefix("mut ").unwrap_or(path);
    let mut segments = path
        .split("::")
        .map(|segment| segment.split(['<', '>', ' ']).next().unwrap_or_default());
    let (first, second) = (segments.next().unwrap_or_default(), segments.next());
    let is_item = |name: &str| name.starts_with(|first: char| first.is_ascii_uppercase());
    match (first.strip_prefix("nemo_telemetry_"), second) {
        (Some(ours), Some(module)) if !is_item(module) && segments.next().is_some() => {
            format!("{ours}::{module}")
        }
        (Some(ours), _) => ours.to_owned(),
        (None, Some(_)) if !is_item(first) && !is_primitive(first) && !STD.contains(&first) => {
            first.to_owned()
        }
        _ => "std".to_owned(),
    }
}

const STD: [&str; 4] = ["__rustc", "alloc", "core", "std"];

/// `u8` to `u128`, `i8` to `i128`, `f64` and the like.
fn is_primitive(name: &str) -> bool {
    let digits = name.trim_start_matches(['u', 'i', 'f']);
    digits.bytes().all(|byte| byte.is_ascii_digit())
        || ["bool", "char", "str", "usize", "isize"].contains(&name)
}
