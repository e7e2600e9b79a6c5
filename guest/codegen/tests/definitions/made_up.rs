//! A product and an event are added by their files alone: everything that is generated knows them.

use std::path::{Path, PathBuf};

use crate::folder::Folder;
use nemo_telemetry_codegen::emit::{self, Output};
use nemo_telemetry_codegen::{read, rust_tables, schema_files};

const EVENT: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "A kite flew",
  "description": "Made once, when a kite is down again.",
  "x-examples": [{"task": "loop", "minutes": 12}],
  "type": "object",
  "properties": {
    "task": {
      "title": "Figure",
      "description": "What the kite flew.",
      "type": "string",
      "enum": ["loop", "dive"],
      "x-sensitivity": "interaction",
      "x-purpose": "Count",
      "x-source": "kites"
    },
    "minutes": {
      "title": "Minutes",
      "description": "How long it was up.",
      "type": "integer",
      "minimum": -1,
      "default": -1,
      "x-example": 12,
      "x-sensitivity": "technical",
      "x-purpose": "Count",
      "x-source": "kites"
    }
  },
  "required": ["task"],
  "additionalProperties": false
}"##;

const PRODUCT: &str = r##"{
  "id": "kite-flyer",
  "title": "NeMo Kite Flyer",
  "description": "One event for each flight.",
  "collects": "flights",
  "clientId": "184482118588404",
  "eventSysVer": "kites/1.0",
  "clientVersion": "unknown",
  "endpoint": "https://example.com/events",
  "events": {"kite_event": "1.0"},
  "session": "hex",
  "default": "ask",
  "timeoutMs": 2000,
  "retries": 3,
  "variables": {"enabled": "KITES_ENABLED"},
  "consentFile": {"path": "kites/telemetry.toml", "format": "toml"},
  "source": "kites"
}"##;

/// A copy of this project's schema with the two files.
fn copy() -> Folder {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema");
    let folder = Folder::empty();
    for path in schema_files(&own).iter().filter(|path| path.is_file()) {
        let name = path
            .strip_prefix(&own)
            .expect("a file inside")
            .to_string_lossy()
            .replace('\\', "/");
        folder.write(
            &name,
            &std::fs::read_to_string(path).expect("a file of the schema"),
        );
    }
    folder.write("events/kite_event.1.0.json", EVENT);
    folder.write("products/kite-flyer.json", PRODUCT);
    folder
}

/// The only output whose path ends like this.
#[track_caller]
fn output<'a>(outputs: &'a [Output], end: &str) -> &'a str {
    let mut found = outputs.iter().filter(|output| output.path.ends_with(end));
    let text = found
        .next()
        .unwrap_or_else(|| panic!("{end} is generated"))
        .text
        .as_str();
    assert!(found.next().is_none(), "{end} is one file");
    text
}

#[test]
fn a_product_and_an_event_are_in_everything_that_is_generated() {
    let folder = copy();
    let schema = read(folder.path()).unwrap_or_else(|error| panic!("{error}"));
    let outputs = emit::outputs(&schema);
    for (end, texts) in [
        (
            "guest/schema/EVENTS.md",
            &["NeMo Kite Flyer", "`kite_event`"][..],
        ),
        ("json-schema/kite_event.1.0.input.json", &["A kite flew"]),
        ("json-schema/kite_event.1.0.wire.json", &["A kite flew"]),
        (
            "precheck/table.rs",
            &[
                "id: \"kite-flyer\"",
                "KITES_ENABLED",
                "kites/telemetry.toml",
            ],
        ),
        (
            "arguments/products.rs",
            &[
                "id: \"kite-flyer\"",
                "{\"event\":\"kite_event\",\"parameters\":{\"task\":\"loop\",\"minutes\":12}}\n",
            ],
        ),
        (
            "_precheck_table.py",
            &["\"kite-flyer\": (", "KITES_ENABLED", "kites/telemetry.toml"],
        ),
        (
            "precheck-table.js",
            &["'kite-flyer': {", "KITES_ENABLED", "kites/telemetry.toml"],
        ),
        ("_settings.py", &["    \"kite-flyer\",\n"]),
        (
            "_catalog.py",
            &[
                "(\"kite_event\", \"1.0\")",
                "    \"KiteEvent\": \"_kite_event\",\n",
            ],
        ),
        (
            "events/__init__.py",
            &[
                "    \"KiteEvent\",\n",
                "from ._kite_event import KiteEvent\n",
            ],
        ),
        (
            "events/_kite_event.py",
            &["class KiteEvent(TelemetryEvent):"],
        ),
        (
            "events.d.ts",
            &[
                "export interface KiteEvent {",
                "  kite_event: KiteEvent;",
                "'kite-flyer'",
            ],
        ),
    ] {
        let found = output(&outputs, end);
        for text in texts {
            assert!(found.contains(text), "{text} is in {end}");
        }
    }
}

#[test]
fn the_component_knows_a_new_product_as_a_setting_and_as_a_row() {
    let tables = rust_tables(copy().path()).unwrap_or_else(|error| panic!("{error}"));
    let settings = &tables[tables.find("pub static SETTINGS").expect("settings")..];
    let product = settings
        .lines()
        .find(|line| line.contains("name: \"product\""))
        .expect("the setting");
    assert!(
        product.contains("\"guardrails\", \"kite-flyer\""),
        "{product}"
    );
    for text in [
        "Product { id: \"kite-flyer\"",
        "Definition { name: \"kite_event\", version: \"1.0\"",
    ] {
        assert!(tables.contains(text), "{text}");
    }
}

/// Every hand-written source file of a host below a folder.
fn written(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder of a host") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            written(&path, found);
        } else if let Ok(text) = std::fs::read_to_string(&path)
            && !text.contains("Written by `cargo xtask gen`")
        {
            found.push((path, text));
        }
    }
}

/// A list that a person keeps is one that a new product is missing from. `status`, `consent revoke`
/// and the rest walk the tables.
#[test]
fn no_host_keeps_a_list_of_products_or_of_events_by_hand() {
    let schema = read(copy().path()).unwrap_or_else(|error| panic!("{error}"));
    let own = |name: &str| !name.starts_with("kite") && !name.starts_with("Kite");
    let products: Vec<_> = schema
        .products
        .iter()
        .map(|product| product.id.clone())
        .filter(|id| own(id))
        .collect();
    let mut events: Vec<_> = schema
        .events
        .iter()
        .map(|event| event.name.clone())
        .filter(|name| own(name))
        .collect();
    events.dedup();
    let classes = emit::python::classes(&schema)
        .into_iter()
        .map(|(class, _)| class)
        .filter(|class| own(class))
        .collect();
    let mut files = Vec::new();
    for folder in [
        "host/rust/src",
        "host/cli/src",
        "host/python/src",
        "host/js/src",
    ] {
        written(
            &Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../..")
                .join(folder),
            &mut files,
        );
    }
    assert!(files.len() > 100, "{}", files.len());
    for (path, text) in files {
        for names in [&products, &events, &classes] {
            let all = names.iter().all(|name| text.contains(name.as_str()));
            assert!(
                !all,
                "{} names each of {}",
                path.display(),
                names.join(", ")
            );
        }
    }
}
