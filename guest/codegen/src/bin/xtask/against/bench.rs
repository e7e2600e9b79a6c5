//! What `tests/benches/compare` of a tree prints.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};

use super::{super::process, side::Side};

/// Rows of the bench, by their names in the tables of both trees.
pub(crate) const PARSE: &str = "serde_json `Value`, parse alone";
pub(crate) const CALL: &str = "wasmtime, `validate`, a whole call, text and answer";
pub(crate) const NATIVE_LINE: &str = "core, one line of 50 in one `enqueue`";
pub(crate) const LINE: &str = "wasmtime, one line of 50 in one `enqueue`";
pub(crate) const ENVELOPE: &str = "wasmtime, `poll`, until the host has the body";
pub(crate) const HASHED: &str = "the same with the audit log, which has the body's SHA-256";
pub(crate) const BYTES: &str = "the component";
pub(crate) const PACKED: &str = "the component, packed";

/// The rows above, of the widest event.
const FILTER: &str = concat!(
    "^(anonymizer_event 1.9, 39 fields, 1320 bytes/(serde_json `Value`, parse alone|core, one|wasmtime, one|wasmtime, `validate`)",
    "|envelope of 50 anonymizer_event 1.9/(wasmtime|the same))"
);

const ROWS: [&str; 8] = [
    PARSE,
    CALL,
    NATIVE_LINE,
    LINE,
    ENVELOPE,
    HASHED,
    BYTES,
    PACKED,
];

/// The best time of each row in microseconds, and the component's bytes.
#[derive(Default)]
pub(crate) struct Bench {
    rows: BTreeMap<&'static str, f64>,
}

impl Bench {
    /// Lets the tree's bench measure.
    pub(crate) fn of(side: &Side) -> anyhow::Result<Self> {
        let mut cargo = side.cargo();
        cargo.args(["bench", "--quiet", "--bench", "compare", "--"]);
        cargo.args(["--quiet", "--measurement-time", "0.2", FILTER]);
        let text = process::output(&mut cargo)?;
        Ok(Self {
            rows: text.lines().filter_map(row).collect(),
        })
    }

    /// Takes the better of each row.
    pub(crate) fn improve(&mut self, other: &Self) {
        for (name, found) in &other.rows {
            let best = self.rows.entry(name).or_insert(f64::INFINITY);
            *best = best.min(*found);
        }
    }

    pub(crate) fn row(&self, name: &str) -> anyhow::Result<f64> {
        let row = self.rows.get(name).copied();
        row.with_context(|| format!("the bench printed no row `{name}`"))
    }
}

/// A row of the table: `NAME  MEDIAN us  SPREAD %  BEST us  …`, or of the sizes: `NAME  BYTES  PACKED  …`.
fn row(line: &str) -> Option<(&'static str, f64)> {
    let begins = |name: &&str| {
        let rest = line.trim_start().strip_prefix(*name);
        rest.is_some_and(|rest| rest.starts_with(' '))
    };
    let name = ROWS.into_iter().find(begins)?;
    let words: Vec<&str> = line.trim_start()[name.len()..].split_whitespace().collect();
    let found = match (name, words.as_slice()) {
        (BYTES, [bytes, ..]) | (PACKED, [_, bytes, ..]) => bytes.replace(',', "").parse().ok()?,
        (_, [_, _, _, "%", best, unit, ..]) => {
            best.parse::<f64>().ok()? * microseconds(unit).ok()?
        }
        _ => return None,
    };
    Some((name, found))
}

fn microseconds(unit: &str) -> anyhow::Result<f64> {
    Ok(match unit {
        "ns" => 1e-3,
        "us" => 1.0,
        "ms" => 1e3,
        _ => bail!("expected a unit, found {unit}"),
    })
}
