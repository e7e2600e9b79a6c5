//! The reference host of the nemo-telemetry component: wasmtime with limits, real clocks and random
//! numbers, HTTP on a thread of its own, and one folder on disk for each product.
//!
//! [`Telemetry`] is for programs: it never waits, never fails, and needs no driving. [`Client`] is
//! what it is made of.
//!
//! # The loop
//!
//! After any call, and whenever a request is answered, call [`Client::poll`], do what its [`Order`]
//! says, and call it again no later than it says. It never waits. [`Client::drive`] is that loop
//! for a caller that has time and keeps nothing.
//!
//! ```
//! use std::time::Duration;
//! use nemo_telemetry::{Client, Component, Fact, Imports, Life, Source};
//! use nemo_telemetry_testkit::collector::{Collector, Options};
//!
//! let collector = Collector::bind("127.0.0.1:0".parse()?, Options::default())?;
//! let settings = format!(r#"{{"product": "agent-toolkit", "endpoint": "{}"}}"#, collector.url());
//! let yes = Fact { source: Source::Call, name: "enabled".into(), value: "true".into() };
//!
//! let mut client = Client::open(Component::embedded()?, Imports::real(), &settings, &[yes], &Life::new(1))?;
//! client.enqueue(r#"{"event":"nat_cli_command","parameters":{"command":"run","taskStatus":"success","pythonVersion":"3.12.1"}}"#)?;
//! client.flush()?;
//! client.drive(Duration::from_secs(5), &mut |_| None)?;
//! assert_eq!(client.ledger()?.delivered, 1);
//! # Ok::<(), anyhow::Error>(())
//! ```
//!
//! # What a process has of it
//!
//! An instance reserves 4 GiB of addresses, of which it uses 4 MiB at most, and wasmtime handles
//! the signals by which the system tells of a wrong access (`SIGSEGV`, `SIGBUS`, `SIGILL`,
//! `SIGFPE`); it passes on those that are not its own. Where addresses are limited (`ulimit -v`),
//! an instance reserves what it may use, and no signal is handled.

pub mod audit;
pub mod consent;
pub mod facts;
pub mod forking;
pub mod identifying_names;
pub mod labels;
pub mod limits;
pub mod outbox;
pub mod paths;
pub mod precheck;
pub mod preview;
pub mod signal;
pub mod status;
pub mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transport;

mod bindings;
mod client;
mod compact;
mod component;
mod dir;
mod file_limit;
mod file_time;
mod folder;
mod imports;
mod instance;
mod length;
mod printable;
mod private_mode;
mod surroundings;

/// The snippets of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

pub use bindings::{
    Answer, BodyForm, BodyVerdict, Checked, Decision, DecisionFile, EventId, Fact, FileChange,
    FileQuery, HttpOutcome, Ledger, Life, Order, Problem, Query, RefusedEvent, Rejection, Report,
    SchemaKind, Settled, Sink, Source, State, Tally,
};
pub use client::{Client, OpenError};
pub use compact::compact;
pub use component::{ALLOWED_IMPORTS, Component, is_refused_by_system};
pub use folder::FileFolder;
pub use imports::{Clock, Entry, Folder, Imports, NoStorage, Random, SystemClock, SystemRandom};
pub use instance::Instance;
pub use limits::{MAX_CHECKED_BODY, MAX_TEXT};
pub use printable::printable;
pub use telemetry::{SettingsError, Telemetry};
