//! Senders in three languages against the receiving end, while the network is cut, the store fails
//! and workers are killed.

#[path = "ingest/relay.rs"]
mod relay;
#[path = "ingest/store.rs"]
#[expect(dead_code, reason = "another test looks at whole requests")]
mod store;
#[path = "ingest/workers.rs"]
#[expect(dead_code, reason = "another test has a balancer")]
mod workers;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use nemo_telemetry::Component;
use nemo_telemetry_tests::{
    ingest,
    languages::{component, install, newest_python, npm, python_host, run},
    native,
};
use relay::Relay;
use serde_json::Value;
use store::Store;
use workers::Worker;

/// Events of each sender.
const EACH: u64 = 30;
/// How long a sender waits at its end, in milliseconds.
const CLOSE: u64 = 500;
/// Processes of a sender until nothing is left; each goes on with what the one before has kept.
const PROCESSES: u64 = 200;
/// Times that the network is cut and the worker killed.
const CUTS: usize = 5;
/// More than any rest and any lease, in milliseconds.
const LATER: u64 = 11 * 60 * 1000;

/// What became of a sender's events, over all its processes.
#[derive(Debug, Default)]
struct Sum {
    delivered: u64,
    unsure: u64,
}

/// A sender in one of the languages.
struct Sender {
    program: Vec<PathBuf>,
    /// Its clock can be set ahead.
    has_clock: bool,
    home: PathBuf,
    first: u64,
}

impl Sender {
    fn command(&self, endpoint: &str, count: u64, process: u64) -> Command {
        let (program, arguments) = self.program.split_first().unwrap();
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env("PYTHONPATH", python_host().join("src"))
            .arg(&self.home)
            .arg(endpoint);
        let ahead = if self.has_clock { process * LATER } else { 0 };
        command.args([self.first, count, 0, CLOSE, ahead].map(|number| number.to_string()));
        command
    }

    /// Sends all events, with as many processes as it takes.
    fn send(&self, endpoint: &str) -> Sum {
        let mut sum = Sum::default();
        for process in 0..PROCESSES {
            let count = if process == 0 { EACH } else { 0 };
            let output = self.command(endpoint, count, process).output().unwrap();
            assert!(output.status.success(), "{output:?}");
            let text = String::from_utf8(output.stdout).unwrap();
            let ledger: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
            sum.delivered += ledger["delivered"].as_u64().unwrap();
            sum.unsure += ledger["unsure"].as_u64().unwrap();
            if ledger["kept"] == 0 && sum.delivered >= EACH {
                return sum;
            }
        }
        panic!("after {PROCESSES} processes not all is delivered: {sum:?}");
    }
}

fn senders() -> [Sender; 3] {
    let package = native::root().unwrap().join("host/js");
    install(&package);
    run(npm(&package)
        .env("NEMO_TELEMETRY_WASM", component())
        .args(["run", "--silent", "build"]));
    let programs = [
        (vec![env!("CARGO_BIN_EXE_sender").into()], true),
        (
            vec![
                newest_python(),
                "-B".into(),
                python_host().join("tests/sender.py"),
            ],
            true,
        ),
        (vec!["node".into(), package.join("test/sender.mjs")], false),
    ];
    let mut first = 0;
    programs.map(|(program, has_clock)| {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("both-ends-{first}"));
        let _ = fs::remove_dir_all(&home);
        Component::load(Some(&home.join("cache")))
            .unwrap()
            .remember();
        let sender = Sender {
            program,
            has_clock,
            home,
            first,
        };
        first += 1000;
        sender
    })
}

/// Each event is in the store, and what is there more than once was told as unsure by its sender.
#[test]
fn what_arrives_is_what_the_ledgers_of_all_senders_say() {
    let ingest = ingest::component();
    let senders = senders();
    let store = Store::new(&[(503, Some("1")), (200, None), (500, None), (503, None)]);
    let settings = [format!("NEMO_INGEST_FORWARD=http://{}/", store.address)];
    let relay = Relay::new();
    let endpoint = format!("http://{}/v1.1/events/json", relay.address);
    let finished = AtomicUsize::new(0);
    let sums: Vec<Sum> = thread::scope(|scope| {
        let running: Vec<_> = senders
            .iter()
            .map(|sender| {
                let (endpoint, finished) = (&endpoint, &finished);
                scope.spawn(move || {
                    let sum = sender.send(endpoint);
                    finished.fetch_add(1, Ordering::Relaxed);
                    sum
                })
            })
            .collect();
        let mut worker = Worker::start(&ingest, &settings);
        relay.lead(Some(worker.address));
        for _ in 0..CUTS {
            let before = store.taken().len();
            while store.taken().len() == before
                && finished.load(Ordering::Relaxed) < senders.len()
                && running.iter().any(|sender| !sender.is_finished())
            {
                thread::yield_now();
            }
            relay.lead(None);
            worker.kill();
            worker = Worker::start(&ingest, &settings);
            relay.lead(Some(worker.address));
        }
        running
            .into_iter()
            .map(|sender| sender.join().unwrap())
            .collect()
    });
    let numbers: Vec<u64> = store
        .taken()
        .iter()
        .flat_map(|taken| {
            let rows = taken.body.lines();
            rows.map(|row| {
                let row: Value = serde_json::from_str(row).unwrap();
                row["parameters"]["durationMs"].as_u64().unwrap()
            })
            .collect::<Vec<_>>()
        })
        .collect();
    let mut times: BTreeMap<u64, u64> = BTreeMap::new();
    for number in numbers {
        *times.entry(number).or_default() += 1;
    }
    let distinct: BTreeSet<u64> = times.keys().copied().collect();
    let expected: BTreeSet<u64> = senders
        .iter()
        .flat_map(|sender| sender.first..sender.first + EACH)
        .collect();
    // However often: a ledger counts events, not attempts.
    let repeated = times.values().filter(|times| **times > 1).count() as u64;
    let unsure: u64 = sums.iter().map(|sum| sum.unsure).sum();
    println!(
        "{} events, {repeated} more than once, {unsure} unsure: {sums:?}",
        distinct.len()
    );
    assert_eq!(distinct, expected);
    assert!(sums.iter().all(|sum| sum.delivered == EACH), "{sums:?}");
    assert!(
        repeated <= unsure,
        "{repeated} more than once, {unsure} unsure"
    );
}
