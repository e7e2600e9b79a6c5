//! `surroundings.json`: where nobody can be asked.

use super::{Condition, Surroundings};
use crate::node::{Members, Node};

/// Read what is readable; the rest is in the notebook.
pub(super) fn read(root: &Node<'_>) -> Surroundings {
    let Some(file) = root.object(&[
        "title",
        "description",
        "sources",
        "ci",
        "agents",
        "testRunners",
    ]) else {
        return Surroundings::default();
    };
    for key in ["title", "description"] {
        file.need_text(key);
    }
    file.need("sources").and_then(Node::distinct_texts);
    let list = |key: &str| {
        let entries = file.need(key).and_then(Node::items).unwrap_or_default();
        entries.iter().filter_map(read_entry).collect()
    };
    Surroundings {
        ci: list("ci"),
        agents: list("agents"),
        test_runners: list("testRunners"),
    }
}

/// The conditions of an entry, all of which have to hold.
fn read_entry(node: &Node<'_>) -> Option<Vec<Condition>> {
    let entry = node.object(&["name", "when"])?;
    entry.need_text("name");
    let conditions = entry.need("when")?.items()?;
    if conditions.is_empty() {
        node.fail("a condition", "none", "add one");
    }
    Some(conditions.iter().filter_map(read_condition).collect())
}

fn read_condition(node: &Node<'_>) -> Option<Condition> {
    let object = node.object(&["set", "variable", "equals", "includes"])?;
    let text = |key: &str| read_text(&object, key);
    let all = (
        object.get("set").is_some(),
        text("variable"),
        text("equals"),
        text("includes"),
    );
    match all {
        (true, None, None, None) => {
            let names = object.get("set")?.distinct_texts()?;
            names.iter().for_each(|name| check_text(node, name));
            Some(Condition::Set(names))
        }
        (false, Some(variable), Some(value), None) => Some(Condition::Equals { variable, value }),
        (false, Some(variable), None, Some(part)) => Some(Condition::Includes { variable, part }),
        _ => {
            node.fail(
                "either set, or variable and one of equals and includes",
                "another choice",
                "correct it",
            );
            None
        }
    }
}

fn read_text(object: &Members<'_>, key: &str) -> Option<String> {
    let text = object.get(key)?.text()?;
    check_text(object.node(), text);
    Some(text.to_owned())
}

/// The tables put these characters between texts.
fn check_text(node: &Node<'_>, text: &str) {
    if text.contains(|letter: char| letter.is_whitespace() || ['|', '=', '~'].contains(&letter)) {
        node.fail(
            "texts without white space, |, = and ~",
            &crate::json::quote(text),
            "correct it",
        );
    }
}
