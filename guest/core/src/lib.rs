//! The rules of NeMo usage telemetry: what an event may say, how it is wrapped, queued, retried and
//! accounted for, and whether it may be sent at all.
//!
//! Everything here is pure. Time, randomness and the outcomes of requests are arguments; nothing
//! reads a clock, a file or a variable, nothing is global, and nothing panics: inside the component
//! a panic would end the instance.
//!
//! What a single event may say is [`nemo_telemetry_format`]'s, whose modules stand here too.

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

pub use nemo_telemetry_format::json;
pub use nemo_telemetry_format::{catalog, definition, problem, time, validate};
use nemo_telemetry_format::{guard, line, scan, suggest};

pub mod audit;
pub mod drive;
pub mod engine;
pub mod envelope;
pub mod folder;
pub mod labels;
pub mod ledger;
pub mod life;
pub mod limits;
pub mod outcome;
pub mod policy;
pub mod receive;
pub mod render;
pub mod retry;
pub mod settled;
pub mod sink;

mod address;
mod exits;
mod outbox;
mod queue;
mod session;
mod settings;
