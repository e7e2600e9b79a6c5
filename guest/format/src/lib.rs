//! What an event of NeMo usage telemetry may say: its definition, the checks, the canonical text,
//! and the guard that keeps what is private out of it.
//!
//! Every event of a program passes here, so this crate is compiled for speed; the rules about what
//! is done with an event are in `nemo-telemetry-core`, which is compiled to be small. Everything is
//! pure, and nothing panics: inside the component a panic would end the instance.
//!
//! ```
//! use nemo_telemetry_format::{catalog, validate};
//!
//! let event = catalog::event("nat_cli_command", "1.5").unwrap();
//! let problems = validate::canonical(event, r#"{"command": "run", "taskStatus": "sucess"}"#).unwrap_err();
//! assert_eq!(problems[0].pointer, "/taskStatus");
//! assert_eq!(problems[0].suggestion.as_deref(), Some("success"));
//! assert_eq!(problems[1].message, "expected the field `pythonVersion`, which is required, found none");
//! ```

#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::unreachable,
        clippy::string_slice
    )
)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod catalog;
pub mod definition;
pub mod envelope;
pub mod guard;
pub mod json;
pub mod line;
pub mod problem;
pub mod scan;
pub mod suggest;
pub mod time;
pub mod validate;
