//! The pages of the book, each where it stands in the repository: so every link between two of them
//! is right in both.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, ensure};

/// Pages that are no chapters: texts of others, and notes for whoever changes one folder.
const LEFT_OUT: [&str; 3] = [
    "docs/SUMMARY.md",
    "host/js/THIRD-PARTY.md",
    "host/js/test/node-tls/README.md",
];

/// Folders that hold no page of ours.
const PASSED_OVER: [&str; 4] = ["dist", "target", "node_modules", ".git"];

/// Puts the book's settings, its list of chapters and all of its pages into a folder.
pub(super) fn gather(root: &Path, book: &Path) -> anyhow::Result<()> {
    let source = book.join("src");
    if book.exists() {
        fs::remove_dir_all(book)?;
    }
    fs::create_dir_all(&source)?;
    for settings in ["book.toml", "book.css"] {
        copy(&root.join("docs").join(settings), &book.join(settings))?;
    }
    let summary = read(&root.join("docs/SUMMARY.md"))?;
    let (summary, chapters) = from_the_root(&summary);
    fs::write(source.join("SUMMARY.md"), summary)?;
    for chapter in &chapters {
        copy(&root.join(chapter), &source.join(chapter))?;
    }
    let mut pages = BTreeSet::new();
    find(root, root, &mut pages)?;
    let missed: Vec<&String> = pages
        .iter()
        .filter(|page| !chapters.contains(*page) && !LEFT_OUT.contains(&page.as_str()))
        .collect();
    ensure!(
        missed.is_empty(),
        "no chapter of docs/SUMMARY.md: {missed:?}"
    );
    Ok(())
}

/// The list of chapters with its links from the root of the repository, and those links.
fn from_the_root(summary: &str) -> (String, BTreeSet<String>) {
    let mut chapters = BTreeSet::new();
    let line = |line: &str| {
        let Some((before, link)) = line
            .split_once("](")
            .and_then(|(before, after)| Some((before, after.strip_suffix(')')?)))
        else {
            return format!("{line}\n");
        };
        let chapter = join("docs", link);
        chapters.insert(chapter.clone());
        format!("{before}]({chapter})\n")
    };
    (summary.lines().map(line).collect(), chapters)
}

/// A relative path from a folder, with `/` between its steps.
pub(super) fn join(folder: &str, path: &str) -> String {
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

pub(super) fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| format!("failed to copy {}", from.display()))?;
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("failed to read {}", path.display()))
}

fn find(root: &Path, folder: &Path, pages: &mut BTreeSet<String>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !PASSED_OVER.contains(&name.as_ref()) {
            find(root, &path, pages)?;
        } else if name.ends_with(".md") {
            pages.insert(slashes(path.strip_prefix(root)?));
        }
    }
    Ok(())
}

fn slashes(path: &Path) -> String {
    let steps = path.components().filter_map(|step| match step {
        Component::Normal(step) => Some(PathBuf::from(step).to_string_lossy().into_owned()),
        _ => None,
    });
    steps.collect::<Vec<_>>().join("/")
}
