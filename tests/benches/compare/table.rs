//! Runs benches, and prints what criterion estimated as one table.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use criterion::{Bencher, Criterion};
use serde_json::Value;

/// A list of parts, filled while the benches run.
pub(crate) struct Table {
    criterion: Criterion,
    folder: PathBuf,
    started: SystemTime,
    parts: Vec<Part>,
}

struct Part {
    title: String,
    /// The first row is what the others are compared with.
    compared: bool,
    rows: Vec<Row>,
}

enum Row {
    Measured {
        name: &'static str,
        per: u32,
        goal: Option<f64>,
    },
    Quotient {
        name: &'static str,
        of: &'static str,
        by: &'static str,
        goal: f64,
    },
}

/// What the samples of a bench say, in nanoseconds.
#[derive(Clone, Copy)]
struct Estimate {
    median: f64,
    /// Median absolute deviation.
    deviation: f64,
    /// The fastest sample: what remains when the machine does nothing else.
    best: f64,
}

const AGAIN: &str = "once more";

impl Table {
    /// An empty table. The arguments of the process change what `criterion` measures and how long.
    pub(crate) fn new(criterion: Criterion) -> Self {
        let program = std::env::current_exe().unwrap();
        // target/release/deps/program
        let folder = program.ancestors().nth(3).unwrap().join("criterion");
        let criterion = criterion.output_directory(&folder).configure_from_args();
        Self {
            criterion,
            folder,
            started: SystemTime::now(),
            parts: Vec::new(),
        }
    }

    /// Begins a part whose first row is what the others are compared with. Titles and names become
    /// folders, so they hold neither slash nor colon.
    pub(crate) fn part(&mut self, title: impl Into<String>) {
        self.parts.push(Part {
            title: title.into(),
            compared: true,
            rows: Vec::new(),
        });
    }

    /// Begins a part whose rows have nothing in common.
    pub(crate) fn part_without_reference(&mut self, title: impl Into<String>) {
        self.parts.push(Part {
            title: title.into(),
            compared: false,
            rows: Vec::new(),
        });
    }

    /// Measures one row. `per` is how many things an iteration does, the goal is in microseconds.
    pub(crate) fn row(
        &mut self,
        name: &'static str,
        per: u32,
        goal: Option<f64>,
        run: impl FnMut(&mut Bencher<'_>),
    ) {
        let part = self.parts.last_mut().unwrap();
        part.rows.push(Row::Measured { name, per, goal });
        self.criterion
            .benchmark_group(&part.title)
            .bench_function(name, run);
    }

    /// [`Self::row`] for something that takes long.
    pub(crate) fn slow_row(&mut self, name: &'static str, run: impl FnMut(&mut Bencher<'_>)) {
        let part = self.parts.last_mut().unwrap();
        part.rows.push(Row::Measured {
            name,
            per: 1,
            goal: None,
        });
        let mut group = self.criterion.benchmark_group(&part.title);
        group
            .sample_size(10)
            .sampling_mode(criterion::SamplingMode::Flat)
            .bench_function(name, run);
    }

    /// A row that says how many times longer one row of this part takes than another.
    pub(crate) fn quotient(
        &mut self,
        name: &'static str,
        of: &'static str,
        by: &'static str,
        goal: f64,
    ) {
        self.parts
            .last_mut()
            .unwrap()
            .rows
            .push(Row::Quotient { name, of, by, goal });
    }

    /// Measures the very first row again, to say how much the machine itself changed meanwhile.
    pub(crate) fn again(&mut self, run: impl FnMut(&mut Bencher<'_>)) {
        self.criterion
            .benchmark_group(AGAIN)
            .bench_function(AGAIN, run);
    }

    /// Prints what was measured by this process.
    pub(crate) fn print(&self) {
        println!(
            "\n{:<58} {:>9} {:>5} {:>9} {:>7}  goal",
            "what", "median", "±", "best", "ratio"
        );
        for part in &self.parts {
            let lines: Vec<String> = part
                .rows
                .iter()
                .filter_map(|row| self.line(part, row))
                .collect();
            if !lines.is_empty() {
                println!("{}\n{}", part.title, lines.join("\n"));
            }
        }
        self.print_drift();
    }

    fn line(&self, part: &Part, row: &Row) -> Option<String> {
        Some(match row {
            Row::Measured { name, per, goal } => {
                let found = self.estimate(&part.title, name)?;
                let (median, best) = (found.median / f64::from(*per), found.best / f64::from(*per));
                let spread = 100.0 * found.deviation / found.median;
                let ratio = self
                    .reference(part)
                    .map(|reference| format!("{:.2}", best / reference))
                    .unwrap_or_default();
                let goal = goal
                    .map(|goal| verdict(best, goal * 1e3, &format!("≤ {goal} us")))
                    .unwrap_or_default();
                let (median, best) = (duration(median), duration(best));
                let line = format!(
                    "  {name:<56} {median:>9} {spread:>3.0} % {best:>9} {ratio:>7}  {goal}"
                );
                line.trim_end().to_owned()
            }
            Row::Quotient { name, of, by, goal } => {
                let quotient = self.time(part, of)? / self.time(part, by)?;
                format!(
                    "  {name:<56} {:>25} {quotient:>7.2}  {}",
                    "",
                    verdict(quotient, *goal, &format!("≤ {goal}"))
                )
            }
        })
    }

    /// Best time of the part's first row.
    fn reference(&self, part: &Part) -> Option<f64> {
        match part.rows.first()? {
            Row::Measured { name, .. } if part.compared => self.time(part, name),
            _ => None,
        }
    }

    fn time(&self, part: &Part, wanted: &str) -> Option<f64> {
        let per = part.rows.iter().find_map(|row| match row {
            Row::Measured { name, per, .. } if *name == wanted => Some(*per),
            _ => None,
        })?;
        Some(self.estimate(&part.title, wanted)?.best / f64::from(per))
    }

    /// What criterion wrote about a bench, if it did so in this run.
    fn estimate(&self, part: &str, name: &str) -> Option<Estimate> {
        let folder = self.folder.join(part).join(name).join("new");
        let estimates = self.fresh(&folder.join("estimates.json"))?;
        let samples = self.fresh(&folder.join("sample.json"))?;
        let point = |key: &str| estimates[key]["point_estimate"].as_f64();
        let numbers = |key: &str| {
            samples[key]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_f64)
        };
        let best = numbers("times")
            .zip(numbers("iters"))
            .map(|(time, iterations)| time / iterations)
            .reduce(f64::min)?;
        Some(Estimate {
            median: point("median")?,
            deviation: point("median_abs_dev")?,
            best,
        })
    }

    /// The JSON of a file that was written since this process started.
    fn fresh(&self, file: &Path) -> Option<Value> {
        if fs::metadata(file).ok()?.modified().ok()? < self.started {
            return None;
        }
        serde_json::from_slice(&fs::read(file).ok()?).ok()
    }

    fn print_drift(&self) {
        println!(
            "± is the median absolute deviation of the samples. Ratios, to the first row of the part, and goals, those of the design,"
        );
        println!(
            "are taken of the best samples: they tell most on a machine that runs other programs too."
        );
        let first = self
            .parts
            .first()
            .and_then(|part| match part.rows.first()? {
                Row::Measured { name, .. } => self.estimate(&part.title, name),
                Row::Quotient { .. } => None,
            });
        if let (Some(first), Some(again)) = (first, self.estimate(AGAIN, AGAIN)) {
            let change = |first: f64, again: f64| {
                format!(
                    "{} ({:+.0} %)",
                    duration(again),
                    100.0 * (again / first - 1.0)
                )
            };
            let (median, best) = (
                change(first.median, again.median),
                change(first.best, again.best),
            );
            println!("The first row, measured again at the end: median {median}, best {best}.");
        }
    }
}

fn verdict(found: f64, goal: f64, words: &str) -> String {
    format!("{words}, {}", if found <= goal { "met" } else { "missed" })
}

/// Nanoseconds with three digits and a unit.
fn duration(ns: f64) -> String {
    let (value, unit) = match ns {
        ..1e3 => (ns, "ns"),
        ..1e6 => (ns / 1e3, "us"),
        ..1e9 => (ns / 1e6, "ms"),
        _ => (ns / 1e9, "s"),
    };
    let digits = if value < 10.0 {
        2
    } else {
        usize::from(value < 100.0)
    };
    format!("{value:.digits$} {unit}")
}
