//! `docs/reference/wit.md`: the world as a page, with what the WIT says about each part.

use wit_parser::{Docs, Function, FunctionKind, Handle, Param, Type, TypeDefKind, TypeId};

use super::Output;
use crate::world::{Interface, World};

const HEADER: &str = "<!-- Written by `cargo xtask gen` from wit; edit the files there. -->

# The interfaces
";

/// The page.
///
/// # Errors
///
/// What the world has and no host could offer.
pub fn output(world: &World) -> anyhow::Result<Output> {
    let mut out = HEADER.to_owned();
    out += &prose(world.docs(), 1);
    out += "\n## What a host offers\n\nBeside these it offers three of WASI: `wasi:clocks/wall-clock`, `wasi:clocks/monotonic-clock` and `wasi:random/random`.\n";
    for interface in world
        .imports()?
        .iter()
        .filter(|interface| interface.name.starts_with("nemo:"))
    {
        out += &section(world, interface);
    }
    out += "\n## What a host may call\n";
    for interface in &world.exports()? {
        out += &section(world, interface);
    }
    Ok(Output {
        path: "docs/reference/wit.md".into(),
        text: out,
    })
}

fn section(world: &World, interface: &Interface<'_>) -> String {
    let mut out = format!("\n### {}\n\n`{}`\n", interface.short, interface.name);
    out += &prose(interface.docs, 3);
    for id in world.types(interface) {
        out += &definition(world, id);
    }
    for function in &interface.functions {
        out += &call(world, interface, function);
    }
    out
}

fn definition(world: &World, id: TypeId) -> String {
    let found = &world.resolve.types[id];
    let (Some(name), Some(kind)) = (found.name.as_deref(), kind(&found.kind)) else {
        return String::new();
    };
    let mut out = format!("\n#### {kind} {name}\n");
    out += &prose(found.docs.contents.as_deref(), 4);
    let rows: Vec<String> = match &found.kind {
        TypeDefKind::Record(record) => record
            .fields
            .iter()
            .map(|field| row(&field.name, Some(text(world, field.ty)), &field.docs))
            .collect(),
        TypeDefKind::Variant(variant) => variant
            .cases
            .iter()
            .map(|case| row(&case.name, case.ty.map(|ty| text(world, ty)), &case.docs))
            .collect(),
        TypeDefKind::Enum(words) => words
            .cases
            .iter()
            .map(|case| row(&case.name, None, &case.docs))
            .collect(),
        _ => Vec::new(),
    };
    if !rows.is_empty() {
        out += "\n";
    }
    out + &rows.concat()
}

const fn kind(kind: &TypeDefKind) -> Option<&'static str> {
    match kind {
        TypeDefKind::Record(_) => Some("record"),
        TypeDefKind::Variant(_) => Some("variant"),
        TypeDefKind::Enum(_) => Some("enum"),
        TypeDefKind::Resource => Some("resource"),
        _ => None,
    }
}

/// A part of a type, with its words on one line.
fn row(name: &str, ty: Option<String>, docs: &Docs) -> String {
    let ty = ty.map_or_else(String::new, |ty| format!(": `{ty}`"));
    let docs = docs.contents.as_deref().unwrap_or_default();
    let words: Vec<&str> = docs.split_whitespace().collect();
    let colon = if words.is_empty() { "" } else { " — " };
    format!("- **{name}**{ty}{colon}{}\n", words.join(" "))
}

fn call(world: &World, interface: &Interface<'_>, function: &Function) -> String {
    let is_method = matches!(function.kind, FunctionKind::Method(_));
    // The first parameter of a method is what it is called on.
    let parameters: Vec<String> = function
        .params
        .iter()
        .skip(usize::from(is_method))
        .map(|Param { name, ty, .. }| format!("{name}: {}", text(world, *ty)))
        .collect();
    let result = function
        .result
        .map_or_else(String::new, |ty| format!(" -> {}", text(world, ty)));
    let name = function.item_name();
    let owner = function.kind.resource().and_then(|id| {
        let name = world.resolve.types[id].name.as_deref()?;
        Some(format!("{name}."))
    });
    let mark = if matches!(function.kind, FunctionKind::Static(_)) {
        "static func"
    } else {
        "func"
    };
    let mut out = format!(
        "\n#### {}{name}\n\n```wit\n{name}: {mark}({}){result};\n```\n",
        owner.unwrap_or_else(|| format!("{}.", interface.short)),
        parameters.join(", ")
    );
    out += &prose(function.docs.contents.as_deref(), 4);
    out
}

fn text(world: &World, ty: Type) -> String {
    let Type::Id(id) = ty else {
        return primitive(ty).to_owned();
    };
    let found = &world.resolve.types[id];
    if let Some(name) = &found.name {
        return name.clone();
    }
    match &found.kind {
        TypeDefKind::Option(ty) => format!("option<{}>", text(world, *ty)),
        TypeDefKind::List(ty) => format!("list<{}>", text(world, *ty)),
        TypeDefKind::Result(result) => {
            let side = |ty: Option<Type>| ty.map_or_else(|| "_".into(), |ty| text(world, ty));
            format!("result<{}, {}>", side(result.ok), side(result.err))
        }
        TypeDefKind::Handle(Handle::Own(id) | Handle::Borrow(id)) => text(world, Type::Id(*id)),
        other => other.as_str().to_owned(),
    }
}

const fn primitive(ty: Type) -> &'static str {
    match ty {
        Type::Bool => "bool",
        Type::U8 => "u8",
        Type::U16 => "u16",
        Type::U32 => "u32",
        Type::U64 => "u64",
        Type::S8 => "s8",
        Type::S16 => "s16",
        Type::S32 => "s32",
        Type::S64 => "s64",
        Type::F32 => "f32",
        Type::F64 => "f64",
        Type::Char => "char",
        _ => "string",
    }
}

/// What a comment says, as a part of a page whose headings have as many signs.
fn prose(docs: Option<&str>, level: usize) -> String {
    let Some(docs) = docs else {
        return String::new();
    };
    let mut out = "\n".to_owned();
    for line in docs.lines() {
        match line.strip_prefix("## ") {
            Some(title) => out += &format!("{} {title}\n", "#".repeat(level + 1)),
            None => out += &format!("{line}\n"),
        }
    }
    out
}
