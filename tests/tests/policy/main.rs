//! The decision whether telemetry may be sent, against accounts of it that are written in another way than the code.

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
    Fact { source, name: name.into(), value: value.into() }
}

/// Whether a host that finds these facts knows without the component that the product is off.
fn is_known_to_be_off(product: &str, facts: &[Fact]) -> bool {
    let look = |query: &Query| {
        let source = match query.source {
            nemo_telemetry::Source::Variable => Source::Variable,
            nemo_telemetry::Source::File => Source::File,
            nemo_telemetry::Source::Call => Source::Call,
            nemo_telemetry::Source::Host => Source::Host,
        };
        let name = query.name.rsplit(':').next()?;
        facts.iter().find(|fact| fact.source == source && fact.name == name).map(|fact| fact.value.clone())
    };
    nemo_telemetry::precheck::precheck(product, &look).is_some()
}

#[test]
fn a_host_may_look_at_every_signal_that_counts() {
    for product in catalog::PRODUCTS {
        let queries = policy::queries(product);
        for fact in signals::of(product).into_iter().flatten().flat_map(|choice| choice.facts) {
            let is_named =
                queries.iter().any(|query| query.source == fact.source && query.name.rsplit(':').next() == Some(&fact.name));
            assert!(is_named, "{}: {fact:?}", product.id);
        }
    }
}
