//! Whatever text reaches an export, the instance lives on: a trap would lose every event in it.

use std::time::Duration;

use nemo_telemetry::{
    Client, Component, EventId, Fact, Instance, Life, Order, SchemaKind, Source,
    labels::{ClassifyModelHost, LabelCall, SanitizeModel},
};
use nemo_telemetry_testkit::replay::World;
use proptest::{collection::vec, prelude::*, sample::select};

/// Any text: random characters, or pieces of JSON and of our own words in any order.
fn text() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u",
        "d800",
        "\\ud83d\\ude00",
        "\n",
        " ",
        "-",
        "0",
        "1e999",
        "12.5",
        "true",
        "null",
        "é",
        "\u{0}",
        "\"event\":",
        "\"nat_cli_command\"",
        "\"parameters\":",
        "\"command\":",
        "\"taskStatus\":\"success\"",
        "\"pythonVersion\":\"3\"",
        "\"product\":",
        "\"agent-toolkit\"",
        "\"ts\":\"2026-01-01T00:00:00Z\"",
        "\"modelHosts\":[",
        "\"local\"",
        "{\"a\":",
        "[[[[",
    ]);
    prop_oneof![
        any::<String>(),
        vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
    ]
}

fn world() -> World {
    World::new(Duration::from_secs(1_700_000_000), &[1, 2, 3])
}

fn yes() -> Fact {
    Fact {
        source: Source::Call,
        name: "enabled".into(),
        value: "true".into(),
    }
}

/// Polls until there is nothing to do now. There is no stored decision to be found.
fn settle(client: &mut Client) {
    while !matches!(client.poll().unwrap(), Order::Wait(_) | Order::Done) {
        client.tell(&[]).unwrap();
    }
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn pure_exports_survive_any_text(texts in vec((text(), text(), text()), 1..8)) {
        let mut instance = Instance::new(Component::embedded().unwrap(), world().imports()).unwrap();
        for (one, two, three) in texts {
            let id = EventId { name: one.clone(), version: two.clone() };
            instance.json_schema(&id, SchemaKind::Wire).unwrap();
            instance.validate(&id, &three).unwrap();
            for known in instance.events().unwrap() {
                let checked = instance.validate(&known, &three).unwrap();
                prop_assert_eq!(checked.canonical.is_some(), checked.problems.is_empty());
            }
            let fact = Fact { source: Source::Variable, name: two.clone(), value: three.clone() };
            let named = Fact { source: Source::Variable, name: "NAT_TELEMETRY_ENABLED".into(), value: three.clone() };
            let file = Fact { source: Source::File, name: "nat/telemetry.toml".into(), value: three.clone() };
            instance.decide(&one, &[fact]).unwrap();
            instance.decide("agent-toolkit", &[named, file]).unwrap();
            instance.queries(&one).unwrap();
            instance.label(&LabelCall::SanitizeModel(SanitizeModel { name: Some(one.clone()), on_disk: false })).unwrap().unwrap();
            instance.label(&LabelCall::ClassifyModelHost(ClassifyModelHost { endpoint: Some(two), strict: true })).unwrap().unwrap();
            for derivation in ["command-outcome", "failure-counts", "guardrails-usage", "subcommand"] {
                let _ = instance.label(&LabelCall::Derive(derivation.into(), three.clone())).unwrap();
            }
        }
    }

    #[test]
    fn a_client_survives_any_lines_and_settings(settings in text(), lines in vec(text(), 0..8), segment in text()) {
        let component = Component::embedded().unwrap();
        // Wrong settings are an error with problems, never a trap.
        if let Err(nemo_telemetry::OpenError::Component(error)) = Client::open(component, world().imports(), &settings, &[yes()], &Life::new(1)) {
            return Err(TestCaseError::fail(error.to_string()));
        }
        let world = World::new(Duration::from_secs(1_700_000_000), &[]);
        world.put("0123456789abcdef-1.ready.jsonl", &segment, Duration::ZERO);
        let settings = r#"{"product":"agent-toolkit","outbox":true}"#;
        let called = ["user-name", "host-name", "home-directory"].map(|name| {
            Fact { source: Source::Host, name: name.into(), value: lines.first().cloned().unwrap_or_default() }
        });
        let mut client = Client::open(component, world.imports(), settings, &[&[yes()], &called[..]].concat(), &Life::new(1)).unwrap();
        for lines in lines {
            let report = client.enqueue(&lines).unwrap();
            let looked_at = lines.split('\n').filter(|line| !line.trim_matches([' ', '\t', '\r']).is_empty()).count();
            prop_assert_eq!(report.accepted as usize + report.rejected.len(), looked_at);
            settle(&mut client);
        }
        client.close(0).unwrap();
        settle(&mut client);
        let ledger = client.ledger().unwrap();
        let dropped: u32 = ledger.dropped.iter().map(|tally| tally.count).sum();
        prop_assert_eq!(ledger.accepted + ledger.recovered, ledger.delivered + ledger.kept + dropped);
    }
}

/// The longest text that a host lets through, of the kind that costs most.
#[test]
fn the_longest_texts_do_not_exhaust_the_memory() {
    let mut instance = Instance::new(Component::embedded().unwrap(), world().imports()).unwrap();
    let id = EventId {
        name: "nat_cli_command".into(),
        version: "1.5".into(),
    };
    for text in [
        "[".repeat(nemo_telemetry::MAX_TEXT),
        "\"\\n".repeat(nemo_telemetry::MAX_TEXT / 3),
        "{\"a\":".repeat(nemo_telemetry::MAX_TEXT / 5),
    ] {
        assert_eq!(
            instance.validate(&id, &text).unwrap().problems[0].code,
            "too-large"
        );
    }
    let unknown = format!("{{{}\"z\":0}}", "\"a\":0,".repeat(10_000));
    assert_eq!(instance.validate(&id, &unknown).unwrap().problems.len(), 32);
    assert!(
        instance
            .validate(&id, &"x".repeat(nemo_telemetry::MAX_TEXT + 1))
            .is_err()
    );
}
