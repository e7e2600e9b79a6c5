//! Serves the receiving end in a process of its own: `ingest COMPONENT [NAME=VALUE…]`.
//!
//! Prints the address on which it listens, a free port of loopback, and serves until it is killed.

#[path = "../../tests/ingest/engine.rs"]
#[expect(dead_code, reason = "a test looks at what is printed")]
mod engine;

use std::{env, path::Path, process::ExitCode, thread};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let Some((component, settings)) = arguments.split_first() else {
        eprintln!("Usage: ingest COMPONENT [NAME=VALUE...]");
        return ExitCode::from(2);
    };
    let environment: Vec<(&str, &str)> = settings
        .iter()
        .filter_map(|setting| setting.split_once('='))
        .collect();
    let server = engine::Wasmtime::serve(Path::new(component), &environment);
    println!("{}", server.address);
    loop {
        thread::park();
    }
}
