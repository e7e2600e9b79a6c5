//! Every body that the engine builds is accepted whole.

use std::time::Duration;

use nemo_telemetry::{Fact, Life, Source};
use nemo_telemetry_core::{
    catalog,
    definition::{Definition, Field, FilledBy, Kind, Product},
    envelope,
};
use nemo_telemetry_testkit::replay::{Subject as _, World, bodies};
use nemo_telemetry_tests::native::NativeSubject;
use serde_json::{Value, json};

/// Values that a field takes, as JSON: the ends of its range, each of its words, spellings that the
/// engine mends.
fn values(definition: &Definition, index: usize) -> Vec<String> {
    let field = &definition.fields[index];
    let text = |text: &str| json!(text).to_string();
    match field.kind {
        Kind::Text { max_length } => vec![
            text(""),
            text("x"),
            text("\"\\\u{0}\u{1f}é語🦀"),
            text(&"x".repeat((max_length as usize).min(600))),
            "\"\\u0061\\/\"".into(),
        ],
        Kind::OneOf(words) => words.iter().map(|word| text(word)).collect(),
        Kind::Integer { minimum, maximum } => {
            vec![minimum.to_string(), maximum.to_string(), "1e0".into()]
        }
        Kind::Number if definition.instant == Some(index) => {
            ["0", "1767225600.125", "-62135596800", "253402300799.9"]
                .map(String::from)
                .into()
        }
        Kind::Number => ["0", "-1.5", "1E+300", "12"].map(String::from).into(),
        Kind::Flag => vec!["true".into(), "false".into()],
        Kind::TextList { .. } => vec!["[]".into(), "[\"a\", \"\\u00e9\"]".into()],
        Kind::OneOfList(words) => vec!["[]".into(), json!(words).to_string()],
        Kind::Object | Kind::ObjectList => panic!("no event nests objects: {}", field.name),
    }
}

/// Lines of an event: one with what is required, and as many that each value is in one of them.
fn lines(definition: &'static Definition) -> Vec<String> {
    let all: Vec<Vec<String>> = (0..definition.fields.len())
        .map(|index| values(definition, index))
        .collect();
    let most = all.iter().map(Vec::len).max().unwrap_or_default();
    let line = |parameters: &[String]| {
        format!(
            "{{\"event\":\"{}\",\"schemaVersion\":\"{}\",\"parameters\":{{{}}}}}",
            definition.name,
            definition.version,
            parameters.join(",")
        )
    };
    let member = |field: &Field, value: &str| format!("{}:{value}", json!(field.name));
    let is_given = |field: &&Field| field.required || field.filled_by == Some(FilledBy::Session);
    let required: Vec<String> = (definition.fields.iter().zip(&all))
        .filter(|(field, _)| is_given(field))
        .map(|(field, values)| member(field, &values[0]))
        .collect();
    let whole = (0..most).map(|round| {
        let members = definition.fields.iter().zip(&all);
        let members: Vec<String> = members
            .map(|(field, values)| member(field, &values[round % values.len()]))
            .collect();
        line(&members)
    });
    [line(&required)].into_iter().chain(whole).collect()
}

/// The bodies of an event as a client of a product builds them.
fn built(product: &Product, definition: &'static Definition, settings: &Value) -> Vec<String> {
    let world = World::new(Duration::from_secs(1_767_225_600), &[7; 8]);
    let yes = Fact {
        source: Source::Call,
        name: "enabled".into(),
        value: "true".into(),
    };
    let mut settings = settings.clone();
    settings["product"] = product.id.into();
    let mut session = NativeSubject
        .open(&settings.to_string(), &[yes], &Life::new(1), &world)
        .unwrap()
        .unwrap();
    let lines = lines(definition);
    let report = session.enqueue(&lines.join("\n")).unwrap();
    assert_eq!(
        (report.accepted as usize, report.rejected),
        (lines.len(), Vec::new()),
        "{} {}",
        definition.name,
        definition.version
    );
    bodies(session.as_mut(), &world).unwrap()
}

#[test]
fn every_product_s_body_of_every_event_in_every_version_is_accepted_whole() {
    let long = "\"\\é\u{1}".repeat(64);
    let all_settings = [
        json!({}),
        json!({"guard": "off", "clientVersion": long, "sessionId": long, "cpuArchitecture": "x86_64"}),
        json!({"batchEvents": 1, "clientVersion": "", "sessionId": "", "cpuArchitecture": ""}),
    ];
    for product in catalog::PRODUCTS {
        for definition in catalog::EVENTS {
            for settings in &all_settings {
                let mut accepted = 0;
                for body in built(product, definition, settings) {
                    let verdict = envelope::check(&body);
                    assert!(verdict.is_accepted(), "{verdict:?}\n{body}");
                    accepted += verdict.accepted as usize;
                }
                assert_eq!(accepted, lines(definition).len(), "{}", definition.name);
            }
        }
    }
}
