//! The table of the API in ARCHITECTURE.md, held to the sources of the hosts.

use std::{fs, path::Path};

use nemo_telemetry_tests::native;

/// Where each language says what it offers, in the order of the table's columns.
const SOURCES: [&[&str]; 4] = [
    &[
        "host/rust/src/telemetry.rs",
        "host/rust/src/surroundings.rs",
        "host/rust/src/preview.rs",
    ],
    &["host/python/src/nemo_telemetry/_telemetry.py"],
    &["host/js/src/index.d.ts"],
    &["host/c/src/lib.rs"],
];

fn read(root: &Path, files: &[&str]) -> String {
    files
        .iter()
        .map(|file| {
            fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
        })
        .collect()
}

/// The names in backticks of a cell.
fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// Whether a source declares a name: as a function, a class, a member or a parameter.
fn declares(source: &str, name: &str) -> bool {
    const BEFORE: [&str; 11] = [
        "pub ",
        "unsafe ",
        "extern \"C\" ",
        "export ",
        "readonly ",
        "async ",
        "function ",
        "fn ",
        "def ",
        "class ",
        "static ",
    ];
    const AFTER: [&str; 5] = ["(", "<", ":", "?:", " = "];
    source.lines().any(|line| {
        let mut rest = line.trim();
        while let Some(after) = BEFORE.iter().find_map(|word| rest.strip_prefix(word)) {
            rest = after;
        }
        rest.strip_prefix(name)
            .is_some_and(|after| AFTER.iter().any(|end| after.starts_with(end)))
    })
}

#[test]
fn the_table_of_the_api_names_what_each_language_has() {
    let root = native::root().unwrap();
    let page = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let (_, table) = page.split_once("## One API in four languages").unwrap();
    let rows = table
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'))
        .skip(2);
    let sources = SOURCES.map(|files| read(&root, files));
    let mut checked = 0;
    let mut missing = Vec::new();
    for row in rows {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(cells.len(), 5, "{row}");
        for (cell, source) in cells[1..].iter().zip(&sources) {
            for name in names(cell) {
                checked += 1;
                if !declares(source, name) {
                    missing.push(format!("{name} of: {}", cells[0]));
                }
            }
        }
    }
    assert!(missing.is_empty(), "not in the sources: {missing:?}");
    assert!(
        checked >= 32,
        "only {checked} names were found in the table"
    );
}

#[test]
fn the_times_of_the_table_are_those_of_the_hosts() {
    let root = native::root().unwrap();
    let limits = fs::read_to_string(root.join("guest/schema/host.json")).unwrap();
    let limits: serde_json::Value = serde_json::from_str(&limits).unwrap();
    let page = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    for (row, limit, unit, in_unit) in [
        ("the program exits by itself", "EXIT_MS", "ms", 1),
        ("`flush`", "FLUSH_MS", "s", 1000),
    ] {
        let value = limits["limits"][limit]["value"].as_u64().unwrap();
        assert_eq!(value % in_unit, 0);
        let said = format!("{} {unit}", value / in_unit);
        let line = page
            .lines()
            .find(|line| line.starts_with(&format!("| {row} |")))
            .unwrap();
        assert!(
            line.contains(&said),
            "{limit} is {said}, and the table says {line}"
        );
    }
}
