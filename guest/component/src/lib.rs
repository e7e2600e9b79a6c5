//! The component: `nemo-telemetry-core` behind the world `nemo:telemetry`. It only translates; a
//! rule about telemetry belongs in core.

#![no_std]

extern crate alloc;

mod catalog;
mod client;
mod convert;
mod imports;
mod labels;
mod policy;

// Its symbols are the allocator and the panic handler.
use nemo_telemetry_runtime as _;

/// What wit-bindgen makes of `wit/`, written by `cargo xtask gen`.
#[rustfmt::skip]
#[expect(
    clippy::allow_attributes_without_reason,
    clippy::cast_possible_truncation,
    clippy::use_self,
    unreachable_pub,
    unsafe_code,
    reason = "generated"
)]
mod generated;

/// Implements every exported interface.
struct Component;

#[expect(
    clippy::allow_attributes_without_reason,
    unsafe_code,
    reason = "generated: the names under which a host finds the exports"
)]
mod exported {
    use crate::{Component, generated};

    generated::export!(Component with_types_in generated);
}
