//! Facts in the words of a person.

use crate::bindings::{Fact, Source, State};

/// Longest value of a variable that is repeated. Switches have words; what is longer may be
/// somebody's own.
const LONGEST: usize = 16;

/// What a fact is, as the reason of a decision: `DO_NOT_TRACK=1 in the environment`. No file's text
/// is in it.
#[must_use]
pub fn describe(fact: &Fact) -> String {
    let Fact {
        source,
        name,
        value,
    } = fact;
    match (source, name.as_str()) {
        (Source::Variable, _) if is_word(value) => format!("{name}={value} in the environment"),
        (Source::Variable, _) => format!("{name} in the environment"),
        (Source::File, _) => format!("the stored decision {name}"),
        (Source::Call, "destination") => "this command names where events go".into(),
        (Source::Call, "answer") => "the answer to the question".into(),
        (Source::Call, "opt-out") => "it was turned off while it ran".into(),
        (Source::Call, _) => format!("the program says {name}={value}"),
        (Source::Host, "default") => by_default(value).into(),
        (Source::Host, "administrator") => "the policy of this machine's administrator".into(),
        (Source::Host, "compiled-out") => "this build leaves telemetry out".into(),
        (Source::Host, "terminals") => {
            "nobody was asked, and there is no terminal to ask at".into()
        }
        (Source::Host, "test-runner") => "a test is running".into(),
        (Source::Host, "notice") => "the notice was shown, and nobody objected".into(),
        (Source::Host, _) => format!("the host says {name}={value}"),
    }
}

/// How a state is told: `telemetry is off`.
#[must_use]
pub fn headline(state: State) -> &'static str {
    match state {
        State::On => "telemetry is on",
        State::Off => "telemetry is off",
        State::Ask => "telemetry is off until a person was asked",
        State::Notify => "telemetry is off until a notice was shown",
    }
}

fn by_default(value: &str) -> &'static str {
    match value {
        "ask" => "the product's default: to ask first",
        "notify" => "the product's default: on, after a notice",
        "on" => "the product's default: on",
        _ => "the product's default: off",
    }
}

fn is_word(value: &str) -> bool {
    value.len() <= LONGEST
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_no_word_is_not_repeated() {
        let told = |value: &str| {
            describe(&Fact {
                source: Source::Variable,
                name: "CI".into(),
                value: value.into(),
            })
        };
        assert_eq!(told("true"), "CI=true in the environment");
        assert_eq!(told(""), "CI= in the environment");
        assert_eq!(told("https://ci.example"), "CI in the environment");
        assert_eq!(told("\u{1b}[2J"), "CI in the environment");
        assert_eq!(told("abcdefghijklmnopq"), "CI in the environment");
    }
}
