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

/// Prints the same as a plot. A block more is twice as much.
pub(crate) fn plot(sides: &[Side; 2], rows: &[Row]) {
    println!(
        "\n```text\n{}```",
        bars(&sides.each_ref().map(|side| &*side.name), rows)
    );
}

/// A bar for each tree of each row that stands for itself: what follows one begins with `its`.
fn bars(names: &[&str; 2], rows: &[Row]) -> String {
    let rows: Vec<&Row> = rows
        .iter()
        .filter(|row| !row.title.starts_with("its "))
        .collect();
    let width = |text: &str| text.chars().count();
    let title = rows.iter().map(|row| width(&row.title)).max().unwrap_or(0);
    let name = names.iter().map(|name| width(name)).max().unwrap_or(0);
    let values = || rows.iter().flat_map(|row| row.found);
    let least = values()
        .filter(|value| *value > 0.0)
        .fold(f64::INFINITY, f64::min);
    let mut text = String::new();
    for row in &rows {
        for (place, (tree, found)) in names.iter().zip(row.found).enumerate() {
            let head = if place == 0 { &*row.title } else { "" };
            let mut bar = String::from("█");
            let mut reached = least;
            while reached * 2.0 <= found {
                (bar, reached) = (bar + "█", reached * 2.0);
            }
            let told = row.unit.tell(found);
            text += &format!("{head:<title$}  {tree:<name$}  {bar} {told}\n");
        }
    }
    text
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

#[cfg(test)]
mod tests {
    use super::{Row, Unit, bars};

    #[test]
    fn a_block_more_is_twice_as_much() {
        let rows = [
            Row::new("1 thread", Unit::Microseconds, [0.5, 1.0]),
            Row::new("its memory", Unit::Memory, [1.0, 1.0]),
            Row::new("64 threads", Unit::Microseconds, [7.9, 0.0]),
        ];
        assert_eq!(
            bars(&["1234567", "today"], &rows),
            "1 thread    1234567  █ 0.50 µs\n\
             \u{20}           today    ██ 1.00 µs\n\
             64 threads  1234567  ████ 7.90 µs\n\
             \u{20}           today    █ 0.00 µs\n"
        );
    }
}
