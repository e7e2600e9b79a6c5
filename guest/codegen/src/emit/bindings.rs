//! What wit-bindgen makes of `wit` for the component. It is kept in the repository, so that whoever
//! builds the component does not compile wit-bindgen.

use anyhow::{Context as _, ensure};
use wit_bindgen_core::{Files, WorldGenerator as _};
use wit_bindgen_rust::{Opts, WithOption};

use super::{Output, glue::ORIGIN};
use crate::world::World;

/// Interfaces whose bindings the crate `wasi` has.
const WASI: [(&str, &str); 4] = [
    (
        "wasi:clocks/wall-clock@0.2.12",
        "::wasi::clocks::wall_clock",
    ),
    (
        "wasi:clocks/monotonic-clock@0.2.12",
        "::wasi::clocks::monotonic_clock",
    ),
    ("wasi:io/poll@0.2.12", "::wasi::io::poll"),
    ("wasi:random/random@0.2.12", "::wasi::random::random"),
];

/// The module `generated` of the component.
///
/// # Errors
///
/// What the world has and wit-bindgen refuses.
pub fn output(world: &World) -> anyhow::Result<Output> {
    let options = Opts {
        format: true,
        with: WASI
            .map(|(interface, path)| (interface.to_owned(), WithOption::Path(path.to_owned())))
            .into(),
        ..Opts::default()
    };
    let (mut resolve, id) = (world.resolve.clone(), world.id);
    let mut files = Files::default();
    options.build().generate(&mut resolve, id, &mut files)?;
    let mut files = files.iter();
    let (_, text) = files.next().context("wit-bindgen made no file")?;
    ensure!(files.next().is_none(), "wit-bindgen made two files");
    Ok(Output {
        path: "guest/component/src/generated.rs".into(),
        text: format!("// {ORIGIN}\n{}", std::str::from_utf8(text)?),
    })
}
