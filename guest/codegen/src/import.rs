//! A registered schema as event files.
//!
//! NVIDIA registers the schemas of events as JSON Schema of draft 7. Such a file says what is sent;
//! the files made of it lack what it does not know, such as the purpose of a field, and the checks
//! of the schema folder name each keyword that is missing. What the keywords of an event file cannot
//! say is a problem, and with one problem nothing is imported.

mod layout;
mod registered;
mod shape;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::json::Json;
use crate::model;
use crate::node::Node;
use crate::problem::{Notebook, Problem};
use layout::laid_out;

/// An event file that is not there yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFile {
    /// Path below the schema folder, such as `events/kite_event.1.0.json`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What a registered schema becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// `clientId`, which is the product's to say.
    pub client_id: String,
    /// A file for each event, in the order of the registered file.
    pub files: Vec<EventFile>,
}

/// Why nothing is imported: every problem of the registered file.
#[derive(Debug)]
pub struct Refused {
    /// The file as the caller called it.
    pub file: String,
    /// What is wrong with it, or cannot be said in an event file.
    pub problems: Vec<Problem>,
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.problems {
            let Problem {
                file,
                pointer,
                message,
            } = problem;
            // The rest is about the sets of words in the schema folder.
            match *file == self.file {
                true => writeln!(out, "{file}#{pointer}: {message}")?,
                false => writeln!(out, "{problem}")?,
            }
        }
        out.write_str("nothing is imported")
    }
}

impl std::error::Error for Refused {}

/// Reads a registered schema. A set of words that `types.json` of the schema folder has becomes a
/// reference to it.
///
/// # Errors
/// [`Refused`] where the text is not such a schema, or says what an event file cannot say.
pub fn event_files(text: &str, file: &str, schema: &Path) -> Result<Import, Refused> {
    let refused = |problems| Refused {
        file: file.to_owned(),
        problems,
    };
    let notebook = Notebook::default();
    let sets = model::sets(schema, &notebook);
    let json: Json = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => {
            notebook.add(
                file,
                "",
                format!("expected JSON, found {error}; correct the text"),
            );
            return Err(refused(notebook.into_problems().0));
        }
    };
    let read = registered::read(&Node::root(&json, file, &notebook), &sets);
    match read {
        Some(read) if notebook.is_empty() => Ok(Import {
            client_id: read.client_id,
            files: read
                .events
                .iter()
                .map(|(name, event)| EventFile {
                    path: format!("events/{name}.{}.json", read.version),
                    text: laid_out(event),
                })
                .collect(),
        }),
        _ => Err(refused(notebook.into_problems().0)),
    }
}

impl Import {
    /// Writes every file, or none.
    ///
    /// # Errors
    /// A file is there already: a released event is never changed. Or the system refuses.
    pub fn write(&self, schema: &Path) -> anyhow::Result<()> {
        let present: Vec<_> = self
            .files
            .iter()
            .filter(|file| schema.join(&file.path).exists())
            .map(|file| file.path.as_str())
            .collect();
        if !present.is_empty() {
            bail!(
                "{} is there already, and an event file is never changed; nothing is imported",
                present.join(", ")
            );
        }
        let mut made = Vec::new();
        let written = self
            .files
            .iter()
            .try_for_each(|file| write_new(&schema.join(&file.path), &file.text, &mut made));
        if written.is_err() {
            for path in made {
                // What cannot be removed is named by the error that led here.
                fs::remove_file(path).unwrap_or_default();
            }
        }
        written.context("nothing is imported")
    }

    /// What the files still lack, as the checks of the schema folder name it.
    #[must_use]
    pub fn missing(&self, schema: &Path) -> Vec<Problem> {
        match crate::read(schema) {
            Ok(_) => Vec::new(),
            Err(problems) => problems
                .0
                .into_iter()
                .filter(|problem| self.files.iter().any(|file| file.path == problem.file))
                .collect(),
        }
    }
}

/// Writes a file that is not there. It is in `made` as soon as it is.
fn write_new(path: &Path, text: &str, made: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let mut file =
        fs::File::create_new(path).with_context(|| format!("failed to make {}", path.display()))?;
    made.push(path.to_owned());
    io::Write::write_all(&mut file, text.as_bytes())
        .with_context(|| format!("failed to write {}", path.display()))
}

/// The keywords of an event that a registered schema knows, in the order of an event file. What a
/// caller may leave out is not among them: the registered schema is of what is sent.
fn event(description: Option<String>, fields: Vec<(String, Json)>) -> Json {
    let text = |text: &str| Json::Text(text.to_owned());
    let mut members = vec![("$schema".to_owned(), text(model::DIALECT))];
    members.extend(description.map(|words| ("description".to_owned(), Json::Text(words))));
    members.extend([
        ("type".to_owned(), text("object")),
        ("properties".to_owned(), Json::Object(fields)),
        ("required".to_owned(), Json::List(Vec::new())),
        ("additionalProperties".to_owned(), Json::Flag(false)),
    ]);
    Json::Object(members)
}
