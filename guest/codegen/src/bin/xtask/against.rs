//! Measures this tree beside an earlier commit.
//!
//! Both are measured in one run, in which they take turns: a machine that does other work meanwhile
//! changes a ratio less than a time. Linux only: it is asked what a process costs.

mod bench;
mod cost;
mod events;
mod growth;
mod side;
mod table;

use std::{fs, path::Path};

use anyhow::Context as _;
use bench::Bench;
use cost::Cost;
use events::{EventFile, Events};
use side::{Collector, Side};
use table::{Row, Unit};

/// Runs of each tree for a row, of which the best counts.
const TURNS: usize = 3;

/// Files that are checked one after the other by one process, for its memory.
const MANY: usize = 40;

/// Builds both trees, measures them, and prints tables of Markdown.
pub(crate) fn measure(root: &Path, revision: &str) -> anyhow::Result<()> {
    let place = root.join("target/against");
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(&place).context("failed to make target/against")?;
    let sides = &[
        Side::earlier(root, revision, &place)?,
        Side::of_now(root, &place)?,
    ];
    for side in sides {
        side.build(root)?;
    }
    let large = Events::OF_320_BYTES.write(800_000, &place)?;
    table::print(sides, "files", &files(sides, &large)?);
    table::print(sides, "to `collect`", &delivery(sides, &place)?);
    // From here on both send to the same one: what is compared is who sends.
    let collector = &Collector::start(&sides[1])?;
    table::print(sides, "the audit log", &log(sides, collector, &place)?);
    table::print(sides, "in a process", &process(sides)?);
    let events = growth::events(sides, collector, &place)?;
    table::print(sides, "`send`, by events", &events);
    table::plot(sides, &events);
    let threads = growth::threads(sides, collector)?;
    table::print(sides, "`enqueue`, by threads", &threads);
    table::plot(sides, &threads);
    let segments = growth::segments(sides, collector, &place)?;
    table::print(sides, "`send --outbox -`, by segments", &segments);
    table::plot(sides, &segments);
    many(&sides[1], &large)
}

/// The costs of both, the best of some turns.
fn turns(
    sides: &[Side; 2],
    mut turn: impl FnMut(&Side) -> anyhow::Result<Cost>,
) -> anyhow::Result<[Cost; 2]> {
    let mut best = [Cost::WORST; 2];
    for _ in 0..TURNS {
        for (best, side) in best.iter_mut().zip(sides) {
            best.improve(turn(side)?);
        }
    }
    Ok(best)
}

/// `validate` of a large file, on one core and on two.
fn files(sides: &[Side; 2], file: &EventFile) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (cores, name) in [("0", "one core"), ("0,1", "two cores")] {
        let costs = turns(sides, |side| {
            Cost::of(
                side.command_on(cores)
                    .arg("validate")
                    .args(file.arguments()),
            )
        })?;
        let title = format!("`validate` of {}, {name}", file.told());
        rows.push(Row::new(
            title,
            Unit::Speed,
            costs.map(|cost| file.megabytes() / cost.seconds),
        ));
        rows.push(Row::new(
            "its memory",
            Unit::Memory,
            costs.map(|cost| cost.memory),
        ));
    }
    Ok(rows)
}

/// Events on their way through both commands of a tree.
fn delivery(sides: &[Side; 2], place: &Path) -> anyhow::Result<Vec<Row>> {
    let file = Events::WIDE.write(50_000, place)?;
    let mut collected = Vec::new();
    let costs = turns(sides, |side| {
        side.forget()?;
        let collector = Collector::start(side)?;
        let cost = Cost::of(&mut side.send(&file, &collector))?;
        collected.push(collector.processor()?);
        Ok(cost)
    })?;
    let least = |first: usize| {
        let turns = collected.iter().skip(first).step_by(sides.len());
        turns.copied().fold(f64::INFINITY, f64::min)
    };
    Ok(vec![
        Row::new(
            file.told(),
            Unit::Speed,
            costs.map(|cost| file.megabytes() / cost.seconds),
        ),
        Row::new(
            "processor time of `send`",
            Unit::Seconds,
            costs.map(|cost| cost.processor),
        ),
        Row::new(
            "processor time of `collect`",
            Unit::Seconds,
            [least(0), least(1)],
        ),
    ])
}

/// `audit show` of a log as long as one gets.
fn log(sides: &[Side; 2], collector: &Collector, place: &Path) -> anyhow::Result<Vec<Row>> {
    const LENGTH: usize = 10 << 20;
    let file = Events::NARROW.write(1000, place)?;
    for side in sides {
        side.forget()?;
        Cost::of(&mut side.send(&file, collector))?;
        let log = side.only_file(".jsonl")?;
        let lines = fs::read_to_string(&log)?;
        fs::write(&log, lines.repeat(LENGTH / lines.len()))?;
    }
    let costs = turns(sides, |side| {
        Cost::of(side.command().args(["audit", "show"]))
    })?;
    Ok(vec![
        Row::new(
            "`audit show` of 10 MiB",
            Unit::Seconds,
            costs.map(|cost| cost.seconds),
        ),
        Row::new("its memory", Unit::Memory, costs.map(|cost| cost.memory)),
    ])
}

/// What each tree's own bench says of the widest event.
fn process(sides: &[Side; 2]) -> anyhow::Result<Vec<Row>> {
    const RUNS: usize = 2;
    let mut best = [Bench::default(), Bench::default()];
    for _ in 0..RUNS {
        for (best, side) in best.iter_mut().zip(sides) {
            best.improve(&Bench::of(side)?);
        }
    }
    let times =
        |name: &str| -> anyhow::Result<[f64; 2]> { Ok([best[0].row(name)?, best[1].row(name)?]) };
    let row =
        |title: &str, name: &str| anyhow::Ok(Row::new(title, Unit::Microseconds, times(name)?));
    let (native, inside) = (times(bench::NATIVE_LINE)?, times(bench::LINE)?);
    Ok(vec![
        row("`Value`, parse alone, which nobody changed", bench::PARSE)?,
        row("`validate`, a whole call", bench::CALL)?,
        row("core, one line of 50", bench::NATIVE_LINE)?,
        row("wasmtime, one line of 50", bench::LINE)?,
        Row::new(
            "inside the component / native",
            Unit::Ratio,
            [inside[0] / native[0], inside[1] / native[1]],
        ),
        row("an envelope of 50, in wasmtime", bench::ENVELOPE)?,
        row("the same with its SHA-256, the default", bench::HASHED)?,
        Row::new(
            "the component",
            Unit::Bytes,
            [best[0].row(bench::BYTES)?, best[1].row(bench::BYTES)?],
        ),
        Row::new(
            "the component, `gzip -9`",
            Unit::Bytes,
            [best[0].row(bench::PACKED)?, best[1].row(bench::PACKED)?],
        ),
    ])
}

/// Whether memory stays where one process has far more to check.
fn many(side: &Side, file: &EventFile) -> anyhow::Result<()> {
    let mut command = side.command();
    command.arg("validate").args(file.arguments());
    let cost = Cost::of(command.args([&file.path; MANY - 1]))?;
    println!(
        "\n`validate` of {:.1} GB, {}: {:.0} s, {:.1} MiB.",
        file.megabytes() * MANY as f64 / 1e3,
        side.name,
        cost.seconds,
        cost.memory
    );
    Ok(())
}
