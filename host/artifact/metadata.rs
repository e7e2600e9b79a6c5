//! Says inside the component what it is, in the custom sections that registries read and
//! `wasm-tools metadata show` prints.
//!
//! They are written by hand: a section is a byte, a length and a text, and the crate for it would
//! have every first build compile a parser of WebAssembly once more.

use std::{env, fs, path::Path};

/// Where the sources of a released component are, as an address. The package that releases it knows.
pub(crate) const SOURCE: &str = "NEMO_TELEMETRY_SOURCE";

/// The commit that a released component was built from. Other builds do not say it: each commit
/// would make another component.
pub(crate) const REVISION: &str = "NEMO_TELEMETRY_REVISION";

/// Identifier of a custom section, in a component as in a module.
const CUSTOM: u8 = 0;

/// Writes the component with its description behind it, unless it is there as it is.
pub(crate) fn describe(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut component = fs::read(from)?;
    let name = env!("CARGO_PKG_NAME").trim_end_matches("-artifact");
    section(&mut component, "component-name", &own_name(name));
    section(
        &mut component,
        "version",
        env!("CARGO_PKG_VERSION").as_bytes(),
    );
    section(
        &mut component,
        "licenses",
        env!("CARGO_PKG_LICENSE").as_bytes(),
    );
    for (title, variable) in [("source", SOURCE), ("revision", REVISION)] {
        match env::var(variable) {
            Ok(text) if !text.is_empty() => section(&mut component, title, text.as_bytes()),
            _ => {}
        }
    }
    if fs::read(to).is_ok_and(|written| written == component) {
        return Ok(());
    }
    fs::write(to, component)
}

/// The content of a section of names that has the component's own alone.
fn own_name(name: &str) -> Vec<u8> {
    const COMPONENT: u8 = 0;
    let mut text = Vec::new();
    sized(&mut text, name.as_bytes());
    let mut names = vec![COMPONENT];
    sized(&mut names, &text);
    names
}

fn section(component: &mut Vec<u8>, title: &str, content: &[u8]) {
    let mut body = Vec::new();
    sized(&mut body, title.as_bytes());
    body.extend(content);
    component.push(CUSTOM);
    sized(component, &body);
}

/// Bytes after their number, which is an unsigned LEB128.
fn sized(out: &mut Vec<u8>, bytes: &[u8]) {
    let mut rest = bytes.len();
    loop {
        let low = rest.to_le_bytes()[0] & 0x7f;
        rest >>= 7;
        if rest == 0 {
            out.push(low);
            break;
        }
        out.push(low | 0x80);
    }
    out.extend(bytes);
}
