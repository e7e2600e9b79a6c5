# Written by `cargo xtask gen` from guest/schema; edit the files there.
"""Every event, a class for each wire version. The newest version has the short name."""

from __future__ import annotations

from ._event import TelemetryEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__: list[str] = [
    "AnonymizerEvent",
    "AnonymizerEventV1_7",
    "CommandInvoked",
    "GuardrailsUsageEvent",
    "InferenceEvent",
    "JobRun",
    "NatCliCommand",
    "OnboardingStep",
    "TrainAndGenerationEvent",
    "TrainAndGenerationEventV1_7",
]


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


class AnonymizerEvent(TelemetryEvent):
    """An Anonymizer run ended: `anonymizer_event`, wire version 1.9.

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
            (nmp). nvidia-internal marks NVIDIA's own use. No value: `"undefined"`. None: what holds for the whole
            process. Purpose: See where the product is used. Source: anonymizer.telemetry.
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
        input_tokens: Input tokens. Tokens that the model services counted as input, over all calls. Never the text.
            Unit: tokens. Example: `25000`. Purpose: Know the size of typical work. Source: anonymizer.telemetry.
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
    _schema_version = "1.9"
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
        "input_tokens": "inputTokens",
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
        "deployment_type": frozenset(("cli", "sdk", "nmp", "nvidia-internal", "undefined",)),
        "job_duration_sec": float,
        "num_input_records": (-9223372036854775808, 9223372036854775807),
        "num_success_records": (-9223372036854775808, 9223372036854775807),
        "num_failure_records": (-9223372036854775808, 9223372036854775807),
        "avg_tokens_per_record": (-9223372036854775808, 9223372036854775807),
        "input_tokens": (-9223372036854775808, 9223372036854775807),
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
        deployment_type: Literal["cli", "sdk", "nmp", "nvidia-internal", "undefined"] | None = None,
        job_duration_sec: float = -1.0,
        num_input_records: int = -1,
        num_success_records: int = -1,
        num_failure_records: int = -1,
        avg_tokens_per_record: int = -1,
        input_tokens: int = 0,
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
        self.input_tokens = input_tokens
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


class CommandInvoked(TelemetryEvent):
    """A Platform command ended: `command_invoked`, wire version 1.10.

    Made once, when a command ends. Carries no arguments, option values, paths, configuration, names of workspaces,
    hosts or users.

    Args:
        nemo_source: NeMo product. Product that made the event: platform, or a product that is built on it. Meant as
            a label: what looks private is sent as `redacted`. Example: `"platform"`. Purpose: Tell products apart.
            Source: nemo_platform_plugin.telemetry.events.
        task_status: End of the work. completed, error (it ended with an error) or canceled (a person stopped it).
            No value: `"undefined"`. Purpose: See how often work fails. Source:
            nemo_platform_plugin.telemetry.events.
        deployment_type: Way of use. How the product was started: command line (cli) or Python (sdk).
            nvidia-internal marks NVIDIA's own use. No value: `"undefined"`. None: what holds for the whole process.
            Purpose: See where the product is used. Source: nemo_platform_plugin.telemetry.events.
        is_ci: Continuous integration. Whether it ran in continuous integration. None: what the environment says.
            Purpose: Tell people and machines apart. Source: nemo_platform_plugin.telemetry.events.
        command: Command. Names under which the command and its subcommands are registered, such as models list.
            Never its arguments. Meant as a label: what looks private is sent as `redacted`. Example: `"models
            list"`. Purpose: Decide which commands to work on. Source: nemo_platform_plugin.telemetry.events.
        duration_sec: Duration. Wall-clock time of the work. Unit: s. Example: `93.5`. Purpose: Find slow work.
            Source: nemo_platform_plugin.telemetry.events.
        agent_mode: Agent mode. Whether an AI agent called the command. Purpose: See where the product is used.
            Source: nemo_platform_plugin.telemetry.events.
    """

    _event_name = "command_invoked"
    _schema_version = "1.10"
    _wire_names = {
        "nemo_source": "nemoSource",
        "task_status": "taskStatus",
        "deployment_type": "deploymentType",
        "is_ci": "isCi",
        "command": "command",
        "duration_sec": "durationSec",
        "agent_mode": "agentMode",
    }
    _plain = {
        "nemo_source": str,
        "task_status": frozenset(("completed", "error", "canceled", "undefined",)),
        "deployment_type": frozenset(("cli", "sdk", "nvidia-internal", "undefined",)),
        "is_ci": bool,
        "command": str,
        "duration_sec": float,
        "agent_mode": bool,
    }
    _filled = frozenset(("deploymentType", "isCi",))

    def __init__(
        self,
        *,
        nemo_source: str = "platform",
        task_status: Literal["completed", "error", "canceled", "undefined"],
        deployment_type: Literal["cli", "sdk", "nvidia-internal", "undefined"] | None = None,
        is_ci: bool | None = None,
        command: str,
        duration_sec: float,
        agent_mode: bool = False,
    ) -> None:
        """Set the fields."""
        self.nemo_source = nemo_source
        self.task_status = task_status
        if deployment_type is not None:
            self.deployment_type = deployment_type
        if is_ci is not None:
            self.is_ci = is_ci
        self.command = command
        self.duration_sec = duration_sec
        self.agent_mode = agent_mode


class GuardrailsUsageEvent(TelemetryEvent):
    """Guardrails is in use: `guardrails_usage_event`, wire version 1.7.

    Made when rails are built, and at intervals while the process lives. Carries no prompts, answers, model names,
    flow names of users, paths or addresses.

    Args:
        nemo_source: NeMo product. Always guardrails; the other words belong to products that share the schema. No
            value: `"undefined"`. Another word is not sent. Purpose: Tell products apart. Source:
            nemoguardrails.telemetry.
        session_id: Session. Random UUID of the process, made anew at each start and never kept. No value:
            `"undefined"`. None: that of the queue. Meant as a label: what looks private is sent as `redacted`.
            Example: `"6f9c3c1e-8d0b-4a63-9d0e-2f1f6a7b8c9d"`. Purpose: Join the events of one process. Source:
            nemoguardrails.telemetry.
        nemoguardrails_version: Product version. Version of the installed package, such as 0.24.1. No value:
            `"unknown"`. Meant as a version: what looks private is sent as `redacted`. Example: `"0.24.1"`. Purpose:
            Decide which versions to support. Source: nemoguardrails.telemetry.
        python_version: Python version. Version of the interpreter, such as 3.12.4. No value: `"unknown"`. Meant as
            a version: what looks private is sent as `redacted`. Example: `"3.12.4"`. Purpose: Decide which versions
            to support. Source: nemoguardrails.telemetry.
        platform: Platform. Operating system, its release and the processor in one text, as Python names them. Never
            a host name. No value: `"unknown"`. Meant as a platform: what looks private is sent as `redacted`.
            Example: `"Linux-6.8.0-x86_64-with-glibc2.39"`. Purpose: Decide which platforms to support. Source:
            nemoguardrails.telemetry.
        os_name: Operating system. Family of the operating system, such as Linux. No value: `"unknown"`. Meant as a
            label: what looks private is sent as `redacted`. Example: `"Linux"`. Purpose: Decide which platforms to
            support. Source: nemoguardrails.telemetry.
        colang_version: Colang version. Version of the rails language as configured, such as 1.0 or 2.x. No value:
            `"unknown"`. Meant as a version: what looks private is sent as `redacted`. Example: `"1.0"`. Purpose:
            Decide which versions to support. Source: nemoguardrails.telemetry.
        llm_providers: Model providers. Names of the configured engines, sorted, each once, such as openai. Never
            models, addresses or keys. Meant as a label: what looks private is sent as `redacted`. Example: `("nim",
            "openai",)`. Purpose: Decide which models to support. Source: nemoguardrails.telemetry.
        num_rails_configured: Rails configured. Number of configured rail flows. Unit: rails. Example: `3`. Purpose:
            Know the size of typical work. Source: nemoguardrails.telemetry.
        rail_types_in_use: Kinds of rails. Those of input, output, retrieval, tool_output, tool_input and dialog
            that are configured. Meant as a label: what looks private is sent as `redacted`. Example: `("input",
            "output",)`. Purpose: Decide which features to work on. Source: nemoguardrails.telemetry.
        tracing_enabled: Tracing. Whether tracing is on. Purpose: Decide which features to work on. Source:
            nemoguardrails.telemetry.
        deployment_type: Way of use. How the product is used: from code (library), as a server (api) or in the
            terminal (cli); sdk and nmp belong to products that share the schema. No value: `"undefined"`. None:
            what holds for the whole process. Purpose: See where the product is used. Source:
            nemoguardrails.telemetry.
        rails_engine: Rails engine. Class that runs the rails. No value: `"undefined"`. Purpose: Decide which
            features to work on. Source: nemoguardrails.telemetry.
        has_knowledge_base: Knowledge base. Whether documents are configured. Never which. Purpose: Decide which
            features to work on. Source: nemoguardrails.telemetry.
        streaming_configured: Streaming. Whether output rails stream. Purpose: Decide which features to work on.
            Source: nemoguardrails.telemetry.
        builtin_features: Built-in features. Names of the product's own features in use, sorted. Never names of a
            user's flows. Meant as a label: what looks private is sent as `redacted`. Example: `("self_check",)`.
            Purpose: Decide which features to work on. Source: nemoguardrails.telemetry.
        num_custom_flows: Own flows. Number of flows that do not come with the product. Never their names. Unit:
            flows. Example: `2`. Purpose: Know the size of typical work. Source: nemoguardrails.telemetry.
        timestamp: Instant. Unix time of the event as the product measured it. Unit: s. None: the instant of
            `enqueue`. Example: `1767225600.25`. Purpose: Order events. Source: nemoguardrails.telemetry.
        event: Occasion. startup when rails are built, heartbeat at intervals afterwards. Purpose: See how long
            processes live. Source: nemoguardrails.telemetry.
    """

    _event_name = "guardrails_usage_event"
    _schema_version = "1.7"
    _wire_names = {
        "nemo_source": "nemoSource",
        "session_id": "sessionId",
        "nemoguardrails_version": "nemoguardrailsVersion",
        "python_version": "pythonVersion",
        "platform": "platform",
        "os_name": "osName",
        "colang_version": "colangVersion",
        "llm_providers": "llmProviders",
        "num_rails_configured": "numRailsConfigured",
        "rail_types_in_use": "railTypesInUse",
        "tracing_enabled": "tracingEnabled",
        "deployment_type": "deploymentType",
        "rails_engine": "railsEngine",
        "has_knowledge_base": "hasKnowledgeBase",
        "streaming_configured": "streamingConfigured",
        "builtin_features": "builtinFeatures",
        "num_custom_flows": "numCustomFlows",
        "timestamp": "timestamp",
        "event": "event",
    }
    _plain = {
        "nemo_source": frozenset(("inference", "auditor", "datadesigner", "evaluator", "guardrails", "safe-synthesizer", "anonymizer", "agent_toolkit", "undefined",)),
        "session_id": str,
        "nemoguardrails_version": str,
        "python_version": str,
        "platform": str,
        "os_name": str,
        "colang_version": str,
        "llm_providers": list,
        "num_rails_configured": (-9223372036854775808, 9223372036854775807),
        "rail_types_in_use": list,
        "tracing_enabled": bool,
        "deployment_type": frozenset(("library", "api", "cli", "sdk", "nmp", "undefined",)),
        "rails_engine": frozenset(("LLMRails", "IORails", "undefined",)),
        "has_knowledge_base": bool,
        "streaming_configured": bool,
        "builtin_features": list,
        "num_custom_flows": (-9223372036854775808, 9223372036854775807),
        "event": frozenset(("startup", "heartbeat",)),
    }
    _filled = frozenset(("sessionId", "deploymentType", "timestamp",))

    def __init__(
        self,
        *,
        nemo_source: Literal["inference", "auditor", "datadesigner", "evaluator", "guardrails", "safe-synthesizer", "anonymizer", "agent_toolkit", "undefined"] = "guardrails",
        session_id: str | None = None,
        nemoguardrails_version: str = "unknown",
        python_version: str = "unknown",
        platform: str = "unknown",
        os_name: str = "unknown",
        colang_version: str = "unknown",
        llm_providers: list[str] | tuple[str, ...] = (),
        num_rails_configured: int = 0,
        rail_types_in_use: list[str] | tuple[str, ...] = (),
        tracing_enabled: bool = False,
        deployment_type: Literal["library", "api", "cli", "sdk", "nmp", "undefined"] | None = None,
        rails_engine: Literal["LLMRails", "IORails", "undefined"] = "undefined",
        has_knowledge_base: bool = False,
        streaming_configured: bool = False,
        builtin_features: list[str] | tuple[str, ...] = (),
        num_custom_flows: int = 0,
        timestamp: float | None = None,
        event: Literal["startup", "heartbeat"] = "startup",
    ) -> None:
        """Set the fields."""
        self.nemo_source = nemo_source
        if session_id is not None:
            self.session_id = session_id
        self.nemoguardrails_version = nemoguardrails_version
        self.python_version = python_version
        self.platform = platform
        self.os_name = os_name
        self.colang_version = colang_version
        self.llm_providers = [*llm_providers] if type(llm_providers) is tuple else llm_providers
        self.num_rails_configured = num_rails_configured
        self.rail_types_in_use = [*rail_types_in_use] if type(rail_types_in_use) is tuple else rail_types_in_use
        self.tracing_enabled = tracing_enabled
        if deployment_type is not None:
            self.deployment_type = deployment_type
        self.rails_engine = rails_engine
        self.has_knowledge_base = has_knowledge_base
        self.streaming_configured = streaming_configured
        self.builtin_features = [*builtin_features] if type(builtin_features) is tuple else builtin_features
        self.num_custom_flows = num_custom_flows
        if timestamp is not None:
            self.timestamp = timestamp
        self.event = event


class InferenceEvent(TelemetryEvent):
    """Data Designer used a model: `inference_event`, wire version 1.9.

    Made for each model when a batch or a preview ends. Carries no prompts, answers, records, column names, paths,
    addresses or names of users.

    Args:
        nemo_source: NeMo product. Product that made the event. Data Designer sends datadesigner; the other words
            belong to products that share the schema. No value: `"undefined"`. Purpose: Tell products apart. Source:
            data_designer.engine.models.telemetry.
        task: Kind of run. What the model was used for: batch or preview. Chosen by the product, never typed by a
            person. Meant as a label: what looks private is sent as `redacted`. Example: `"batch"`. Purpose: Decide
            which features to work on. Source: data_designer.engine.models.telemetry.
        task_status: End of the run. success or failure. No value: `"undefined"`. Purpose: See how often work fails.
            Source: data_designer.engine.models.telemetry.
        deployment_type: Way of use. How the product was started: in a Python program (library) or behind its
            service (api). nvidia-internal marks NVIDIA's own use. No value: `"undefined"`. None: what holds for the
            whole process. Purpose: See where the product is used. Source: data_designer.engine.models.telemetry.
        model: Model. Id of the model on its hub or at its provider. Never a path. Meant as a repo-id: what looks
            private is sent as `redacted`. Example: `"nvidia/nemotron-3-nano-30b-a3b"`. Purpose: Decide which models
            to support. Source: data_designer.engine.models.telemetry.
        model_group: Group of models. What several models are called together. Chosen by the product, never typed by
            a person. No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"reasoning"`. Purpose: Decide which models to support. Source: data_designer.engine.models.telemetry.
        input_bytes: Bytes given. Size of what the model was given. Never its content. Unit: bytes. No value: `-1`.
            Example: `190244`. Purpose: See how much the product is used. Source:
            data_designer.engine.models.telemetry.
        input_tokens: Tokens given. Size of what the model was given. Never its content. Unit: tokens. No value:
            `-1`. Example: `48211`. Purpose: See how much the product is used. Source:
            data_designer.engine.models.telemetry.
        output_bytes: Bytes returned. Size of what the model returned. Never its content. Unit: bytes. No value:
            `-1`. Example: `361207`. Purpose: See how much the product is used. Source:
            data_designer.engine.models.telemetry.
        output_tokens: Tokens returned. Size of what the model returned. Never its content. Unit: tokens. No value:
            `-1`. Example: `90734`. Purpose: See how much the product is used. Source:
            data_designer.engine.models.telemetry.
    """

    _event_name = "inference_event"
    _schema_version = "1.9"
    _wire_names = {
        "nemo_source": "nemoSource",
        "task": "task",
        "task_status": "taskStatus",
        "deployment_type": "deploymentType",
        "model": "model",
        "model_group": "modelGroup",
        "input_bytes": "inputBytes",
        "input_tokens": "inputTokens",
        "output_bytes": "outputBytes",
        "output_tokens": "outputTokens",
    }
    _plain = {
        "nemo_source": frozenset(("inference", "auditor", "datadesigner", "evaluator", "guardrails", "undefined",)),
        "task": str,
        "task_status": frozenset(("success", "failure", "undefined",)),
        "deployment_type": frozenset(("library", "api", "nvidia-internal", "undefined",)),
        "model": str,
        "model_group": str,
        "input_bytes": (-9223372036854775808, 9223372036854775807),
        "input_tokens": (-9223372036854775808, 9223372036854775807),
        "output_bytes": (-9223372036854775808, 9223372036854775807),
        "output_tokens": (-9223372036854775808, 9223372036854775807),
    }
    _filled = frozenset(("deploymentType",))

    def __init__(
        self,
        *,
        nemo_source: Literal["inference", "auditor", "datadesigner", "evaluator", "guardrails", "undefined"],
        task: str,
        task_status: Literal["success", "failure", "undefined"],
        deployment_type: Literal["library", "api", "nvidia-internal", "undefined"] | None = None,
        model: str,
        model_group: str = "undefined",
        input_bytes: int = -1,
        input_tokens: int = -1,
        output_bytes: int = -1,
        output_tokens: int = -1,
    ) -> None:
        """Set the fields."""
        self.nemo_source = nemo_source
        self.task = task
        self.task_status = task_status
        if deployment_type is not None:
            self.deployment_type = deployment_type
        self.model = model
        self.model_group = model_group
        self.input_bytes = input_bytes
        self.input_tokens = input_tokens
        self.output_bytes = output_bytes
        self.output_tokens = output_tokens


class JobRun(TelemetryEvent):
    """A Platform job ended: `job_run`, wire version 1.10.

    Made once, when a job ends. Carries no names of jobs, models, data, workspaces or users.

    Args:
        nemo_source: NeMo product. Product that made the event: platform, or a product that is built on it. Meant as
            a label: what looks private is sent as `redacted`. Example: `"platform"`. Purpose: Tell products apart.
            Source: nemo_platform_plugin.telemetry.events.
        task_status: End of the work. completed, error (it ended with an error) or canceled (a person stopped it).
            No value: `"undefined"`. Purpose: See how often work fails. Source:
            nemo_platform_plugin.telemetry.events.
        deployment_type: Way of use. How the product was started: command line (cli) or Python (sdk).
            nvidia-internal marks NVIDIA's own use. No value: `"undefined"`. None: what holds for the whole process.
            Purpose: See where the product is used. Source: nemo_platform_plugin.telemetry.events.
        is_ci: Continuous integration. Whether it ran in continuous integration. None: what the environment says.
            Purpose: Tell people and machines apart. Source: nemo_platform_plugin.telemetry.events.
        job_type: Kind of job. A kind that comes with the product, such as evaluation; custom for any other. Meant
            as a label: what looks private is sent as `redacted`. Example: `"evaluation"`. Purpose: Decide which
            features to work on. Source: nemo_platform_plugin.telemetry.events.
        duration_sec: Duration. Wall-clock time of the work. Unit: s. No value: `-1.0`. Example: `93.5`. Purpose:
            Find slow work. Source: nemo_platform_plugin.telemetry.events.
        plugins: Plugins. Plugins that took part, at most 16, in lower case and without what all of their names
            share. Meant as a label: what looks private is sent as `redacted`. Example: `("evaluator",)`. Purpose:
            Decide which features to work on. Source: nemo_platform_plugin.telemetry.events.
        model: Model. Whether a model is named: defined or undefined. Never its name. No value: `"undefined"`. Meant
            as a label: what looks private is sent as `redacted`. Example: `"defined"`. Purpose: See how much the
            product is used. Source: nemo_platform_plugin.telemetry.events.
        input_tokens: Tokens given. Size of what the model was given. Never its content. Unit: tokens. No value:
            `-1`. Example: `48211`. Purpose: See how much the product is used. Source:
            nemo_platform_plugin.telemetry.events.
        output_tokens: Tokens returned. Size of what the model returned. Never its content. Unit: tokens. No value:
            `-1`. Example: `9073`. Purpose: See how much the product is used. Source:
            nemo_platform_plugin.telemetry.events.
    """

    _event_name = "job_run"
    _schema_version = "1.10"
    _wire_names = {
        "nemo_source": "nemoSource",
        "task_status": "taskStatus",
        "deployment_type": "deploymentType",
        "is_ci": "isCi",
        "job_type": "jobType",
        "duration_sec": "durationSec",
        "plugins": "plugins",
        "model": "model",
        "input_tokens": "inputTokens",
        "output_tokens": "outputTokens",
    }
    _plain = {
        "nemo_source": str,
        "task_status": frozenset(("completed", "error", "canceled", "undefined",)),
        "deployment_type": frozenset(("cli", "sdk", "nvidia-internal", "undefined",)),
        "is_ci": bool,
        "job_type": str,
        "duration_sec": float,
        "plugins": list,
        "model": str,
        "input_tokens": (-9223372036854775808, 9223372036854775807),
        "output_tokens": (-9223372036854775808, 9223372036854775807),
    }
    _filled = frozenset(("deploymentType", "isCi",))

    def __init__(
        self,
        *,
        nemo_source: str = "platform",
        task_status: Literal["completed", "error", "canceled", "undefined"],
        deployment_type: Literal["cli", "sdk", "nvidia-internal", "undefined"] | None = None,
        is_ci: bool | None = None,
        job_type: str,
        duration_sec: float = -1.0,
        plugins: list[str] | tuple[str, ...] = (),
        model: str = "undefined",
        input_tokens: int = -1,
        output_tokens: int = -1,
    ) -> None:
        """Set the fields."""
        self.nemo_source = nemo_source
        self.task_status = task_status
        if deployment_type is not None:
            self.deployment_type = deployment_type
        if is_ci is not None:
            self.is_ci = is_ci
        self.job_type = job_type
        self.duration_sec = duration_sec
        self.plugins = [*plugins] if type(plugins) is tuple else plugins
        self.model = model
        self.input_tokens = input_tokens
        self.output_tokens = output_tokens


class NatCliCommand(TelemetryEvent):
    """An Agent Toolkit command ended: `nat_cli_command`, wire version 1.5.

    Made once, when a top-level nat command ends. Carries no arguments, option values, paths, configuration, names
    of workflows, hosts or users.

    Args:
        nemo_source: NeMo product. Product that made the event. The Agent Toolkit sends agent_toolkit; the other
            words belong to products that share the schema. No value: `"undefined"`. Purpose: Tell products apart.
            Source: nat.utils.telemetry.events.
        command: Top-level command. Name under which the command is registered, such as run; unknown when there was
            none. Never its arguments. No value: `"unknown"`. Meant as a label: what looks private is sent as
            `redacted`. Example: `"run"`. Purpose: Decide which commands to work on. Source:
            nat.utils.telemetry.events.
        subcommand: Subcommand. Name under which the second word is registered, such as telemetry. Never another
            word that a person typed. No value: `"undefined"`. Meant as a label: what looks private is sent as
            `redacted`. Example: `"telemetry"`. Purpose: Decide which commands to work on. Source:
            nat.utils.telemetry.events.
        task_status: End of the command. success, failure (it ended with an error) or interrupted (Ctrl-C); the
            other words belong to products that share the schema. No value: `"undefined"`. Purpose: See how often
            work fails. Source: nat.utils.telemetry.events.
        duration_ms: Duration. Time from start to end on a monotonic clock. Unit: ms. At least -1. No value: `-1`.
            Example: `1234`. Purpose: Find slow work. Source: nat.utils.telemetry.events.
        exit_code: Exit status. Exit status of the process: 0 after success, 130 after Ctrl-C. No value: `-1`.
            Example: `0`. Purpose: See how often work fails. Source: nat.utils.telemetry.events.
        error_class: Exception class. Name of the class of the exception that ended the command, such as ValueError.
            Never its message or where it was raised. No value: `"undefined"`. Meant as a class-name: what looks
            private is sent as `redacted`. Example: `"ValueError"`. Purpose: Find common errors. Source:
            nat.utils.telemetry.events.
        python_version: Python version. Version of the interpreter, such as 3.12.4. Meant as a version: what looks
            private is sent as `redacted`. Example: `"3.12.4"`. Purpose: Decide which versions to support. Source:
            nat.utils.telemetry.events.
    """

    _event_name = "nat_cli_command"
    _schema_version = "1.5"
    _wire_names = {
        "nemo_source": "nemoSource",
        "command": "command",
        "subcommand": "subcommand",
        "task_status": "taskStatus",
        "duration_ms": "durationMs",
        "exit_code": "exitCode",
        "error_class": "errorClass",
        "python_version": "pythonVersion",
    }
    _plain = {
        "nemo_source": frozenset(("inference", "auditor", "datadesigner", "evaluator", "guardrails", "safe-synthesizer", "anonymizer", "agent_toolkit", "undefined",)),
        "command": str,
        "subcommand": str,
        "task_status": frozenset(("success", "failure", "completed", "error", "canceled", "interrupted", "undefined",)),
        "duration_ms": (-1, 9223372036854775807),
        "exit_code": (-9223372036854775808, 9223372036854775807),
        "error_class": str,
        "python_version": str,
    }

    def __init__(
        self,
        *,
        nemo_source: Literal["inference", "auditor", "datadesigner", "evaluator", "guardrails", "safe-synthesizer", "anonymizer", "agent_toolkit", "undefined"] = "agent_toolkit",
        command: str,
        subcommand: str = "undefined",
        task_status: Literal["success", "failure", "completed", "error", "canceled", "interrupted", "undefined"],
        duration_ms: int = -1,
        exit_code: int = -1,
        error_class: str = "undefined",
        python_version: str,
    ) -> None:
        """Set the fields."""
        self.nemo_source = nemo_source
        self.command = command
        self.subcommand = subcommand
        self.task_status = task_status
        self.duration_ms = duration_ms
        self.exit_code = exit_code
        self.error_class = error_class
        self.python_version = python_version


class OnboardingStep(TelemetryEvent):
    """A step of the Platform setup ended: `onboarding_step`, wire version 1.10.

    Made when a step of the setup ends. Carries no keys, addresses, names of models, workspaces, hosts or users.

    Args:
        nemo_source: NeMo product. Product that made the event: platform, or a product that is built on it. Meant as
            a label: what looks private is sent as `redacted`. Example: `"platform"`. Purpose: Tell products apart.
            Source: nemo_platform_plugin.telemetry.events.
        task_status: End of the work. completed, error (it ended with an error) or canceled (a person stopped it).
            No value: `"undefined"`. Purpose: See how often work fails. Source:
            nemo_platform_plugin.telemetry.events.
        deployment_type: Way of use. How the product was started: command line (cli) or Python (sdk).
            nvidia-internal marks NVIDIA's own use. No value: `"undefined"`. None: what holds for the whole process.
            Purpose: See where the product is used. Source: nemo_platform_plugin.telemetry.events.
        is_ci: Continuous integration. Whether it ran in continuous integration. None: what the environment says.
            Purpose: Tell people and machines apart. Source: nemo_platform_plugin.telemetry.events.
        step: Step. Which step it was, such as provider_connected. Chosen by the product, never typed by a person.
            Meant as a label: what looks private is sent as `redacted`. Example: `"provider_connected"`. Purpose:
            Find where the setup is hard. Source: nemo_platform_plugin.telemetry.events.
        provider_type: Kind of provider. The provider, where it is one that the product knows; custom for any other.
            Never its address. No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`.
            Example: `"nvidia-build"`. Purpose: Decide which providers to support. Source:
            nemo_platform_plugin.telemetry.events.
        models_discovered_bucket: Models found. How many models the provider has, in steps: 0, 1-5, 6-20, 21-50,
            51-100, 101-250, 251+. No value: `"undefined"`. Meant as a label: what looks private is sent as
            `redacted`. Example: `"21-50"`. Purpose: Find where the setup is hard. Source:
            nemo_platform_plugin.telemetry.events.
        skills_target: Agents with skills. Coding agents for which skills were installed, with commas between them.
            No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`. Example:
            `"claude,codex"`. Purpose: Decide which agents to support. Source:
            nemo_platform_plugin.telemetry.events.
        agent_deployed: Agent deployed. Whether the sample agent came to run. Purpose: Find where the setup is hard.
            Source: nemo_platform_plugin.telemetry.events.
    """

    _event_name = "onboarding_step"
    _schema_version = "1.10"
    _wire_names = {
        "nemo_source": "nemoSource",
        "task_status": "taskStatus",
        "deployment_type": "deploymentType",
        "is_ci": "isCi",
        "step": "step",
        "provider_type": "providerType",
        "models_discovered_bucket": "modelsDiscoveredBucket",
        "skills_target": "skillsTarget",
        "agent_deployed": "agentDeployed",
    }
    _plain = {
        "nemo_source": str,
        "task_status": frozenset(("completed", "error", "canceled", "undefined",)),
        "deployment_type": frozenset(("cli", "sdk", "nvidia-internal", "undefined",)),
        "is_ci": bool,
        "step": str,
        "provider_type": str,
        "models_discovered_bucket": str,
        "skills_target": str,
        "agent_deployed": bool,
    }
    _filled = frozenset(("deploymentType", "isCi",))

    def __init__(
        self,
        *,
        nemo_source: str = "platform",
        task_status: Literal["completed", "error", "canceled", "undefined"],
        deployment_type: Literal["cli", "sdk", "nvidia-internal", "undefined"] | None = None,
        is_ci: bool | None = None,
        step: str,
        provider_type: str = "undefined",
        models_discovered_bucket: str = "undefined",
        skills_target: str = "undefined",
        agent_deployed: bool = False,
    ) -> None:
        """Set the fields."""
        self.nemo_source = nemo_source
        self.task_status = task_status
        if deployment_type is not None:
            self.deployment_type = deployment_type
        if is_ci is not None:
            self.is_ci = is_ci
        self.step = step
        self.provider_type = provider_type
        self.models_discovered_bucket = models_discovered_bucket
        self.skills_target = skills_target
        self.agent_deployed = agent_deployed


class TrainAndGenerationEventV1_7(TelemetryEvent):
    """A Safe Synthesizer job ended: `train_and_generation_event`, wire version 1.7.

    Made once, when a job that trains or generates ends. Carries no records, column names, prompts, paths or names
    of users.

    Args:
        nemo_source: NeMo product. Product that made the event. No value: `"undefined"`. Purpose: Tell products
            apart. Source: nemo_safe_synthesizer.telemetry.
        task: Kind of work. What the job did: train, generate, evaluate, or run for all of it. Chosen by the
            product, never typed by a person. Meant as a label: what looks private is sent as `redacted`. Example:
            `"run"`. Purpose: Decide which features to work on. Source: nemo_safe_synthesizer.telemetry.
        task_status: End of the job. completed, error (it ended with an error) or canceled (a person stopped it). No
            value: `"undefined"`. Purpose: See how often work fails. Source: nemo_safe_synthesizer.telemetry.
        deployment_type: Way of use. How the product was started: command line (cli), Python (sdk), NeMo platform
            (nmp) or a Slurm cluster. The words with nvidia-internal mark NVIDIA's own use. No value: `"undefined"`.
            None: what holds for the whole process. Purpose: See where the product is used. Source:
            nemo_safe_synthesizer.telemetry.
        job_duration_sec: Duration. Wall-clock time of the work. Unit: s. No value: `-1.0`. Example: `93.5`.
            Purpose: Find slow work. Source: nemo_safe_synthesizer.telemetry.
        num_records_generated: Records generated. Valid synthetic records that came out of the job. Never their
            content. Unit: records. No value: `-1`. Example: `1000`. Purpose: Know the size of typical work. Source:
            nemo_safe_synthesizer.telemetry.
        num_tokens_generated: Tokens generated. Tokens that the model wrote. Never the text. Unit: tokens. No value:
            `-1`. Example: `250000`. Purpose: Know the size of typical work. Source:
            nemo_safe_synthesizer.telemetry.
        replace_pii_enabled: PII replacement. Whether personal data in the input was to be replaced. Purpose: Decide
            which features to work on. Source: nemo_safe_synthesizer.telemetry.
        differential_privacy_enabled: Differential privacy. Whether training was differentially private. Purpose:
            Decide which features to work on. Source: nemo_safe_synthesizer.telemetry.
        time_series_enabled: Time series. Whether the input was handled as a time series. Purpose: Decide which
            features to work on. Source: nemo_safe_synthesizer.telemetry.
        group_by_enabled: Grouping. Whether input records were grouped. Never by which column. Purpose: Decide which
            features to work on. Source: nemo_safe_synthesizer.telemetry.
        input_records_bucket: Range of input records. Range that holds the number of input records, such as
            201-1000. Never the number itself. No value: `"undefined"`. Meant as a label: what looks private is sent
            as `redacted`. Example: `"1001-10000"`. Purpose: Know the size of typical work. Source:
            nemo_safe_synthesizer.telemetry.
        input_columns_bucket: Range of input columns. Range that holds the number of input columns, such as 6-10.
            Never the number itself, never names. No value: `"undefined"`. Meant as a label: what looks private is
            sent as `redacted`. Example: `"6-10"`. Purpose: Know the size of typical work. Source:
            nemo_safe_synthesizer.telemetry.
        synthetic_quality_score: Quality score. Overall quality score of the evaluation report. No value: `-1.0`.
            Example: `8.1`. Purpose: Follow the quality of results. Source: nemo_safe_synthesizer.telemetry.
        data_privacy_score: Privacy score. Overall privacy score of the evaluation report. No value: `-1.0`.
            Example: `9.4`. Purpose: Follow the quality of results. Source: nemo_safe_synthesizer.telemetry.
        model: Pretrained model. Hub id of the model that was trained, such as org/name; local_path stands for
            anything else. Never a path. No value: `"undefined"`. Meant as a repo-id: what looks private is sent as
            `redacted`. Example: `"HuggingFaceTB/SmolLM3-3B"`. Purpose: Decide which models to support. Source:
            nemo_safe_synthesizer.telemetry.
        gpu: GPU. Device name that the driver reports, such as NVIDIA A100 80GB PCIe; undefined without one. Never a
            serial number. No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`.
            Example: `"NVIDIA H100 80GB HBM3"`. Purpose: Decide which platforms to support. Source:
            nemo_safe_synthesizer.telemetry.
    """

    _event_name = "train_and_generation_event"
    _schema_version = "1.7"
    _wire_names = {
        "nemo_source": "nemoSource",
        "task": "task",
        "task_status": "taskStatus",
        "deployment_type": "deploymentType",
        "job_duration_sec": "jobDurationSec",
        "num_records_generated": "numRecordsGenerated",
        "num_tokens_generated": "numTokensGenerated",
        "replace_pii_enabled": "replacePiiEnabled",
        "differential_privacy_enabled": "differentialPrivacyEnabled",
        "time_series_enabled": "timeSeriesEnabled",
        "group_by_enabled": "groupByEnabled",
        "input_records_bucket": "inputRecordsBucket",
        "input_columns_bucket": "inputColumnsBucket",
        "synthetic_quality_score": "syntheticQualityScore",
        "data_privacy_score": "dataPrivacyScore",
        "model": "model",
        "gpu": "gpu",
    }
    _plain = {
        "nemo_source": frozenset(("safe-synthesizer", "undefined",)),
        "task": str,
        "task_status": frozenset(("completed", "error", "canceled", "undefined",)),
        "deployment_type": frozenset(("cli", "sdk", "nmp", "slurm", "slurm-nvidia-internal", "undefined",)),
        "job_duration_sec": float,
        "num_records_generated": (-9223372036854775808, 9223372036854775807),
        "num_tokens_generated": (-9223372036854775808, 9223372036854775807),
        "replace_pii_enabled": bool,
        "differential_privacy_enabled": bool,
        "time_series_enabled": bool,
        "group_by_enabled": bool,
        "input_records_bucket": str,
        "input_columns_bucket": str,
        "synthetic_quality_score": float,
        "data_privacy_score": float,
        "model": str,
        "gpu": str,
    }
    _filled = frozenset(("deploymentType",))

    def __init__(
        self,
        *,
        nemo_source: Literal["safe-synthesizer", "undefined"] = "safe-synthesizer",
        task: str,
        task_status: Literal["completed", "error", "canceled", "undefined"],
        deployment_type: Literal["cli", "sdk", "nmp", "slurm", "slurm-nvidia-internal", "undefined"] | None = None,
        job_duration_sec: float = -1.0,
        num_records_generated: int = -1,
        num_tokens_generated: int = -1,
        replace_pii_enabled: bool = False,
        differential_privacy_enabled: bool = False,
        time_series_enabled: bool = False,
        group_by_enabled: bool = False,
        input_records_bucket: str = "undefined",
        input_columns_bucket: str = "undefined",
        synthetic_quality_score: float = -1.0,
        data_privacy_score: float = -1.0,
        model: str = "undefined",
        gpu: str = "undefined",
    ) -> None:
        """Set the fields."""
        self.nemo_source = nemo_source
        self.task = task
        self.task_status = task_status
        if deployment_type is not None:
            self.deployment_type = deployment_type
        self.job_duration_sec = job_duration_sec
        self.num_records_generated = num_records_generated
        self.num_tokens_generated = num_tokens_generated
        self.replace_pii_enabled = replace_pii_enabled
        self.differential_privacy_enabled = differential_privacy_enabled
        self.time_series_enabled = time_series_enabled
        self.group_by_enabled = group_by_enabled
        self.input_records_bucket = input_records_bucket
        self.input_columns_bucket = input_columns_bucket
        self.synthetic_quality_score = synthetic_quality_score
        self.data_privacy_score = data_privacy_score
        self.model = model
        self.gpu = gpu


class TrainAndGenerationEvent(TelemetryEvent):
    """A Safe Synthesizer job ended: `train_and_generation_event`, wire version 1.9.

    Made once, when a job that trains or generates ends. Carries no records, column names, prompts, paths or names
    of users.

    Args:
        nemo_source: NeMo product. Product that made the event. No value: `"undefined"`. Purpose: Tell products
            apart. Source: nemo_safe_synthesizer.telemetry.
        task: Kind of work. What the job did: train, generate, evaluate, or run for all of it. Chosen by the
            product, never typed by a person. Meant as a label: what looks private is sent as `redacted`. Example:
            `"run"`. Purpose: Decide which features to work on. Source: nemo_safe_synthesizer.telemetry.
        task_status: End of the job. completed, error (it ended with an error) or canceled (a person stopped it). No
            value: `"undefined"`. Purpose: See how often work fails. Source: nemo_safe_synthesizer.telemetry.
        deployment_type: Way of use. How the product was started: command line (cli), Python (sdk), NeMo platform
            (nmp) or a Slurm cluster. The words with nvidia-internal mark NVIDIA's own use. No value: `"undefined"`.
            None: what holds for the whole process. Purpose: See where the product is used. Source:
            nemo_safe_synthesizer.telemetry.
        job_duration_sec: Duration. Wall-clock time of the work. Unit: s. No value: `-1.0`. Example: `93.5`.
            Purpose: Find slow work. Source: nemo_safe_synthesizer.telemetry.
        num_records_generated: Records generated. Valid synthetic records that came out of the job. Never their
            content. Unit: records. No value: `-1`. Example: `1000`. Purpose: Know the size of typical work. Source:
            nemo_safe_synthesizer.telemetry.
        num_tokens_generated: Tokens generated. Tokens that the model wrote. Never the text. Unit: tokens. No value:
            `-1`. Example: `250000`. Purpose: Know the size of typical work. Source:
            nemo_safe_synthesizer.telemetry.
        replace_pii_enabled: PII replacement. Whether personal data in the input was to be replaced. Purpose: Decide
            which features to work on. Source: nemo_safe_synthesizer.telemetry.
        differential_privacy_enabled: Differential privacy. Whether training was differentially private. Purpose:
            Decide which features to work on. Source: nemo_safe_synthesizer.telemetry.
        time_series_enabled: Time series. Whether the input was handled as a time series. Purpose: Decide which
            features to work on. Source: nemo_safe_synthesizer.telemetry.
        group_by_enabled: Grouping. Whether input records were grouped. Never by which column. Purpose: Decide which
            features to work on. Source: nemo_safe_synthesizer.telemetry.
        input_records_bucket: Range of input records. Range that holds the number of input records, such as
            201-1000. Never the number itself. No value: `"undefined"`. Meant as a label: what looks private is sent
            as `redacted`. Example: `"1001-10000"`. Purpose: Know the size of typical work. Source:
            nemo_safe_synthesizer.telemetry.
        input_columns_bucket: Range of input columns. Range that holds the number of input columns, such as 6-10.
            Never the number itself, never names. No value: `"undefined"`. Meant as a label: what looks private is
            sent as `redacted`. Example: `"6-10"`. Purpose: Know the size of typical work. Source:
            nemo_safe_synthesizer.telemetry.
        synthetic_quality_score: Quality score. Overall quality score of the evaluation report. No value: `-1.0`.
            Example: `8.1`. Purpose: Follow the quality of results. Source: nemo_safe_synthesizer.telemetry.
        data_privacy_score: Privacy score. Overall privacy score of the evaluation report. No value: `-1.0`.
            Example: `9.4`. Purpose: Follow the quality of results. Source: nemo_safe_synthesizer.telemetry.
        model: Pretrained model. Hub id of the model that was trained, such as org/name; local_path stands for
            anything else. Never a path. No value: `"undefined"`. Meant as a repo-id: what looks private is sent as
            `redacted`. Example: `"HuggingFaceTB/SmolLM3-3B"`. Purpose: Decide which models to support. Source:
            nemo_safe_synthesizer.telemetry.
        gpu: GPU. Device name that the driver reports, such as NVIDIA A100 80GB PCIe; undefined without one. Never a
            serial number. No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`.
            Example: `"NVIDIA H100 80GB HBM3"`. Purpose: Decide which platforms to support. Source:
            nemo_safe_synthesizer.telemetry.
    """

    _event_name = "train_and_generation_event"
    _schema_version = "1.9"
    _wire_names = {
        "nemo_source": "nemoSource",
        "task": "task",
        "task_status": "taskStatus",
        "deployment_type": "deploymentType",
        "job_duration_sec": "jobDurationSec",
        "num_records_generated": "numRecordsGenerated",
        "num_tokens_generated": "numTokensGenerated",
        "replace_pii_enabled": "replacePiiEnabled",
        "differential_privacy_enabled": "differentialPrivacyEnabled",
        "time_series_enabled": "timeSeriesEnabled",
        "group_by_enabled": "groupByEnabled",
        "input_records_bucket": "inputRecordsBucket",
        "input_columns_bucket": "inputColumnsBucket",
        "synthetic_quality_score": "syntheticQualityScore",
        "data_privacy_score": "dataPrivacyScore",
        "model": "model",
        "gpu": "gpu",
    }
    _plain = {
        "nemo_source": frozenset(("safe-synthesizer", "undefined",)),
        "task": str,
        "task_status": frozenset(("completed", "error", "canceled", "undefined",)),
        "deployment_type": frozenset(("cli", "sdk", "nmp", "slurm", "slurm-nvidia-internal", "nvidia-internal", "undefined",)),
        "job_duration_sec": float,
        "num_records_generated": (-9223372036854775808, 9223372036854775807),
        "num_tokens_generated": (-9223372036854775808, 9223372036854775807),
        "replace_pii_enabled": bool,
        "differential_privacy_enabled": bool,
        "time_series_enabled": bool,
        "group_by_enabled": bool,
        "input_records_bucket": str,
        "input_columns_bucket": str,
        "synthetic_quality_score": float,
        "data_privacy_score": float,
        "model": str,
        "gpu": str,
    }
    _filled = frozenset(("deploymentType",))

    def __init__(
        self,
        *,
        nemo_source: Literal["safe-synthesizer", "undefined"] = "safe-synthesizer",
        task: str,
        task_status: Literal["completed", "error", "canceled", "undefined"],
        deployment_type: Literal["cli", "sdk", "nmp", "slurm", "slurm-nvidia-internal", "nvidia-internal", "undefined"] | None = None,
        job_duration_sec: float = -1.0,
        num_records_generated: int = -1,
        num_tokens_generated: int = -1,
        replace_pii_enabled: bool = False,
        differential_privacy_enabled: bool = False,
        time_series_enabled: bool = False,
        group_by_enabled: bool = False,
        input_records_bucket: str = "undefined",
        input_columns_bucket: str = "undefined",
        synthetic_quality_score: float = -1.0,
        data_privacy_score: float = -1.0,
        model: str = "undefined",
        gpu: str = "undefined",
    ) -> None:
        """Set the fields."""
        self.nemo_source = nemo_source
        self.task = task
        self.task_status = task_status
        if deployment_type is not None:
            self.deployment_type = deployment_type
        self.job_duration_sec = job_duration_sec
        self.num_records_generated = num_records_generated
        self.num_tokens_generated = num_tokens_generated
        self.replace_pii_enabled = replace_pii_enabled
        self.differential_privacy_enabled = differential_privacy_enabled
        self.time_series_enabled = time_series_enabled
        self.group_by_enabled = group_by_enabled
        self.input_records_bucket = input_records_bucket
        self.input_columns_bucket = input_columns_bucket
        self.synthetic_quality_score = synthetic_quality_score
        self.data_privacy_score = data_privacy_score
        self.model = model
        self.gpu = gpu
