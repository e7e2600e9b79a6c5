//! What wasmtime makes of `wit/`. The WASI imports are linked by hand: of their interfaces the
//! component uses one function each.

mod generated {
    #![expect(missing_docs, reason = "generated; the documentation is in wit/")]

    wasmtime::component::bindgen!({
        path: "../../wit",
        inline: "
            package nemo:host;
            world reference {
                import nemo:telemetry/http@0.2.0;
                import nemo:telemetry/folder@0.2.0;
                export nemo:telemetry/catalog@0.2.0;
                export nemo:telemetry/policy@0.2.0;
                export nemo:telemetry/client@0.2.0;
                export nemo:telemetry/labels@0.2.0;
            }
        ",
        world: "nemo:host/reference",
        additional_derives: [Clone, PartialEq],
    });
}

pub(crate) use generated::Reference as World;
pub use generated::exports::nemo::telemetry::catalog::{
    BodyForm, BodyVerdict, Checked, EventId, Problem, RefusedEvent, SchemaKind,
};
pub use generated::exports::nemo::telemetry::client::{
    DecisionFile, Ledger, Life, Order, Rejection, Report, Tally,
};
pub use generated::exports::nemo::telemetry::policy::{
    Decision, Fact, FileChange, FileQuery, Query, Settled, Sink, Source, State,
};
pub use generated::nemo::telemetry::http::{Answer, Outcome as HttpOutcome};
pub(crate) use generated::nemo::telemetry::{folder, http};
