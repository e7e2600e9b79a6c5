# Written by `cargo xtask gen` from guest/schema; edit the files there.
"""The event `inference_event`, wire version 1.9."""

from __future__ import annotations

from .._event import TelemetryEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


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
