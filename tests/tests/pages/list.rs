//! What runs each snippet, and the list of those that nothing runs.

use std::{collections::BTreeSet, fs, path::Path};

use nemo_telemetry_tests::{
    native,
    pages::{self, Snippet},
    vectors,
};
use serde_json::Value;

/// What runs the snippets of a language; the file has to name the pages' list itself.
const RUNNERS: [(&str, &str); 7] = [
    ("python", "host/python/tests/test_pages.py"),
    ("js", "host/js/test/readme.test.mjs"),
    ("ts", "host/js/test/readme.test.mjs"),
    ("c", "tests/tests/c.rs"),
    ("go", "tests/tests/c.rs"),
    ("console", "tests/tests/pages/terminal.rs"),
    // A text behind a program is what that prints.
    ("text", "host/python/tests/test_pages.py"),
];

/// Languages in which a snippet shows and does nothing.
fn shows(snippet: &Snippet, root: &Path) -> bool {
    match snippet.language.as_str() {
        "text" => snippet.follows_a_program,
        "wit" => snippet.page == "docs/reference/wit.md",
        // A field of an event or a test vector, as it is.
        "json" => is_in_the_schema(&snippet.text, root) || is_a_vector(&snippet.text),
        _ => false,
    }
}

fn is_in_the_schema(text: &str, root: &Path) -> bool {
    let wanted: Value = serde_json::from_str(text).unwrap();
    let events = fs::read_dir(root.join("guest/schema/events")).unwrap();
    events.into_iter().any(|file| {
        let event: Value =
            serde_json::from_str(&fs::read_to_string(file.unwrap().path()).unwrap()).unwrap();
        let fields = event["properties"].as_object().unwrap();
        fields.values().any(|field| *field == wanted)
    })
}

fn is_a_vector(text: &str) -> bool {
    let wanted: Value = serde_json::from_str(text).unwrap();
    let files = vectors::files().unwrap();
    files.iter().any(|(_, path)| {
        let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        file.as_array().unwrap().contains(&wanted)
    })
}

#[test]
fn every_snippet_is_run_or_has_a_reason() {
    let (root, list) = (native::root().unwrap(), pages::not_run());
    let mut wrong = Vec::new();
    for snippet in pages::snippets() {
        let runs = snippet.language != "text"
            && RUNNERS
                .iter()
                .any(|(language, _)| *language == snippet.language);
        let listed = list.iter().filter(|one| one.is(&snippet)).count();
        let is_right = match listed {
            0 => runs || shows(&snippet, &root),
            1 => !shows(&snippet, &root),
            _ => false,
        };
        if !is_right {
            let first = snippet.text.lines().next().unwrap_or_default();
            wrong.push(format!(
                "{}: ```{} {first}: {listed} in docs/not-run.json",
                snippet.page, snippet.language
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_entry_of_the_list_is_of_one_snippet_and_has_a_reason() {
    let snippets = pages::snippets();
    for entry in pages::not_run() {
        let meant = snippets.iter().filter(|snippet| entry.is(snippet));
        // A page may print the same thing twice.
        let texts: BTreeSet<&str> = meant.map(|snippet| snippet.text.as_str()).collect();
        assert_eq!(texts.len(), 1, "{entry:?}");
        assert!(entry.because.len() > 8, "{entry:?}");
    }
}

#[test]
fn every_runner_reads_the_list() {
    let root = native::root().unwrap();
    for (language, file) in RUNNERS {
        let text = fs::read_to_string(root.join(file)).unwrap();
        let reads = text.contains("not-run.json") || text.contains("pages::to_run(");
        assert!(reads, "{file} does not read the list of {language}");
    }
}
