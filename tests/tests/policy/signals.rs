//! Every signal with the values that matter, and what each of them means: a table for people to
//! read, not the code again.
//!
//! A rung says who is heard before whom. A meaning says what follows when nobody on an earlier rung
//! has said something that counts.

use nemo_telemetry_core::{
    definition::{ByDefault, ConsentFile, ConsentFormat, Product, SettingFile},
    policy::{Fact, Source},
};

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
    /// Something may be sent, unless a person's decision is in doubt.
    ProgramYes,
    /// A person has decided, and nobody can read what.
    Doubt,
    /// Nobody can be asked, so it stays off where nobody has decided.
    NobodyToAsk,
    /// A person was asked, or told, and that is how it stands where nobody has decided.
    Settled(bool),
}
use Meaning::{Doubt, Named, No, NoUnlessNamed, NobodyToAsk, ProgramYes, Settled, Silent, Yes};

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
    format!(
        "[telemetry]\nconsent = \"{consent}\"\nconsented_at = \"2026-11-21T10:00:00Z\"\nprompt_version = \"{version}\"\n"
    )
}

/// Not there, or one of these values.
fn signal(rung: u32, source: Source, name: &str, values: &[(&str, Meaning)]) -> Signal {
    let nothing = Choice {
        facts: Vec::new(),
        rung,
        meaning: Silent,
    };
    let found = values.iter().map(|(value, meaning)| Choice {
        facts: vec![fact(source, name, value)],
        rung,
        meaning: *meaning,
    });
    std::iter::once(nothing).chain(found).collect()
}

/// Everything that a product's decision can hear, as its row of the catalog says, in the order of
/// the rungs.
pub(crate) fn of(product: &Product) -> Vec<Signal> {
    let Product {
        variables,
        default,
        veto_ci,
        veto_test_runner,
        ..
    } = product;
    let switch = [("true", Yes), ("false", No), ("perhaps", No)];
    let mut signals = vec![
        signal(0, Source::Host, "compiled-out", &[("true", No)]),
        signal(
            1,
            Source::Host,
            "administrator",
            &[
                ("consent = \"enabled\"\n", Silent),
                ("consent = enabled\n", No),
            ],
        ),
        signal(
            2,
            Source::Variable,
            "DO_NOT_TRACK",
            &[("0", Silent), ("1", No)],
        ),
        {
            let mut browser = signal(4, Source::Host, "global-privacy-control", &[("true", No)]);
            browser.extend(
                signal(
                    5,
                    Source::Host,
                    "do-not-track",
                    &[("unspecified", Silent), ("1", No)],
                )
                .into_iter()
                .skip(1),
            );
            browser
        },
        signal(
            6,
            Source::Call,
            "destination",
            &[("false", Silent), ("true", Named)],
        ),
        signal(
            7,
            Source::Call,
            "enabled",
            &[("true", ProgramYes), ("false", No), ("perhaps", No)],
        ),
        signal(
            8,
            Source::Call,
            "emit_telemetry",
            &[("true", Silent), ("false", No)],
        ),
    ];
    if !variables.disabled.is_empty() {
        signals.push(signal(
            3,
            Source::Variable,
            variables.disabled,
            &[("false", Silent), ("1", No)],
        ));
    }
    if !variables.enabled.is_empty() {
        signals.push(signal(9, Source::Variable, variables.enabled, &switch));
    }
    signals.extend(product.consent_file.map(|file| stored(&file, *default)));
    if !product.setting_files.is_empty() {
        signals.push(settings(product.setting_files));
    }
    let no_ci = vec![
        fact(Source::Variable, "CI", "false"),
        fact(Source::Variable, "GITHUB_ACTIONS", "true"),
    ];
    if *veto_ci {
        let mut ci = signal(
            14,
            Source::Variable,
            "GITHUB_ACTIONS",
            &[("true", NoUnlessNamed)],
        );
        ci.extend(
            signal(14, Source::Variable, "CI", &[("woodpecker", NoUnlessNamed)])
                .into_iter()
                .skip(1),
        );
        ci.push(Choice {
            facts: no_ci.clone(),
            rung: 14,
            meaning: Silent,
        });
        signals.push(ci);
    }
    if *veto_test_runner {
        let mut test = signal(
            15,
            Source::Variable,
            "PYTEST_CURRENT_TEST",
            &[("t (call)", NoUnlessNamed)],
        );
        test.extend(
            signal(
                15,
                Source::Host,
                "test-runner",
                &[("pytest", NoUnlessNamed)],
            )
            .into_iter()
            .skip(1),
        );
        signals.push(test);
    }
    match default {
        ByDefault::Off | ByDefault::On => {}
        ByDefault::Notify => signals.push(signal(
            20,
            Source::Host,
            "notice",
            &[("false", Silent), ("true", Settled(true))],
        )),
        ByDefault::Ask => {
            // One who asks cannot be in two places.
            let nobody = |source, name, value| Choice {
                facts: vec![fact(source, name, value)],
                rung: 20,
                meaning: NobodyToAsk,
            };
            let mut asked = vec![
                Choice {
                    facts: Vec::new(),
                    rung: 20,
                    meaning: Silent,
                },
                Choice {
                    facts: vec![fact(Source::Host, "terminals", "stdin stdout stderr")],
                    rung: 20,
                    meaning: Silent,
                },
                nobody(Source::Host, "terminals", "stdin stderr"),
                nobody(Source::Variable, "CLAUDECODE", "1"),
            ];
            if !veto_ci {
                asked.push(Choice {
                    facts: no_ci,
                    rung: 20,
                    meaning: Silent,
                });
                asked.push(nobody(Source::Variable, "CI", "1"));
            }
            signals.push(asked);
            signals.push(signal(
                21,
                Source::Call,
                "answer",
                &[(" Yes", Settled(true)), ("none", Settled(false))],
            ));
        }
    }
    signals
}

/// The product's own configuration, of which one file at a time says no: in a word, or because it
/// cannot be read. What else a file may say is in the vectors.
fn settings(files: &[SettingFile]) -> Signal {
    let mut all = vec![Choice {
        facts: Vec::new(),
        rung: 11,
        meaning: Silent,
    }];
    for (rung, file) in (11..).zip(files) {
        let text = match rung {
            11 => format!("other: 1\n{}: \"No\" # why\n", file.key),
            _ => String::new(),
        };
        all.push(Choice {
            facts: vec![fact(Source::File, file.path, &text)],
            rung,
            meaning: NoUnlessNamed,
        });
    }
    all
}

/// A stored decision. One that cannot be read is a no; where a person is asked again, it only keeps
/// the program from deciding.
fn stored(file: &ConsentFile, default: ByDefault) -> Signal {
    let damaged = if matches!(default, ByDefault::Ask | ByDefault::Off) {
        Doubt
    } else {
        NoUnlessNamed
    };
    let (yes, no) = (decision("enabled", "1.0"), decision("disabled", "0.9"));
    let old = decision("enabled", "0.9");
    let texts = [
        (yes.as_str(), Yes),
        (old.as_str(), Silent),
        (no.as_str(), NoUnlessNamed),
        ("", damaged),
    ];
    match file.format {
        ConsentFormat::Toml => signal(10, Source::File, file.path, &texts),
        ConsentFormat::Marker => signal(10, Source::File, file.path, &[("", NoUnlessNamed)]),
    }
}
