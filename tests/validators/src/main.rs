//! What a check of an event and of a body of fifty costs in core, beside `jsonschema` with validators
//! that are made when the program starts, and those that are generated when it is compiled, and beside
//! parsers that check nothing.
//!
//! `cargo xtask bench` runs this after its own table. Ratios are to the first row of a part and say
//! more than times, as in that table.

#[path = "../../benches/compare/events.rs"]
#[expect(dead_code, reason = "the other benches need more of them")]
mod events;
mod generated;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use events::{ANONYMIZER, COMMAND, Sample};
use nemo_telemetry_core::{
    catalog, envelope,
    render::{self, SchemaKind},
    validate,
};
use serde_json::{Value, json};

/// Events of a body.
const EVENTS: usize = 50;

fn main() {
    println!("\n{:<58} {:>9} {:>7}", "what", "best", "ratio");
    event(&ANONYMIZER, generated::Anonymizer::is_valid);
    event(&COMMAND, generated::Command::is_valid);
    body(
        &ANONYMIZER,
        "nemo-telemetry/1.0",
        generated::AnonymizerBody::is_valid,
    );
    body(
        &COMMAND,
        "nat-telemetry/1.0",
        generated::CommandBody::is_valid,
    );
}

fn event(sample: &Sample, generated: fn(&Value) -> bool) {
    let text = sample.text;
    let definition = catalog::event(sample.event, sample.version).expect("a known event");
    assert_eq!(validate::canonical(definition, text), Ok(None));
    let schema = render::json_schema(definition, SchemaKind::Input);
    let schema = serde_json::from_str(&schema).expect("a schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    println!("{}, {} bytes", sample.title, text.len());
    let rows = Rows::beside_parse(text);
    rows.row("sonic-rs `Value`, parse alone", || {
        assert!(sonic_rs::from_str::<sonic_rs::Value>(black_box(text)).is_ok())
    });
    rows.row("jsonschema, parse and `is_valid`", || {
        assert!(validator.is_valid(&parse(black_box(text))))
    });
    rows.row("jsonschema, parse and the generated `is_valid`", || {
        assert!(generated(&parse(black_box(text))))
    });
    rows.row("core, check, canonical text", || {
        assert!(validate::canonical(definition, black_box(text)).is_ok())
    });
}

fn body(sample: &Sample, system: &str, generated: fn(&Value) -> bool) {
    let text = body_of(sample, system).to_string();
    assert!(envelope::check(&text).is_accepted());
    // Both find what is wrong.
    let wrong = text.replacen("\"nemoSource\":", "\"source\":", 1);
    assert!(!envelope::check(&wrong).is_accepted() && !generated(&parse(&wrong)));
    println!(
        "body of {EVENTS} {}, {} bytes, checked",
        sample.title,
        text.len()
    );
    let rows = Rows::beside_parse(&text);
    rows.row("sonic-rs `Value`, parse alone", || {
        assert!(sonic_rs::from_str::<sonic_rs::Value>(black_box(&text)).is_ok())
    });
    rows.row("jsonschema, parse and the generated `is_valid`", || {
        assert!(generated(&parse(black_box(&text))))
    });
    rows.row("core, `envelope::check`", || {
        assert!(envelope::check(black_box(&text)).is_accepted())
    });
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("a sample is JSON")
}

/// The members of the schema with values that fit it.
fn body_of(sample: &Sample, system: &str) -> Value {
    let instant = "2026-11-18T11:06:40.000Z";
    let parameters = parse(sample.text);
    let event = json!({"ts": instant, "parameters": parameters, "name": sample.event});
    let schema = parse(include_str!("../body.json"));
    let members = schema["properties"].as_object().expect("members");
    let member = |(name, member): (&String, &Value)| {
        let value = match name.as_str() {
            "events" => vec![event.clone(); EVENTS].into(),
            "eventSchemaVer" => sample.version.into(),
            "eventSysVer" => system.into(),
            "sentTs" => instant.into(),
            _ => member.get("const").cloned().unwrap_or("1.9.0".into()),
        };
        (name.clone(), value)
    };
    Value::Object(members.iter().map(member).collect())
}

/// The rows of a part.
struct Rows {
    reference: f64,
}

impl Rows {
    /// Begins with the row that the others are compared with.
    fn beside_parse(text: &str) -> Self {
        let mut rows = Self { reference: 0.0 };
        rows.reference = rows.row("serde_json `Value`, parse alone", || {
            black_box(parse(black_box(text)));
        });
        rows
    }

    /// Measures and prints one. Returns its time in nanoseconds.
    fn row(&self, name: &str, run: impl FnMut()) -> f64 {
        let found = best(run);
        let reference = if self.reference > 0.0 {
            self.reference
        } else {
            found
        };
        let us = found / 1e3;
        println!("  {name:<56} {us:>6.2} us {:>7.2}", found / reference);
        found
    }
}

/// The fastest of a hundred samples of some milliseconds: what remains when the machine does nothing
/// else.
fn best(mut run: impl FnMut()) -> f64 {
    let mut times = 1_u32;
    while sample(times, &mut run) < Duration::from_millis(2) {
        times *= 2;
    }
    (0..100)
        .map(|_| sample(times, &mut run).as_secs_f64() * 1e9 / f64::from(times))
        .fold(f64::INFINITY, f64::min)
}

fn sample(times: u32, run: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    (0..times).for_each(|_| run());
    start.elapsed()
}
