//! What grows with events, with threads and with segments.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use serde_json::{Map, Value};

use super::{
    super::process,
    TURNS,
    cost::Cost,
    events::{EventFile, Events},
    side::{Collector, Side},
    table::{Row, Unit, thousands},
    turns,
};

/// `send` of more and more events, without an outbox and with one.
pub(crate) fn events(
    sides: &[Side; 2],
    collector: &Collector,
    place: &Path,
) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for count in [1_000, 10_000, 100_000] {
        let file = Events::NARROW.write(count, place)?;
        for (name, outbox) in [("`send`", None), ("`send --outbox`", Some("--outbox"))] {
            let costs = turns(sides, |side| {
                side.forget()?;
                Cost::of(side.send(&file, collector).args(outbox))
            })?;
            let title = format!("{} events, {name}", thousands(count as f64));
            rows.push(Row::new(
                title,
                Unit::Seconds,
                costs.map(|cost| cost.seconds),
            ));
            rows.push(Row::new(
                "its processor time",
                Unit::Seconds,
                costs.map(|cost| cost.processor),
            ));
        }
    }
    Ok(rows)
}

/// Calls of `enqueue` by more and more threads, as many calls in all.
pub(crate) fn threads(sides: &[Side; 2], collector: &Collector) -> anyhow::Result<Vec<Row>> {
    const CALLS: usize = 1_000_000;
    let mut rows = Vec::new();
    for count in [1, 8, 64] {
        let mut found = [Vec::new(), Vec::new()];
        for _ in 0..TURNS {
            for (found, side) in found.iter_mut().zip(sides) {
                let mut threads = side.threads();
                threads
                    .arg(&collector.url)
                    .args([count, CALLS / count].map(|n| n.to_string()));
                let text = process::output(&mut threads)?;
                let numbers = text.split_whitespace().map(str::parse);
                found.push(numbers.collect::<Result<Vec<f64>, _>>()?);
            }
        }
        let middle = |column: usize| {
            found.each_ref().map(|turns| {
                let mut column: Vec<f64> = turns.iter().map(|turn| turn[column]).collect();
                column.sort_by(f64::total_cmp);
                column[column.len() / 2]
            })
        };
        let threads = if count == 1 {
            "1 thread".into()
        } else {
            format!("{count} threads")
        };
        for (column, what) in [
            "the middle call",
            "99 % are shorter than",
            "the worst",
            "the worst of a loop without telemetry",
        ]
        .iter()
        .enumerate()
        {
            rows.push(Row::new(
                format!("{threads}, {what}"),
                Unit::Microseconds,
                middle(column),
            ));
        }
    }
    Ok(rows)
}

/// As many events in more and more segments.
pub(crate) fn segments(
    sides: &[Side; 2],
    collector: &Collector,
    place: &Path,
) -> anyhow::Result<Vec<Row>> {
    const EVENTS: usize = 16_384;
    let mut rows = Vec::new();
    let few = Events::NARROW.write(16, place)?;
    let waiting = [Waiting::of(&sides[0], &few)?, Waiting::of(&sides[1], &few)?];
    for count in [1, 64, 512] {
        let costs = turns(sides, |side| {
            let waiting = waiting.iter().find(|waiting| waiting.name == side.name);
            waiting
                .context("a tree without a folder")?
                .write(count, EVENTS / count)?;
            let mut send = side.command();
            send.args(["send", "-", "--product", few.product, "--outbox"]);
            Cost::of(send.args(["--endpoint", &collector.url]))
        })?;
        let title = format!("{} events in {count}", thousands(EVENTS as f64));
        rows.push(Row::new(
            title,
            Unit::Seconds,
            costs.map(|cost| cost.seconds),
        ));
        rows.push(Row::new(
            "its memory",
            Unit::Memory,
            costs.map(|cost| cost.memory),
        ));
    }
    Ok(rows)
}

/// Lines that a tree has kept because nobody listened, and where.
struct Waiting {
    /// The tree's.
    name: String,
    folder: PathBuf,
    line: Map<String, Value>,
}

impl Waiting {
    fn of(side: &Side, file: &EventFile) -> anyhow::Result<Self> {
        side.forget()?;
        let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut send = side.command();
        send.arg("send")
            .args(file.arguments())
            .args(["--outbox", "--endpoint"]);
        Cost::of(send.arg(format!("http://{nobody}/v1.1/events/json")))?;
        let segment = side.only_file(".ready.jsonl")?;
        let text = fs::read_to_string(&segment)?;
        let line = text
            .lines()
            .next()
            .context("expected a line in the outbox")?;
        Ok(Self {
            name: side.name.clone(),
            folder: segment.parent().context("expected a folder")?.into(),
            line: serde_json::from_str(line)?,
        })
    }

    /// Puts segments in place of all that is there, each with so many events of its own.
    fn write(&self, segments: usize, events: usize) -> anyhow::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            fs::remove_file(entry?.path())?;
        }
        for segment in 0..segments {
            let mut text = String::new();
            for event in 0..events {
                let mut line = self.line.clone();
                line.insert(
                    "id".into(),
                    format!("{:032x}", segment * events + event).into(),
                );
                text += &(Value::Object(line).to_string() + "\n");
            }
            fs::write(
                self.folder.join(format!("{segment:016x}-1.ready.jsonl")),
                text,
            )?;
        }
        Ok(())
    }
}
