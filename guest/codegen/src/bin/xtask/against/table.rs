//! Rows with a column for each tree and their ratio, as tables of Markdown.

use super::side::Side;

/// What a row is measured in.
#[derive(Clone, Copy)]
pub(crate) enum Unit {
    Bytes,
    Memory,
    Microseconds,
    Ratio,
    Seconds,
    Speed,
}

/// What was found of both trees.
pub(crate) struct Row {
    title: String,
    unit: Unit,
    found: [f64; 2],
}

impl Row {
    pub(crate) fn new(title: impl Into<String>, unit: Unit, found: [f64; 2]) -> Self {
        Self {
            title: title.into(),
            unit,
            found,
        }
    }
}

/// Prints a table. `what` heads its rows; the ratio is of the second tree to the first.
pub(crate) fn print(sides: &[Side; 2], what: &str, rows: &[Row]) {
    let [then, now] = sides.each_ref().map(|side| &side.name);
    println!("\n| {what} | {then} | {now} | ratio |\n| --- | ---: | ---: | ---: |");
    for Row { title, unit, found } in rows {
        let ratio = Some(found[1] / found[0]).filter(|ratio| ratio.is_finite());
        let ratio = ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
        let [then, now] = found.map(|found| unit.tell(found));
        println!("| {title} | {then} | {now} | {ratio} |");
    }
}

impl Unit {
    fn tell(self, found: f64) -> String {
        match self {
            Self::Bytes => thousands(found),
            Self::Memory => format!("{found:.1} MiB"),
            Self::Microseconds if found < 1e3 => digits(found) + " µs",
            Self::Microseconds => digits(found / 1e3) + " ms",
            Self::Ratio => format!("{found:.2}"),
            Self::Seconds => digits(found) + " s",
            Self::Speed => format!("{found:.0} MB/s"),
        }
    }
}

/// Three of them.
fn digits(number: f64) -> String {
    let places = match number {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{number:.places$}")
}

/// `296,021`.
pub(crate) fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let parts: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|part| str::from_utf8(part).ok())
        .collect();
    parts.join(",")
}
