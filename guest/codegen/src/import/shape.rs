//! What a registered field may hold, in the keywords of an event file.

use super::registered::{described, refuse_others};
use crate::json::{Json, quote};
use crate::model::{LONGEST_TEXT, Sets};
use crate::node::{Members, Node};

/// Keywords of a value, by its type.
const TEXT: &[&str] = &["type", "enum", "const", "minLength", "maxLength"];
const INTEGER: &[&str] = &["type", "minimum", "maximum"];
const PLAIN: &[&str] = &["type"];
const LIST: &[&str] = &["type", "items"];
const REFERENCE: &[&str] = &["$ref"];

/// Where a reference to a type points.
const TYPES: &str = "#/definitions/types/";

/// Notes that every value may have.
const NOTES: &[&str] = &["title", "description", "default"];

/// What a field may hold.
#[derive(Clone)]
pub(super) struct Shape {
    pub(super) description: Option<String>,
    /// The keywords of an event file.
    pub(super) members: Vec<(String, Json)>,
}

/// The types that fields refer to.
pub(super) struct Types<'a> {
    sets: &'a Sets,
    /// A type with a problem is there, so that the problem is told once.
    known: Vec<(String, Option<Shape>)>,
}

impl<'a> Types<'a> {
    pub(super) fn read(nodes: Option<&Members<'_>>, sets: &'a Sets) -> Self {
        let mut types = Self {
            sets,
            known: Vec::new(),
        };
        let mut left: Vec<_> = nodes.into_iter().flat_map(Members::iter).collect();
        while !left.is_empty() {
            let waits = |node: &Node<'_>| {
                let target = target(node);
                left.iter().any(|(name, _)| target.as_deref() == Some(name))
            };
            let (later, ready): (Vec<_>, Vec<_>) =
                left.iter().copied().partition(|(_, node)| waits(node));
            // Types that lead to each other are told as references that lead nowhere.
            let (later, ready) = match ready.is_empty() {
                true => (ready, later),
                false => (later, ready),
            };
            for (name, node) in ready {
                let shape = types.shape(node);
                types.known.push((name.to_owned(), shape));
            }
            left = later;
        }
        types
    }

    /// None where there is a problem, which is in the notebook.
    pub(super) fn shape(&self, node: &Node<'_>) -> Option<Shape> {
        let object = node.open_object()?;
        if object.get("$ref").is_some() {
            return self.referred(&object);
        }
        let kind = object.need("type")?.word(KINDS)?;
        let keys = match kind {
            Kind::Text => TEXT,
            Kind::Integer => INTEGER,
            Kind::Plain => PLAIN,
            Kind::List => LIST,
        };
        refuse_others(&object, &[keys, NOTES].concat());
        let of_the_kind = match kind {
            Kind::Text => self.text(&object)?,
            Kind::Integer => integer(&object)?,
            Kind::Plain => Vec::new(),
            Kind::List => self.list(&object)?,
        };
        let is_reference = of_the_kind.iter().any(|(key, _)| key == "$ref");
        let mut members = Vec::new();
        if !is_reference {
            members.push(("type".to_owned(), object.need("type")?.json.clone()));
        }
        members.extend(of_the_kind);
        members.extend(default(&object));
        Some(Shape {
            description: described(&object),
            members,
        })
    }

    /// In draft 7 a reference stands for the whole schema; only notes beside it count.
    fn referred(&self, object: &Members<'_>) -> Option<Shape> {
        refuse_others(object, &[REFERENCE, NOTES].concat());
        let reference = object.need("$ref")?;
        let text = reference.text()?;
        let named = text
            .strip_prefix(TYPES)
            .and_then(|name| self.known.iter().find(|(known, _)| known == name));
        let Some((_, shape)) = named else {
            reference.fail(
                "a reference to a type of this file",
                &quote(text),
                "correct it",
            );
            return None;
        };
        let mut shape = shape.clone()?;
        shape.description = described(object).or(shape.description);
        if let Some(own) = default(object) {
            shape.members.retain(|(key, _)| key != "default");
            shape.members.push(own);
        }
        Some(shape)
    }

    fn text(&self, object: &Members<'_>) -> Option<Vec<(String, Json)>> {
        if let Some(node) = object.get("minLength")
            && node.natural()? != 0
        {
            node.fail(
                "0",
                &node.json.describe(),
                "an event file cannot say that a text has a shortest length",
            );
        }
        if let Some(node) = object.get("const") {
            return Some(vec![(
                "enum".to_owned(),
                Json::List(vec![Json::Text(node.text()?.to_owned())]),
            )]);
        }
        if let Some(words) = object.get("enum") {
            return Some(vec![self.words(words)?]);
        }
        let longest = match object.get("maxLength") {
            Some(node) => node.natural()?,
            None => LONGEST_TEXT,
        };
        let bound = (longest < LONGEST_TEXT)
            .then(|| ("maxLength".to_owned(), Json::Number(longest.into())));
        Some(bound.into_iter().collect())
    }

    fn words(&self, node: &Node<'_>) -> Option<(String, Json)> {
        let words = node.distinct_words()?;
        Some(match self.sets.name_of(&words) {
            Some(name) => (
                "$ref".to_owned(),
                Json::Text(format!("../types.json#/$defs/{name}")),
            ),
            None => (
                "enum".to_owned(),
                Json::List(words.into_iter().map(Json::Text).collect()),
            ),
        })
    }

    fn list(&self, object: &Members<'_>) -> Option<Vec<(String, Json)>> {
        let items = object.need("items")?;
        let Shape { members, .. } = self.shape(items)?;
        let is_of_texts = members.iter().all(|(key, value)| match key.as_str() {
            "type" => *value == Json::Text("string".to_owned()),
            "$ref" | "enum" | "maxLength" => true,
            _ => false,
        });
        if !is_of_texts {
            items.fail(
                "strings",
                "another kind",
                "an event file cannot say a list of them",
            );
            return None;
        }
        Some(vec![("items".to_owned(), Json::Object(members))])
    }
}

/// The type that a type refers to, by itself or in its items.
fn target(node: &Node<'_>) -> Option<String> {
    let Json::Object(members) = node.json else {
        return None;
    };
    let member = |members: &[(String, Json)], wanted: &str| {
        members
            .iter()
            .find(|(key, _)| key == wanted)
            .map(|(_, value)| value.clone())
    };
    let reference = match (member(members, "$ref"), member(members, "items")) {
        (Some(reference), _) => Some(reference),
        (None, Some(Json::Object(items))) => member(&items, "$ref"),
        _ => None,
    };
    match reference {
        Some(Json::Text(text)) => text.strip_prefix(TYPES).map(str::to_owned),
        _ => None,
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Integer,
    Plain,
    List,
}

const KINDS: &[(&str, Kind)] = &[
    ("string", Kind::Text),
    ("integer", Kind::Integer),
    ("number", Kind::Plain),
    ("boolean", Kind::Plain),
    ("array", Kind::List),
];

/// The bounds that are not those of every integer.
fn integer(object: &Members<'_>) -> Option<Vec<(String, Json)>> {
    let mut bounds = Vec::new();
    for (key, widest) in [("minimum", i64::MIN), ("maximum", i64::MAX)] {
        if let Some(node) = object.get(key) {
            let bound = node.integer()?;
            if bound != widest {
                bounds.push((key.to_owned(), Json::Number(bound.into())));
            }
        }
    }
    Some(bounds)
}

fn default(object: &Members<'_>) -> Option<(String, Json)> {
    let node = object.get("default")?;
    Some(("default".to_owned(), node.json.clone()))
}
