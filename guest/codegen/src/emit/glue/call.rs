//! Calls across the border, in both directions.

use anyhow::{Context as _, bail, ensure};
use wit_parser::{
    Function, FunctionKind, Handle, Type, TypeDefKind, WasmExportKind,
    abi::{AbiVariant, WasmSignature, WasmType},
};

use super::{
    Glue, camel, key,
    lines::Lines,
    memory::{after, read, write, writer},
    quoted, types,
};
use crate::world::Interface;

/// The component calls the host.
pub(super) fn import(
    glue: &mut Glue<'_>,
    interface: &Interface<'_>,
    function: &Function,
    name: &str,
    out: &mut Lines,
) -> anyhow::Result<()> {
    let inside = || format!("{}, {}", interface.name, function.name);
    let signature = signature(glue, function, AbiVariant::GuestImport).with_context(inside)?;
    let mut flat = Vec::new();
    let mut given = Vec::new();
    for parameter in &function.params {
        let lifted = lift(glue, parameter.ty, &camel(&parameter.name), &mut flat);
        given.push(lifted.with_context(inside)?);
    }
    glue.parameters(&flat, &inside())?;
    if signature.retptr {
        flat.push("place".into());
    }
    ensure!(
        flat.len() == signature.params.len(),
        "{}: {} core values in place of {}",
        inside(),
        flat.len(),
        signature.params.len()
    );
    out.open(&format!("{name}: ({}) => {{", flat.join(", ")));
    if function.params.iter().any(|one| glue.owns_memory(one.ty)) {
        out.line(&format!("{}();", glue.access("look")));
    }
    let called = format!(
        "imports[{}].{}",
        quoted(&interface.name),
        camel(function.item_name())
    );
    match function.result {
        None => out.call(&called, &given, ";"),
        Some(ty) if signature.retptr => {
            out.call(&format!("const answer = {called}"), &given, ";");
            out.line(&format!("{}();", glue.access("look")));
            let statement = write(glue, ty, "place", "answer").with_context(inside)?;
            out.line(&format!("{statement};"));
        }
        Some(ty) => {
            let mut passed = Vec::new();
            lower(glue, ty, "answer", &signature.results, &mut passed).with_context(inside)?;
            out.call(&format!("const answer = {called}"), &given, ";");
            out.line(&format!("return {};", passed.concat()));
        }
    }
    out.close("},");
    Ok(())
}

/// A program calls a function of the component.
pub(super) fn export(
    glue: &mut Glue<'_>,
    interface: &Interface<'_>,
    function: &Function,
    out: &mut Lines,
) -> anyhow::Result<()> {
    let names = parameters(&function.params);
    glue.parameters(&names, &format!("{}, {}", interface.name, function.name))?;
    let names = names.join(", ");
    let name = key(&camel(function.item_name()));
    out.open(&format!("{name}: ({names}) => {{"));
    body(glue, interface, function, Vec::new(), out)?;
    out.close("},");
    Ok(())
}

/// A program calls a function of a resource.
pub(super) fn method(
    glue: &mut Glue<'_>,
    interface: &Interface<'_>,
    function: &Function,
    out: &mut Lines,
) -> anyhow::Result<()> {
    let (before, rest, first) = match (&function.kind, function.params.split_first()) {
        (FunctionKind::Static(_), _) => ("static ", function.params.as_slice(), Vec::new()),
        (FunctionKind::Method(_), Some((_, rest))) => ("", rest, vec!["this.#rep".into()]),
        _ => bail!(
            "{}, {}: neither a method nor a static function",
            interface.name,
            function.name
        ),
    };
    let mut tags: Vec<String> = Vec::new();
    for parameter in rest {
        let ty = types::expression(glue.world, parameter.ty, types::Use::Parameter)?;
        tags.push(format!(
            "@param {{{}}} {}",
            types::imported(&ty),
            camel(&parameter.name)
        ));
    }
    let returns = types::returned(glue.world, function)?;
    if returns != "void" {
        tags.push(format!("@returns {{{}}}", types::imported(&returns)));
    }
    match tags.as_slice() {
        [] => {}
        [tag] => out.line(&format!("/** {tag} */")),
        tags => {
            out.line("/**");
            tags.iter().for_each(|tag| out.line(&format!(" * {tag}")));
            out.line(" */");
        }
    }
    let names = parameters(rest);
    glue.parameters(&names, &format!("{}, {}", interface.name, function.name))?;
    let names = names.join(", ");
    out.open(&format!(
        "{before}{}({names}) {{",
        camel(function.item_name())
    ));
    body(glue, interface, function, first, out)?;
    out.close("}");
    Ok(())
}

fn parameters(parameters: &[wit_parser::Param]) -> Vec<String> {
    parameters
        .iter()
        .map(|parameter| camel(&parameter.name))
        .collect()
}

/// What a function of the glue does that calls the component. `passed` are the arguments that stand before its own.
fn body(
    glue: &mut Glue<'_>,
    interface: &Interface<'_>,
    function: &Function,
    mut passed: Vec<String>,
    out: &mut Lines,
) -> anyhow::Result<()> {
    let inside = || format!("{}, {}", interface.name, function.name);
    ensure!(
        matches!(
            function.kind,
            FunctionKind::Freestanding | FunctionKind::Method(_) | FunctionKind::Static(_)
        ),
        "{}: an asynchronous function or a constructor",
        inside()
    );
    let signature = signature(glue, function, AbiVariant::GuestExport).with_context(inside)?;
    for parameter in function.params.iter().skip(passed.len()) {
        let name = camel(&parameter.name);
        lower(glue, parameter.ty, &name, &signature.params, &mut passed).with_context(inside)?;
    }
    ensure!(
        passed.len() == signature.params.len(),
        "{}: {} core values in place of {}",
        inside(),
        passed.len(),
        signature.params.len()
    );
    let core = |kind| {
        format!(
            "core[{}]",
            quoted(&glue.exported(interface, function, kind))
        )
    };
    let (call, free) = (
        core(WasmExportKind::Normal),
        core(WasmExportKind::PostReturn),
    );
    let free = function
        .result
        .is_some_and(|ty| glue.owns_memory(ty))
        .then(|| format!("{free}(place);"));
    let Some(result) = function.result else {
        out.call(&call, &passed, ";");
        return Ok(());
    };
    if !signature.retptr {
        let (before, after) = flat_result(glue, result).with_context(inside)?;
        out.call(
            &format!("return {before}{call}"),
            &passed,
            &format!("{after};"),
        );
        return Ok(());
    }
    out.call(&format!("const place = {call}"), &passed, ";");
    out.line(&format!("{}();", glue.access("look")));
    let mut answer = (Some(result), 0);
    if let Some(TypeDefKind::Result(either)) = glue.world.kind(result) {
        let offset = glue.world.sizes.payload(
            wit_parser::Int::U8,
            [either.ok.as_ref(), either.err.as_ref()],
        );
        out.open(&format!("if ({}(place)) {{", glue.access("getBool")));
        let error = match either.err {
            Some(ty) => read(glue, ty, &after("place", offset)).with_context(inside)?,
            None => "undefined".into(),
        };
        out.line(&format!("const error = {error};"));
        free.iter().for_each(|free| out.line(free));
        out.line(&format!(
            "throw new {}(error);",
            glue.helper("ComponentError")
        ));
        out.close("}");
        answer = (either.ok, offset);
    }
    let (Some(ty), offset) = answer else {
        free.iter().for_each(|free| out.line(free));
        return Ok(());
    };
    let value = read(glue, ty, &after("place", offset)).with_context(inside)?;
    match free {
        Some(free) => {
            out.line(&format!("const answer = {value};"));
            out.line(&free);
            out.line("return answer;");
        }
        None => out.line(&format!("return {value};")),
    }
    Ok(())
}

/// The core signature of a function that the glue knows how to call.
fn signature(
    glue: &Glue<'_>,
    function: &Function,
    variant: AbiVariant,
) -> anyhow::Result<WasmSignature> {
    let signature = glue.world.resolve.wasm_signature(variant, function);
    ensure!(
        !signature.indirect_params,
        "more parameters than a core function takes"
    );
    Ok(signature)
}

/// An expression of a value that comes as core values. It names these by `path`.
fn lift(
    glue: &mut Glue<'_>,
    ty: Type,
    path: &str,
    flat: &mut Vec<String>,
) -> anyhow::Result<String> {
    let world = glue.world;
    let mut one = |name: &str| {
        flat.push(name.into());
        name.to_owned()
    };
    Ok(match world.resolved(ty) {
        Type::Bool => format!("{} !== 0", one(path)),
        Type::U32 => format!("{} >>> 0", one(path)),
        Type::F64 => one(path),
        Type::String => {
            let (start, size) = (one(path), one(&format!("{path}Size")));
            format!("{}({start}, {size})", glue.access("textAt"))
        }
        Type::Id(id) => match &world.resolve.types[id].kind {
            TypeDefKind::Record(record) => {
                let mut fields = String::new();
                for field in &record.fields {
                    let name = camel(&field.name);
                    let inner = camel(&format!("{path}-{}", field.name));
                    let value = lift(glue, field.ty, &inner, flat)?.replace('\n', "\n  ");
                    fields += &format!("  {name}: {value},\n");
                }
                format!("{{\n{fields}}}")
            }
            other => bail!("a parameter of an import of the type {}", other.as_str()),
        },
        other => bail!("a parameter of an import of the type {other:?}"),
    })
}

/// Expressions of the core values that pass a value, in the order in which they are to be evaluated.
fn lower(
    glue: &mut Glue<'_>,
    ty: Type,
    value: &str,
    signature: &[WasmType],
    out: &mut Vec<String>,
) -> anyhow::Result<()> {
    let world = glue.world;
    match world.resolved(ty) {
        Type::Bool => out.push(format!("{}({value})", glue.helper("bool"))),
        Type::U32 => out.push(format!("{}({value})", glue.helper("u32"))),
        Type::U64 => out.push(format!("{}({value})", glue.helper("u64"))),
        Type::F64 => out.push(format!("+{value}")),
        Type::String => {
            out.push(format!("{}({value})", glue.access("passText")));
            out.push(format!("{}()", glue.access("passed")));
        }
        Type::Id(id) => match &world.resolve.types[id].kind {
            TypeDefKind::Enum(_) => {
                let words = glue.words(id);
                out.push(format!("{}({words}, {value})", glue.helper("indexOf")));
            }
            TypeDefKind::List(each) => {
                let (width, align) = (world.sizes.size(each), world.sizes.align(each));
                let put = writer(glue, *each)?;
                out.push(format!(
                    "{}({value}, {width}, {align}, {put})",
                    glue.access("passList")
                ));
                out.push(format!("{}()", glue.access("passed")));
            }
            TypeDefKind::Record(record) => {
                for field in &record.fields {
                    let value = format!("{value}.{}", camel(&field.name));
                    lower(glue, field.ty, &value, signature, out)?;
                }
            }
            TypeDefKind::Option(some) => {
                out.push(format!("{value} == null ? 0 : 1"));
                let first = out.len();
                lower(glue, *some, value, signature, out)?;
                for (index, expression) in out.iter_mut().enumerate().skip(first) {
                    let none = match signature.get(index) {
                        Some(WasmType::I64 | WasmType::PointerOrI64) => "0n",
                        _ => "0",
                    };
                    *expression = format!("{value} == null ? {none} : {expression}");
                }
            }
            other => bail!("a value to pass of the type {}", other.as_str()),
        },
        other => bail!("a value to pass of the type {other:?}"),
    }
    Ok(())
}

/// What stands before and after a call that answers with one core value.
fn flat_result(glue: &mut Glue<'_>, ty: Type) -> anyhow::Result<(String, &'static str)> {
    let world = glue.world;
    Ok(match world.resolved(ty) {
        Type::Bool => (String::new(), " !== 0"),
        Type::U32 => (String::new(), " >>> 0"),
        Type::S32 | Type::F64 => (String::new(), ""),
        Type::Id(id) => match &world.resolve.types[id].kind {
            TypeDefKind::Enum(_) => {
                let words = glue.words(id);
                (format!("{}({words}, ", glue.helper("at")), ")")
            }
            TypeDefKind::Handle(Handle::Own(resource)) => {
                let resource = glue.name(world.definition(*resource))?;
                (format!("new {resource}("), ")")
            }
            other => bail!("an answer of the type {}", other.as_str()),
        },
        other => bail!("an answer of the type {other:?}"),
    })
}
