# Written by `cargo xtask gen` from guest/schema; edit the files there.
"""The event `anonymizer_event`, wire version 1.7."""

from __future__ import annotations

from .._event import TelemetryEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


class AnonymizerEventV1_7(TelemetryEvent):
    """An Anonymizer run ended: `anonymizer_event`, wire version 1.7.

    Made once, when a run or preview ends. Carries no records, entities, prompts, instructions, addresses or names
    of users.

    Args:
        nemo_source: NeMo product. Product that made the event. No value: `"undefined"`. Purpose: Tell products
            apart. Source: anonymizer.telemetry.
        task: Kind of run. batch for a whole run, preview for a sample. Purpose: Decide which features to work on.
            Source: anonymizer.telemetry.
        task_status: End of the run. completed, error (it ended with an error) or canceled (a person stopped it).
            Purpose: See how often work fails. Source: anonymizer.telemetry.
        deployment_type: Way of use. How the product was started: command line (cli), Python (sdk) or NeMo platform
            (nmp). No value: `"undefined"`. None: what holds for the whole process. Purpose: See where the product
            is used. Source: anonymizer.telemetry.
        job_duration_sec: Duration. Wall-clock time of the work. Unit: s. No value: `-1.0`. Example: `93.5`.
            Purpose: Find slow work. Source: anonymizer.telemetry.
        num_input_records: Input records. Records given to the run. Never their content. Unit: records. No value:
            `-1`. Example: `100`. Purpose: Know the size of typical work. Source: anonymizer.telemetry.
        num_success_records: Records done. Input records without a failure. Never their content. Unit: records. No
            value: `-1`. Example: `98`. Purpose: Know the size of typical work. Source: anonymizer.telemetry.
        num_failure_records: Records failed. Input records that failed in some step. Never their content. Unit:
            records. No value: `-1`. Example: `2`. Purpose: Know the size of typical work. Source:
            anonymizer.telemetry.
        avg_tokens_per_record: Mean length of a record. Mean number of tokens (cl100k_base) in an input record,
            rounded down. Never the text. Unit: tokens. No value: `-1`. Example: `250`. Purpose: Know the size of
            typical work. Source: anonymizer.telemetry.
        transformation_type: Kind of transformation. What is done to the entities found: annotate, redact, hash,
            substitute or rewrite. Meant as a label: what looks private is sent as `redacted`. Example:
            `"substitute"`. Purpose: Decide which features to work on. Source: anonymizer.telemetry.
        custom_data_summary_provided: Own data summary. Whether a person described the data. Never the description.
            Purpose: Decide which features to work on. Source: anonymizer.telemetry.
        custom_privacy_goal_provided: Own privacy goal. Whether a person set a privacy goal. Never the goal.
            Purpose: Decide which features to work on. Source: anonymizer.telemetry.
        custom_substitute_instructions_provided: Own instructions. Whether a person gave instructions for
            substitutes. Never the instructions. Purpose: Decide which features to work on. Source:
            anonymizer.telemetry.
        max_repair_iterations: Repair rounds allowed. Most repair rounds that a rewrite may take; -1 when nothing is
            rewritten. Unit: rounds. No value: `-1`. Example: `3`. Purpose: Decide which features to work on.
            Source: anonymizer.telemetry.
        strict_entity_protection: Strict protection. Whether a rewrite has to protect every entity. Purpose: Decide
            which features to work on. Source: anonymizer.telemetry.
        repair_iterations_triggered: Repair rounds with failures. Repair rounds in which records failed; -1 when
            nothing is rewritten. Unit: rounds. No value: `-1`. Example: `1`. Purpose: Find the steps that fail.
            Source: anonymizer.telemetry.
        entity_detector_model: Entity detector model. Names that the configuration gives to the models in this role,
            sorted and joined by commas; not_applicable without one. Never a path, address or key. No value:
            `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"nvidia-text"`. Purpose: Decide which models to support. Source: anonymizer.telemetry.
        entity_validator_model: Entity validator model. Names that the configuration gives to the models in this
            role, sorted and joined by commas; not_applicable without one. Never a path, address or key. No value:
            `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"nvidia-text"`. Purpose: Decide which models to support. Source: anonymizer.telemetry.
        entity_augmenter_model: Entity augmenter model. Names that the configuration gives to the models in this
            role, sorted and joined by commas; not_applicable without one. Never a path, address or key. No value:
            `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"nvidia-text"`. Purpose: Decide which models to support. Source: anonymizer.telemetry.
        latent_detector_model: Latent entity detector model. Names that the configuration gives to the models in
            this role, sorted and joined by commas; not_applicable without one. Never a path, address or key. No
            value: `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"nvidia-text"`. Purpose: Decide which models to support. Source: anonymizer.telemetry.
        replacement_generator_model: Replacement generator model. Names that the configuration gives to the models
            in this role, sorted and joined by commas; not_applicable without one. Never a path, address or key. No
            value: `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"nvidia-text"`. Purpose: Decide which models to support. Source: anonymizer.telemetry.
        domain_classifier_model: Domain classifier model. Names that the configuration gives to the models in this
            role, sorted and joined by commas; not_applicable without one. Never a path, address or key. No value:
            `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"nvidia-text"`. Purpose: Decide which models to support. Source: anonymizer.telemetry.
        disposition_analyzer_model: Disposition analyzer model. Names that the configuration gives to the models in
            this role, sorted and joined by commas; not_applicable without one. Never a path, address or key. No
            value: `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"nvidia-text"`. Purpose: Decide which models to support. Source: anonymizer.telemetry.
        meaning_extractor_model: Meaning extractor model. Names that the configuration gives to the models in this
            role, sorted and joined by commas; not_applicable without one. Never a path, address or key. No value:
            `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"nvidia-text"`. Purpose: Decide which models to support. Source: anonymizer.telemetry.
        qa_generator_model: Question generator model. Names that the configuration gives to the models in this role,
            sorted and joined by commas; not_applicable without one. Never a path, address or key. No value:
            `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"nvidia-text"`. Purpose: Decide which models to support. Source: anonymizer.telemetry.
        rewriter_model: Rewriter model. Names that the configuration gives to the models in this role, sorted and
            joined by commas; not_applicable without one. Never a path, address or key. No value:
            `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"nvidia-text"`. Purpose: Decide which models to support. Source: anonymizer.telemetry.
        evaluator_model: Evaluator model. Names that the configuration gives to the models in this role, sorted and
            joined by commas; not_applicable without one. Never a path, address or key. No value:
            `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"nvidia-text"`. Purpose: Decide which models to support. Source: anonymizer.telemetry.
        repairer_model: Repairer model. Names that the configuration gives to the models in this role, sorted and
            joined by commas; not_applicable without one. Never a path, address or key. No value:
            `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"nvidia-text"`. Purpose: Decide which models to support. Source: anonymizer.telemetry.
        judge_model: Judge model. Names that the configuration gives to the models in this role, sorted and joined
            by commas; not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant
            as a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which
            models to support. Source: anonymizer.telemetry.
        model_hosts: Model hosts. Kinds of services that ran the models, sorted: nvidia-build, nvidia-internal,
            openrouter, local or other. Never an address. Meant as a label: what looks private is sent as
            `redacted`. Example: `("nvidia-build",)`. Purpose: Decide which models to support. Source:
            anonymizer.telemetry.
        entity_detection_failure_count: Entity detection failures. Records that failed in this step; 0 when none
            did. Never why, never their content. Unit: records. Example: `1`. Purpose: Find the steps that fail.
            Source: anonymizer.telemetry.
        latent_detection_failure_count: Latent detection failures. Records that failed in this step; 0 when none
            did. Never why, never their content. Unit: records. Example: `1`. Purpose: Find the steps that fail.
            Source: anonymizer.telemetry.
        replace_map_generation_failure_count: Replacement failures. Records that failed in this step; 0 when none
            did. Never why, never their content. Unit: records. Example: `1`. Purpose: Find the steps that fail.
            Source: anonymizer.telemetry.
        rewrite_pipeline_failure_count: Rewrite failures. Records that failed in this step; 0 when none did. Never
            why, never their content. Unit: records. Example: `1`. Purpose: Find the steps that fail. Source:
            anonymizer.telemetry.
        rewrite_evaluate_failure_count: Rewrite evaluation failures. Records that failed in this step; 0 when none
            did. Never why, never their content. Unit: records. Example: `1`. Purpose: Find the steps that fail.
            Source: anonymizer.telemetry.
        rewrite_repair_failure_count: Rewrite repair failures. Records that failed in this step; 0 when none did.
            Never why, never their content. Unit: records. Example: `1`. Purpose: Find the steps that fail. Source:
            anonymizer.telemetry.
        rewrite_final_judge_failure_count: Final judge failures. Records that failed in this step; 0 when none did.
            Never why, never their content. Unit: records. Example: `1`. Purpose: Find the steps that fail. Source:
            anonymizer.telemetry.
        unknown_step_failure_count: Other step failures. Records that failed in this step; 0 when none did. Never
            why, never their content. Unit: records. Example: `1`. Purpose: Find the steps that fail. Source:
            anonymizer.telemetry.
    """

    _event_name = "anonymizer_event"
    _schema_version = "1.7"
    _wire_names = {
        "nemo_source": "nemoSource",
        "task": "task",
        "task_status": "taskStatus",
        "deployment_type": "deploymentType",
        "job_duration_sec": "jobDurationSec",
        "num_input_records": "numInputRecords",
        "num_success_records": "numSuccessRecords",
        "num_failure_records": "numFailureRecords",
        "avg_tokens_per_record": "avgTokensPerRecord",
        "transformation_type": "transformationType",
        "custom_data_summary_provided": "customDataSummaryProvided",
        "custom_privacy_goal_provided": "customPrivacyGoalProvided",
        "custom_substitute_instructions_provided": "customSubstituteInstructionsProvided",
        "max_repair_iterations": "maxRepairIterations",
        "strict_entity_protection": "strictEntityProtection",
        "repair_iterations_triggered": "repairIterationsTriggered",
        "entity_detector_model": "entityDetectorModel",
        "entity_validator_model": "entityValidatorModel",
        "entity_augmenter_model": "entityAugmenterModel",
        "latent_detector_model": "latentDetectorModel",
        "replacement_generator_model": "replacementGeneratorModel",
        "domain_classifier_model": "domainClassifierModel",
        "disposition_analyzer_model": "dispositionAnalyzerModel",
        "meaning_extractor_model": "meaningExtractorModel",
        "qa_generator_model": "qaGeneratorModel",
        "rewriter_model": "rewriterModel",
        "evaluator_model": "evaluatorModel",
        "repairer_model": "repairerModel",
        "judge_model": "judgeModel",
        "model_hosts": "modelHosts",
        "entity_detection_failure_count": "entityDetectionFailureCount",
        "latent_detection_failure_count": "latentDetectionFailureCount",
        "replace_map_generation_failure_count": "replaceMapGenerationFailureCount",
        "rewrite_pipeline_failure_count": "rewritePipelineFailureCount",
        "rewrite_evaluate_failure_count": "rewriteEvaluateFailureCount",
        "rewrite_repair_failure_count": "rewriteRepairFailureCount",
        "rewrite_final_judge_failure_count": "rewriteFinalJudgeFailureCount",
        "unknown_step_failure_count": "unknownStepFailureCount",
    }
    _plain = {
        "nemo_source": frozenset(("anonymizer", "undefined",)),
        "task": frozenset(("batch", "preview",)),
        "task_status": frozenset(("completed", "error", "canceled",)),
        "deployment_type": frozenset(("cli", "sdk", "nmp", "undefined",)),
        "job_duration_sec": float,
        "num_input_records": (-9223372036854775808, 9223372036854775807),
        "num_success_records": (-9223372036854775808, 9223372036854775807),
        "num_failure_records": (-9223372036854775808, 9223372036854775807),
        "avg_tokens_per_record": (-9223372036854775808, 9223372036854775807),
        "transformation_type": str,
        "custom_data_summary_provided": bool,
        "custom_privacy_goal_provided": bool,
        "custom_substitute_instructions_provided": bool,
        "max_repair_iterations": (-9223372036854775808, 9223372036854775807),
        "strict_entity_protection": bool,
        "repair_iterations_triggered": (-9223372036854775808, 9223372036854775807),
        "entity_detector_model": str,
        "entity_validator_model": str,
        "entity_augmenter_model": str,
        "latent_detector_model": str,
        "replacement_generator_model": str,
        "domain_classifier_model": str,
        "disposition_analyzer_model": str,
        "meaning_extractor_model": str,
        "qa_generator_model": str,
        "rewriter_model": str,
        "evaluator_model": str,
        "repairer_model": str,
        "judge_model": str,
        "model_hosts": list,
        "entity_detection_failure_count": (-9223372036854775808, 9223372036854775807),
        "latent_detection_failure_count": (-9223372036854775808, 9223372036854775807),
        "replace_map_generation_failure_count": (-9223372036854775808, 9223372036854775807),
        "rewrite_pipeline_failure_count": (-9223372036854775808, 9223372036854775807),
        "rewrite_evaluate_failure_count": (-9223372036854775808, 9223372036854775807),
        "rewrite_repair_failure_count": (-9223372036854775808, 9223372036854775807),
        "rewrite_final_judge_failure_count": (-9223372036854775808, 9223372036854775807),
        "unknown_step_failure_count": (-9223372036854775808, 9223372036854775807),
    }
    _filled = frozenset(("deploymentType",))

    def __init__(
        self,
        *,
        nemo_source: Literal["anonymizer", "undefined"] = "anonymizer",
        task: Literal["batch", "preview"],
        task_status: Literal["completed", "error", "canceled"],
        deployment_type: Literal["cli", "sdk", "nmp", "undefined"] | None = None,
        job_duration_sec: float = -1.0,
        num_input_records: int = -1,
        num_success_records: int = -1,
        num_failure_records: int = -1,
        avg_tokens_per_record: int = -1,
        transformation_type: str,
        custom_data_summary_provided: bool = False,
        custom_privacy_goal_provided: bool = False,
        custom_substitute_instructions_provided: bool = False,
        max_repair_iterations: int = -1,
        strict_entity_protection: bool = False,
        repair_iterations_triggered: int = -1,
        entity_detector_model: str,
        entity_validator_model: str,
        entity_augmenter_model: str,
        latent_detector_model: str = "not_applicable",
        replacement_generator_model: str = "not_applicable",
        domain_classifier_model: str = "not_applicable",
        disposition_analyzer_model: str = "not_applicable",
        meaning_extractor_model: str = "not_applicable",
        qa_generator_model: str = "not_applicable",
        rewriter_model: str = "not_applicable",
        evaluator_model: str = "not_applicable",
        repairer_model: str = "not_applicable",
        judge_model: str = "not_applicable",
        model_hosts: list[str] | tuple[str, ...] = (),
        entity_detection_failure_count: int = 0,
        latent_detection_failure_count: int = 0,
        replace_map_generation_failure_count: int = 0,
        rewrite_pipeline_failure_count: int = 0,
        rewrite_evaluate_failure_count: int = 0,
        rewrite_repair_failure_count: int = 0,
        rewrite_final_judge_failure_count: int = 0,
        unknown_step_failure_count: int = 0,
    ) -> None:
        """Set the fields."""
        self.nemo_source = nemo_source
        self.task = task
        self.task_status = task_status
        if deployment_type is not None:
            self.deployment_type = deployment_type
        self.job_duration_sec = job_duration_sec
        self.num_input_records = num_input_records
        self.num_success_records = num_success_records
        self.num_failure_records = num_failure_records
        self.avg_tokens_per_record = avg_tokens_per_record
        self.transformation_type = transformation_type
        self.custom_data_summary_provided = custom_data_summary_provided
        self.custom_privacy_goal_provided = custom_privacy_goal_provided
        self.custom_substitute_instructions_provided = custom_substitute_instructions_provided
        self.max_repair_iterations = max_repair_iterations
        self.strict_entity_protection = strict_entity_protection
        self.repair_iterations_triggered = repair_iterations_triggered
        self.entity_detector_model = entity_detector_model
        self.entity_validator_model = entity_validator_model
        self.entity_augmenter_model = entity_augmenter_model
        self.latent_detector_model = latent_detector_model
        self.replacement_generator_model = replacement_generator_model
        self.domain_classifier_model = domain_classifier_model
        self.disposition_analyzer_model = disposition_analyzer_model
        self.meaning_extractor_model = meaning_extractor_model
        self.qa_generator_model = qa_generator_model
        self.rewriter_model = rewriter_model
        self.evaluator_model = evaluator_model
        self.repairer_model = repairer_model
        self.judge_model = judge_model
        self.model_hosts = [*model_hosts] if type(model_hosts) is tuple else model_hosts
        self.entity_detection_failure_count = entity_detection_failure_count
        self.latent_detection_failure_count = latent_detection_failure_count
        self.replace_map_generation_failure_count = replace_map_generation_failure_count
        self.rewrite_pipeline_failure_count = rewrite_pipeline_failure_count
        self.rewrite_evaluate_failure_count = rewrite_evaluate_failure_count
        self.rewrite_repair_failure_count = rewrite_repair_failure_count
        self.rewrite_final_judge_failure_count = rewrite_final_judge_failure_count
        self.unknown_step_failure_count = unknown_step_failure_count
