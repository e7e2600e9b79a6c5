//! `words.py`: an enumeration for each set of words, so that a program need not spell them.

use super::python::classes;
use super::text::{ORIGIN, pascal, wrap};
use crate::json::quote;
use crate::model::{Kind, Schema};

/// Longest line of a docstring.
const WIDTH: usize = 112;

/// The text of `words.py`.
#[must_use]
pub fn python(schema: &Schema) -> String {
    let mut sets = shared(schema);
    sets.extend(of_fields(schema));
    let mut names: Vec<_> = sets.iter().map(|set| set.name.as_str()).collect();
    names.sort_unstable();
    let mut out = format!(
        "# {ORIGIN}\n\"\"\"Every set of words that an event may have, an enumeration each. A member may stand wherever its word may.\"\"\"\n\n\
         from __future__ import annotations\n\nfrom ._word import Word, made\n\n__all__ = [\n"
    );
    for name in names {
        out += &format!("    {},\n", quote(name));
    }
    out += "]\n\nTYPE_CHECKING = False\nif TYPE_CHECKING:\n";
    for set in &sets {
        out += &format!(
            "\n    class {}(Word):\n        \"\"\"{}.\n\n",
            set.name, set.title
        );
        for line in wrap(&set.description, WIDTH) {
            out += &format!("        {line}\n");
        }
        out += "        \"\"\"\n\n";
        for word in &set.words {
            out += &format!("        {} = {}\n", member(word), quote(word));
        }
    }
    out + "\nelse:\n" + &lazily(&sets)
}

/// What stands there when a program runs: a set is made when it is used first. To make all of them takes longer than to import the rest of the
/// package.
fn lazily(sets: &[Set]) -> String {
    let mut out = "    _SETS = {\n".to_owned();
    for set in sets {
        let mut doc = vec![format!("{}.", set.title), String::new()];
        doc.extend(wrap(&set.description, WIDTH));
        out += &format!("        {}: (\n", quote(&set.name));
        for lines in [&doc, &set.words] {
            out += "            (\n";
            for line in lines {
                out += &format!("                {},\n", quote(line));
            }
            out += "            ),\n";
        }
        out += "        ),\n";
    }
    out + "    }\n\n    \
           def __getattr__(name: str) -> type[Word]:\n        \
           \"\"\"Make a set when it is used first.\"\"\"\n        \
           if name not in _SETS:\n            \
           raise AttributeError(f\"module {__name__!r} has no attribute {name!r}\")\n        \
           doc, words = _SETS[name]\n        \
           found: type[Word] = globals().setdefault(name, made(name, __name__, doc, words))\n        \
           return found\n"
}

struct Set {
    name: String,
    title: String,
    description: String,
    words: Vec<String>,
}

/// Those of `types.json`.
fn shared(schema: &Schema) -> Vec<Set> {
    let sets = schema.sets.iter().map(|set| Set {
        name: set.name.clone(),
        title: set.title.clone(),
        description: set.description.clone(),
        words: set.words.clone(),
    });
    sets.collect()
}

/// Those that one field alone has. A version with the words of a newer one has its set.
fn of_fields(schema: &Schema) -> Vec<Set> {
    let mut sets: Vec<(&str, Set)> = Vec::new();
    for (class, event) in classes(schema).into_iter().rev() {
        for field in &event.fields {
            let (Kind::OneOf(words) | Kind::OneOfList(words)) = &field.kind else {
                continue;
            };
            let is_known = schema.sets.iter().any(|set| set.words == *words)
                || sets.iter().any(|(name, set)| {
                    *name == event.name
                        && set.words == *words
                        && set.name.ends_with(&pascal(&field.name))
                });
            if is_known {
                continue;
            }
            let set = Set {
                name: format!("{class}{}", pascal(&field.name)),
                title: field.notes.title.clone(),
                description: field.notes.description.clone(),
                words: words.clone(),
            };
            sets.push((&event.name, set));
        }
    }
    sets.reverse();
    sets.into_iter().map(|(_, set)| set).collect()
}

/// `safe-synthesizer` as `SAFE_SYNTHESIZER`.
fn member(word: &str) -> String {
    word.to_uppercase()
        .replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")
}
