"""The reports of Guardrails: what a process knows of itself, the fields of an event, and the queue that takes it."""

from __future__ import annotations

import time
from _thread import RLock

from .. import labels

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    from .._telemetry import Telemetry

PRODUCT: Literal["guardrails"] = "guardrails"

_opening = RLock()
state: dict[str, Any] = {"override": "", "telemetry": None}
"""Of this process: the way of use that outranks, and the queue, whose session is the process's."""


def telemetry() -> Telemetry:
    """Give the queue, which is opened with the first report."""
    with _opening:
        if state["telemetry"] is None:
            from .._telemetry import Telemetry

            state["telemetry"] = Telemetry(PRODUCT, client_version=installed(), usage_stats=True, flush_events=1)
    found: Telemetry = state["telemetry"]
    return found


def fields(config: object | None, deployment_type: object, rails_engine: str) -> dict[str, Any]:
    """Make the fields of the event; none: something that was given is wrong, or the component does not run."""
    import platform

    usage = {"deploymentType": str(getattr(deployment_type, "value", deployment_type) or ""), "railsEngine": rails_engine}
    if state["override"]:
        usage["deploymentOverride"] = state["override"]
    found = labels.guardrails_usage(config, **usage)
    system = {
        "nemoguardrails_version": installed(),
        "python_version": platform.python_version(),
        "platform": platform.platform(),
        "os_name": platform.system(),
        "timestamp": time.time(),
    }
    return {**system, **found} if found else {}


def installed() -> str:
    """Version of the product that is installed, or `unknown`."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("nemoguardrails")
    except PackageNotFoundError:
        return "unknown"
