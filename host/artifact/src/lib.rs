//! The component's bytes, built from `guest/` by this crate's build script.
//!
//! Set `NEMO_TELEMETRY_COMPONENT` to the path of a built component to use that one instead.

/// The WebAssembly component that exports the world `nemo:telemetry/telemetry`.
pub static COMPONENT: &[u8] = include_bytes!(env!("COMPONENT"));

/// The same as machine code, for the target of this build.
#[cfg(feature = "precompiled")]
pub static PRECOMPILED: &[u8] = include_bytes!(env!("COMPONENT_CODE"));

/// Its SHA-256, in hexadecimal.
pub static SHA256: &str = env!("COMPONENT_SHA256");
