//! A registered schema becomes event files, or none.

use nemo_telemetry_codegen::import::{Import, event_files};
use nemo_telemetry_codegen::read;

use crate::folder::Folder;

/// A schema as it is registered, with a field of each kind.
const KITES: &str = r##"{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "description": "Kites.",
  "schemaMeta": {"clientName": "Kites", "schemaVersion": "1.0", "definitionVersion": "1.0", "clientId": "7", "personalization": ""},
  "definitions": {
    "types": {
      "FigureEnum": {"type": "string", "description": "A figure.", "enum": ["loop", "dive"]},
      "StatusEnum": {"type": "string", "enum": ["ok", "bad"]},
      "Natural": {"type": "integer", "minimum": 0, "maximum": 9223372036854775807},
      "Short": {"type": "string", "minLength": 0, "maxLength": 32}
    },
    "events": {
      "kite_event": {
        "description": "Made when a kite is down again.",
        "type": "object",
        "eventMeta": {"service": "telemetry", "gdpr": {"category": "functional", "description": "Flights.", "personalization": ""}},
        "properties": {
          "task": {"description": "What it flew.", "$ref": "#/definitions/types/FigureEnum"},
          "next": {"$ref": "#/definitions/types/FigureEnum"},
          "status": {"$ref": "#/definitions/types/StatusEnum"},
          "minutes": {"description": "How long.", "$ref": "#/definitions/types/Natural"},
          "gusts": {"type": "integer", "minimum": -9223372036854775808, "maximum": 9},
          "maker": {"description": "Who.", "$ref": "#/definitions/types/Short"},
          "source": {"type": "string", "const": "kite"},
          "wind": {"type": "number", "description": "How strong.", "default": -1.0},
          "torn": {"type": "boolean", "description": ""},
          "colours": {"type": "array", "items": {"type": "string", "description": ""}},
          "figures": {"type": "array", "items": {"$ref": "#/definitions/types/FigureEnum"}}
        },
        "additionalProperties": false,
        "required": ["task", "next", "status", "minutes", "gusts", "maker", "source", "wind", "torn", "colours", "figures"]
      }
    }
  },
  "oneOf": [{"$ref": "#/definitions/events/kite_event"}]
}"##;

const EVENT: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "description": "Made when a kite is down again.",
  "type": "object",
  "properties": {
    "task": {
      "description": "What it flew.",
      "type": "string",
      "enum": ["loop", "dive"]
    },
    "next": {
      "description": "A figure.",
      "type": "string",
      "enum": ["loop", "dive"]
    },
    "status": {
      "$ref": "../types.json#/$defs/Status"
    },
    "minutes": {
      "description": "How long.",
      "type": "integer",
      "minimum": 0
    },
    "gusts": {
      "type": "integer",
      "maximum": 9
    },
    "maker": {
      "description": "Who.",
      "type": "string",
      "maxLength": 32
    },
    "source": {
      "type": "string",
      "enum": ["kite"]
    },
    "wind": {
      "description": "How strong.",
      "type": "number",
      "default": -1.0
    },
    "torn": {
      "type": "boolean"
    },
    "colours": {
      "type": "array",
      "items": {
        "type": "string"
      }
    },
    "figures": {
      "type": "array",
      "items": {
        "type": "string",
        "enum": ["loop", "dive"]
      }
    }
  },
  "required": [],
  "additionalProperties": false
}
"##;

fn import(folder: &Folder, text: &str) -> Import {
    event_files(text, "kites.sms.json", folder.path()).unwrap_or_else(|error| panic!("{error}"))
}

/// Damages the schema in one place, and expects these problems and no file.
#[track_caller]
fn refused(old: &str, new: &str, problems: &[&str]) {
    assert_eq!(KITES.matches(old).count(), 1, "{old} is in the file once");
    let folder = Folder::new();
    let told = match event_files(&KITES.replace(old, new), "kites.sms.json", folder.path()) {
        Ok(_) => String::new(),
        Err(refused) => refused.to_string(),
    };
    let mut expected: Vec<_> = problems
        .iter()
        .map(|problem| format!("kites.sms.json#{problem}"))
        .collect();
    expected.push("nothing is imported".to_owned());
    assert_eq!(told, expected.join("\n"));
}

#[test]
fn a_registered_event_becomes_an_event_file() {
    let folder = Folder::new();
    let import = import(&folder, KITES);
    assert_eq!(import.client_id, "7");
    assert_eq!(import.files.len(), 1);
    assert_eq!(import.files[0].path, "events/kite_event.1.0.json");
    assert_eq!(import.files[0].text, EVENT);
}

#[test]
fn what_the_file_lacks_is_named_and_nothing_else() {
    let folder = Folder::new();
    let import = import(&folder, KITES);
    import.write(folder.path()).expect("a file");
    let missing = import.missing(folder.path());
    let of = |name: &str| -> Vec<_> {
        let place = format!("/properties/{name}");
        missing
            .iter()
            .filter(|problem| problem.pointer == place)
            .map(|problem| problem.message.as_str())
            .collect()
    };
    assert_eq!(
        of("minutes"),
        [
            "expected the keyword \"title\", found none; add it",
            "expected required or a default, found neither; add a default or name the field in required",
            "expected the keyword \"x-sensitivity\", found none; add it",
            "expected the keyword \"x-purpose\", found none; add it",
            "expected the keyword \"x-source\", found none; add it",
            "expected the keyword \"x-example\", found none; add it",
        ]
    );
    assert!(of("torn").contains(&"expected the keyword \"description\", found none; add it"));
    assert!(
        of("maker")
            .last()
            .is_some_and(|message| message.contains("x-guard or x-free-text")),
        "{missing:?}"
    );
    for problem in &missing {
        assert_eq!(problem.file, "events/kite_event.1.0.json");
        let lacks = problem.message.contains("the keyword")
            || problem.message.contains("required or a default")
            || problem.message.contains("x-guard or x-free-text");
        assert!(lacks, "{problem}");
    }
}

#[test]
fn an_event_file_builds_once_what_it_lacks_is_there() {
    let folder = Folder::new();
    let import = import(&folder, KITES);
    import.write(folder.path()).expect("a file");
    let mut text = import.files[0].text.replacen(
        "  \"description\": \"Made",
        "  \"title\": \"A kite flew\",\n  \"description\": \"Made",
        1,
    );
    let added = "\"title\": \"Title\",\n      \"x-sensitivity\": \"technical\",\n      \"x-purpose\": \"Count\",\n      \"x-source\": \"kites\",\n";
    for (name, more) in [
        ("task", ""),
        ("next", ""),
        ("status", "\"description\": \"How it ended.\","),
        ("minutes", "\"x-example\": 12,"),
        ("gusts", "\"description\": \"How many.\",\"x-example\": 3,"),
        ("maker", "\"x-guard\": \"label\",\"x-example\": \"Kites\","),
        ("source", "\"description\": \"What.\","),
        ("wind", "\"x-example\": 2.5,"),
        ("torn", "\"description\": \"Whether.\","),
        (
            "colours",
            "\"description\": \"All.\",\"x-guard\": \"label\",\"x-example\": [\"red\"],",
        ),
        ("figures", "\"description\": \"All.\","),
    ] {
        let start = format!("    \"{name}\": {{\n");
        text = text.replacen(&start, &format!("{start}{added}{more}"), 1);
    }
    text = text.replacen(
        "\"required\": []",
        "\"required\": [\"task\", \"next\", \"status\", \"minutes\", \"gusts\", \"maker\", \"source\", \"torn\", \"colours\", \"figures\"]",
        1,
    );
    folder.write(&import.files[0].path, &text);
    let schema = read(folder.path()).unwrap_or_else(|error| panic!("{error}"));
    assert!(schema.events.iter().any(|event| event.name == "kite_event"));
    assert_eq!(import.missing(folder.path()), []);
}

#[test]
fn an_event_that_is_there_is_never_changed() {
    let folder = Folder::new();
    let second = KITES
        .replace("kite_event", "sale")
        .replace("\"schemaVersion\": \"1.0\"", "\"schemaVersion\": \"1.5\"");
    let told = import(&folder, &second)
        .write(folder.path())
        .expect_err("sale 1.5 is there");
    assert_eq!(
        told.to_string(),
        "events/sale.1.5.json is there already, and an event file is never changed; nothing is imported"
    );
    assert!(read(folder.path()).is_ok());
}

/// The second file cannot be made; the first one is gone again.
#[test]
fn where_one_file_cannot_be_written_none_is() {
    let folder = Folder::new();
    let mut import = import(&folder, KITES);
    let mut second = import.files[0].clone();
    second.path = "events/no such folder/kite_event.1.1.json".to_owned();
    import.files.push(second);
    let told = import.write(folder.path()).expect_err("no such folder");
    assert_eq!(told.to_string(), "nothing is imported");
    assert!(!folder.path().join(&import.files[0].path).exists());
}

#[test]
fn a_pattern_is_refused_at_the_type_and_told_once() {
    refused(
        r#""minLength": 0, "maxLength": 32"#,
        r#""pattern": "^a$""#,
        &[
            "/definitions/types/Short/pattern: expected one of type, enum, const, minLength, maxLength, title, description, default, found the keyword \"pattern\"; an event file cannot say it",
        ],
    );
}

#[test]
fn a_type_may_refer_to_any_other_but_not_to_itself() {
    let folder = Folder::new();
    let chained = KITES.replace(
        r#""types": {"#,
        r##""types": {
      "Last": {"$ref": "#/definitions/types/Middle"},
      "Middle": {"$ref": "#/definitions/types/Natural"},"##,
    );
    let chained = chained.replace(
        r##""minutes": {"description": "How long.", "$ref": "#/definitions/types/Natural"}"##,
        r##""minutes": {"description": "How long.", "$ref": "#/definitions/types/Last"}"##,
    );
    assert_eq!(import(&folder, &chained).files[0].text, EVENT);
    refused(
        r#""types": {"#,
        r##""types": {"Round": {"$ref": "#/definitions/types/Round"},"##,
        &[
            "/definitions/types/Round/$ref: expected a reference to a type of this file, found \"#/definitions/types/Round\"; correct it",
        ],
    );
}

#[test]
fn a_condition_is_refused() {
    refused(
        r#""description": "Made when"#,
        r#""allOf": [{"if": {}, "then": {}}], "description": "Made when"#,
        &[
            "/definitions/events/kite_event/allOf: expected one of description, type, eventMeta, properties, required, additionalProperties, found the keyword \"allOf\"; an event file cannot say it",
        ],
    );
}

#[test]
fn an_object_in_a_field_is_refused() {
    refused(
        r#"{"type": "boolean", "description": ""}"#,
        r#"{"type": "object", "properties": {"count": {"type": "integer"}}}"#,
        &[
            "/definitions/events/kite_event/properties/torn/type: expected one of string, integer, number, boolean, array, found \"object\"; change the value",
        ],
    );
}

#[test]
fn null_is_refused() {
    refused(
        r#"{"type": "boolean", "description": ""}"#,
        r#"{"type": ["boolean", "null"]}"#,
        &[
            "/definitions/events/kite_event/properties/torn/type: expected one of string, integer, number, boolean, array, found a list; change the value",
        ],
    );
}

#[test]
fn bounds_that_no_event_file_has_are_refused_all_at_once() {
    refused(
        r#"{"type": "number", "description": "How strong.", "default": -1.0}"#,
        r#"{"type": "number", "minimum": 0}"#,
        &[
            "/definitions/events/kite_event/properties/wind/minimum: expected one of type, title, description, default, found the keyword \"minimum\"; an event file cannot say it",
        ],
    );
    refused(
        r#"{"type": "array", "items": {"type": "string", "description": ""}}"#,
        r#"{"type": "array", "maxItems": 8, "items": {"type": "integer"}}"#,
        &[
            "/definitions/events/kite_event/properties/colours/maxItems: expected one of type, items, title, description, default, found the keyword \"maxItems\"; an event file cannot say it",
            "/definitions/events/kite_event/properties/colours/items: expected strings, found another kind; an event file cannot say a list of them",
        ],
    );
    refused(
        r#""minLength": 0"#,
        r#""minLength": 1"#,
        &[
            "/definitions/types/Short/minLength: expected 0, found 1; an event file cannot say that a text has a shortest length",
        ],
    );
}

#[test]
fn a_field_that_may_be_absent_is_refused() {
    refused(
        r#""colours", "figures"]"#,
        r#""colours"]"#,
        &[
            "/definitions/events/kite_event/properties/figures: expected a name of required, found \"figures\"; an event file says of every field that it is sent",
        ],
    );
}

#[test]
fn an_event_with_other_fields_than_the_named_is_refused() {
    refused(
        r#""additionalProperties": false"#,
        r#""additionalProperties": true"#,
        &[
            "/definitions/events/kite_event/additionalProperties: expected false, found true; change the value",
        ],
    );
}

#[test]
fn an_event_that_is_not_listed_is_refused() {
    refused(
        r##""oneOf": [{"$ref": "#/definitions/events/kite_event"}]"##,
        r##""oneOf": [{"$ref": "#/definitions/events/kites"}]"##,
        &[
            "/oneOf/0: expected a reference to an event of this file, found \"#/definitions/events/kites\"; correct it",
            "/definitions/events/kite_event: expected a reference to the event in oneOf, found none; the event is not registered",
        ],
    );
}

#[test]
fn names_that_no_event_file_can_have_are_refused() {
    refused(
        r#""schemaVersion": "1.0""#,
        r#""schemaVersion": "one""#,
        &[
            "/schemaMeta/schemaVersion: expected a version such as 1.5, found \"one\"; an event file cannot be named after it",
        ],
    );
    refused(
        r#""maker": {"#,
        r#""the_maker": {"#,
        &[
            "/definitions/events/kite_event/properties/the_maker: expected a name in camelCase, found \"the_maker\"; rename it",
            "/definitions/events/kite_event/properties/the_maker: expected a name of required, found \"the_maker\"; an event file says of every field that it is sent",
            "/definitions/events/kite_event/required: expected names of properties, found \"maker\"; correct the name or add the property",
        ],
    );
}

#[test]
fn what_is_not_a_registered_schema_is_refused() {
    refused(
        "draft-07/schema#",
        "draft-04/schema#",
        &[
            "/$schema: expected \"http://json-schema.org/draft-07/schema#\", found \"http://json-schema.org/draft-04/schema#\"; change the value",
        ],
    );
    let folder = Folder::new();
    let told = event_files("{", "kites.sms.json", folder.path()).expect_err("no JSON");
    assert!(
        told.to_string()
            .starts_with("kites.sms.json#: expected JSON, found EOF")
    );
}
