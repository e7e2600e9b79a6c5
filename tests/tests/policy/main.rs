//! The decision whether telemetry may be sent, against accounts of it that are written in another
//! way than the code.

mod monotone;
mod precheck;
mod signals;
mod truth_table;

use nemo_telemetry::Query;
use nemo_telemetry_core::{
    catalog,
    policy::{self, Fact, Source},
};

fn fact(source: Source, name: &str, value: &str) -> Fact {
    Fact {
        source,
        name: name.into(),
        value: value.into(),
    }
}

/// Whether a host that finds these facts knows without the component that the product is off.
fn is_known_to_be_off(product: &str, facts: &[Fact]) -> bool {
    let look = |query: &Query| {
        let (source, name) = match query {
            Query::Variable(name) => (Source::Variable, name),
            Query::File(file) => (Source::File, &file.path),
            Query::Call(name) => (Source::Call, name),
            Query::Host(name) => (Source::Host, name),
        };
        facts
            .iter()
            .find(|fact| fact.source == source && fact.name == *name)
            .map(|fact| fact.value.clone())
    };
    nemo_telemetry::precheck::precheck(product, &look).is_some()
}

#[test]
fn a_host_may_look_at_every_signal_that_counts() {
    for product in catalog::PRODUCTS {
        let queries = policy::queries(product);
        for fact in signals::of(product)
            .into_iter()
            .flatten()
            .flat_map(|choice| choice.facts)
        {
            let is_named = queries.iter().any(|query| query.is_answered_by(&fact));
            assert!(is_named, "{}: {fact:?}", product.id);
        }
    }
}
