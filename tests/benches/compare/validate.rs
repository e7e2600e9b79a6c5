//! From an event's text to its canonical text, and what else one could do with it.

use std::hint::black_box;

use criterion::Bencher;
use nemo_telemetry::{Component, EventId, Instance};
use nemo_telemetry_core::{
    catalog,
    definition::Definition,
    render::{self, SchemaKind},
    validate,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    client::{self, LINES, Measured, Native, Wasm, stretches},
    events::{self, ANONYMIZER, COMMAND, Sample},
    table::Table,
    typed::{AnonymizerEvent, CommandEvent},
};

const PARSE: &str = "serde_json `Value`, parse alone";
const CORE: &str = "core, check, canonical text";
const CALL: &str = "wasmtime, `validate`, a whole call, text and answer";
const NATIVE_LINE: &str = "core, one line of 50 in one `enqueue`";
const WASM_LINE: &str = "wasmtime, one line of 50 in one `enqueue`";

/// The texts that hosts are meant to send: compact, in the order of the schema.
pub(crate) fn whole_events(table: &mut Table) {
    // Goals hold for the wide event.
    whole_event::<AnonymizerEvent>(table, &ANONYMIZER, true);
    whole_event::<CommandEvent>(table, &COMMAND, false);
}

fn whole_event<T: DeserializeOwned + Serialize>(table: &mut Table, sample: &Sample, goals: bool) {
    let Sample { title, text, .. } = *sample;
    let definition = definition(sample);
    let goal = |us| goals.then_some(us);
    assert_eq!(validate::canonical(definition, text), Ok(None));
    table.part(format!(
        "{title}, {} fields, {} bytes",
        definition.fields.len(),
        text.len()
    ));
    table.row(PARSE, 1, None, |bencher| parse(bencher, text));
    table.row("serde_json `Value`, parse and write", 1, None, |bencher| {
        bencher.iter(|| {
            serde_json::from_str::<Value>(black_box(text))
                .unwrap()
                .to_string()
        });
    });
    table.row(
        "typed serde struct, parse and write, first problem only",
        1,
        None,
        |bencher| {
            bencher.iter(|| {
                serde_json::to_string(&serde_json::from_str::<T>(black_box(text)).unwrap())
            });
        },
    );
    let schema: Value =
        serde_json::from_str(&render::json_schema(definition, SchemaKind::Input)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    table.row("jsonschema, parse and `is_valid`", 1, None, |bencher| {
        bencher
            .iter(|| assert!(validator.is_valid(&serde_json::from_str(black_box(text)).unwrap())));
    });
    table.row(CORE, 1, goal(0.5), |bencher| {
        core(bencher, definition, text)
    });
    table.row(NATIVE_LINE, LINES, None, |bencher| {
        fifty_lines(bencher, &mut Native::open(sample), sample)
    });
    table.row(WASM_LINE, LINES, goal(0.8), |bencher| {
        fifty_lines(bencher, &mut Wasm::open(sample, true), sample)
    });
    table.row(
        "wasmtime, `enqueue` of one line, a whole call",
        1,
        goal(1.5),
        |bencher| one_line(bencher, sample),
    );
    table.row(CALL, 1, goal(1.5), |bencher| call(bencher, sample, text));
    table.quotient(
        "inside the component / native, the two rows of 50 lines",
        WASM_LINE,
        NATIVE_LINE,
        1.5,
    );
}

/// Texts that hosts may send too.
pub(crate) fn other_texts(table: &mut Table) {
    let definition = definition(&ANONYMIZER);
    let required: Vec<&str> = definition
        .fields
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name)
        .collect();
    let texts = [
        ("in another order", ANONYMIZER.shuffled()),
        ("with Python's spaces", ANONYMIZER.spaced()),
        ("only the required fields", ANONYMIZER.required(&required)),
        ("with six problems", events::wrong()),
    ];
    for (title, text) in &texts {
        match validate::canonical(definition, text) {
            Ok(canonical) => assert!(canonical.is_some()),
            Err(problems) => assert_eq!(problems.len(), 6, "{problems:?}"),
        }
        table.part(format!(
            "{}, {title}, {} bytes",
            ANONYMIZER.title,
            text.len()
        ));
        table.row(PARSE, 1, None, |bencher| parse(bencher, text));
        table.row(CORE, 1, None, |bencher| core(bencher, definition, text));
        table.row(CALL, 1, None, |bencher| call(bencher, &ANONYMIZER, text));
    }
}

/// The reference of every ratio.
pub(crate) fn parse(bencher: &mut Bencher<'_>, text: &str) {
    bencher.iter(|| serde_json::from_str::<Value>(black_box(text)).unwrap());
}

fn core(bencher: &mut Bencher<'_>, definition: &'static Definition, text: &str) {
    bencher.iter(|| validate::canonical(definition, black_box(text)));
}

fn call(bencher: &mut Bencher<'_>, sample: &Sample, text: &str) {
    let mut instance = Instance::new(Component::embedded().unwrap(), client::imports()).unwrap();
    let id = EventId {
        name: sample.event.into(),
        version: sample.version.into(),
    };
    bencher.iter(|| instance.validate(&id, black_box(text)).unwrap());
}

fn one_line(bencher: &mut Bencher<'_>, sample: &Sample) {
    let mut client = Wasm::open(sample, true);
    let line = sample.line();
    bencher.iter_custom(|iterations| {
        stretches(
            &mut client,
            iterations,
            LINES.into(),
            |_| {},
            |client| client.enqueue(black_box(&line)),
            Measured::empty,
        )
    });
}

fn fifty_lines(bencher: &mut Bencher<'_>, client: &mut impl Measured, sample: &Sample) {
    let lines = client::lines(sample);
    bencher.iter_custom(|iterations| {
        stretches(
            client,
            iterations,
            1,
            |_| {},
            |client| client.enqueue(black_box(&lines)),
            Measured::empty,
        )
    });
}

fn definition(sample: &Sample) -> &'static Definition {
    catalog::event(sample.event, sample.version).unwrap()
}
