//! Many processes on one outbox: short ones, killed ones, and all that they leave to the next.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use nemo_telemetry::{
    Component,
    audit::{Log, What},
    outbox::Outbox,
};
use nemo_telemetry_testkit::collector::{Collector, Options};
use serde_json::Value;

/// More than a lease.
const LATER: u64 = 11 * 60 * 1000;

/// A folder of this test alone, with the compiled component in its cache.
fn home(name: &str) -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("processes")
        .join(name);
    let _ = fs::remove_dir_all(&home);
    Component::load(Some(&home.join("cache")))
        .unwrap()
        .remember();
    home
}

/// A collector that thinks for a while before it answers.
fn collector(latency: Duration) -> Collector {
    let options = Options {
        on_request: Some(Box::new(move |_| thread::sleep(latency))),
        ..Options::default()
    };
    Collector::bind(SocketAddr::from(([127, 0, 0, 1], 0)), options).unwrap()
}

fn sender(home: &Path, collector: &Collector, numbers: [u64; 5]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sender"));
    command
        .arg(home)
        .arg(collector.url())
        .args(numbers.map(|number| number.to_string()));
    command
}

/// How often each event arrived, by its number.
fn received(collector: &Collector) -> BTreeMap<u64, u32> {
    let mut counts = BTreeMap::new();
    for request in collector
        .received()
        .iter()
        .filter(|request| request.status == 200)
    {
        let body: Value = serde_json::from_str(&request.body).unwrap();
        for event in body["events"].as_array().unwrap() {
            *counts
                .entry(event["parameters"]["durationMs"].as_u64().unwrap())
                .or_default() += 1;
        }
    }
    counts
}

fn is_empty(home: &Path) -> bool {
    Outbox::new(&home.join("state"), "agent-toolkit")
        .segments()
        .unwrap()
        .is_empty()
}

/// A short one ends at about the time of its first answer: it sends, is cut short, or leaves its
/// segment behind, as the machine has it. One that has time takes over after a lease.
#[test]
fn what_fifty_short_processes_leave_is_delivered_by_a_long_one() {
    const RUNS: u64 = 50;
    let home = home("short");
    let collector = collector(Duration::from_millis(150));
    let short = (0..RUNS).map(|run| [run, 1, 200, 50, 0]);
    for numbers in short.chain([[RUNS, 0, 0, 60_000, LATER]]) {
        let output = sender(&home, &collector, numbers).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let arrived = received(&collector);
    println!(
        "{} requests, {} repeats",
        collector.received().len(),
        arrived.values().map(|count| count - 1).sum::<u32>()
    );
    assert_eq!(
        arrived.keys().copied().collect::<Vec<_>>(),
        (0..RUNS).collect::<Vec<_>>()
    );
    assert!(is_empty(&home));
}

#[test]
fn what_killed_processes_accepted_is_delivered_by_others() {
    const ROUNDS: u64 = 12;
    const EACH: u64 = 40;
    let home = home("killed");
    let collector = collector(Duration::from_millis(5));
    let mut accepted = BTreeSet::new();
    for round in 0..ROUNDS {
        let children: Vec<_> = (0..2)
            .map(|place| {
                let first = (2 * round + place) * EACH;
                // Each round is a lease later than the one before it, so that it takes over what
                // was left.
                let numbers = [first, EACH, 60_000, 50, round * LATER];
                sender(&home, &collector, numbers)
                    .stdout(Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for (place, mut child) in (1..).zip(children) {
            let lines = BufReader::new(child.stdout.take().unwrap())
                .lines()
                .map(Result::unwrap);
            // Killed after its first events, in the middle, or near its end.
            let heard = usize::try_from((round * 7 + place * 11) % EACH + 1).unwrap();
            accepted.extend(lines.take(heard).map(|line| line.parse::<u64>().unwrap()));
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
    let output = sender(&home, &collector, [0, 0, 0, 60_000, (ROUNDS + 1) * LATER])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let arrived = received(&collector);
    println!(
        "{} accepted, {} arrived, {} repeats",
        accepted.len(),
        arrived.len(),
        arrived.values().filter(|count| **count > 1).count()
    );
    let lost: Vec<_> = accepted
        .iter()
        .filter(|number| !arrived.contains_key(number))
        .collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    assert!(
        arrived.keys().all(|number| *number < 2 * ROUNDS * EACH),
        "nothing is invented"
    );
    assert!(is_empty(&home));
}

/// The file is rotated once, so that both files together have every line.
#[test]
fn lines_of_many_processes_stand_in_one_audit_log_each_once_and_whole() {
    const PROCESSES: u64 = 6;
    const EACH: u64 = 300;
    const LIMIT: u64 = 10 << 20;
    let state = Path::new(env!("CARGO_TARGET_TMPDIR")).join("processes/log");
    let _ = fs::remove_dir_all(&state);
    let log = Log::new(&state, "agent-toolkit");
    // Empty lines are passed over. There is room for six lines of ten.
    let before = usize::try_from(LIMIT - PROCESSES * EACH * 85 * 6 / 10).unwrap();
    fs::create_dir_all(log.path().parent().unwrap()).unwrap();
    fs::write(log.path(), "\n".repeat(before)).unwrap();
    let logger = |place: u64| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_logger"));
        command
            .arg(&state)
            .args([100_000 + place * EACH, EACH].map(|number| number.to_string()))
            .spawn()
            .unwrap()
    };
    let children: Vec<_> = (0..PROCESSES).map(logger).collect();
    children
        .into_iter()
        .for_each(|mut child| assert!(child.wait().unwrap().success()));
    let mut lines = log.read().unwrap();
    let number = |what| {
        if let What::Drop { count, .. } = what {
            count - 100_000
        } else {
            panic!("{what:?}")
        }
    };
    let mut numbers: Vec<_> = lines
        .by_ref()
        .map(|line| number(line.unwrap().entry.what))
        .collect();
    numbers.sort_unstable();
    assert!(
        numbers == (0..PROCESSES * EACH).collect::<Vec<_>>() && lines.damaged() == 0,
        "{} lines",
        numbers.len()
    );
    assert!(fs::metadata(log.backup()).unwrap().len() > LIMIT);
}

/// The file may grow by a part of a line, so that nothing of it is written. What a disk cuts short
/// is in the model.
#[cfg(unix)]
#[test]
fn a_line_that_finds_no_room_costs_no_other_line() {
    let state = Path::new(env!("CARGO_TARGET_TMPDIR")).join("processes/short");
    let _ = fs::remove_dir_all(&state);
    let logger = env!("CARGO_BIN_EXE_logger");
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh", logger])
        .arg(&state)
        .args(["0", "100"]);
    let output = shell.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let log = Log::new(&state, "agent-toolkit");
    let warnings = String::from_utf8(output.stderr).unwrap();
    assert_eq!(warnings, "file too large\n");
    let whole = log.read().unwrap().count();
    assert!(whole > 0);
    assert!(
        Command::new(logger)
            .arg(&state)
            .args(["100", "2"])
            .status()
            .unwrap()
            .success()
    );
    let mut lines = log.read().unwrap();
    assert_eq!(lines.by_ref().map(Result::unwrap).count(), whole + 2);
    assert_eq!(lines.damaged(), 0, "nothing was added in part");
}

/// The system refuses to let any file grow: a full disk, as far as a program can tell.
#[cfg(unix)]
#[test]
fn a_full_disk_costs_a_warning_for_the_outbox_and_one_for_the_audit_log_and_no_event() {
    let home = home("full");
    let collector = collector(Duration::ZERO);
    let mut shell = Command::new("sh");
    shell.args([
        "-c",
        "trap '' XFSZ; ulimit -f 0; exec \"$@\"",
        "sh",
        env!("CARGO_BIN_EXE_sender"),
    ]);
    let output = shell
        .arg(&home)
        .arg(collector.url())
        .args(["0", "3", "0", "60000", "0"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let warnings = String::from_utf8(output.stderr).unwrap();
    let expected = [
        "events are kept in memory only: they could not be written to the folder: file too large",
        "the audit log has gaps: a line could not be written: file too large",
    ];
    let found: Vec<_> = warnings.lines().collect();
    assert_eq!(found.len(), expected.len(), "{warnings}");
    assert!(
        found
            .iter()
            .zip(expected)
            .all(|(found, expected)| found.starts_with(expected)),
        "{warnings}"
    );
    assert_eq!(
        received(&collector),
        BTreeMap::from([(0, 1), (1, 1), (2, 1)])
    );
    assert_eq!(
        fs::read_dir(home.join("state/agent-toolkit"))
            .unwrap()
            .count(),
        0
    );
}
