//! Every signal with the values that matter, and what each of them means: a table for people to read, not the code again.
//!
//! A rung says who is heard before whom. A meaning says what follows when nobody on an earlier rung has said something that counts.

use nemo_telemetry_core::policy::{Fact, Source};

use super::fact;

/// What a value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// It says nothing.
    Silent,
    /// Nothing may be sent, whatever else is said.
    No,
    /// The same, unless this very command names where events go.
    NoUnlessNamed,
    /// Something may be sent.
    Yes,
    /// That yes, which outranks some.
    Named,
    /// Nobody can be asked, so it stays off where nobody has decided.
    NobodyToAsk,
    /// A person was asked, or told, and that is how it stands where nobody has decided.
    Settled(bool),
}
use Meaning::{Named, No, NoUnlessNamed, NobodyToAsk, Settled, Silent, Yes};

/// One value of a signal.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    /// The facts that a host finds; the first is the one that speaks.
    pub(crate) facts: Vec<Fact>,
    /// Who is heard earlier has the smaller number.
    pub(crate) rung: u32,
    /// What it means.
    pub(crate) meaning: Meaning,
}

/// A signal: a host finds exactly one of these.
pub(crate) type Signal = Vec<Choice>;

/// A flawless decision, with `consent` and the version of the question.
fn decision(consent: &str, version: &str) -> String {
    format!("[telemetry]\nconsent = \"{consent}\"\nconsented_at = \"2026-11-21T10:00:00Z\"\nprompt_version = \"{version}\"\n")
}

/// Not there, or one of these values.
fn signal(rung: u32, source: Source, name: &str, values: &[(&str, Meaning)]) -> Signal {
    let nothing = Choice { facts: Vec::new(), rung, meaning: Silent };
    let found = values.iter().map(|(value, meaning)| Choice { facts: vec![fact(source, name, value)], rung, meaning: *meaning });
    std::iter::once(nothing).chain(found).collect()
}

/// Everything that a product's decision can hear, in the order of the rungs.
pub(crate) fn of(product: &str) -> Vec<Signal> {
    let switch = [("true", Yes), ("false", No), ("perhaps", No)];
    let mut signals = vec![
        signal(0, Source::Host, "compiled-out", &[("true", No)]),
        signal(1, Source::Host, "administrator", &[("consent = \"enabled\"\n", Silent), ("consent = enabled\n", No)]),
        signal(2, Source::Variable, "DO_NOT_TRACK", &[("0", Silent), ("1", No)]),
        {
            let mut browser = signal(4, Source::Host, "global-privacy-control", &[("true", No)]);
            browser.extend(signal(5, Source::Host, "do-not-track", &[("unspecified", Silent), ("1", No)]).into_iter().skip(1));
            browser
        },
        signal(6, Source::Call, "destination", &[("false", Silent), ("true", Named)]),
        signal(7, Source::Call, "enabled", &switch),
        signal(8, Source::Call, "emit_telemetry", &[("true", Silent), ("false", No)]),
    ];
    let toml = |path, damaged| {
        signal(
            10,
            Source::File,
            path,
            &[
                (decision("enabled", "1.0").as_str(), Yes),
                (decision("enabled", "0.9").as_str(), Silent),
                (decision("disabled", "0.9").as_str(), NoUnlessNamed),
                ("", damaged),
            ],
        )
    };
    let notice = signal(20, Source::Host, "notice", &[("false", Silent), ("true", Settled(true))]);
    let mut ci = signal(11, Source::Variable, "GITHUB_ACTIONS", &[("true", NoUnlessNamed)]);
    ci.extend(signal(11, Source::Variable, "CI", &[("woodpecker", NoUnlessNamed)]).into_iter().skip(1));
    let no_ci = vec![fact(Source::Variable, "CI", "false"), fact(Source::Variable, "GITHUB_ACTIONS", "true")];
    match product {
        "agent-toolkit" => {
            signals.push(signal(9, Source::Variable, "NAT_TELEMETRY_ENABLED", &switch));
            signals.push(toml("nat/telemetry.toml", Silent));
            // One who asks cannot be in two places.
            let nobody = |source, name, value| Choice { facts: vec![fact(source, name, value)], rung: 20, meaning: NobodyToAsk };
            signals.push(vec![
                Choice { facts: Vec::new(), rung: 20, meaning: Silent },
                Choice { facts: vec![fact(Source::Host, "terminals", "stdin stdout stderr")], rung: 20, meaning: Silent },
                Choice { facts: no_ci, rung: 20, meaning: Silent },
                nobody(Source::Host, "terminals", "stdin stderr"),
                nobody(Source::Variable, "CI", "1"),
                nobody(Source::Variable, "CLAUDECODE", "1"),
            ]);
            signals.push(signal(21, Source::Call, "answer", &[(" Yes", Settled(true)), ("none", Settled(false))]));
        }
        "guardrails" => {
            signals.push(signal(3, Source::Variable, "NEMO_GUARDRAILS_NO_USAGE_STATS", &[("false", Silent), ("1", No)]));
            signals.push(signal(10, Source::File, "nemoguardrails/do_not_track", &[("", NoUnlessNamed)]));
            ci.push(Choice { facts: no_ci, rung: 11, meaning: Silent });
            signals.push(ci);
            let mut test = signal(12, Source::Variable, "PYTEST_CURRENT_TEST", &[("t (call)", NoUnlessNamed)]);
            test.extend(signal(12, Source::Host, "test-runner", &[("pytest", NoUnlessNamed)]).into_iter().skip(1));
            signals.push(test);
            signals.push(notice);
        }
        _ => {
            signals.push(signal(9, Source::Variable, "NEMO_TELEMETRY_ENABLED", &switch));
            signals.push(toml(&format!("nemo-telemetry/{product}.toml"), NoUnlessNamed));
            signals.push(notice);
        }
    }
    signals
}
