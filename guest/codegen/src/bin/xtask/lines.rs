//! Counts lines of code: what stands where, and what a new host has to write.
//!
//! A line counts unless it is blank, a comment or in a docstring. Generated files and unit tests at
//! the end of a Rust file do not count.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use crate::files;

/// A row of the table: what it is, and its files or folders.
const PARTS: [(&str, &[&str]); 16] = [
    ("format: what an event may say", &["guest/format/src"]),
    ("core: every other rule", &["guest/core/src"]),
    ("component: core behind the WIT", &["guest/component/src"]),
    ("ingest: core behind wasi:http", &["guest/ingest/src"]),
    ("Rust host: the library", &["host/rust/src"]),
    (
        "… of that, HTTP",
        &["host/rust/src/transport.rs", "host/rust/src/transport"],
    ),
    ("Rust host: the command", &["host/cli/src"]),
    ("Python host", &["host/python/src/nemo_telemetry"]),
    (
        "… of that, HTTP",
        &[
            "host/python/src/nemo_telemetry/_connection.py",
            "host/python/src/nemo_telemetry/_head.py",
            "host/python/src/nemo_telemetry/_http.py",
            "host/python/src/nemo_telemetry/_tickets.py",
            "host/python/src/nemo_telemetry/_tls.py",
        ],
    ),
    ("JavaScript host", &["host/js/src"]),
    (
        "… of that, HTTP",
        &[
            "host/js/src/node/post.js",
            "host/js/src/node/connect.js",
            "host/js/src/node/exchange.js",
            "host/js/src/transport.js",
        ],
    ),
    ("the inspector's page", &["host/js/inspector/src"]),
    ("C library, on the Rust host", &["host/c/src"]),
    (
        "a whole host in Python, to copy from",
        &["host/python/smoke.py"],
    ),
    (
        "a whole host in JavaScript, to copy from",
        &["host/js/smoke.mjs"],
    ),
    (
        "test kit: the runner of vectors, the collector",
        &["tests/testkit/src"],
    ),
];

/// Prints the table.
pub(crate) fn print(root: &Path) -> anyhow::Result<()> {
    println!("| part | files | lines of code |\n| --- | ---: | ---: |");
    for (part, places) in PARTS {
        let mut files = Vec::new();
        for place in places {
            collect(&root.join(place), &mut files)?;
        }
        let mut lines = 0;
        for file in &files {
            let text = fs::read_to_string(file)
                .with_context(|| format!("failed to read {}", file.display()))?;
            lines += count(&text, file.extension().is_some_and(|end| end == "py"));
        }
        println!("| {part} | {} | {lines} |", files.len());
    }
    Ok(())
}

/// The hand-written source files at a place, or below it; none where there is nothing.
fn collect(place: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    if place.is_dir() {
        let entries =
            fs::read_dir(place).with_context(|| format!("failed to list {}", place.display()))?;
        let mut paths = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()?;
        paths.sort();
        return paths.iter().try_for_each(|path| collect(path, files));
    }
    let end = place
        .extension()
        .and_then(|end| end.to_str())
        .unwrap_or_default();
    let is_source = matches!(end, "rs" | "py" | "js" | "mjs" | "ts" | "tsx")
        && !place.to_string_lossy().ends_with(".d.ts");
    if is_source && place.is_file() && !files::is_generated(place) {
        files.push(place.into());
    }
    Ok(())
}

fn count(text: &str, is_python: bool) -> usize {
    let mut lines = 0;
    let mut in_docstring = false;
    for line in text.lines().map(str::trim) {
        if line == "#[cfg(test)]" && text.contains("\nmod tests {") {
            break;
        }
        let quotes = if is_python {
            line.matches("\"\"\"").count()
        } else {
            0
        };
        let begins = quotes > 0
            && !in_docstring
            && line.trim_start_matches(['r', 'f']).starts_with("\"\"\"");
        if in_docstring || begins {
            in_docstring = if begins { quotes == 1 } else { quotes == 0 };
            continue;
        }
        let is_comment = ["//", "/*", "* ", "*/"]
            .iter()
            .any(|start| !is_python && line.starts_with(start))
            || is_python && line.starts_with('#')
            || line == "*";
        lines += usize::from(!line.is_empty() && !is_comment);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn blank_lines_comments_docstrings_and_unit_tests_do_not_count() {
        let python = "\"\"\"A file.\"\"\"\n\nimport os  # why\n# no\n\ndef f():\n    \"\"\"One.\n\n    More.\n    \"\"\"\n    return 1\n";
        assert_eq!(count(python, true), 3);
        let rust = "//! A file.\n\n/// Doc.\nfn f() {\n    1\n}\n\n#[cfg(test)]\nmod tests {\n    fn g() {}\n}\n";
        assert_eq!(count(rust, false), 3);
    }
}
