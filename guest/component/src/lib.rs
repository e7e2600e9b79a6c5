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

/// What wit-bindgen makes of `wit/`.
mod generated {
    #![expect(unsafe_code, reason = "generated; the documentation is in wit/")]

    use super::Component;

    wit_bindgen::generate!({
        path: "../../wit",
        world: "telemetry",
        pub_export_macro: false,
        with: {
            "wasi:clocks/wall-clock@0.2.12": wasi::clocks::wall_clock,
            "wasi:clocks/monotonic-clock@0.2.12": wasi::clocks::monotonic_clock,
            "wasi:io/poll@0.2.12": wasi::io::poll,
            "wasi:random/random@0.2.12": wasi::random::random,
        },
    });

    export!(Component with_types_in self);
}

/// Implements every exported interface.
struct Component;
