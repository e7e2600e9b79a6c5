//! A value together with its place, so that whoever reads it can say where a fault stands.

use crate::json::{Json, quote};
use crate::problem::Notebook;

/// A value in a schema file.
#[derive(Clone)]
pub(crate) struct Node<'a> {
    pub(crate) json: &'a Json,
    file: &'a str,
    pointer: String,
    notebook: &'a Notebook,
}

/// An object in a schema file, its members known to be unique.
pub(crate) struct Members<'a> {
    node: Node<'a>,
    members: Vec<(&'a str, Node<'a>)>,
}

impl<'a> Node<'a> {
    pub(crate) fn root(json: &'a Json, file: &'a str, notebook: &'a Notebook) -> Self {
        Self {
            json,
            file,
            pointer: String::new(),
            notebook,
        }
    }

    fn child(&self, step: &str, json: &'a Json) -> Self {
        // RFC 6901 spells `~` and `/` inside a step as `~0` and `~1`.
        let step = step.replace('~', "~0").replace('/', "~1");
        Self {
            json,
            file: self.file,
            pointer: format!("{}/{step}", self.pointer),
            notebook: self.notebook,
        }
    }

    /// Note a problem here. `todo` is an instruction such as `remove it`.
    pub(crate) fn fail(&self, expected: &str, found: &str, todo: &str) {
        self.notebook.add(
            self.file,
            &self.pointer,
            format!("expected {expected}, found {found}; {todo}"),
        );
    }

    fn wrong_kind(&self, expected: &str) {
        self.fail(expected, &self.json.describe(), "change the value");
    }

    pub(crate) fn text(&self) -> Option<&'a str> {
        match self.json {
            Json::Text(text) if !text.trim().is_empty() => Some(text),
            _ => {
                self.wrong_kind("a text that is not blank");
                None
            }
        }
    }

    pub(crate) fn integer(&self) -> Option<i64> {
        let number = match self.json {
            Json::Number(number) => number.as_i64(),
            _ => None,
        };
        if number.is_none() {
            self.wrong_kind("an integer of 64 bits");
        }
        number
    }

    pub(crate) fn flag(&self) -> Option<bool> {
        let flag = match self.json {
            Json::Flag(flag) => Some(*flag),
            _ => None,
        };
        if flag.is_none() {
            self.wrong_kind("true or false");
        }
        flag
    }

    pub(crate) fn natural(&self) -> Option<u32> {
        let number = match self.json {
            Json::Number(number) => number.as_u64().and_then(|number| number.try_into().ok()),
            _ => None,
        };
        if number.is_none() {
            self.wrong_kind("an integer from 0 to 4294967295");
        }
        number
    }

    pub(crate) fn items(&self) -> Option<Vec<Self>> {
        let Json::List(items) = self.json else {
            self.wrong_kind("a list");
            return None;
        };
        let nodes = items.iter().enumerate();
        Some(
            nodes
                .map(|(index, item)| self.child(&index.to_string(), item))
                .collect(),
        )
    }

    /// The texts of a list that names each of them once.
    pub(crate) fn distinct_texts(&self) -> Option<Vec<String>> {
        self.distinct(Self::text)
    }

    /// The same, where a text may be empty.
    pub(crate) fn distinct_words(&self) -> Option<Vec<String>> {
        self.distinct(|item| match item.json {
            Json::Text(text) if text.is_empty() => Some(text),
            _ => item.text(),
        })
    }

    fn distinct(&self, read: impl Fn(&Self) -> Option<&'a str>) -> Option<Vec<String>> {
        let mut texts: Vec<String> = Vec::new();
        for item in self.items()? {
            let text = read(&item)?;
            if texts.iter().any(|earlier| earlier == text) {
                item.fail("each text once", &quote(text), "remove the second one");
            }
            texts.push(text.to_owned());
        }
        Some(texts)
    }

    /// The value, which must be exactly this.
    pub(crate) fn exactly(&self, wanted: &Json) {
        if self.json != wanted {
            self.wrong_kind(&wanted.canonical());
        }
    }

    /// One of a few words, translated.
    pub(crate) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let found = match self.json {
            Json::Text(text) => words.iter().find(|(word, _)| word == text),
            _ => None,
        };
        if found.is_none() {
            let names: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            self.wrong_kind(&format!("one of {}", names.join(", ")));
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// The members of an object whose keys are names of somebody else's choice.
    pub(crate) fn open_object(&self) -> Option<Members<'a>> {
        let Json::Object(members) = self.json else {
            self.wrong_kind("an object");
            return None;
        };
        let mut unique: Vec<(&str, Self)> = Vec::new();
        for (key, json) in members {
            let node = self.child(key, json);
            if unique.iter().any(|(earlier, _)| earlier == key) {
                node.fail(
                    "each name once",
                    &format!("{} again", quote(key)),
                    "remove or rename one",
                );
            } else {
                unique.push((key, node));
            }
        }
        Some(Members {
            node: self.clone(),
            members: unique,
        })
    }

    /// The members of an object that may have these keys and no other.
    pub(crate) fn object(&self, keys: &[&str]) -> Option<Members<'a>> {
        let object = self.open_object()?;
        for (key, node) in &object.members {
            if !keys.contains(key) {
                let todo = match keys.iter().find(|known| is_slip(key, known)) {
                    Some(known) => format!("write {known}, or remove it"),
                    None => "remove it".to_owned(),
                };
                node.fail(
                    &format!("one of {}", keys.join(", ")),
                    &format!("the unknown keyword {}", quote(key)),
                    &todo,
                );
            }
        }
        Some(object)
    }
}

/// Whether one letter too many, too few or wrong, or two that changed places, tell the texts apart.
fn is_slip(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let start = one
        .iter()
        .zip(other)
        .take_while(|(left, right)| left == right)
        .count();
    let (one, other) = (&one[start..], &other[start..]);
    match (one, other) {
        ([first, second, left @ ..], [third, fourth, right @ ..])
            if (first, second) == (fourth, third) && left == right =>
        {
            true
        }
        ([_, left @ ..], [_, right @ ..]) if left == right => true,
        ([_, left @ ..], right) if left == right => true,
        (left, [_, right @ ..]) => left == right,
        _ => false,
    }
}

impl<'a> Members<'a> {
    pub(crate) fn node(&self) -> &Node<'a> {
        &self.node
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a str, &Node<'a>)> {
        self.members.iter().map(|(key, node)| (*key, node))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Node<'a>> {
        self.members
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, node)| node)
    }

    /// The member, whose absence is a problem.
    pub(crate) fn need(&self, key: &str) -> Option<&Node<'a>> {
        let node = self.get(key);
        if node.is_none() {
            self.node
                .fail(&format!("the keyword {}", quote(key)), "none", "add it");
        }
        node
    }

    pub(crate) fn need_text(&self, key: &str) -> Option<String> {
        self.need(key)?.text().map(str::to_owned)
    }

    /// The text, or an empty one when there is none.
    pub(crate) fn text_or_empty(&self, key: &str) -> Option<String> {
        match self.get(key) {
            Some(node) => node.text().map(str::to_owned),
            None => Some(String::new()),
        }
    }
}
