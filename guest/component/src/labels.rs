//! The exported interface `labels`.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use nemo_telemetry_core::labels;

use crate::{
    Component, convert,
    generated::exports::nemo::telemetry::labels::{Checked, Guest},
};

impl Guest for Component {
    fn sanitize_model(name: Option<String>, on_disk: bool) -> String {
        labels::sanitize_model(name.as_deref(), on_disk).into()
    }

    fn bucket_records(count: f64) -> String {
        labels::bucket_records(count).into()
    }

    fn bucket_columns(count: f64) -> String {
        labels::bucket_columns(count).into()
    }

    fn classify_model_host(endpoint: Option<String>, strict: bool) -> String {
        labels::classify_model_host(endpoint.as_deref(), strict).into()
    }

    fn collect_model_hosts(hosts: Vec<Option<String>>) -> Vec<String> {
        labels::collect_model_hosts(&hosts)
    }

    fn join_aliases(aliases: Vec<String>) -> String {
        labels::join_aliases(&aliases)
    }

    fn average_tokens(total: f64, records: u32) -> i32 {
        labels::average_tokens(total, records)
    }

    fn derive(name: String, input: String) -> Checked {
        convert::checked(labels::derive(&name, &input))
    }

    fn derivations() -> Vec<String> {
        labels::DERIVATIONS
            .iter()
            .map(ToString::to_string)
            .collect()
    }
}
