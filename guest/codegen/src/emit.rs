//! What the schema becomes: one emitter for each audience.

#[cfg(feature = "glue")]
pub mod bindings;
mod body;
pub mod command;
#[cfg(feature = "glue")]
pub mod glue;
pub mod go;
pub mod java;
pub mod json_schema;
pub mod limits;
pub mod markdown;
pub mod precheck;
pub mod python;
pub mod records;
pub mod rust;
pub mod settings;
mod text;
pub mod typescript;
#[cfg(feature = "glue")]
pub mod wit;
pub mod words;

use self::json_schema::SchemaKind;
use crate::model::Schema;

/// A generated file that is kept in the repository, because its readers have no toolchain of ours.
#[derive(Debug)]
pub struct Output {
    /// Path from the root of the repository.
    pub path: String,
    /// What must be in it.
    pub text: String,
}

/// Every generated file that is kept in the repository.
#[must_use]
pub fn outputs(schema: &Schema) -> Vec<Output> {
    let events = Output {
        path: "guest/schema/EVENTS.md".into(),
        text: markdown::events(schema),
    };
    let pairs = schema
        .events
        .iter()
        .flat_map(|event| SchemaKind::ALL.map(|kind| (event, kind)));
    let schemas = pairs.map(|(event, kind)| Output {
        path: format!(
            "guest/schema/json-schema/{}.{}.{}.json",
            event.name,
            event.version,
            kind.word()
        ),
        text: json_schema::text(event, kind),
    });
    let prechecks = [
        Output {
            path: "host/rust/src/precheck/table.rs".into(),
            text: precheck::rust(schema),
        },
        Output {
            path: "host/python/src/nemo_telemetry/_precheck_table.py".into(),
            text: precheck::python(schema),
        },
        Output {
            path: "host/js/src/precheck-table.js".into(),
            text: precheck::javascript(schema),
        },
        Output {
            path: "host/js/src/node/refusals.js".into(),
            text: precheck::refusals(schema),
        },
    ];
    let package = "host/python/src/nemo_telemetry";
    let limits = [
        Output {
            path: "host/rust/src/limits.rs".into(),
            text: limits::rust(schema),
        },
        Output {
            path: format!("{package}/_limits.py"),
            text: limits::python(schema),
        },
        Output {
            path: "host/js/src/limits.js".into(),
            text: limits::javascript(schema),
        },
    ];
    let python = [
        Output {
            path: format!("{package}/_catalog.py"),
            text: python::catalog(schema),
        },
        Output {
            path: format!("{package}/_settings.py"),
            text: settings::python(schema),
        },
        Output {
            path: format!("{package}/words.py"),
            text: words::python(schema),
        },
    ];
    let classes = python::events(schema)
        .into_iter()
        .map(|(name, text)| Output {
            path: format!("{package}/events/{name}.py"),
            text,
        });
    let command = Output {
        path: "host/cli/src/command/arguments/products.rs".into(),
        text: command::products(schema),
    };
    let types = [
        Output {
            path: "host/js/src/events.d.ts".into(),
            text: typescript::events(schema),
        },
        Output {
            path: "host/js/src/settings.d.ts".into(),
            text: settings::typescript(schema),
        },
        Output {
            path: "host/js/src/records.d.ts".into(),
            text: records::typescript(schema),
        },
    ];
    let others = [
        Output {
            path: "host/c/examples/go/events.go".into(),
            text: go::events(schema),
        },
        Output {
            path: "host/c/examples/java/src/nemo/telemetry/Events.java".into(),
            text: java::events(schema),
        },
    ];
    [events, command]
        .into_iter()
        .chain(others)
        .chain(types)
        .chain(schemas)
        .chain(prechecks)
        .chain(limits)
        .chain(python)
        .chain(classes)
        .collect()
}
