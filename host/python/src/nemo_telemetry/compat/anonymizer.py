"""`anonymizer.telemetry`, by this package. See `nemo_telemetry.compat` for what differs."""

from __future__ import annotations

from .. import consent, labels
from .._surroundings import processor
from ..events import AnonymizerEvent as Fields
from ..words import AnonymizerEventDeploymentType as DeploymentTypeEnum
from ..words import AnonymizerEventTask as TaskEnum
from ..words import AnonymizerSource as NemoSourceEnum
from ..words import ModelHost as ModelHostEnum
from ..words import RunStatus as TaskStatusEnum
from ._event import Event
from ._handler import Handler
from ._payload import QueuedEvent, build
from ._settled import CLIENT_ID, settled, variable
from ._settled import ENDPOINT as DEFAULT_ENDPOINT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

__all__ = [
    "CLIENT_ID",
    "CPU_ARCHITECTURE",
    "DEFAULT_ENDPOINT",
    "MAX_RETRIES",
    "NEMO_TELEMETRY_VERSION",
    "NOT_APPLICABLE",
    "AnonymizerEvent",
    "DeploymentTypeEnum",
    "ModelHostEnum",
    "NemoSourceEnum",
    "QueuedEvent",
    "TaskEnum",
    "TaskStatusEnum",
    "TelemetryHandler",
    "avg_tokens_per_record",
    "build_payload",
    "classify_model_host",
    "collect_model_hosts",
    "sort_join_aliases",
]

NEMO_TELEMETRY_VERSION = "nemo-telemetry/1.0"
MAX_RETRIES = 3
NOT_APPLICABLE = "not_applicable"
CPU_ARCHITECTURE = processor()


def _telemetry_enabled() -> bool:
    return consent.is_on("anonymizer")


def _telemetry_endpoint() -> str:
    return variable("NEMO_TELEMETRY_ENDPOINT", DEFAULT_ENDPOINT)


def _deployment_type() -> DeploymentTypeEnum:
    return DeploymentTypeEnum(settled("anonymizer", "deployment-type") or "sdk")


def avg_tokens_per_record(texts: Iterable[object]) -> int:
    """Mean number of tokens (cl100k_base) of a record; -1 for none, and where `tiktoken` is not there or fails."""
    try:
        import tiktoken

        encoding = tiktoken.get_encoding("cl100k_base")
        return labels.average_tokens(len(encoding.encode(str(text), disallowed_special=())) for text in texts)
    except Exception:
        return -1


def classify_model_host(provider: object | None) -> ModelHostEnum:
    """Kind of host behind the `endpoint` of a provider."""
    endpoint = getattr(provider, "endpoint", None)
    return ModelHostEnum(labels.classify_model_host(None if endpoint is None else str(endpoint)))


def collect_model_hosts(hosts: list[ModelHostEnum]) -> list[str]:
    """Distinct kinds of host, sorted; `other` when there is none."""
    return labels.collect_model_hosts(hosts)


def sort_join_aliases(aliases: list[str]) -> str:
    """Aliases trimmed, sorted and joined with commas; `not_applicable` when there is none."""
    return labels.join_aliases(aliases)


class AnonymizerEvent(Event, Fields):
    """A run ended. `nemo_telemetry.events.AnonymizerEvent` describes the fields."""

    _event_name = "anonymizer_event"
    _enums = {
        "nemo_source": NemoSourceEnum,
        "task": TaskEnum,
        "task_status": TaskStatusEnum,
        "deployment_type": DeploymentTypeEnum,
    }
    _late = {"deployment_type": _deployment_type}


class TelemetryHandler(Handler):
    """Takes events, and delivers them at the end of its `with` block."""

    def __init__(
        self,
        *,
        source_client_version: str = "undefined",
        session_id: str = "undefined",
        max_queue_size: int = 50,
        max_retries: int = MAX_RETRIES,
    ) -> None:
        """Open nothing yet."""
        super().__init__("anonymizer", source_client_version, session_id, max_queue_size, max_retries)


def build_payload(events: list[QueuedEvent], *, source_client_version: str, session_id: str = "undefined") -> dict[str, Any]:
    """Build the body of a request."""
    return build("anonymizer", events, source_client_version, session_id)
