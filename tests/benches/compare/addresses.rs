//! What a call costs where a process may have few addresses: every access to memory is checked
//! there, instead of 4 GiB that are reserved.

use std::{hint::black_box, process::Command, time::Instant};

use nemo_telemetry::{Component, EventId, Instance};

use crate::{client::imports, events::ANONYMIZER};

/// The argument by which this program measures, and prints nanoseconds.
pub(crate) const MEASURE: &str = "--measure-a-call";

/// Processes of each kind, which take turns.
const TURNS: u32 = 5;
const SAMPLES: u32 = 200;
const CALLS: u32 = 100;

/// Prints the best call of a process whose addresses are limited, and of one whose are not.
pub(crate) fn print() {
    let limits = [
        ("without a limit", "unlimited"),
        ("within 1 GiB", "1048576"),
    ];
    let mut best = [f64::INFINITY; 2];
    for _ in 0..TURNS {
        for (best, (_, limit)) in best.iter_mut().zip(limits) {
            *best = best.min(measured_under(limit));
        }
    }
    println!("\na whole call of `validate`, 39 fields, by the addresses that a process may have");
    println!("  {:<34} {:>10} {:>10}", "addresses", "best ns", "ratio");
    for ((name, _), ns) in limits.iter().zip(best) {
        println!("  {name:<34} {ns:>10.0} {:>10.2}", ns / best[0]);
    }
}

fn measured_under(limit: &str) -> f64 {
    let output = Command::new("sh")
        .args(["-c", "ulimit -v \"$2\" && exec \"$0\" \"$1\""])
        .arg(std::env::current_exe().unwrap())
        .args([MEASURE, limit])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim()
        .parse()
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Prints nanoseconds of a call: the best of many samples.
pub(crate) fn measure() {
    let component = Component::load(None).unwrap();
    let mut instance = Instance::new(&component, imports()).unwrap();
    let id = EventId {
        name: ANONYMIZER.event.into(),
        version: ANONYMIZER.version.into(),
    };
    let best = (0..SAMPLES)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..CALLS {
                black_box(instance.validate(&id, black_box(ANONYMIZER.text)).unwrap());
            }
            start.elapsed() / CALLS
        })
        .min()
        .unwrap_or_default();
    println!("{}", best.as_nanos());
}
