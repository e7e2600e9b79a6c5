//! The exported interface `policy`.

use alloc::{string::String, vec::Vec};

use nemo_telemetry_core::{catalog, policy, time::Timestamp};

use crate::{
    Component, convert,
    generated::exports::nemo::telemetry::policy::{Decision, Fact, FileChange, Guest, Query},
};

impl Guest for Component {
    fn queries(product: String) -> Vec<Query> {
        let queries = catalog::product(&product)
            .map(policy::queries)
            .unwrap_or_default();
        queries.into_iter().map(convert::query).collect()
    }

    fn decide(product: String, facts: Vec<Fact>) -> Decision {
        convert::decision(&policy::decide(&product, &convert::facts(facts)))
    }

    fn consent_file(product: String, granted: bool, at_ms: f64) -> FileChange {
        let at = Timestamp::from_ms(at_ms);
        let file =
            catalog::product(&product).map(|product| policy::consent_file(product, granted, at));
        file.map_or(FileChange::None, convert::consent_file)
    }
}
