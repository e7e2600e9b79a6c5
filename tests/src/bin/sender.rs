//! A program that sends telemetry, for tests of many processes: they start it, let it be, or kill
//! it.
//!
//! It passes events with the numbers from FIRST on, prints each number once its event is accepted,
//! lives for a while, closes, and prints what became of all.

use std::{
    env,
    path::Path,
    process::exit,
    thread,
    time::{Duration, Instant},
};

use nemo_telemetry::{
    Clock, SystemClock, Telemetry, paths::Paths, telemetry::Options, transport::HttpTransport,
};
use serde_json::json;

const USAGE: &str = "expected HOME ENDPOINT FIRST COUNT LIVE_MS CLOSE_MS AHEAD_MS";

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    let [home, endpoint, numbers @ ..] = words.as_slice() else {
        fail(USAGE)
    };
    let numbers: Result<Vec<u64>, _> = numbers.iter().map(|number| number.parse()).collect();
    let Ok([first, count, live, close, ahead]) =
        numbers.map(|numbers| <[u64; 5]>::try_from(numbers).unwrap_or_else(|_| fail(USAGE)))
    else {
        fail(USAGE)
    };
    let start = Instant::now();
    let settings =
        json!({"product": "agent-toolkit", "endpoint": endpoint, "retries": 100, "patienceMs": 0})
            .to_string();
    let telemetry = Telemetry::with_options(&settings, options(home.as_ref(), ahead))
        .unwrap_or_else(|error| fail(&error.to_string()));
    for number in first..first + count {
        let parameters = json!({"command": "run", "taskStatus": "success", "pythonVersion": "3.12", "durationMs": number});
        telemetry.enqueue("nat_cli_command", &parameters);
        while u64::from(telemetry.ledger().accepted) <= number - first {
            if telemetry.status().has_ended {
                fail("telemetry has ended");
            }
            thread::sleep(Duration::from_millis(1));
        }
        println!("{number}");
    }
    thread::sleep(Duration::from_millis(live).saturating_sub(start.elapsed()));
    let ledger = telemetry.close(Duration::from_millis(close)).wait();
    println!(
        "{}",
        json!({"delivered": ledger.delivered, "kept": ledger.kept, "unsure": ledger.unsure})
    );
}

fn options(home: &Path, ahead_ms: u64) -> Options {
    Options {
        enabled: Some(true),
        paths: Paths {
            config: Some(home.join("config")),
            state: Some(home.join("state")),
            cache: Some(home.join("cache")),
            machine: None,
        },
        variable: Box::new(|_| None),
        host: Box::new(|_| None),
        clock: Box::new(move || {
            Box::new(Ahead {
                clock: SystemClock::default(),
                by: Duration::from_millis(ahead_ms),
            })
        }),
        transport: Box::new(|| Box::new(HttpTransport::with_environment(|_| None))),
        ..Options::default()
    }
}

/// A clock that is ahead of the system's, so that leases run out without anybody waiting for them.
struct Ahead {
    clock: SystemClock,
    by: Duration,
}

impl Clock for Ahead {
    fn wall(&mut self) -> Duration {
        self.clock.wall() + self.by
    }

    fn monotonic(&mut self) -> Duration {
        self.clock.monotonic()
    }
}

fn fail(message: &str) -> ! {
    eprintln!("{message}");
    exit(2)
}
