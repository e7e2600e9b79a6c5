//! Every combination of what every signal may say, judged by a table of rungs.

use nemo_telemetry_core::{
    catalog,
    definition::{ByDefault, Product},
    policy::{self, Fact, Source, State},
};

use super::{
    fact, is_known_to_be_off,
    signals::{self, Choice, Meaning},
};

/// What must come out.
#[derive(Debug, PartialEq, Eq)]
struct Verdict {
    state: State,
    signal: Fact,
    ignored: Vec<Fact>,
}

/// Reads the verdict off the rungs: the lowest no that counts, else the lowest yes, else how it
/// stands where nobody has decided.
fn judge(product: &Product, choices: &[&Choice]) -> Verdict {
    let named = choices
        .iter()
        .any(|choice| choice.meaning == Meaning::Named);
    let lowest = |meanings: &[Meaning]| {
        let those = choices
            .iter()
            .filter(|choice| meanings.contains(&choice.meaning));
        those
            .min_by_key(|choice| choice.rung)
            .map(|choice| choice.facts[0].clone())
    };
    let no = if named {
        lowest(&[Meaning::No])
    } else {
        lowest(&[Meaning::No, Meaning::NoUnlessNamed])
    };
    let doubt = choices
        .iter()
        .any(|choice| choice.meaning == Meaning::Doubt);
    let yes = if doubt {
        lowest(&[Meaning::Yes, Meaning::Named])
    } else {
        lowest(&[Meaning::Yes, Meaning::Named, Meaning::ProgramYes])
    };
    let decided = no
        .map(|fact| (State::Off, fact))
        .or_else(|| Some((State::On, yes?)));
    let mut spoke: Vec<_> = choices
        .iter()
        .filter(|choice| {
            matches!(
                choice.meaning,
                Meaning::No
                    | Meaning::NoUnlessNamed
                    | Meaning::Yes
                    | Meaning::Named
                    | Meaning::ProgramYes
            )
        })
        .collect();
    spoke.sort_by_key(|choice| choice.rung);
    let (state, signal) = decided.unwrap_or_else(|| {
        let first = |is: &dyn Fn(Meaning) -> Option<State>| {
            choices
                .iter()
                .find_map(|choice| Some((is(choice.meaning)?, choice.facts[0].clone())))
        };
        let nobody = first(&|meaning| (meaning == Meaning::NobodyToAsk).then_some(State::Off));
        let settled = first(&|meaning| match meaning {
            Meaning::Settled(true) => Some(State::On),
            Meaning::Settled(false) => Some(State::Off),
            _ => None,
        });
        let (state, word) = match product.default {
            ByDefault::Off => (State::Off, "off"),
            ByDefault::Ask => (State::Ask, "ask"),
            ByDefault::Notify => (State::Notify, "notify"),
            ByDefault::On => (State::On, "on"),
        };
        nobody
            .or(settled)
            .unwrap_or_else(|| (state, fact(Source::Host, "default", word)))
    });
    let ignored = spoke
        .into_iter()
        .map(|choice| choice.facts[0].clone())
        .filter(|fact| *fact != signal)
        .collect();
    Verdict {
        state,
        signal,
        ignored,
    }
}

/// Calls `row` with every combination of one choice for each signal.
fn each<'s>(
    signals: &'s [signals::Signal],
    chosen: &mut Vec<&'s Choice>,
    row: &mut dyn FnMut(&[&'s Choice]),
) {
    let Some((signal, rest)) = signals.split_first() else {
        return row(chosen);
    };
    for choice in signal {
        chosen.push(choice);
        each(rest, chosen, row);
        chosen.pop();
    }
}

/// Judges every row of a product; how many there were, and how many of them a host knows to be off
/// without the component.
fn judge_all(product: &Product) -> (usize, usize) {
    let signals = signals::of(product);
    let id = product.id;
    let (mut rows, mut known) = (0, 0);
    each(&signals, &mut Vec::new(), &mut |choices| {
        let facts: Vec<Fact> = choices
            .iter()
            .flat_map(|choice| choice.facts.iter().cloned())
            .collect();
        let policy::Decision {
            state,
            signal,
            ignored,
            ..
        } = policy::decide(id, &facts);
        let found = Verdict {
            state,
            signal,
            ignored,
        };
        assert_eq!(found, judge(product, choices), "{id}: {facts:?}");
        rows += 1;
        if is_known_to_be_off(id, &facts) {
            known += 1;
            assert_ne!(
                found.state,
                State::On,
                "{id}: the pre-check says off: {facts:?}"
            );
        }
    });
    (rows, known)
}

#[test]
fn every_combination_of_signals_is_decided_as_the_rungs_say() {
    let counts = std::thread::scope(|scope| {
        let products = catalog::PRODUCTS.iter();
        let judged: Vec<_> = products
            .map(|product| (product.id, scope.spawn(move || judge_all(product))))
            .collect();
        judged
            .into_iter()
            .map(|(product, judged)| (product, judged.join().unwrap()))
            .collect::<Vec<_>>()
    });
    for (product, (rows, known)) in counts {
        println!(
            "{product}: {rows} combinations, {known} of them known to be off without the component"
        );
        assert!(known > 0 && known < rows, "{product}");
    }
}
