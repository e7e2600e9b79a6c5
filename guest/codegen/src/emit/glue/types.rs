//! The types of the glue, with what the WIT says about them.

use std::collections::BTreeMap;

use anyhow::{bail, ensure};
use wit_parser::{Docs, Function, Handle, Type, TypeDefKind, TypeId};

use super::{ORIGIN, camel, key, lines::Lines, name, quoted};
use crate::world::{Interface, World};

/// Who reads a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// The glue, which changes nothing in it.
    Parameter,
    /// Whoever asked for it.
    Answer,
}

/// The module of types.
pub(super) fn declarations(world: &World) -> anyhow::Result<String> {
    let (imports, exports) = (world.imports()?, world.exports()?);
    let mut types = Types::new(world);
    for function in imports
        .iter()
        .chain(&exports)
        .flat_map(|one| &one.functions)
    {
        types.function(function)?;
    }
    let mut out = Lines::new(0);
    out.line(&format!("// {ORIGIN}"));
    for id in types.order {
        out.line("");
        define(world, id, &exports, &mut out)?;
    }
    out.line("");
    out.line("/** What an instance asks of its host. */");
    out.open("export interface ImportObject {");
    for interface in &imports {
        comment(interface.docs, &mut out);
        out.open(&format!("{}: {{", quoted(&interface.name)));
        for function in &interface.functions {
            declare(world, function, &mut out)?;
        }
        out.close("};");
    }
    out.close("}");
    out.line("");
    out.line("/** What a program asks of an instance. */");
    out.open("export interface Root {");
    for interface in &exports {
        comment(interface.docs, &mut out);
        out.open(&format!("{}: {{", key(&camel(interface.short))));
        for function in &interface.functions {
            if function.kind.resource().is_none() {
                declare(world, function, &mut out)?;
            }
        }
        for id in &interface.resources {
            out.open(&format!("{}: {{", name(world, *id)?));
            for function in statics(interface, *id) {
                declare(world, function, &mut out)?;
            }
            out.close("};");
        }
        out.close("};");
    }
    out.close("}");
    out.line("");
    Ok(out.finish().trim_end().to_owned() + "\n")
}

/// Functions of a resource that need none of it.
fn statics<'a>(interface: &'a Interface<'_>, id: TypeId) -> impl Iterator<Item = &'a Function> {
    let functions = interface.functions.iter().copied();
    functions.filter(move |one| one.kind == wit_parser::FunctionKind::Static(id))
}

/// Named types, each after those that it is made of.
struct Types<'a> {
    world: &'a World,
    order: Vec<TypeId>,
    names: BTreeMap<String, TypeId>,
}

impl<'a> Types<'a> {
    const fn new(world: &'a World) -> Self {
        Self {
            world,
            order: Vec::new(),
            names: BTreeMap::new(),
        }
    }

    fn function(&mut self, function: &Function) -> anyhow::Result<()> {
        let parameters = function.params.iter().map(|parameter| parameter.ty);
        parameters
            .chain(function.result)
            .try_for_each(|ty| self.add(ty))
    }

    fn add(&mut self, ty: Type) -> anyhow::Result<()> {
        let Type::Id(id) = self.world.resolved(ty) else {
            return Ok(());
        };
        if self.order.contains(&id) {
            return Ok(());
        }
        let inner: Vec<Type> = match &self.world.resolve.types[id].kind {
            TypeDefKind::Record(record) => record.fields.iter().map(|field| field.ty).collect(),
            TypeDefKind::Variant(variant) => {
                variant.cases.iter().filter_map(|case| case.ty).collect()
            }
            TypeDefKind::Option(ty) | TypeDefKind::List(ty) => vec![*ty],
            TypeDefKind::Result(result) => [result.ok, result.err].into_iter().flatten().collect(),
            TypeDefKind::Handle(Handle::Own(resource) | Handle::Borrow(resource)) => {
                vec![Type::Id(self.world.definition(*resource))]
            }
            _ => Vec::new(),
        };
        inner.into_iter().try_for_each(|ty| self.add(ty))?;
        if matches!(
            self.world.resolve.types[id].kind,
            TypeDefKind::Record(_)
                | TypeDefKind::Variant(_)
                | TypeDefKind::Enum(_)
                | TypeDefKind::Resource
        ) {
            let name = name(self.world, id)?;
            ensure!(
                self.names.insert(name.clone(), id).is_none(),
                "{name}: two types of this name"
            );
            self.order.push(id);
        }
        Ok(())
    }
}

/// The declaration of a named type.
fn define(
    world: &World,
    id: TypeId,
    exports: &[Interface<'_>],
    out: &mut Lines,
) -> anyhow::Result<()> {
    let (definition, name) = (&world.resolve.types[id], name(world, id)?);
    comment(definition.docs.contents.as_deref(), out);
    match &definition.kind {
        TypeDefKind::Record(record) => {
            out.open(&format!("export interface {name} {{"));
            for field in &record.fields {
                comment(field.docs.contents.as_deref(), out);
                let (mark, ty) = match world.kind(field.ty) {
                    Some(TypeDefKind::Option(some)) => ("?", *some),
                    _ => ("", field.ty),
                };
                let (field, ty) = (camel(&field.name), expression(world, ty, Use::Answer)?);
                out.line(&format!("{field}{mark}: {ty};"));
            }
            out.close("}");
        }
        TypeDefKind::Enum(words) => {
            let words = words
                .cases
                .iter()
                .map(|case| (&case.docs, quoted(&case.name)));
            union(&name, words, out);
        }
        TypeDefKind::Variant(variant) => {
            let mut cases = Vec::new();
            for case in &variant.cases {
                let tag = quoted(&case.name);
                let case_type = match case.ty {
                    Some(ty) => {
                        let ty = expression(world, ty, Use::Answer)?;
                        format!("{{ tag: {tag}; val: {ty} }}")
                    }
                    None => format!("{{ tag: {tag} }}"),
                };
                cases.push((&case.docs, case_type));
            }
            union(&name, cases.into_iter(), out);
        }
        TypeDefKind::Resource => {
            out.open(&format!("export interface {name} {{"));
            let functions = exports.iter().flat_map(|one| &one.functions);
            for function in functions {
                if function.kind == wit_parser::FunctionKind::Method(id) {
                    declare(world, function, out)?;
                }
            }
            out.close("}");
        }
        other => bail!("{name}: a type of the kind {}", other.as_str()),
    }
    Ok(())
}

/// A type that is one of several, a line each.
fn union<'a>(name: &str, cases: impl Iterator<Item = (&'a Docs, String)>, out: &mut Lines) {
    out.open(&format!("export type {name} ="));
    let mut cases = cases.peekable();
    while let Some((docs, case)) = cases.next() {
        comment(docs.contents.as_deref(), out);
        let end = if cases.peek().is_none() { ";" } else { "" };
        out.line(&format!("| {case}{end}"));
    }
    out.dedent();
}

/// A function as a member of an interface.
fn declare(world: &World, function: &Function, out: &mut Lines) -> anyhow::Result<()> {
    comment(function.docs.contents.as_deref(), out);
    let mut parameters = Vec::new();
    let is_method = matches!(function.kind, wit_parser::FunctionKind::Method(_));
    for parameter in function.params.iter().skip(usize::from(is_method)) {
        let ty = expression(world, parameter.ty, Use::Parameter)?;
        parameters.push(format!("{}: {ty}", camel(&parameter.name)));
    }
    let name = camel(function.item_name());
    let returns = returned(world, function)?;
    out.line(&format!("{name}({}): {returns};", parameters.join(", ")));
    Ok(())
}

/// The type of what a function answers. The error of a `result` is thrown.
pub(super) fn returned(world: &World, function: &Function) -> anyhow::Result<String> {
    let ty = match function.result.map(|ty| (ty, world.kind(ty))) {
        Some((_, Some(TypeDefKind::Result(result)))) => result.ok,
        other => other.map(|(ty, _)| ty),
    };
    ty.map_or_else(
        || Ok("void".into()),
        |ty| expression(world, ty, Use::Answer),
    )
}

/// A type in TypeScript.
pub(super) fn expression(world: &World, ty: Type, of: Use) -> anyhow::Result<String> {
    Ok(match world.resolved(ty) {
        Type::Bool => "boolean".into(),
        Type::U8 | Type::U16 | Type::U32 | Type::S8 | Type::S16 | Type::S32 => "number".into(),
        Type::F32 | Type::F64 => "number".into(),
        Type::U64 | Type::S64 => "bigint".into(),
        Type::String => "string".into(),
        Type::Id(id) => match &world.resolve.types[id].kind {
            TypeDefKind::Option(some) => {
                format!("{} | undefined", expression(world, *some, of)?)
            }
            TypeDefKind::List(each) => {
                let each = expression(world, *each, of)?;
                let each = if each.contains(' ') {
                    format!("({each})")
                } else {
                    each
                };
                let readonly = if of == Use::Parameter {
                    "readonly "
                } else {
                    ""
                };
                format!("{readonly}{each}[]")
            }
            TypeDefKind::Handle(Handle::Own(resource)) => name(world, world.definition(*resource))?,
            TypeDefKind::Record(_) | TypeDefKind::Variant(_) | TypeDefKind::Enum(_) => {
                name(world, id)?
            }
            other => bail!("a type of the kind {}", other.as_str()),
        },
        other => bail!("a value of the type {other:?}"),
    })
}

/// A type as a comment in another module names it.
pub(super) fn imported(expression: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for letter in expression.chars().chain(['\0']) {
        if letter.is_ascii_alphanumeric() {
            word.push(letter);
            continue;
        }
        if word.starts_with(|first: char| first.is_ascii_uppercase()) {
            out += "import('./types.js').";
        }
        out += &word;
        word.clear();
        if letter != '\0' {
            out.push(letter);
        }
    }
    out
}

fn comment(docs: Option<&str>, out: &mut Lines) {
    let Some(docs) = docs.map(str::trim) else {
        return;
    };
    let mut lines = docs.lines();
    match (lines.next(), lines.next()) {
        (Some(only), None) => out.line(&format!("/** {only} */")),
        _ => {
            out.line("/**");
            for line in docs.lines() {
                out.line(format!(" * {line}").trim_end());
            }
            out.line(" */");
        }
    }
}
