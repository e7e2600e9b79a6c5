"""`data_designer.engine.models.telemetry`, by this package. See `nemo_telemetry.compat` for what differs."""

from __future__ import annotations

from .. import consent
from .._surroundings import processor
from ..events import InferenceEvent as Fields
from ..words import InferenceEventDeploymentType as DeploymentTypeEnum
from ..words import InferenceSource as NemoSourceEnum
from ..words import InferenceStatus as TaskStatusEnum
from ._event import Event
from ._handler import Handler
from ._payload import QueuedEvent, build
from ._settled import CLIENT_ID, ENDPOINT, settled, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    DEPLOYMENT_TYPE: DeploymentTypeEnum

__all__ = [
    "CLIENT_ID",
    "CPU_ARCHITECTURE",
    "MAX_RETRIES",
    "NEMO_TELEMETRY_ENDPOINT",
    "NEMO_TELEMETRY_VERSION",
    "SESSION_PREFIX",
    "TELEMETRY_ENABLED",
    "DeploymentTypeEnum",
    "InferenceEvent",
    "NemoSourceEnum",
    "QueuedEvent",
    "TaskStatusEnum",
    "TelemetryEvent",
    "TelemetryHandler",
    "build_payload",
    "get_nemo_deployment_type",
]

NEMO_TELEMETRY_VERSION = "nemo-telemetry/1.0"
MAX_RETRIES = 3
CPU_ARCHITECTURE = processor()
# Read when the module is loaded, as in the product. The component looks again.
TELEMETRY_ENABLED = consent.is_on("data-designer")
NEMO_TELEMETRY_ENDPOINT = variable("NEMO_TELEMETRY_ENDPOINT", ENDPOINT)
SESSION_PREFIX = variable("NEMO_SESSION_PREFIX", "") or None


def get_nemo_deployment_type() -> DeploymentTypeEnum:
    """Way of use that `NEMO_DEPLOYMENT_TYPE` names."""
    return DeploymentTypeEnum(settled("data-designer", "deployment-type") or "library")


def __getattr__(name: str) -> object:
    """Give `DEPLOYMENT_TYPE`, which takes the component to know."""
    if name == "DEPLOYMENT_TYPE":
        return get_nemo_deployment_type()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class TelemetryEvent(Event, abstract=True):
    """The base class of the product's events."""

    _schema_version = "1.9"


class InferenceEvent(TelemetryEvent, Fields):
    """A model was used. `nemo_telemetry.events.InferenceEvent` describes the fields."""

    _event_name = "inference_event"
    _enums = {"nemo_source": NemoSourceEnum, "task_status": TaskStatusEnum, "deployment_type": DeploymentTypeEnum}
    _late = {"deployment_type": get_nemo_deployment_type}


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
        super().__init__("data-designer", source_client_version, session_id, max_queue_size, max_retries, flush_interval_seconds)


def build_payload(events: list[QueuedEvent], *, source_client_version: str, session_id: str = "undefined") -> dict[str, Any]:
    """Build the body of a request."""
    return build("data-designer", events, source_client_version, session_id)
