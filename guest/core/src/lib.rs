//! The rules of NeMo usage telemetry: what an event may say, how it is wrapped, queued, retried and
//! accounted for, and whether it may be sent at all.
//!
//! Everything here is pure. Time, randomness and the outcomes of requests are arguments; nothing
//! reads a clock, a file or a variable, nothing is global, and nothing panics: inside the component
//! a panic would end the instance.
//!
//! ```
//! use nemo_telemetry_core::{catalog, validate};
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

pub mod audit;
pub mod catalog;
pub mod definition;
pub mod drive;
pub mod engine;
pub mod folder;
pub mod labels;
pub mod ledger;
pub mod life;
pub mod limits;
pub mod outcome;
pub mod policy;
pub mod problem;
pub mod render;
pub mod retry;
pub mod settled;
pub mod sink;
pub mod time;
pub mod validate;

mod address;
mod envelope;
mod exits;
mod guard;
mod json;
mod line;
mod outbox;
mod queue;
mod scan;
mod session;
mod settings;
mod suggest;
