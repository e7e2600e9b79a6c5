//! Facts as hostile or broken as they come: a decision is always made, a veto always holds, and
//! nothing is on that nobody turned on.
//!
//! The first letter of an input names the product. Each fact follows a line of two dashes: a line
//! with its source and name, and then its value up to the next such line.

use nemo_telemetry_core::policy::{self, Decision, Fact, Source, State};

/// Decides.
///
/// # Panics
/// A promise is broken.
pub fn check(input: &str) {
    let mut parts = input.split("\n--\n");
    let product = match parts.next().unwrap_or_default().chars().next() {
        Some('g') => "guardrails",
        Some('n') => "anonymizer",
        Some('s') => "safe-synthesizer",
        _ => "agent-toolkit",
    };
    let facts: Vec<Fact> = parts.map(fact).collect();
    let decision = policy::decide(product, &facts);
    check_decision(&decision, &facts);
    check_vetoes(product, &facts);
    if decision.state == State::On && decision.signal.source == Source::File {
        check_yes(&decision.signal.value);
    }
}

fn fact(part: &str) -> Fact {
    let (head, value) = part.split_once('\n').unwrap_or((part, ""));
    let (source, name) = head.split_once(' ').unwrap_or((head, ""));
    let source = match source {
        "variable" => Source::Variable,
        "file" => Source::File,
        "call" => Source::Call,
        _ => Source::Host,
    };
    Fact {
        source,
        name: name.into(),
        value: value.into(),
    }
}

/// It names facts that are there, says why, and is on only because of one of them.
fn check_decision(decision: &Decision, facts: &[Fact]) {
    let Decision {
        state,
        signal,
        ignored,
        text,
        ..
    } = decision;
    let known = facts.contains(signal);
    assert!(
        known || signal.name == "default" && *state != State::On,
        "a signal from nowhere"
    );
    assert!(
        ignored.iter().all(|fact| facts.contains(fact)),
        "an ignored fact from nowhere"
    );
    assert!(!text.is_empty());
}

/// The first fact of a name is the one that counts.
fn check_vetoes(product: &str, facts: &[Fact]) {
    let with = |source, name: &str, value: &str| {
        let veto = Fact {
            source,
            name: name.into(),
            value: value.into(),
        };
        policy::decide(product, &[&[veto], facts].concat()).state
    };
    assert_eq!(with(Source::Variable, "DO_NOT_TRACK", "1"), State::Off);
    assert_eq!(with(Source::Host, "administrator", ""), State::Off);
    assert_eq!(with(Source::Call, "emit_telemetry", "false"), State::Off);
    let named = facts
        .iter()
        .any(|fact| fact.source == Source::Call && fact.name == "destination");
    for path in [
        "nat/telemetry.toml",
        "nemo-telemetry/anonymizer.toml",
        "nemo-telemetry/safe-synthesizer.toml",
    ] {
        let stored = facts
            .iter()
            .find(|fact| fact.source == Source::File && fact.name == path)
            .filter(|_| !named);
        let is_heard = policy::decide(product, &[no(path)]).state == State::Off;
        if let Some(fact) = stored.filter(|_| is_heard) {
            let refused = with(
                Source::File,
                path,
                &format!("{}\nconsent = \"disabled\"", fact.value),
            );
            assert_eq!(refused, State::Off, "a no was lost");
        }
    }
}

/// A stored no, which the product hears when the path is its own.
fn no(path: &str) -> Fact {
    Fact {
        source: Source::File,
        name: path.into(),
        value: "consent = disabled".into(),
    }
}

/// What is a yes here is one for every reader of TOML.
fn check_yes(text: &str) {
    let table: toml::Table = text.parse().expect("a stored yes is TOML");
    let value = |key: &str| table["telemetry"][key].as_str();
    assert_eq!(
        (value("consent"), value("prompt_version")),
        (Some("enabled"), Some("1.0"))
    );
}
