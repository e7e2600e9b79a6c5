"""`nemoguardrails.telemetry`, by this package. See `nemo_telemetry.compat` for what differs.

Heartbeats, the session of a process, a forked worker's own and the file `usage_stats.json` are the component's.
"""

from __future__ import annotations

import time
from os import urandom

from .. import consent, labels
from ..events import GuardrailsUsageEvent as Fields
from ..words import GuardrailsUsageEventDeploymentType as DeploymentTypeEnum
from ..words import GuardrailsUsageEventEvent as EventTypeEnum
from ..words import GuardrailsUsageEventRailsEngine as RailsEngineEnum
from ..words import NemoSource as NemoSourceEnum
from ._event import Event
from ._payload import QueuedEvent, build
from ._reports import PRODUCT, fields, state, telemetry
from ._settled import ENDPOINT as _USAGE_STATS_SERVER
from ._settled import settled, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "DeploymentTypeEnum",
    "EventTypeEnum",
    "GuardrailsUsageEvent",
    "NemoSourceEnum",
    "RailsEngineEnum",
    "TelemetryEvent",
    "report_usage",
    "set_deployment_type",
]


class TelemetryEvent(Event, abstract=True):
    """The base class of the product's events."""

    _schema_version = "1.7"


class GuardrailsUsageEvent(TelemetryEvent, Fields):
    """Rails were built, or are still there. `nemo_telemetry.events.GuardrailsUsageEvent` describes the fields.

    A field that is assigned is checked as in the constructor.
    """

    _event_name = "guardrails_usage_event"
    _late = {
        # That of the queue is sent.
        "session_id": lambda: "-".join(urandom(part).hex() for part in (4, 2, 2, 2, 6)),
        "deployment_type": lambda: DeploymentTypeEnum.UNDEFINED.value,
        "timestamp": lambda: 0.0,
    }

    def __setattr__(self, name: str, value: object) -> None:
        """Check a field that is assigned.

        Raises:
            ValueError: the value is wrong.
        """
        # The constructor sets this one last, and checks all of them itself.
        if "event" in vars(self):
            value = getattr(type(self).model_validate({**vars(self), name: value}), name)
        vars(self)[name] = value


def report_usage(config: object | None = None, deployment_type: str = "library", rails_engine: str = "") -> None:
    """Tell once which kinds of rails and features a configuration uses. Heartbeats follow while the process lives. Nothing is raised.

    Args:
        config: A `RailsConfig`. None: only the system is told.
        deployment_type: How the product was started; `set_deployment_type` outranks it.
        rails_engine: `LLMRails` or `IORails`; empty for none. With another word nothing is told.
    """
    try:
        if consent.is_on(PRODUCT):
            found = fields(config, deployment_type, rails_engine)
            if found:
                telemetry().enqueue(GuardrailsUsageEvent(**found))
    except Exception:
        pass  # What goes wrong with telemetry is not the program's.


def set_deployment_type(deployment_type: str) -> None:
    """Say how the process was started, for every report from now on. A word that is none is passed over."""
    if deployment_type in DeploymentTypeEnum._value2member_map_:
        state["override"] = str(DeploymentTypeEnum(deployment_type))


def _collect_usage_data(config: object | None, deployment_type: str) -> GuardrailsUsageEvent:
    return GuardrailsUsageEvent(**fields(config, deployment_type, ""))


def _detect_builtin_features(config: object) -> list[str]:
    found: list[str] = labels.guardrails_usage(config).get("builtin_features", [])
    return found


def _build_nvidia_payload(
    events: list[TelemetryEvent], client_version: str, session_id: str, timestamps: list[float | None] | None = None
) -> dict[str, Any]:
    from datetime import datetime, timezone

    if not events:
        raise ValueError("at least one event is required to build a payload")
    if timestamps is not None and len(timestamps) != len(events):
        raise ValueError("timestamps length must match events length")
    instants = [time.time() if instant is None else instant for instant in timestamps or [None] * len(events)]
    queued = [QueuedEvent(event, datetime.fromtimestamp(at, timezone.utc)) for event, at in zip(events, instants, strict=True)]
    return build(PRODUCT, queued, client_version, session_id)


def _is_usage_stats_enabled() -> bool:
    return consent.state(PRODUCT) in ("on", "notify")


def _get_heartbeat_interval_s() -> float:
    return float(settled(PRODUCT, "heartbeat-interval-ms") or 0) / 1000


def _get_usage_stats_server_url() -> str:
    return variable("NEMO_GUARDRAILS_USAGE_STATS_SERVER", _USAGE_STATS_SERVER)
