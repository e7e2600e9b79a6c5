//! A program with telemetry as any program has it, for a test that watches what it does: PRODUCT
//! ENDPOINT MACHINE, MACHINE being the folder of the administrator. With no argument the same
//! program without telemetry.

use std::{env, path::Path, process::exit, time::Duration};

use nemo_telemetry::{Telemetry, paths::Paths, telemetry::Options};
use serde_json::json;

/// Long enough for a machine that is very busy.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    match words.as_slice() {
        [] => {}
        [product, endpoint, machine] => run(product, endpoint, machine.as_ref()),
        _ => {
            eprintln!("expected PRODUCT ENDPOINT MACHINE, or nothing");
            exit(2);
        }
    }
    println!("ended");
}

fn run(product: &str, endpoint: &str, machine: &Path) {
    let settings = json!({"product": product, "endpoint": endpoint}).to_string();
    let paths = Paths {
        machine: Some(machine.into()),
        ..Paths::here()
    };
    let telemetry = Telemetry::with_options(
        &settings,
        Options {
            paths,
            ..Options::default()
        },
    )
    .expect("settings of this file");
    let parameters = json!({"command": "run", "taskStatus": "success", "pythonVersion": "3.12"});
    for _ in 0..2 {
        telemetry.enqueue("nat_cli_command", &parameters);
    }
    let ledger = telemetry.flush(PATIENCE).wait();
    println!(
        "{}: delivered {}",
        telemetry.status().text,
        ledger.delivered
    );
    let _ = telemetry.close(PATIENCE).wait();
}
