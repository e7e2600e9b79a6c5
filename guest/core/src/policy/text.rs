//! What a person reads about a decision.

use alloc::{format, string::String};

use super::{
    ADMINISTRATOR, ANSWER, COMPILED_OUT, DEFAULT, DESTINATION, DO_NOT_TRACK, Fact, NOTICE, SIGNALS,
    Source, State, TERMINALS, TEST_RUNNER,
};
use crate::definition::Product;

/// The question, the notice, or why.
pub(super) fn of(product: &Product, state: State, signal: &Fact) -> String {
    let title = product.title;
    match state {
        State::Off => format!("telemetry of {title} is off: {}", because(signal)),
        State::On => format!("telemetry of {title} is on: {}", because(signal)),
        State::Ask => {
            let enter = if product.enter_is_yes {
                "Enter alone is a yes. Send them? [Y/n]"
            } else {
                "Send them? [y/N]"
            };
            format!(
                "{} {} {enter}",
                content(product, "would like to send"),
                change(product)
            )
        }
        State::Notify => format!("{} {}", content(product, "sends"), change(product)),
    }
}

fn content(product: &Product, verb: &str) -> String {
    let owner = if product.owner.is_empty() {
        "its makers"
    } else {
        product.owner
    };
    format!(
        "{} {verb} anonymous usage events to {owner}: {}. Never arguments, data, paths, or \
         names of people or machines.",
        product.title, product.collects
    )
}

/// The one switch that holds from now on.
fn change(product: &Product) -> String {
    let (name, no) = match (product.variables.enabled, product.variables.disabled) {
        ("", "") => (DO_NOT_TRACK, "1"),
        ("", disabled) => (disabled, "1"),
        (enabled, _) => (enabled, "false"),
    };
    format!(
        "{name}={no} in the environment turns this off; `nemo-telemetry schema list` shows every field."
    )
}

fn because(signal: &Fact) -> String {
    let name = signal.name.as_str();
    match signal.source {
        Source::Variable => format!("the environment variable {name} says so"),
        Source::File => format!("the file {name} says so"),
        Source::Call if name == DESTINATION => "this command names where events go".into(),
        Source::Call if name == ANSWER => "a person answered so".into(),
        Source::Call => "the program that embeds it says so".into(),
        Source::Host => match name {
            DEFAULT => "that is the product's default",
            NOTICE => "the notice was shown and nobody objected",
            ADMINISTRATOR => "the administrator of this machine says so",
            COMPILED_OUT => "this build leaves it out",
            TEST_RUNNER => "a test is running",
            TERMINALS => "nobody was asked, and without a terminal nobody can be",
            _ if SIGNALS.contains(&name) => "the browser says so",
            _ => "the host says so",
        }
        .into(),
    }
}
