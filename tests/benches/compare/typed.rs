//! The peer that one would write by hand: a struct for each event, with derived serde. It stops at
//! the first problem, and names no place in the object.

use serde::{Deserialize, Serialize};

/// Fields of [`crate::events::ANONYMIZER`].
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct AnonymizerEvent {
    #[serde(default = "default_anonymizer_source")]
    nemo_source: AnonymizerSource,
    task: Task,
    task_status: RunStatus,
    #[serde(default = "default_deployment_type")]
    deployment_type: DeploymentType,
    #[serde(default = "unknown_duration")]
    job_duration_sec: f64,
    #[serde(default = "unknown")]
    num_input_records: i64,
    #[serde(default = "unknown")]
    num_success_records: i64,
    #[serde(default = "unknown")]
    num_failure_records: i64,
    #[serde(default = "unknown")]
    avg_tokens_per_record: i64,
    #[serde(default)]
    input_tokens: i64,
    transformation_type: String,
    #[serde(default)]
    custom_data_summary_provided: bool,
    #[serde(default)]
    custom_privacy_goal_provided: bool,
    #[serde(default)]
    custom_substitute_instructions_provided: bool,
    #[serde(default = "unknown")]
    max_repair_iterations: i64,
    #[serde(default)]
    strict_entity_protection: bool,
    #[serde(default = "unknown")]
    repair_iterations_triggered: i64,
    entity_detector_model: String,
    entity_validator_model: String,
    entity_augmenter_model: String,
    #[serde(default = "not_applicable")]
    latent_detector_model: String,
    #[serde(default = "not_applicable")]
    replacement_generator_model: String,
    #[serde(default = "not_applicable")]
    domain_classifier_model: String,
    #[serde(default = "not_applicable")]
    disposition_analyzer_model: String,
    #[serde(default = "not_applicable")]
    meaning_extractor_model: String,
    #[serde(default = "not_applicable")]
    qa_generator_model: String,
    #[serde(default = "not_applicable")]
    rewriter_model: String,
    #[serde(default = "not_applicable")]
    evaluator_model: String,
    #[serde(default = "not_applicable")]
    repairer_model: String,
    #[serde(default = "not_applicable")]
    judge_model: String,
    #[serde(default)]
    model_hosts: Vec<String>,
    #[serde(default)]
    entity_detection_failure_count: i64,
    #[serde(default)]
    latent_detection_failure_count: i64,
    #[serde(default)]
    replace_map_generation_failure_count: i64,
    #[serde(default)]
    rewrite_pipeline_failure_count: i64,
    #[serde(default)]
    rewrite_evaluate_failure_count: i64,
    #[serde(default)]
    rewrite_repair_failure_count: i64,
    #[serde(default)]
    rewrite_final_judge_failure_count: i64,
    #[serde(default)]
    unknown_step_failure_count: i64,
}

/// Fields of [`crate::events::COMMAND`].
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct CommandEvent {
    #[serde(default = "default_nemo_source")]
    nemo_source: NemoSource,
    command: String,
    #[serde(default = "undefined")]
    subcommand: String,
    task_status: CommandStatus,
    #[serde(default = "unknown")]
    duration_ms: i64,
    #[serde(default = "unknown")]
    exit_code: i64,
    #[serde(default = "undefined")]
    error_class: String,
    python_version: String,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum AnonymizerSource {
    Anonymizer,
    Undefined,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Task {
    Batch,
    Preview,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum RunStatus {
    Completed,
    Error,
    Canceled,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum DeploymentType {
    Cli,
    Sdk,
    Nmp,
    NvidiaInternal,
    Undefined,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum NemoSource {
    Inference,
    Auditor,
    Datadesigner,
    Evaluator,
    Guardrails,
    SafeSynthesizer,
    Anonymizer,
    #[serde(rename = "agent_toolkit")]
    AgentToolkit,
    Undefined,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum CommandStatus {
    Success,
    Failure,
    Completed,
    Error,
    Canceled,
    Interrupted,
    Undefined,
}

fn default_anonymizer_source() -> AnonymizerSource {
    AnonymizerSource::Anonymizer
}

fn default_deployment_type() -> DeploymentType {
    DeploymentType::Sdk
}

fn unknown_duration() -> f64 {
    -1.0
}

fn unknown() -> i64 {
    -1
}

fn not_applicable() -> String {
    "not_applicable".into()
}

fn default_nemo_source() -> NemoSource {
    NemoSource::AgentToolkit
}

fn undefined() -> String {
    "undefined".into()
}
