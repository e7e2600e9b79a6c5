//! What SECURITY.md says of the sources: every test that it names exists, and it knows every place
//! of `unsafe`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use nemo_telemetry_tests::native;

fn page() -> (PathBuf, String) {
    let root = native::root().unwrap();
    let page = fs::read_to_string(root.join("SECURITY.md")).unwrap();
    (root, page)
}

/// Whether a file has a test of that name, in the words of its language.
fn has_test(text: &str, name: &str) -> bool {
    [
        format!("fn {name}("),
        format!("def {name}("),
        format!("test('{name}'"),
    ]
    .iter()
    .any(|test| text.contains(test))
}

#[test]
fn every_test_that_is_named_exists() {
    let (root, page) = page();
    let named: Vec<(&str, &str)> = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter_map(|code| code.split_once("::"))
        .collect();
    for (file, name) in &named {
        let text = fs::read_to_string(root.join(file)).unwrap_or_default();
        assert!(has_test(&text, name), "{file} has no test {name}");
    }
    assert!(named.len() > 40, "{}", named.len());
}

/// Sources in Rust below a folder of the project, without what is built.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap_or_default();
        if path.is_dir() && !matches!(name, "target" | "node_modules") {
            sources(&path, found);
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

/// How the one file begins that wit-bindgen writes.
const GENERATED: &str = "// Written by `cargo xtask gen` from wit;";

/// How often a word stands in code, without comments and texts on one line.
fn count(text: &str, word: &str) -> usize {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.lines()
        .map(|line| line.split("//").next().unwrap())
        .flat_map(|line| line.split('"').step_by(2))
        .flat_map(|code| code.split(|letter| !is_letter(letter)))
        .filter(|found| *found == word)
        .count()
}

#[test]
fn every_place_of_unsafe_is_known() {
    let (root, page) = page();
    let mut files = Vec::new();
    for folder in ["guest", "host", "tests"] {
        sources(&root.join(folder), &mut files);
    }
    assert!(files.len() > 200, "{}", files.len());
    let mut found = BTreeMap::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        if text.starts_with(GENERATED) {
            continue;
        }
        let places = count(&text, "unsafe");
        if places > 0 {
            let name = file.strip_prefix(&root).unwrap().display().to_string();
            found.insert(name.replace('\\', "/"), places);
        }
    }
    let said: BTreeMap<String, usize> = page
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split(" | ");
            let file = cells.next()?.strip_suffix('`')?;
            Some((file.into(), cells.next()?.parse().ok()?))
        })
        .collect();
    assert_eq!(found, said);
}
