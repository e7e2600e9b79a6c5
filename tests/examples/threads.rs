//! How long a call of `enqueue` takes where many threads call it without a pause:
//! `threads URL THREADS CALLS`.
//!
//! Prints microseconds: of the calls the middle one, the one that 99 % are shorter than, and the
//! longest; then the longest turn of a loop without telemetry in as many threads, which the scheduler
//! alone makes long. `cargo xtask against` compiles this with an earlier commit, too: it uses what both
//! have.

use std::{
    env,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use nemo_telemetry::{Telemetry, telemetry::Options};
use serde_json::json;

/// About as long as a call takes that waits for nobody.
const WORK: Duration = Duration::from_micros(1);

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [url, threads, calls] = arguments.as_slice() else {
        anyhow::bail!("Usage: threads URL THREADS CALLS");
    };
    let (threads, calls) = (threads.parse()?, calls.parse()?);
    let settings = json!({"product": "agent-toolkit", "endpoint": url, "outbox": false});
    let options = Options {
        enabled: Some(true),
        ..Options::default()
    };
    let telemetry = Telemetry::with_options(&settings.to_string(), options)?;
    let parameters = json!({"command": "run", "taskStatus": "success", "pythonVersion": "3.12"});
    let enqueue = || {
        telemetry.enqueue("nat_cli_command", &parameters);
    };
    // The thread that works is there before anybody measures.
    enqueue();
    let ledger = telemetry.flush(Duration::from_secs(60)).wait();
    ensure!(
        ledger.delivered == 1,
        "expected a collector, found {ledger:?}"
    );
    let called = times(threads, calls, enqueue);
    let idle = times(threads, calls, || {
        let start = Instant::now();
        while start.elapsed() < WORK {}
    });
    let of = |times: &[Duration], share: usize| {
        let place = (times.len() * share / 100).min(times.len() - 1);
        let time = times.get(place).context("no call")?;
        anyhow::Ok(time.as_secs_f64() * 1e6)
    };
    println!(
        "{} {} {} {}",
        of(&called, 50)?,
        of(&called, 99)?,
        of(&called, 100)?,
        of(&idle, 100)?
    );
    Ok(())
}

/// How long each call took of each thread, the shortest first.
fn times(threads: usize, calls: usize, call: impl Fn() + Sync) -> Vec<Duration> {
    let barrier = Barrier::new(threads);
    let mut times: Vec<Duration> = thread::scope(|scope| {
        let work = || {
            barrier.wait();
            let one = |_| {
                let start = Instant::now();
                call();
                start.elapsed()
            };
            (0..calls).map(one).collect::<Vec<_>>()
        };
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let ended = started.into_iter().map(thread::ScopedJoinHandle::join);
        ended.flat_map(Result::unwrap).collect()
    });
    times.sort_unstable();
    times
}
