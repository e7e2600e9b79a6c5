"""`nemo_safe_synthesizer.telemetry`, by this package. See `nemo_telemetry.compat` for what differs."""

from __future__ import annotations

from enum import Enum

from .. import consent
from .._surroundings import processor
from ..events import TrainAndGenerationEvent
from ..labels import bucket_columns, bucket_records, sanitize_model
from ..words import JobStatus as TaskStatusEnum
from ..words import SafeSynthesizerSource as NemoSourceEnum
from ._event import Event
from ._handler import Handler
from ._payload import QueuedEvent, build
from ._settled import CLIENT_ID, settled, variable
from ._settled import ENDPOINT as DEFAULT_ENDPOINT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "CLIENT_ID",
    "CPU_ARCHITECTURE",
    "DEFAULT_ENDPOINT",
    "LOCAL_MODEL_LABEL",
    "MAX_RETRIES",
    "NEMO_TELEMETRY_VERSION",
    "DeploymentTypeEnum",
    "NSSTrainingAndGenerationEvent",
    "NemoSourceEnum",
    "QueuedEvent",
    "TaskStatusEnum",
    "TelemetryHandler",
    "bucket_columns",
    "bucket_records",
    "build_payload",
    "sanitize_model_for_telemetry",
]

NEMO_TELEMETRY_VERSION = "nemo-telemetry/1.0"
MAX_RETRIES = 3
LOCAL_MODEL_LABEL = "local_path"
CPU_ARCHITECTURE = processor()

sanitize_model_for_telemetry = sanitize_model


class DeploymentTypeEnum(str, Enum):
    """How the product was started. The product has a name of its own for one of the words."""

    CLI = "cli"
    SDK = "sdk"
    NMP = "nmp"
    SLURM = "slurm"
    SLURM_INTERNAL = "slurm-nvidia-internal"
    NVIDIA_INTERNAL = "nvidia-internal"
    UNDEFINED = "undefined"


def _telemetry_enabled() -> bool:
    return consent.is_on("safe-synthesizer")


def _telemetry_endpoint() -> str:
    return variable("NEMO_TELEMETRY_ENDPOINT", DEFAULT_ENDPOINT)


def _deployment_type() -> DeploymentTypeEnum:
    return DeploymentTypeEnum(settled("safe-synthesizer", "deployment-type") or "sdk")


class NSSTrainingAndGenerationEvent(Event, TrainAndGenerationEvent):
    """A job ended. `nemo_telemetry.events.TrainAndGenerationEvent` describes the fields."""

    _event_name = "train_and_generation_event"
    _enums = {"nemo_source": NemoSourceEnum, "task_status": TaskStatusEnum, "deployment_type": DeploymentTypeEnum}
    _late = {"deployment_type": _deployment_type}


class TelemetryHandler(Handler):
    """Takes events, and delivers them."""

    def __init__(
        self,
        flush_interval_seconds: float = 120.0,
        max_queue_size: int = 50,
        max_retries: int = MAX_RETRIES,
        source_client_version: str = "undefined",
        session_id: str = "undefined",
    ) -> None:
        """Open nothing yet."""
        super().__init__("safe-synthesizer", source_client_version, session_id, max_queue_size, max_retries, flush_interval_seconds)


def build_payload(events: list[QueuedEvent], *, source_client_version: str, session_id: str = "undefined") -> dict[str, Any]:
    """Build the body of a request."""
    return build("safe-synthesizer", events, source_client_version, session_id)
