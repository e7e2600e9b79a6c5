//! JavaScript between a program and the component's core module: the canonical ABI for the types of this world, and no others.
//!
//! Sizes, offsets and signatures are those of `wit-parser`. A type or a function that no line here is for is an error that names it.

mod call;
mod lines;
mod memory;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{bail, ensure};
use wit_parser::{
    LiftLowerAbi, ManglingAndAbi, ResourceIntrinsic, Type, TypeDefKind, TypeId, WasmExport,
    WasmExportKind, WasmImport,
};

use self::{lines::Lines, memory::Direction};
use super::{Output, text::pascal};
use crate::world::{Interface, World};

/// The first line of a file that is written from the WIT.
pub(super) const ORIGIN: &str = "Written by `cargo xtask gen` from wit; edit the files there.";

/// How the component's toolchain names the imports and exports of a core module.
const NAMES: ManglingAndAbi = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);

/// What the functions of the module have in their scope besides.
const OWN: [&str; 7] = [
    "answer", "core", "error", "exports", "imports", "module", "place",
];

/// The glue and its types.
///
/// # Errors
///
/// What the world has and the glue does not know.
pub fn outputs(world: &World) -> anyhow::Result<[Output; 2]> {
    let folder = "host/js/src/component";
    Ok([
        Output {
            path: format!("{folder}/world.js"),
            text: javascript(world)?,
        },
        Output {
            path: format!("{folder}/types.d.ts"),
            text: types::declarations(world)?,
        },
    ])
}

/// The module that makes instances.
///
/// # Errors
///
/// What the world has and the glue does not know.
pub fn javascript(world: &World) -> anyhow::Result<String> {
    let (imports, exports) = (world.imports()?, world.exports()?);
    let mut glue = Glue::new(world);
    let mut given = Lines::new(2);
    for interface in &imports {
        glue.import(interface, &mut given)?;
    }
    let mut classes = Lines::new(1);
    for interface in &exports {
        glue.resources(interface, &mut given, &mut classes)?;
    }
    let mut root = Lines::new(2);
    let mut shorts = BTreeSet::new();
    for interface in &exports {
        ensure!(
            shorts.insert(interface.short),
            "{}: two exported interfaces of this name",
            interface.name
        );
        glue.export(interface, &mut root)?;
    }
    let functions = glue.functions()?;
    glue.check_names()?;
    Ok(glue.module(
        &functions,
        &given.finish(),
        &classes.finish(),
        &root.finish(),
    ))
}

/// What the parts of the module have asked for.
struct Glue<'a> {
    world: &'a World,
    /// Functions of `canonical.js` that access the memory of an instance.
    accesses: BTreeSet<&'static str>,
    /// Its other functions and classes.
    helpers: BTreeSet<&'static str>,
    /// Types for which a function of the module reads or writes a value; it grows while they are written.
    wanted: Vec<(Direction, TypeId)>,
    /// Enums, in the order in which they were met.
    enums: Vec<TypeId>,
    /// Names of parameters, each with the function that has it.
    parameters: BTreeMap<String, String>,
}

impl<'a> Glue<'a> {
    fn new(world: &'a World) -> Self {
        Self {
            world,
            accesses: BTreeSet::new(),
            helpers: BTreeSet::from(["guarded", "memoryOf"]),
            wanted: Vec::new(),
            enums: Vec::new(),
            parameters: BTreeMap::new(),
        }
    }

    /// Notes a function that accesses memory.
    fn access(&mut self, name: &'static str) -> &'static str {
        self.accesses.insert(name);
        name
    }

    /// Notes a function that does not.
    fn helper(&mut self, name: &'static str) -> &'static str {
        self.helpers.insert(name);
        name
    }

    /// Notes the parameters of a function.
    fn parameters(&mut self, names: &[String], function: &str) -> anyhow::Result<()> {
        let each: BTreeSet<&String> = names.iter().collect();
        ensure!(
            each.len() == names.len(),
            "{function}: two parameters have one name in JavaScript: {}",
            names.join(", ")
        );
        for name in names {
            self.parameters.insert(name.clone(), function.into());
        }
        Ok(())
    }

    /// A parameter must not hide what the glue works with.
    fn check_names(&self) -> anyhow::Result<()> {
        let own = self.accesses.iter().chain(&self.helpers).chain(&OWN);
        for name in own {
            if let Some(function) = self.parameters.get(*name) {
                bail!("{function}: the glue has something else of the name `{name}`");
            }
        }
        Ok(())
    }

    /// What the host offers of one interface.
    fn import(&mut self, interface: &Interface<'a>, out: &mut Lines) -> anyhow::Result<()> {
        let mut module = None;
        for function in &interface.functions {
            let import = WasmImport::Func {
                interface: Some(interface.key),
                func: function,
            };
            let (from, name) = self.world.resolve.wasm_import_name(NAMES, import);
            if module.is_none() {
                out.open(&format!("{}: {{", quoted(&from)));
                module = Some(from);
            }
            call::import(self, interface, function, &key(&name), out)?;
        }
        if module.is_some() {
            out.close("},");
        }
        Ok(())
    }

    /// The resources of an exported interface: what the component asks about its own handles, and a class for each.
    fn resources(
        &mut self,
        interface: &Interface<'a>,
        given: &mut Lines,
        classes: &mut Lines,
    ) -> anyhow::Result<()> {
        for id in &interface.resources {
            let name = |intrinsic| {
                let import = WasmImport::ResourceIntrinsic {
                    interface: Some(interface.key),
                    resource: *id,
                    intrinsic,
                };
                self.world.resolve.wasm_import_name(NAMES, import)
            };
            let (module, new) = name(ResourceIntrinsic::ExportedNew);
            let (_, rep) = name(ResourceIntrinsic::ExportedRep);
            let (_, drop) = name(ResourceIntrinsic::ExportedDrop);
            let dtor = self.world.resolve.wasm_export_name(
                NAMES,
                WasmExport::ResourceDtor {
                    interface: interface.key,
                    resource: *id,
                },
            );
            given.line("// A handle is what it stands for: nobody else has any.");
            given.open(&format!("{}: {{", quoted(&module)));
            given.line(&format!("{}: (rep) => rep,", quoted(&new)));
            given.line(&format!("{}: (handle) => handle,", quoted(&rep)));
            given.line(&format!(
                "{}: (handle) => exports[{}](handle),",
                quoted(&drop),
                quoted(&dtor)
            ));
            given.close("},");
            self.class(interface, *id, classes)?;
        }
        Ok(())
    }

    fn class(
        &mut self,
        interface: &Interface<'a>,
        id: TypeId,
        out: &mut Lines,
    ) -> anyhow::Result<()> {
        let name = self.name(id)?;
        out.line("");
        out.open(&format!("class {name} {{"));
        out.line("#rep;");
        out.line("");
        out.line("/** @param {number} rep */");
        out.open("constructor(rep) {");
        out.line("this.#rep = rep;");
        out.close("}");
        for function in &interface.functions {
            if function.kind.resource() == Some(id) {
                out.line("");
                call::method(self, interface, function, out)?;
            }
        }
        out.close("}");
        Ok(())
    }

    /// What a program calls of one interface.
    fn export(&mut self, interface: &Interface<'a>, out: &mut Lines) -> anyhow::Result<()> {
        out.open(&format!("{}: {{", key(&camel(interface.short))));
        for function in &interface.functions {
            if function.kind.resource().is_none() {
                call::export(self, interface, function, out)?;
            }
        }
        for id in &interface.resources {
            out.line(&format!("{},", self.name(*id)?));
        }
        out.close("},");
        Ok(())
    }

    /// The functions that read and write values, and those that these ask for in turn.
    fn functions(&mut self) -> anyhow::Result<String> {
        let mut out = Lines::new(1);
        let mut next = 0;
        while let Some((direction, id)) = self.wanted.get(next).copied() {
            memory::function(self, direction, id, &mut out)?;
            next += 1;
        }
        Ok(out.finish())
    }

    fn module(&self, functions: &str, given: &str, classes: &str, root: &str) -> String {
        let mut helpers: Vec<&str> = self.helpers.iter().copied().collect();
        helpers.sort_by_key(|name| name.to_lowercase());
        let mut out = format!(
            "// {ORIGIN}\n\n{}",
            listed("import {", &helpers, "} from './canonical.js';\n")
        );
        let mut names: Vec<String> = self
            .wanted
            .iter()
            .filter_map(|(_, id)| self.name(*id).ok())
            .collect();
        names.sort();
        names.dedup();
        out += "\n";
        for name in names {
            out += &format!("/** @typedef {{import('./types.js').{name}}} {name} */\n");
        }
        out += "\n";
        for id in &self.enums {
            if let TypeDefKind::Enum(words) = &self.world.resolve.types[*id].kind {
                let words: Vec<String> =
                    words.cases.iter().map(|case| quoted(&case.name)).collect();
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                out += &listed(
                    &format!("const {} = /** @type {{const}} */ ([", self.constant(*id)),
                    &words,
                    "]);\n",
                );
            }
        }
        let accesses: Vec<&str> = self.accesses.iter().copied().collect();
        out += "\n/**\n * A new instance of the component's core module, with these imports.\n *\n * @param {WebAssembly.Module} module\n \
                * @param {import('./types.js').ImportObject} imports\n * @returns {import('./types.js').Root}\n */\n\
                export function instantiate(module, imports) {\n";
        out += &Lines::nested(
            1,
            &listed("const {", &accesses, "} = memoryOf(() => exports);\n"),
        );
        out += functions;
        out += "\n  /** @type {Record<string, Record<string, (...values: any[]) => any>>} */\n  const given = {\n";
        out += given;
        out += "  };\n  const { exports } = /** @type {{ exports: Record<string, any> }} */ (new WebAssembly.Instance(module, given));\n  \
                const core = guarded(exports);\n";
        out += classes;
        out += "\n  return {\n";
        out += root;
        out += "  };\n}\n";
        out
    }

    /// The name of a type, such as `FileQuery`.
    fn name(&self, id: TypeId) -> anyhow::Result<String> {
        name(self.world, id)
    }

    /// The name of an enum's words, such as `SCHEMA_KIND`.
    fn constant(&self, id: TypeId) -> String {
        let name = self.world.resolve.types[id].name.as_deref();
        name.unwrap_or_default().replace('-', "_").to_uppercase()
    }

    /// The words of an enum, by the name of their constant.
    fn words(&mut self, id: TypeId) -> String {
        if !self.enums.contains(&id) {
            self.enums.push(id);
        }
        self.constant(id)
    }

    /// The name under which the core module exports a function, or what frees its answer.
    fn exported(
        &self,
        interface: &Interface<'_>,
        function: &wit_parser::Function,
        kind: WasmExportKind,
    ) -> String {
        let export = WasmExport::Func {
            interface: Some(interface.key),
            func: function,
            kind,
        };
        self.world.resolve.wasm_export_name(NAMES, export)
    }

    /// Whether a value has parts in memory of their own, which are freed apart from it.
    fn owns_memory(&self, ty: Type) -> bool {
        match self.world.kind(ty) {
            None => self.world.resolved(ty) == Type::String,
            Some(TypeDefKind::List(_)) => true,
            Some(TypeDefKind::Option(some)) => self.owns_memory(*some),
            Some(TypeDefKind::Record(record)) => {
                record.fields.iter().any(|field| self.owns_memory(field.ty))
            }
            Some(TypeDefKind::Variant(variant)) => variant
                .cases
                .iter()
                .any(|case| case.ty.is_some_and(|ty| self.owns_memory(ty))),
            Some(TypeDefKind::Result(result)) => [result.ok, result.err]
                .into_iter()
                .flatten()
                .any(|ty| self.owns_memory(ty)),
            Some(_) => false,
        }
    }
}

/// The name of a type in JavaScript.
fn name(world: &World, id: TypeId) -> anyhow::Result<String> {
    match &world.resolve.types[id].name {
        Some(name) => Ok(pascal(name)),
        None => bail!("a type without a name"),
    }
}

/// `within-ms` as `withinMs`.
fn camel(name: &str) -> String {
    let name = pascal(name);
    let mut letters = name.chars();
    let mut out: String = letters
        .next()
        .map(|first| first.to_ascii_lowercase())
        .into_iter()
        .collect();
    out += letters.as_str();
    out
}

fn quoted(text: &str) -> String {
    format!("'{text}'")
}

/// A name as the key of an object.
fn key(name: &str) -> String {
    let is_plain = name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if is_plain { name.into() } else { quoted(name) }
}

/// Words with commas, in one line where they fit, else one in each.
fn listed(before: &str, words: &[&str], after: &str) -> String {
    let space = if before.ends_with('{') { " " } else { "" };
    let line = format!("{before}{space}{}{space}{after}", words.join(", "));
    if line.trim_end().len() <= lines::WIDTH {
        return line;
    }
    let words: String = words.iter().map(|word| format!("  {word},\n")).collect();
    format!("{before}\n{words}{after}")
}
