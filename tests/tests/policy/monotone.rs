//! One more veto never turns anything on.

use nemo_telemetry_core::{
    catalog,
    definition::Product,
    policy::{self, Fact, Source, State},
};
use proptest::{collection::vec, prelude::*, sample::select, test_runner::RngSeed};

use super::{
    fact,
    signals::{self, Meaning},
};

/// Anything that a host might find: what the signals' table has, and rubbish under the names that
/// count.
fn facts(product: &'static Product) -> impl Strategy<Value = Vec<Fact>> {
    let known: Vec<Fact> = signals::of(product)
        .into_iter()
        .flatten()
        .flat_map(|choice| choice.facts)
        .collect();
    let names: Vec<(Source, String)> = known
        .iter()
        .map(|fact| (fact.source, fact.name.clone()))
        .collect();
    let value = prop_oneof![
        any::<String>(),
        "[a-z0-9 =\"']{0,12}",
        Just("consent = \"disabled\"".to_owned())
    ];
    let rubbish = (select(names), value).prop_map(|((source, name), value)| Fact {
        source,
        name,
        value,
    });
    vec(prop_oneof![3 => select(known), 1 => rubbish], 0..8)
}

/// Values that are vetoes wherever the table has them.
fn vetoes(product: &Product) -> Vec<Fact> {
    let choices = signals::of(product).into_iter().flatten();
    let vetoes = choices.filter(|choice| {
        matches!(
            choice.meaning,
            Meaning::No | Meaning::NoUnlessNamed | Meaning::NobodyToAsk | Meaning::Settled(false)
        )
    });
    vetoes.map(|choice| choice.facts[0].clone()).collect()
}

fn case() -> impl Strategy<Value = (&'static str, Vec<Fact>, Fact)> {
    let products: Vec<_> = catalog::PRODUCTS.iter().collect();
    select(products)
        .prop_flat_map(|product| (Just(product.id), facts(product), select(vetoes(product))))
}

/// The facts with this one in place of any other of its name.
fn with(facts: &[Fact], veto: &Fact) -> Vec<Fact> {
    let others = facts
        .iter()
        .filter(|fact| (fact.source, &fact.name) != (veto.source, &veto.name));
    others.cloned().chain([veto.clone()]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4000, failure_persistence: None, rng_seed: RngSeed::Fixed(0x6e65_6d6f), ..ProptestConfig::default()
    })]

    #[test]
    fn one_more_veto_never_turns_anything_on((product, facts, veto) in case()) {
        let before = policy::decide(product, &facts).state;
        let after = policy::decide(product, &with(&facts, &veto)).state;
        prop_assert!(after != State::On || before == State::On, "{veto:?} turned it on from {before:?}");
    }

    #[test]
    fn a_fact_that_no_query_names_changes_nothing((product, facts, _) in case(), name in "[a-z]{1,8}!", value in any::<String>()) {
        let more: Vec<Fact> = [Source::Variable, Source::File, Source::Call, Source::Host]
            .into_iter().map(|source| fact(source, &name, &value)).chain(facts.iter().cloned()).collect();
        prop_assert_eq!(policy::decide(product, &more), policy::decide(product, &facts));
    }
}
