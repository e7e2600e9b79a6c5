//! What hostile texts cost, in instructions of the component: a text of any form costs so much for
//! each of its bytes, and not for each pair of them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use nemo_telemetry::{
    Client, Component, EventId, Fact, Imports, Instance, Life, MAX_CHECKED_BODY, MAX_TEXT, Source,
    labels::{Aliases, Hosts, LabelCall},
    limits::MAX_FACT,
};
use nemo_telemetry_testkit::replay::World;

/// What a call may cost for each byte of its text. A square cost of 64 KiB is more than ten times as
/// much.
const EACH: u64 = 10_000;

/// What it may cost besides.
const ONCE: u64 = 2_000_000;

/// What the check of a body may cost for each byte: half of the fuel that a host gives a call, for
/// the longest body.
const EACH_OF_A_BODY: u64 = 1_000;

/// What an ordinary line may cost, a fifth more than it does. The guard's closer look at one of its
/// strings would cost more than that.
const ORDINARY: u64 = 34_000;

/// An instance whose next call may cost so much.
struct Metered {
    instance: Instance,
    fuel: Arc<AtomicU64>,
}

/// The component, and what its next call may cost.
fn metered() -> (Component, Arc<AtomicU64>) {
    let fuel = Arc::new(AtomicU64::new(u64::MAX));
    let meter = Arc::clone(&fuel);
    let component = Component::metered(nemo_telemetry_artifact::COMPONENT, move || {
        meter.load(Ordering::Relaxed)
    });
    (component.unwrap(), fuel)
}

impl Metered {
    fn new() -> Self {
        let (component, fuel) = metered();
        let instance = Instance::new(&component, Imports::real()).unwrap();
        Self { instance, fuel }
    }

    /// A call into the instance about a text of that length.
    fn call<T>(
        &mut self,
        bytes: usize,
        call: impl FnOnce(&mut Instance) -> anyhow::Result<T>,
    ) -> T {
        self.call_within(ONCE + EACH * bytes as u64, call)
    }

    fn call_within<T>(
        &mut self,
        most: u64,
        call: impl FnOnce(&mut Instance) -> anyhow::Result<T>,
    ) -> T {
        self.fuel.store(most, Ordering::Relaxed);
        call(&mut self.instance).unwrap()
    }
}

/// A part again and again, each with its number, up to a length.
fn numbered(most: usize, part: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        let part = part(number);
        if text.len() + part.len() > most {
            break;
        }
        text += &part;
    }
    text
}

/// Texts of decisions as long as a host reads them.
fn decisions() -> Vec<(&'static str, String)> {
    let numbered = |part: fn(usize) -> String| numbered(MAX_FACT, part);
    vec![
        ("keys", numbered(|number| format!("k{number:x}=1\n"))),
        ("tables", numbered(|number| format!("[t{number:x}]\n"))),
        ("dotted keys", format!("a{}=1", ".a".repeat(30_000))),
        (
            "keys below keys",
            numbered(|number| format!("a.k{number:x}=1\n")),
        ),
        (
            "braces",
            format!("a={{{}b=1}}", numbered(|number| format!("k{number:x}=1,"))),
        ),
        ("quotes", "\"".repeat(MAX_FACT)),
        ("threes of quotes", "\"\"\" ".repeat(MAX_FACT / 4)),
        ("escapes", "\\".repeat(MAX_FACT)),
        ("letters by number", "\\u0061".repeat(MAX_FACT / 6)),
        ("lines that go on", "\\\n".repeat(MAX_FACT / 2)),
        ("space", format!("{}=", " ".repeat(MAX_FACT - 1))),
        ("beginnings of a no", "consent=".repeat(MAX_FACT / 8)),
        ("empty lines", "\n".repeat(MAX_FACT)),
        ("brackets", "[".repeat(MAX_FACT)),
        ("letters of four bytes", "\u{1f600}".repeat(MAX_FACT / 4)),
    ]
}

#[test]
fn a_decision_of_any_form_costs_as_much_as_it_is_long() {
    let mut metered = Metered::new();
    for (name, text) in decisions() {
        for (source, fact) in [
            (Source::File, "nat/telemetry.toml"),
            (Source::Host, "administrator"),
        ] {
            let bytes = text.len();
            let fact = Fact {
                source,
                name: fact.into(),
                value: text.clone(),
            };
            println!("{name}: {bytes} bytes");
            let decision =
                metered.call(bytes, |instance| instance.decide("agent-toolkit", &[fact]));
            // What is not read for certain is never a yes.
            assert_ne!(decision.state, nemo_telemetry::State::On, "{name}");
        }
    }
}

#[test]
fn parameters_of_any_form_cost_as_much_as_they_are_long() {
    let mut metered = Metered::new();
    let id = EventId {
        name: "anonymizer_event".into(),
        version: "1.9".into(),
    };
    let most = MAX_TEXT - 100;
    for (name, text) in [
        (
            "unknown fields",
            format!(
                "{{{}\"b\":1}}",
                numbered(most, |number| format!("\"k{number:x}\":1,"))
            ),
        ),
        (
            "a field again and again",
            format!("{{{}\"task\":1}}", "\"task\":1,".repeat(most / 10)),
        ),
        ("brackets", format!("{{\"modelHosts\":{}", "[".repeat(most))),
        (
            "items",
            format!("{{\"modelHosts\":[{}1]}}", "1,".repeat(most / 2)),
        ),
        (
            "words",
            format!("{{\"modelHosts\":[{}\"a\"]}}", "\"a\",".repeat(most / 4)),
        ),
        (
            "digits",
            format!("{{\"jobDurationSec\":{}}}", "1".repeat(most)),
        ),
        (
            "a fraction",
            format!("{{\"jobDurationSec\":0.{}}}", "0".repeat(most)),
        ),
        (
            "escapes",
            format!("{{\"task\":\"{}\"}}", "\\u0061".repeat(most / 6)),
        ),
        (
            "halves",
            format!("{{\"task\":\"{}\"}}", "\\ud83d".repeat(most / 6)),
        ),
        (
            "addresses",
            format!(
                "{{\"entityDetectorModel\":\"{}\"}}",
                "a@b.c ".repeat(most / 6)
            ),
        ),
        (
            "dots",
            format!("{{\"entityDetectorModel\":\"{}\"}}", "1.".repeat(most / 2)),
        ),
        (
            "slashes",
            format!("{{\"entityDetectorModel\":\"{}\"}}", "/a".repeat(most / 2)),
        ),
    ] {
        println!("{name}: {} bytes", text.len());
        drop(metered.call(text.len(), |instance| instance.validate(&id, &text)));
    }
}

#[test]
fn an_ordinary_line_costs_the_same_whatever_its_words_begin_with() {
    let (component, fuel) = metered();
    let fact = |source, name: &str, value: &str| Fact {
        source,
        name: name.into(),
        value: value.into(),
    };
    let facts = [
        fact(Source::Call, "enabled", "true"),
        fact(Source::Host, "user-name", "maria"),
        fact(Source::Host, "host-name", "studio-7"),
    ];
    let world = World::new(Duration::from_secs(1_700_000_000), &[]);
    let settings = r#"{"product":"agent-toolkit"}"#;
    let mut client =
        Client::open(&component, world.imports(), settings, &facts, &Life::new(1)).unwrap();
    for letter in ('a'..='z').chain('A'..='Z') {
        let line = format!(
            r#"{{"event":"nat_cli_command","parameters":{{"command":"configure","taskStatus":"failure","durationMs":1834123,"exitCode":64,"errorClass":"{letter}orkflowBuilderComponentConfigurationException","pythonVersion":"3.12.10"}}}}"#
        );
        fuel.store(ORDINARY, Ordering::Relaxed);
        let report = client.enqueue(&line);
        assert_eq!(report.unwrap().accepted, 1, "{letter}");
        fuel.store(u64::MAX, Ordering::Relaxed);
        assert_eq!(client.decision().unwrap().settled.redacted, 0, "{letter}");
    }
}

#[test]
fn labels_of_any_form_cost_as_much_as_their_input_is_long() {
    let mut metered = Metered::new();
    let most = MAX_TEXT - 100;
    let derive = |name: &str, text: String| LabelCall::Derive(name.into(), text);
    let words = |most| numbered(most, |number| format!("\"w{number:x}\","));
    for (name, bytes, call) in [
        (
            "flows",
            most,
            derive(
                "guardrails-usage",
                format!(
                    "{{\"deploymentType\":\"library\",\"config\":{{\"flows\":[{}{{}}]}}}}",
                    "{},".repeat((most - 60) / 3)
                ),
            ),
        ),
        (
            "engines",
            most,
            derive(
                "guardrails-usage",
                format!(
                    "{{\"deploymentType\":\"library\",\"config\":{{\"engines\":[{}\"a\"]}}}}",
                    words(most - 80)
                ),
            ),
        ),
        (
            "names of flows",
            most,
            derive(
                "guardrails-usage",
                format!(
                    "{{\"deploymentType\":\"library\",\"config\":{{\"inputFlows\":[{}\"a\"]}}}}",
                    words(most - 80)
                ),
            ),
        ),
        (
            "aliases",
            most / 2,
            LabelCall::JoinAliases(Aliases {
                aliases: (0..most / 16)
                    .map(|number| format!("w{number:x}"))
                    .collect(),
            }),
        ),
        (
            "hosts",
            most / 2,
            LabelCall::CollectModelHosts(Hosts {
                hosts: (0..most / 32)
                    .map(|number| Some(format!("https://w{number:x}.example/")))
                    .collect(),
            }),
        ),
    ] {
        println!("{name}: {bytes} bytes");
        drop(
            metered
                .call(bytes, |instance| instance.label(&call))
                .unwrap(),
        );
    }
}

/// A body around these events, or what stands in their place, up to the longest that is checked.
fn body(version: &str, event: &str) -> String {
    let inventory = "{\"browserType\":\"undefined\",\"clientId\":\"184482118588404\",\"clientType\":\"Native\",\"clientVariant\":\"Release\",\
        \"clientVer\":\"1\",\"cpuArchitecture\":\"x\",\"deviceGdprBehOptIn\":\"None\",\"deviceGdprFuncOptIn\":\"None\",\"deviceGdprTechOptIn\":\"None\",\
        \"deviceId\":\"undefined\",\"deviceMake\":\"undefined\",\"deviceModel\":\"undefined\",\"deviceOS\":\"undefined\",\"deviceOSVersion\":\"undefined\",\
        \"deviceType\":\"undefined\",\"eventProtocol\":\"1.6\",\"eventSysVer\":\"nemo-telemetry/1.0\",\"externalUserId\":\"undefined\",\
        \"gdprBehOptIn\":\"None\",\"gdprFuncOptIn\":\"None\",\"gdprTechOptIn\":\"None\",\"idpId\":\"undefined\",\"integrationId\":\"undefined\",\
        \"productName\":\"undefined\",\"productVersion\":\"undefined\",\"sentTs\":\"2026-01-01T00:00:00.000Z\",\"sessionId\":\"s\",\"userId\":\"undefined\"";
    let head = format!("{inventory},\"eventSchemaVer\":\"{version}\",\"events\":[");
    let most = MAX_CHECKED_BODY - head.len() - 4;
    let times = most / (event.len() + 1);
    format!("{head}{}0]}}", format!("{event},").repeat(times))
}

#[test]
fn bodies_of_any_form_cost_as_much_as_they_are_long() {
    let mut metered = Metered::new();
    let most = MAX_CHECKED_BODY;
    let named = |name: &str, parameters: &str| {
        format!(
            "{{\"ts\":\"2026-01-01T00:00:00.000Z\",\"parameters\":{parameters},\"name\":\"{name}\"}}"
        )
    };
    let command = |parameters: &str| body("1.5", &named("nat_cli_command", parameters));
    let two = |one: &str, other: &str| {
        format!(
            "{},{}",
            named("anonymizer_event", one),
            named("train_and_generation_event", other)
        )
    };
    for (name, text) in [
        ("no events", body("1.5", "0")),
        ("empty events", body("1.5", "{}")),
        ("lists", body("1.5", "[]")),
        ("empty parameters", command("{}")),
        (
            "unknown events",
            body("1.5", &named("nat_cli_comand", "{}")),
        ),
        (
            "unknown versions",
            body("9.9", &named("nat_cli_command", "{}")),
        ),
        (
            "unknown fields",
            command("{\"comand\":1,\"taskStatu\":2,\"a\":3}"),
        ),
        ("wrong words", command("{\"taskStatus\":\"succes\"}")),
        ("members of events", body("1.9", "{\"tss\":1}")),
        (
            "one event and another",
            body("1.9", &two("{\"task\":\"a\"}", "{\"task\":\"a\"}")),
        ),
        (
            "parameters again and again",
            body(
                "1.5",
                &format!("{{{}\"a\":1}}", "\"parameters\":{},".repeat(1_000)),
            ),
        ),
        (
            "events again and again",
            format!("{{{}\"a\":1}}", "\"events\":[0],".repeat(most / 20)),
        ),
        (
            "members",
            format!("{{{}\"a\":1}}", "\"usrId\":1,".repeat(most / 16)),
        ),
        ("brackets", "[".repeat(most)),
        ("braces", "{\"events\":".repeat(most / 10)),
        (
            "escapes",
            format!("{{\"clientVer\":\"{}\"}}", "\\u0061".repeat(most / 6 - 10)),
        ),
        ("a name", body("1.5", &named(&"x".repeat(60_000), "{}"))),
        ("a long key", format!("{{\"{}\":1}}", "k".repeat(most - 10))),
        ("too much", "x".repeat(most + 1)),
    ] {
        println!("{name}: {} bytes", text.len());
        let within = ONCE + EACH_OF_A_BODY * text.len() as u64;
        let verdict = metered.call_within(within, |instance| instance.check_body(&text));
        assert_eq!(verdict.accepted, 0, "{name}");
        assert!(verdict.status >= 400, "{name}");
    }
}
