//! Values in the memory of an instance.

use anyhow::bail;
use wit_parser::{Handle, Int, Type, TypeDefKind, TypeId};

use super::{Glue, camel, lines::Lines, quoted};

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Read,
    Write,
}

/// An expression of a place so many bytes after another one.
pub(super) fn after(place: &str, offset: usize) -> String {
    if offset == 0 {
        place.into()
    } else {
        format!("{place} + {offset}")
    }
}

/// An expression that reads a value.
pub(super) fn read(glue: &mut Glue<'_>, ty: Type, place: &str) -> anyhow::Result<String> {
    let world = glue.world;
    let ty = world.resolved(ty);
    let primitive = match ty {
        Type::Bool => "getBool",
        Type::U16 => "getU16",
        Type::U32 => "getU32",
        Type::String => "getText",
        Type::Id(id) => {
            return Ok(match &world.resolve.types[id].kind {
                TypeDefKind::Enum(words) => {
                    one_byte(words.tag(), glue, id)?;
                    let words = glue.words(id);
                    let (at, get) = (glue.helper("at"), glue.access("getU8"));
                    format!("{at}({words}, {get}({place}))")
                }
                TypeDefKind::Option(some) => {
                    let offset = payload(glue, *some);
                    let (option, get) = (glue.access("getOption"), reader(glue, *some)?);
                    format!("{option}({place}, {offset}, {get})")
                }
                TypeDefKind::List(each) => {
                    let width = world.sizes.size(each);
                    let (list, get) = (glue.access("getList"), reader(glue, *each)?);
                    format!("{list}({place}, {width}, {get})")
                }
                TypeDefKind::Handle(Handle::Own(resource)) => {
                    let resource = glue.name(world.definition(*resource))?;
                    format!("new {resource}({}({place}))", glue.access("getU32"))
                }
                TypeDefKind::Record(_) | TypeDefKind::Variant(_) => {
                    format!("{}({place})", named(glue, Direction::Read, id)?)
                }
                other => bail!("a value to read of the type {}", other.as_str()),
            });
        }
        other => bail!("a value to read of the type {other:?}"),
    };
    Ok(format!("{}({place})", glue.access(primitive)))
}

/// A function that reads a value at a place.
fn reader(glue: &mut Glue<'_>, ty: Type) -> anyhow::Result<String> {
    let expression = read(glue, ty, "each")?;
    Ok(match expression.strip_suffix("(each)") {
        Some(function) if !function.contains(['(', ' ']) => function.into(),
        _ => format!("(each) => {expression}"),
    })
}

/// An expression that writes a value.
pub(super) fn write(
    glue: &mut Glue<'_>,
    ty: Type,
    place: &str,
    value: &str,
) -> anyhow::Result<String> {
    let world = glue.world;
    let ty = world.resolved(ty);
    let primitive = match ty {
        Type::Bool => "putBool",
        Type::U32 => "putU32",
        Type::U64 => "putU64",
        Type::F64 => "putF64",
        Type::String => "putText",
        Type::Id(id) => {
            return Ok(match &world.resolve.types[id].kind {
                TypeDefKind::Enum(words) => {
                    one_byte(words.tag(), glue, id)?;
                    let words = glue.words(id);
                    let (index_of, put) = (glue.helper("indexOf"), glue.access("putU8"));
                    format!("{put}({place}, {index_of}({words}, {value}))")
                }
                TypeDefKind::Option(some) => {
                    let offset = payload(glue, *some);
                    let (option, put) = (glue.access("putOption"), writer(glue, *some)?);
                    format!("{option}({place}, {value}, {offset}, {put})")
                }
                TypeDefKind::Record(_) => {
                    format!("{}({place}, {value})", named(glue, Direction::Write, id)?)
                }
                other => bail!("a value to write of the type {}", other.as_str()),
            });
        }
        other => bail!("a value to write of the type {other:?}"),
    };
    Ok(format!("{}({place}, {value})", glue.access(primitive)))
}

/// A function that writes a value at a place.
pub(super) fn writer(glue: &mut Glue<'_>, ty: Type) -> anyhow::Result<String> {
    let expression = write(glue, ty, "each", "value")?;
    Ok(match expression.strip_suffix("(each, value)") {
        Some(function) if !function.contains(['(', ' ']) => function.into(),
        _ => format!("(each, value) => {expression}"),
    })
}

/// Where the value of an option begins.
fn payload(glue: &Glue<'_>, some: Type) -> usize {
    glue.world.sizes.payload(Int::U8, [None, Some(&some)])
}

fn one_byte(tag: Int, glue: &Glue<'_>, id: TypeId) -> anyhow::Result<()> {
    if tag == Int::U8 {
        return Ok(());
    }
    bail!("{}: more than 256 cases", glue.name(id)?)
}

/// The name of the module's function for a type.
fn named(glue: &mut Glue<'_>, direction: Direction, id: TypeId) -> anyhow::Result<String> {
    if !glue.wanted.contains(&(direction, id)) {
        glue.wanted.push((direction, id));
    }
    let verb = match direction {
        Direction::Read => "get",
        Direction::Write => "put",
    };
    Ok(format!("{verb}{}", glue.name(id)?))
}

/// The function that reads or writes values of a type.
pub(super) fn function(
    glue: &mut Glue<'_>,
    direction: Direction,
    id: TypeId,
    out: &mut Lines,
) -> anyhow::Result<()> {
    let (world, name, function) = (glue.world, glue.name(id)?, named(glue, direction, id)?);
    out.line("");
    match (&world.resolve.types[id].kind, direction) {
        (TypeDefKind::Record(record), _) => {
            let offsets = world
                .sizes
                .fields(record.fields.iter().map(|field| &field.ty));
            let fields = record.fields.iter().zip(offsets);
            if direction == Direction::Read {
                out.line(&format!(
                    "/** @param {{number}} place @returns {{{name}}} */"
                ));
                out.open(&format!("function {function}(place) {{"));
                out.open("return {");
                for (field, offset) in fields {
                    let value = read(glue, field.ty, &after("place", offset))?;
                    out.line(&format!("{}: {value},", camel(&field.name)));
                }
                out.close("};");
            } else {
                out.line(&format!(
                    "/** @param {{number}} place @param {{{name}}} value */"
                ));
                out.open(&format!("function {function}(place, value) {{"));
                for (field, offset) in fields {
                    let value = format!("value.{}", camel(&field.name));
                    let statement = write(glue, field.ty, &after("place", offset), &value)?;
                    out.line(&format!("{statement};"));
                }
            }
        }
        (TypeDefKind::Variant(variant), Direction::Read) => {
            one_byte(variant.tag(), glue, id)?;
            let cases = variant.cases.iter().map(|case| case.ty.as_ref());
            let offset = world.sizes.payload(variant.tag(), cases);
            let get = glue.access("getU8");
            out.line(&format!(
                "/** @param {{number}} place @returns {{{name}}} */"
            ));
            out.open(&format!("function {function}(place) {{"));
            out.open(&format!("switch ({get}(place)) {{"));
            for (index, case) in variant.cases.iter().enumerate() {
                let tag = quoted(&case.name);
                out.open(&format!("case {index}:"));
                match case.ty {
                    Some(ty) => {
                        let value = read(glue, ty, &after("place", offset))?;
                        out.line(&format!("return {{ tag: {tag}, val: {value} }};"));
                    }
                    None => out.line(&format!("return {{ tag: {tag} }};")),
                }
                out.dedent();
            }
            out.open("default:");
            out.line(&format!("return {}();", glue.helper("invalid")));
            out.dedent();
            out.close("}");
        }
        (other, _) => bail!("{name}: a value to write of the type {}", other.as_str()),
    }
    out.close("}");
    Ok(())
}
