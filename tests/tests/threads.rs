//! Which threads a program has because of its telemetry, alone in a process: none that nobody
//! needs.

#![cfg(target_os = "linux")]

use std::{fs, thread, time::Duration};

use nemo_telemetry::{Telemetry, telemetry::Options, testing::World};
use serde_json::json;

const SETTINGS: &str = r#"{"product": "agent-toolkit"}"#;

/// Names of this process's threads that are telemetry's. The system cuts names to 15 bytes.
fn threads() -> Vec<String> {
    let names = fs::read_dir("/proc/self/task")
        .unwrap()
        .filter_map(|task| fs::read_to_string(task.unwrap().path().join("comm")).ok());
    names
        .filter(|name| name.starts_with("nemo-telemetry"))
        .collect()
}

fn wait_until_none() {
    while !threads().is_empty() {
        thread::yield_now();
    }
}

#[test]
fn a_thread_starts_with_the_first_event_and_ends_with_the_last_need() {
    let world = World::new();
    let parameters = json!({"command": "run", "taskStatus": "success", "pythonVersion": "3.12"});
    let telemetry = Telemetry::with_options(SETTINGS, world.options()).unwrap();
    assert_eq!(threads(), [""; 0], "no event, no thread");
    telemetry.enqueue("nat_cli_command", &parameters);
    // A thread names itself, a moment after it has started.
    while threads().is_empty() {
        thread::yield_now();
    }
    assert_eq!(telemetry.close(Duration::from_secs(60)).wait().delivered, 1);
    wait_until_none();

    let options = Options {
        enabled: Some(false),
        ..world.options()
    };
    let telemetry = Telemetry::with_options(SETTINGS, options).unwrap();
    telemetry.enqueue("nat_cli_command", &parameters);
    wait_until_none();
    assert_eq!(telemetry.status().ledger.accepted, 0);
}
