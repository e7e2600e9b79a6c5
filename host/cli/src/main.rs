//! The command `nemo-telemetry`.

mod command;
mod digest;
mod finding;
mod frame;
mod input;
mod interrupt;
mod mask;
mod metadata;
mod output;
mod parallel;
mod progress;
mod totals;

use std::process::ExitCode;

use clap::Parser;

use command::Cli;

fn main() -> ExitCode {
    let exit = command::run(Cli::parse()).unwrap_or_else(|failure| failure.report());
    nemo_telemetry::Component::remember_embedded();
    ExitCode::from(exit as u8)
}
