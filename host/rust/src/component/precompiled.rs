//! The component as machine code that was built into this program.

use wasmtime::{Engine, component::Component, error::Context as _};

/// Loads it.
pub(super) fn load(engine: &Engine) -> anyhow::Result<Component> {
    #[expect(unsafe_code, reason = "there is no safe way to load machine code")]
    // SAFETY: The bytes are those that this build was given, made by `Component::precompile`, and
    // belong to the program as its own code does. Wasmtime itself refuses another version,
    // configuration or target, and a processor that lacks something.
    let component = unsafe { Component::deserialize(engine, nemo_telemetry_artifact::PRECOMPILED) };
    Ok(component.context("the machine code of the component does not run here")?)
}
