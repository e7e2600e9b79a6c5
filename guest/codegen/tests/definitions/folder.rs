//! A small, faultless schema folder that a test can damage in one place.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use nemo_telemetry_codegen::rust_tables;

/// A folder of its own for one test, removed afterwards.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = Self::empty();
        for (file, text) in FILES {
            folder.write(file, text);
        }
        folder
    }

    pub(crate) fn empty() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("schema-{}-{number}", std::process::id());
        Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a new folder");
        fs::write(path, text).expect("a new file");
    }

    pub(crate) fn remove(&self, file: &str) {
        fs::remove_file(self.0.join(file)).expect("a file to remove");
    }

    /// Replace one piece of a file's text.
    pub(crate) fn replace(&self, file: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.0.join(file)).expect("a file to damage");
        assert_eq!(text.matches(old).count(), 1, "{old} is in {file} once");
        self.write(file, &text.replace(old, new));
    }

    /// The tables of a faultless folder.
    pub(crate) fn tables(&self) -> String {
        rust_tables(&self.0).unwrap_or_else(|error| panic!("{error}"))
    }

    /// What a faulty folder is told.
    pub(crate) fn fault(&self) -> String {
        match rust_tables(&self.0) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed stays in the target folder, where it harms nobody.
        fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}

const FILES: &[(&str, &str)] = &[
    (
        "clients.json",
        r##"{
  "title": "Clients",
  "description": "Who sells.",
  "clients": {
    "1": {"name": "Shops", "definitionVersion": "1.0", "service": "telemetry", "category": "functional"}
  }
}"##,
    ),
    (
        "host.json",
        r##"{
  "title": "Limits",
  "description": "Of a shop.",
  "limits": {
    "OPEN_MS": {"value": 36000000, "unit": "ms", "description": "Time that a shop is open.", "reason": "Ten hours."},
    "MAX_QUEUE": {"value": 8, "unit": "people", "description": "People that wait.", "reason": "The door.", "hosts": ["python"]}
  }
}"##,
    ),
    (
        "guardrails-features.json",
        r##"{
  "title": "Features",
  "description": "What shows them.",
  "source": "shop",
  "features": [
    {"name": "tills", "sections": ["till"], "flows": ["open till", "close till"]},
    {"name": "scales", "generation": "0.24", "flows": ["weigh"]}
  ]
}"##,
    ),
    (
        "types.json",
        r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Types",
  "description": "Shared words.",
  "$defs": {
    "Status": {"title": "Status", "description": "How it ended.", "type": "string", "enum": ["ok", "bad"]}
  }
}"##,
    ),
    (
        "envelope.json",
        r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Envelope",
  "description": "Around events.",
  "type": "object",
  "properties": {
    "browserType": {"description": "Nothing.", "const": "undefined"},
    "clientId": {"description": "Id.", "x-filled-by": "client-id"},
    "clientType": {"description": "Kind.", "const": "Native"},
    "clientVariant": {"description": "Build.", "const": "Release"},
    "clientVer": {"description": "Version.", "x-filled-by": "client-ver"},
    "cpuArchitecture": {"description": "Processor.", "x-filled-by": "cpu-architecture"},
    "eventSchemaVer": {"description": "Version.", "x-filled-by": "event-schema-ver"},
    "eventSysVer": {"description": "System.", "x-filled-by": "event-sys-ver"},
    "sentTs": {"description": "Instant.", "x-filled-by": "sent-ts"},
    "sessionId": {"description": "Session.", "x-filled-by": "session-id"},
    "userId": {"description": "Nobody.", "const": "undefined"},
    "events": {"description": "Events.", "x-filled-by": "events"}
  },
  "additionalProperties": false
}"##,
    ),
    (
        "line.json",
        r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Line",
  "description": "A line.",
  "type": "object",
  "properties": {
    "event": {"title": "Event", "description": "Its name.", "type": "string"},
    "schemaVersion": {"title": "Version", "description": "Its version.", "type": "string", "maxLength": 16},
    "parameters": {"title": "Parameters", "description": "Its content.", "type": "object"}
  },
  "required": ["event", "parameters"],
  "additionalProperties": false
}"##,
    ),
    (
        "settings.json",
        r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Settings",
  "description": "Of a client.",
  "type": "object",
  "properties": {
    "product": {"title": "Product", "description": "Whose.", "type": "string", "x-words": "products"},
    "openMs": {"title": "Open", "description": "How long, unless `product` says it.", "type": "integer", "minimum": 0, "maximum": 9, "default": 1, "x-unit": "ms", "x-host-default": 2},
    "retries": {"title": "Retries", "description": "How many.", "type": "integer", "minimum": 0, "maximum": 9, "default": 3}
  },
  "required": ["product"],
  "additionalProperties": false
}"##,
    ),
    (
        "outbox-line.json",
        r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Outbox line",
  "description": "A kept event.",
  "type": "object",
  "properties": {
    "id": {"title": "Id", "description": "Its id.", "type": "string"},
    "raw": {"title": "Raw", "description": "Unchecked.", "type": "boolean", "default": false}
  },
  "required": ["id"],
  "additionalProperties": false
}"##,
    ),
    (
        "products/shop.json",
        r##"{
  "id": "shop",
  "title": "Shop",
  "description": "Sells.",
  "clientId": "1",
  "eventSysVer": "shop/1.0",
  "clientVersion": "unknown",
  "endpoint": "https://example.com/events",
  "events": {"sale": "1.5"},
  "session": "hex",
  "default": "ask",
  "timeoutMs": 2000,
  "retries": 3,
  "variables": {"enabled": "SHOP_ENABLED"},
  "collects": "sales",
  "consentFile": {"path": "shop/consent.toml", "format": "toml", "variable": "SHOP_CONSENT"},
  "sessionFile": {"path": "~/.shop/session.json", "variable": "SHOP_STATE/shop/session.json", "days": 7},
  "settingFiles": [{"path": "shop/config.yaml", "variable": "SHOP_CONFIG SHOP_HOME/config.yaml", "key": "telemetry"}],
  "ci": ["CI"],
  "vetoes": ["ci"],
  "heartbeat": {"event": "sale", "field": "shopSource", "first": "shop", "value": "undefined", "intervalMs": 600000, "intervalVariable": "SHOP_INTERVAL", "jitterMs": 60000},
  "source": "shop.telemetry"
}"##,
    ),
    (
        "surroundings.json",
        r##"{
  "title": "Surroundings",
  "description": "Where nobody can be asked.",
  "sources": ["shop"],
  "ci": [
    {"name": "any", "when": [{"set": ["CI", "BUILD"]}]},
    {"name": "Till", "when": [{"variable": "TILL", "equals": "open"}, {"variable": "SHELF", "includes": "/full"}]}
  ],
  "agents": [],
  "testRunners": [{"name": "scales", "when": [{"set": ["SCALES"]}]}]
}"##,
    ),
    (
        "records/till.json",
        r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "A till",
  "description": "One of them.",
  "type": "object",
  "properties": {"open": {"title": "Open", "description": "Whether.", "type": "boolean"}},
  "required": [],
  "additionalProperties": false
}"##,
    ),
    (
        "records/till-count.json",
        r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Tills",
  "description": "What a shop counts.",
  "type": "object",
  "properties": {
    "tills": {"title": "Tills", "description": "Each.", "type": "array", "items": {"type": "object"}, "x-record": "till"},
    "name": {"title": "Name", "description": "Of the shop.", "type": "string"}
  },
  "required": ["tills"],
  "additionalProperties": false
}"##,
    ),
    ("events/sale.1.5.json", SALE),
];

/// An event with a field of each kind.
pub(crate) const SALE: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "A sale",
  "description": "Made once.",
  "x-examples": [{"status": "ok", "items": 2}],
  "type": "object",
  "properties": {
    "shopSource": {
      "title": "Shop",
      "description": "Who.",
      "type": "string",
      "enum": ["shop", "undefined"],
      "default": "shop",
      "x-filled-by": "constant",
      "x-sensitivity": "technical",
      "x-purpose": "Tell shops apart",
      "x-source": "shop"
    },
    "status": {
      "title": "Status",
      "description": "How it ended.",
      "$ref": "../types.json#/$defs/Status",
      "x-sensitivity": "interaction",
      "x-purpose": "Count",
      "x-source": "shop"
    },
    "seconds": {
      "title": "Duration",
      "description": "How long.",
      "type": "number",
      "default": -1.0,
      "x-unit": "s",
      "x-sentinel": -1.0,
      "x-example": 2.5,
      "x-sensitivity": "technical",
      "x-purpose": "Find slow sales",
      "x-source": "shop"
    },
    "items": {
      "title": "Items",
      "description": "How many.",
      "type": "integer",
      "minimum": -1,
      "default": -1,
      "x-example": 3,
      "x-sensitivity": "interaction",
      "x-purpose": "Count",
      "x-source": "shop"
    },
    "gift": {
      "title": "Gift",
      "description": "Whether.",
      "type": "boolean",
      "default": false,
      "x-sensitivity": "interaction",
      "x-purpose": "Count",
      "x-source": "shop"
    },
    "kind": {
      "title": "Kind",
      "description": "Which.",
      "type": "string",
      "default": "undefined",
      "x-guard": "label",
      "x-example": "box",
      "x-sensitivity": "interaction",
      "x-purpose": "Count",
      "x-source": "shop"
    },
    "tags": {
      "title": "Tags",
      "description": "Which.",
      "type": "array",
      "items": {"type": "string", "maxLength": 8},
      "default": [],
      "x-free-text": "The shop prints them",
      "x-example": ["new"],
      "x-sensitivity": "interaction",
      "x-purpose": "Count",
      "x-source": "shop"
    }
  },
  "required": ["status"],
  "additionalProperties": false
}"##;
