//! What was measured, as a table of Markdown.

use crate::{sender::Load, server::Server};

/// Prints the turns of all servers with one body, and how many envelopes a core takes beside the
/// first server.
///
/// That is told by processor time. On a machine that does other work a server has less than a core,
/// and envelopes per second tell how much less.
pub(crate) fn print(
    servers: &[Server],
    loads: &[Vec<Load>],
    events: usize,
    bytes: usize,
) -> anyhow::Result<()> {
    println!(
        "\n| events in a body: {events}; {bytes} bytes | envelopes/s | events/s | p50 | p99 | processor | ratio | memory |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let processors: Vec<f64> = loads.iter().map(|loads| processor(loads)).collect();
    for ((server, loads), processor) in servers.iter().zip(loads).zip(&processors) {
        let mut answers: Vec<f64> = loads
            .iter()
            .flat_map(|load| load.answers.iter().copied())
            .collect();
        answers.sort_by(f64::total_cmp);
        let rate = rate(loads);
        println!(
            "| {} | {rate:.0} | {:.0} | {:.2} ms | {:.2} ms | {processor:.0} µs | {:.2} | {:.0} MiB |",
            server.name,
            rate * events as f64,
            share(&answers, 50) / 1e3,
            share(&answers, 99) / 1e3,
            processors[0] / processor,
            server.memory()?,
        );
    }
    Ok(())
}

/// Answers in a second: the median of the turns.
fn rate(loads: &[Load]) -> f64 {
    let mut rates: Vec<f64> = loads
        .iter()
        .map(|load| load.answers.len() as f64 / load.seconds)
        .collect();
    rates.sort_by(f64::total_cmp);
    share(&rates, 50)
}

/// Processor time of an answer, in microseconds.
fn processor(loads: &[Load]) -> f64 {
    let seconds: f64 = loads.iter().map(|load| load.processor).sum();
    let answers: usize = loads.iter().map(|load| load.answers.len()).sum();
    seconds * 1e6 / answers as f64
}

/// The value below which that many in a hundred of a sorted list are.
fn share(sorted: &[f64], percent: usize) -> f64 {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or(f64::NAN)
}
