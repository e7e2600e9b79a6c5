//! The pages of the book, and the snippets that they print.

use std::{collections::BTreeSet, fs, path::Path};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use serde::Deserialize;

use crate::native;

/// Where programs of pages send to; tests put a collector of their own in its place.
pub const COLLECTOR: &str = "127.0.0.1:8787";

/// A snippet, as it is printed.
#[derive(Clone, Debug)]
pub struct Snippet {
    /// The page, from the root of the repository.
    pub page: String,
    /// Its language; empty where the page names none.
    pub language: String,
    /// Without its fences.
    pub text: String,
    /// The snippet before it on the same page is a program: this is what it prints.
    pub follows_a_program: bool,
}

/// A snippet that no test runs as it stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotRun {
    /// The page, from the root of the repository.
    pub page: String,
    /// What its text begins with.
    pub begins: String,
    /// Why, and what is run in its place.
    pub because: String,
}

impl NotRun {
    /// Whether it means this snippet.
    #[must_use]
    pub fn is(&self, snippet: &Snippet) -> bool {
        snippet.page == self.page && snippet.text.starts_with(&self.begins)
    }
}

/// The list of snippets that no test runs as they stand, each with the reason.
#[must_use]
pub fn not_run() -> Vec<NotRun> {
    let list = fs::read_to_string(native::root().unwrap().join("docs/not-run.json")).unwrap();
    serde_json::from_str(&list).unwrap()
}

/// Every snippet of the book in a language, but for those of the list.
#[must_use]
pub fn to_run(language: &str) -> Vec<Snippet> {
    let left_out = not_run();
    let mut found = snippets();
    found.retain(|snippet| {
        snippet.language == language && !left_out.iter().any(|one| one.is(snippet))
    });
    found
}

/// Every snippet of every page of the book, in the order of `docs/SUMMARY.md`.
#[must_use]
pub fn snippets() -> Vec<Snippet> {
    let root = native::root().unwrap();
    let summary = fs::read_to_string(root.join("docs/SUMMARY.md")).unwrap();
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for event in Parser::new(&summary) {
        if let Event::Start(Tag::Link { dest_url, .. }) = event {
            let page = match dest_url.strip_prefix("../") {
                Some(page) => page.to_owned(),
                None => format!("docs/{dest_url}"),
            };
            if known.insert(page.clone()) {
                of_page(&root, &page, &mut found);
            }
        }
    }
    found
}

fn of_page(root: &Path, page: &str, found: &mut Vec<Snippet>) {
    let text = fs::read_to_string(root.join(page)).unwrap();
    let mut is_after_program = false;
    let mut open: Option<Snippet> = None;
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(words) => {
                        words.split([',', ' ']).next().unwrap_or_default()
                    }
                    CodeBlockKind::Indented => "",
                };
                open = Some(Snippet {
                    page: page.to_owned(),
                    language: language.to_owned(),
                    text: String::new(),
                    follows_a_program: is_after_program,
                });
            }
            Event::Text(part) => {
                if let Some(snippet) = &mut open {
                    snippet.text += &part;
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some(snippet) = open.take() {
                    is_after_program = ["python", "ts"].contains(&snippet.language.as_str());
                    found.push(snippet);
                }
            }
            _ => {}
        }
    }
}
