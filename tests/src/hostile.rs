//! Components that fit the world and mean no good: what a host has to bear.

use anyhow::Context as _;
use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{ManglingAndAbi, Resolve};

use crate::native;

/// The exports of the real one, and of the imports the one that a hostile component has use for.
const WORLD: &str = "
    package nemo:host;
    world hostile {
        import nemo:telemetry/http@0.2.0;
        export nemo:telemetry/catalog@0.2.0;
        export nemo:telemetry/policy@0.2.0;
        export nemo:telemetry/client@0.2.0;
        export nemo:telemetry/labels@0.2.0;
    }
";

/// Where memory is handed to the host's texts.
const SCRATCH: u32 = 1024;

/// A component whose `policy.queries`, the first function that a host calls, has this body in the
/// text format. `$start` in it stands for the number of the import `http.start`, `$self` for its
/// own. Every other function traps.
///
/// # Errors
/// The body is not well-formed.
pub fn component(body: &str) -> anyhow::Result<Vec<u8>> {
    let mut resolve = Resolve::default();
    resolve.push_dir(native::root()?.join("wit"))?;
    let package = resolve.push_str("hostile.wit", WORLD)?;
    let world = resolve.select_world(&[package], Some("hostile"))?;
    let module = dummy_module(
        &resolve,
        world,
        ManglingAndAbi::Legacy(wit_parser::LiftLowerAbi::Sync),
    );
    let mut text =
        wasmprinter::print_bytes(module)?.replace("(memory (;0;) 0)", "(memory (;0;) 1)");
    let queries = number(
        &text,
        "(export \"nemo:telemetry/policy@0.2.0#queries\" (func ",
    )?;
    let realloc = number(&text, "(export \"cabi_realloc\" (func ")?;
    let start = number(
        &text,
        "(import \"nemo:telemetry/http@0.2.0\" \"start\" (func (;",
    )?;
    let body = body.replace("$start", &start).replace("$self", &queries);
    put(&mut text, &queries, &body)?;
    put(&mut text, &realloc, &format!("i32.const {SCRATCH}"))?;
    let mut module = wat::parse_str(&text).with_context(|| text.clone())?;
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)?;
    ComponentEncoder::default()
        .module(&module)?
        .validate(true)
        .encode()
}

/// The number that follows a piece of a module's text.
fn number(text: &str, before: &str) -> anyhow::Result<String> {
    let (_, rest) = text
        .split_once(before)
        .with_context(|| format!("no {before} in {text}"))?;
    Ok(rest.chars().take_while(char::is_ascii_digit).collect())
}

/// Puts a body in place of the trap of that function.
fn put(text: &mut String, function: &str, body: &str) -> anyhow::Result<()> {
    let start = text
        .find(&format!("(func (;{function};)"))
        .with_context(|| format!("no function {function}"))?;
    let trap = "unreachable";
    let at = start + text[start..].find(trap).context("no trap")?;
    text.replace_range(at..at + trap.len(), body);
    Ok(())
}
