//! The schema folder: which files there are and what their names say.

use std::fs;
use std::path::{Path, PathBuf};

use super::types::Types;
use super::{
    Definition, Kind, LONGEST_TEXT, Product, Schema, Surroundings, clients, definition, envelope,
    features, limits, product, surroundings,
};
use crate::json::{Json, quote};
use crate::node::Node;
use crate::problem::Notebook;

const EVENTS: &str = "events";
const PRODUCTS: &str = "products";
const RECORDS: &str = "records";
const SINGLE_FILES: [&str; 9] = [
    "clients.json",
    "envelope.json",
    "guardrails-features.json",
    "host.json",
    "line.json",
    "outbox-line.json",
    "settings.json",
    "surroundings.json",
    "types.json",
];

/// Every path whose change can change what is generated: the files, and the folders in which a new
/// one may appear.
pub(crate) fn files(dir: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = SINGLE_FILES.iter().map(|name| dir.join(name)).collect();
    for folder in [EVENTS, PRODUCTS, RECORDS] {
        let folder = dir.join(folder);
        let entries = names_in(&folder).unwrap_or_default();
        paths.extend(entries.iter().map(|name| folder.join(name)));
        paths.push(folder);
    }
    paths
}

/// Read what is readable; the rest is in the notebook.
pub(crate) fn read(dir: &Path, notebook: &Notebook) -> Schema {
    let reader = Reader { dir, notebook };
    let products = reader.read_products();
    let ids: Vec<_> = products.iter().map(|product| product.id.clone()).collect();
    let types = reader.with("types.json", Types::default(), |root, types| {
        *types = Types::read(root, ids);
    });
    let mut schema = Schema {
        events: reader.read_events(&types),
        products,
        clients: reader.with("clients.json", Vec::new(), |root, clients| {
            *clients = clients::read(root);
        }),
        sets: types.sets.clone(),
        envelope: reader.with("envelope.json", Vec::new(), |root, fields| {
            *fields = envelope::read(root);
        }),
        line: reader.read_definition("line.json", "line", "", &types),
        settings: reader.read_definition("settings.json", "settings", "", &types),
        records: reader.read_records(&types),
        outbox_line: reader.read_definition("outbox-line.json", "outbox-line", "", &types),
        features: reader.with("guardrails-features.json", Vec::new(), |root, features| {
            *features = features::read(root);
        }),
        surroundings: reader.with(
            "surroundings.json",
            Surroundings::default(),
            |root, surroundings| {
                *surroundings = surroundings::read(root);
            },
        ),
        limits: reader.with("host.json", Vec::new(), |root, limits| {
            *limits = limits::read(root);
        }),
    };
    schema.events.sort_by(|one, other| {
        let key = |event: &Definition| (event.name.clone(), parse_version(&event.version));
        key(one).cmp(&key(other))
    });
    schema
}

/// The sets of words that fields can refer to, without the products.
pub(crate) fn sets(dir: &Path, notebook: &Notebook) -> Types {
    let reader = Reader { dir, notebook };
    reader.with("types.json", Types::default(), |root, types| {
        *types = Types::read(root, Vec::new());
    })
}

/// The two numbers of a wire version such as `1.5`; none when it is not one, or has a needless
/// zero.
pub(crate) fn parse_version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    let version = (major.parse().ok()?, minor.parse().ok()?);
    (format!("{}.{}", version.0, version.1) == text).then_some(version)
}

struct Reader<'a> {
    dir: &'a Path,
    notebook: &'a Notebook,
}

impl Reader<'_> {
    /// Parse a file and let `read` fill the value, which stays as it is when the file is not JSON.
    fn with<T>(&self, file: &str, mut value: T, read: impl FnOnce(&Node<'_>, &mut T)) -> T {
        let text = match fs::read_to_string(self.dir.join(file)) {
            Ok(text) => text,
            Err(error) => {
                let message = format!("expected a readable file, found {error}; add the file");
                self.notebook.add(file, "", message);
                return value;
            }
        };
        match serde_json::from_str::<Json>(&text) {
            Ok(json) => read(&Node::root(&json, file, self.notebook), &mut value),
            Err(error) => {
                let message = format!("expected JSON, found {error}; correct the text");
                self.notebook.add(file, "", message);
            }
        }
        value
    }

    fn read_definition(&self, file: &str, name: &str, version: &str, types: &Types) -> Definition {
        let empty = Definition {
            file: file.to_owned(),
            name: name.to_owned(),
            version: version.to_owned(),
            title: String::new(),
            description: String::new(),
            examples: Vec::new(),
            fields: Vec::new(),
        };
        self.with(file, empty, |root, event| {
            definition::read(root, file, types, event);
        })
    }

    fn read_events(&self, types: &Types) -> Vec<Definition> {
        let mut events = Vec::new();
        for stem in self.stems(EVENTS) {
            let file = format!("{EVENTS}/{stem}.json");
            let Some((name, version)) = split_event(&stem) else {
                self.notebook.add(
                    &file,
                    "",
                    format!(
                        "expected a file name such as some_event.1.5.json, found {}; rename it",
                        quote(&format!("{stem}.json"))
                    ),
                );
                continue;
            };
            events.push(self.read_definition(&file, name, version, types));
        }
        events
    }

    fn read_products(&self) -> Vec<Product> {
        let mut products = Vec::new();
        for id in self.stems(PRODUCTS) {
            let file = format!("{PRODUCTS}/{id}.json");
            let empty = Product {
                file: file.clone(),
                id,
                ..Product::default()
            };
            products.push(self.with(&file, empty, product::read));
        }
        products
    }

    fn read_records(&self, types: &Types) -> Vec<Definition> {
        let stems = self.stems(RECORDS).into_iter();
        let records = stems
            .map(|name| self.read_definition(&format!("{RECORDS}/{name}.json"), &name, "", types));
        let mut records: Vec<_> = records.collect();
        // A record never leaves the machine, and is bounded as a whole.
        for field in records.iter_mut().flat_map(|record| &mut record.fields) {
            if let Kind::Text { max_length } | Kind::TextList { max_length } = &mut field.kind
                && *max_length == LONGEST_TEXT
            {
                *max_length = u32::MAX;
            }
        }
        records
    }

    /// Names without `.json` of the files in a folder, sorted.
    fn stems(&self, folder: &str) -> Vec<String> {
        let names = match names_in(&self.dir.join(folder)) {
            Ok(names) => names,
            Err(error) => {
                let message = format!("expected a folder, found {error}; add it");
                self.notebook.add(folder, "", message);
                return Vec::new();
            }
        };
        let mut stems = Vec::new();
        for name in names {
            match name.strip_suffix(".json") {
                Some(stem) => stems.push(stem.to_owned()),
                None => self.notebook.add(
                    &format!("{folder}/{name}"),
                    "",
                    "expected a file ending in .json, found another; remove it".to_owned(),
                ),
            }
        }
        stems
    }
}

/// `nat_cli_command.1.5` is the event `nat_cli_command` in version `1.5`.
fn split_event(stem: &str) -> Option<(&str, &str)> {
    let (name, version) = stem.split_once('.')?;
    parse_version(version)?;
    is_event_name(name).then_some((name, version))
}

/// Whether an event may be called that: lower case, with `_` between words.
pub(crate) fn is_event_name(name: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|letter| plain(letter) || letter == '_')
}

/// Names in a folder, sorted. Hidden files are the business of editors and file managers.
fn names_in(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
