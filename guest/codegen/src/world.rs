//! The world of `wit`, with the places that the canonical ABI gives to its values.

use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use wit_parser::{
    Function, InterfaceId, Resolve, SizeAlign, Type, TypeDefKind, TypeId, WorldId, WorldItem,
    WorldKey,
};

/// Interfaces that others wrote, each with what the component calls of it. A host offers no more.
const PARTS: [(&str, &[&str]); 4] = [
    // Clocks take a type from it.
    ("wasi:io/poll", &[]),
    ("wasi:clocks/wall-clock", &["now"]),
    ("wasi:clocks/monotonic-clock", &["now"]),
    ("wasi:random/random", &["get-random-u64"]),
];

/// A world that was read.
#[derive(Debug)]
pub struct World {
    pub(crate) resolve: Resolve,
    pub(crate) sizes: Sizes,
    pub(crate) id: WorldId,
}

/// Sizes, alignments and offsets of a 32-bit memory.
pub(crate) struct Sizes(SizeAlign);

/// An interface that the world imports or exports.
#[derive(Debug)]
pub(crate) struct Interface<'a> {
    pub(crate) key: &'a WorldKey,
    /// As a core module names it: `nemo:telemetry/http@0.2.0`.
    pub(crate) name: String,
    /// Its own name: `http`.
    pub(crate) short: &'a str,
    pub(crate) docs: Option<&'a str>,
    pub(crate) functions: Vec<&'a Function>,
    /// Resources that it defines.
    pub(crate) resources: Vec<TypeId>,
}

impl World {
    /// Read the folder of a package, with its only world.
    ///
    /// # Errors
    ///
    /// What is wrong with a file, and where.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut resolve = Resolve::default();
        let (package, _) = resolve
            .push_dir(folder)
            .with_context(|| format!("failed to read {}", folder.display()))?;
        Self::of(resolve, package)
    }

    /// Read a package from its text, which names no other package.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let mut resolve = Resolve::default();
        let package = resolve.push_source("world.wit", text)?;
        Self::of(resolve, package)
    }

    fn of(resolve: Resolve, package: wit_parser::PackageId) -> anyhow::Result<Self> {
        let id = resolve.select_world(&[package], None)?;
        let mut sizes = SizeAlign::default();
        sizes.fill(&resolve);
        Ok(Self {
            resolve,
            sizes: Sizes(sizes),
            id,
        })
    }

    /// What a host has to offer.
    pub(crate) fn imports(&self) -> anyhow::Result<Vec<Interface<'_>>> {
        let imports = &self.resolve.worlds[self.id].imports;
        let mut interfaces = Vec::new();
        for (key, item) in imports {
            let mut interface = self.interface(key, item)?;
            if self.is_own(item) {
                if !interface.resources.is_empty() {
                    bail!("{}: a resource of a host", interface.name);
                }
            } else {
                self.reduce(&mut interface)?;
            }
            // An interface of types alone asks for nothing.
            if !interface.functions.is_empty() {
                interfaces.push(interface);
            }
        }
        Ok(interfaces)
    }

    /// What a host may call.
    pub(crate) fn exports(&self) -> anyhow::Result<Vec<Interface<'_>>> {
        let exports = &self.resolve.worlds[self.id].exports;
        exports
            .iter()
            .map(|(key, item)| self.interface(key, item))
            .collect()
    }

    /// What is said about the world as a whole.
    pub(crate) fn docs(&self) -> Option<&str> {
        self.resolve.worlds[self.id].docs.contents.as_deref()
    }

    /// Types that an interface defines, in the order of its text; not those that it uses.
    pub(crate) fn types(&self, interface: &Interface<'_>) -> Vec<TypeId> {
        let WorldKey::Interface(id) = interface.key else {
            return Vec::new();
        };
        let types = self.resolve.interfaces[*id].types.values().copied();
        types.filter(|id| self.definition(*id) == *id).collect()
    }

    /// Whether an interface is in the package of the world.
    fn is_own(&self, item: &WorldItem) -> bool {
        let WorldItem::Interface { id, .. } = item else {
            return true;
        };
        self.resolve.interfaces[*id].package == self.resolve.worlds[self.id].package
    }

    fn interface<'a>(
        &'a self,
        key: &'a WorldKey,
        item: &WorldItem,
    ) -> anyhow::Result<Interface<'a>> {
        let name = self.resolve.name_world_key(key);
        let WorldItem::Interface { id, .. } = item else {
            bail!("{name}: a function or a type that stands in no interface");
        };
        let found = &self.resolve.interfaces[*id];
        Ok(Interface {
            key,
            short: found
                .name
                .as_deref()
                .with_context(|| format!("{name}: an interface without a name of its own"))?,
            name,
            docs: found.docs.contents.as_deref(),
            functions: found.functions.values().collect(),
            resources: self.resources(*id),
        })
    }

    fn resources(&self, interface: InterfaceId) -> Vec<TypeId> {
        let types = self.resolve.interfaces[interface].types.values();
        types
            .copied()
            .filter(|id| matches!(self.resolve.types[*id].kind, TypeDefKind::Resource))
            .collect()
    }

    /// Leave in a foreign interface what the component calls.
    fn reduce(&self, interface: &mut Interface<'_>) -> anyhow::Result<()> {
        let name = &interface.name;
        let unversioned = name.split('@').next().unwrap_or(name);
        let (_, parts) = PARTS
            .iter()
            .find(|(part, _)| *part == unversioned)
            .with_context(|| {
                format!("{name}: another package's; say in `PARTS` what the component calls of it")
            })?;
        interface
            .functions
            .retain(|function| parts.contains(&function.name.as_str()));
        ensure!(
            interface.functions.len() == parts.len(),
            "{name}: it does not have all of the functions {}",
            parts.join(", ")
        );
        Ok(())
    }

    /// What a name stands for, in the end.
    pub(crate) fn definition(&self, mut id: TypeId) -> TypeId {
        while let TypeDefKind::Type(Type::Id(next)) = self.resolve.types[id].kind {
            id = next;
        }
        id
    }

    /// A type without names that stand for it.
    pub(crate) fn resolved(&self, ty: Type) -> Type {
        let Type::Id(id) = ty else { return ty };
        let id = self.definition(id);
        match self.resolve.types[id].kind {
            TypeDefKind::Type(plain) => plain,
            _ => Type::Id(id),
        }
    }

    /// The kind of a type that is not a primitive one.
    pub(crate) fn kind(&self, ty: Type) -> Option<&TypeDefKind> {
        let Type::Id(id) = self.resolved(ty) else {
            return None;
        };
        Some(&self.resolve.types[id].kind)
    }
}

impl std::fmt::Debug for Sizes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Sizes").finish()
    }
}

impl Sizes {
    /// Bytes of a value.
    pub(crate) fn size(&self, ty: &Type) -> usize {
        self.0.size(ty).size_wasm32()
    }

    pub(crate) fn align(&self, ty: &Type) -> usize {
        self.0.align(ty).align_wasm32()
    }

    /// Where the fields of a record begin.
    pub(crate) fn fields<'a>(&self, types: impl IntoIterator<Item = &'a Type>) -> Vec<usize> {
        let offsets = self.0.field_offsets(types);
        offsets
            .into_iter()
            .map(|(offset, _)| offset.size_wasm32())
            .collect()
    }

    /// Where the value of a variant's case begins.
    pub(crate) fn payload<'a>(
        &self,
        tag: wit_parser::Int,
        cases: impl IntoIterator<Item = Option<&'a Type>>,
    ) -> usize {
        self.0.payload_offset(tag, cases).size_wasm32()
    }
}
