# Written by `cargo xtask gen` from guest/schema; edit the files there.
"""The event `train_and_generation_event`, wire version 1.7."""

from __future__ import annotations

from .._event import TelemetryEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


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
