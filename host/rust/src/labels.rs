//! Calls of the exported interface `labels`, as JSON names them.

use anyhow::bail;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    bindings::{Checked, Problem},
    compact::compact,
    instance::Instance,
    length::check_length,
};

/// One call, with its arguments. The JSON of the arguments is an object with their WIT names in
/// camel case; `derive` takes its input itself.
#[derive(Clone, Debug, PartialEq)]
pub enum LabelCall {
    /// `{"name": string | null, "onDisk"?: boolean}`.
    SanitizeModel(SanitizeModel),
    /// `{"count": number}`.
    BucketRecords(Count),
    /// `{"count": number}`.
    BucketColumns(Count),
    /// `{"endpoint": string | null, "strict"?: boolean}`.
    ClassifyModelHost(ClassifyModelHost),
    /// `{"hosts": [string | null]}`.
    CollectModelHosts(Hosts),
    /// `{"aliases": [string]}`.
    JoinAliases(Aliases),
    /// `{"total": number, "records": integer}`.
    AverageTokens(Tokens),
    /// The name of a derivation, and its input.
    Derive(String, String),
}

/// Arguments of `sanitize-model`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SanitizeModel {
    /// The model's name; null for none.
    #[serde(deserialize_with = "Option::deserialize")]
    pub name: Option<String>,
    /// Whether a file of that name is there.
    #[serde(default)]
    pub on_disk: bool,
}

/// Arguments of the buckets.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// How many.
    pub count: f64,
}

/// Arguments of `classify-model-host`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ClassifyModelHost {
    /// The address; null for none.
    #[serde(deserialize_with = "Option::deserialize")]
    pub endpoint: Option<String>,
    /// Whether only the parsed host counts.
    #[serde(default)]
    pub strict: bool,
}

/// Arguments of `collect-model-hosts`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Hosts {
    /// Kinds of host.
    pub hosts: Vec<Option<String>>,
}

/// Arguments of `join-aliases`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Aliases {
    /// Names.
    pub aliases: Vec<String>,
}

/// Arguments of `average-tokens`.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    /// Tokens of all records.
    pub total: f64,
    /// Number of records.
    pub records: u32,
}

impl LabelCall {
    /// Reads a call. A name that no function has is a derivation; the component says whether it
    /// knows it.
    ///
    /// # Errors
    /// The arguments are not those of the function.
    pub fn parse(name: &str, input: &RawValue) -> anyhow::Result<Self> {
        let input = input.get();
        Ok(match name {
            "sanitize-model" => Self::SanitizeModel(serde_json::from_str(input)?),
            "bucket-records" => Self::BucketRecords(serde_json::from_str(input)?),
            "bucket-columns" => Self::BucketColumns(serde_json::from_str(input)?),
            "classify-model-host" => Self::ClassifyModelHost(serde_json::from_str(input)?),
            "collect-model-hosts" => Self::CollectModelHosts(serde_json::from_str(input)?),
            "join-aliases" => Self::JoinAliases(serde_json::from_str(input)?),
            "average-tokens" => Self::AverageTokens(serde_json::from_str(input)?),
            "" => bail!("expected the name of a label, found an empty one"),
            derivation => Self::Derive(derivation.into(), compact(input)),
        })
    }
}

impl Instance {
    /// Makes a call. The answer is the label as JSON, or the problems of a derivation's input.
    ///
    /// # Errors
    /// A text is too long, or the component trapped.
    pub fn label(&mut self, call: &LabelCall) -> anyhow::Result<Result<String, Vec<Problem>>> {
        let (store, world) = self.call();
        let labels = world.nemo_telemetry_labels();
        let value = match call {
            LabelCall::SanitizeModel(SanitizeModel { name, on_disk }) => serde_json::to_string(
                &labels.call_sanitize_model(store, name.as_deref(), *on_disk)?,
            )?,
            LabelCall::BucketRecords(Count { count }) => {
                serde_json::to_string(&labels.call_bucket_records(store, *count)?)?
            }
            LabelCall::BucketColumns(Count { count }) => {
                serde_json::to_string(&labels.call_bucket_columns(store, *count)?)?
            }
            LabelCall::ClassifyModelHost(ClassifyModelHost { endpoint, strict }) => {
                serde_json::to_string(&labels.call_classify_model_host(
                    store,
                    endpoint.as_deref(),
                    *strict,
                )?)?
            }
            LabelCall::CollectModelHosts(Hosts { hosts }) => {
                serde_json::to_string(&labels.call_collect_model_hosts(store, hosts)?)?
            }
            LabelCall::JoinAliases(Aliases { aliases }) => {
                serde_json::to_string(&labels.call_join_aliases(store, aliases)?)?
            }
            LabelCall::AverageTokens(Tokens { total, records }) => {
                serde_json::to_string(&labels.call_average_tokens(store, *total, *records)?)?
            }
            LabelCall::Derive(name, input) => {
                check_length(input)?;
                let Checked {
                    canonical,
                    problems,
                } = labels.call_derive(store, name, input)?;
                return Ok(canonical.ok_or(problems));
            }
        };
        Ok(Ok(value))
    }
}
