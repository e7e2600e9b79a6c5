"""`nat.utils.telemetry.config`: what the environment says. The component looks again; these are for programs that read them."""

from __future__ import annotations

from ..._surroundings import processor
from .._settled import CLIENT_ID, variable
from .._settled import ENDPOINT as DEFAULT_NAT_TELEMETRY_ENDPOINT

TYPE_CHECKING = False
if TYPE_CHECKING:
    TELEMETRY_ENABLED: bool
    """Whether telemetry is on: read when it is asked for first, and set by an answer. A program may set it, too."""

__all__ = [
    "CLIENT_ID",
    "CPU_ARCHITECTURE",
    "DEFAULT_NAT_TELEMETRY_ENDPOINT",
    "NAT_TELEMETRY_DRY_RUN",
    "NAT_TELEMETRY_ENDPOINT",
    "NAT_TELEMETRY_VERSION",
    "SESSION_PREFIX",
    "STDOUT_ENDPOINT_SENTINEL",
    "TELEMETRY_ENABLED",
]

NAT_TELEMETRY_VERSION = "nat-telemetry/1.0"
STDOUT_ENDPOINT_SENTINEL = "stdout"
CPU_ARCHITECTURE = processor()
NAT_TELEMETRY_ENDPOINT = variable("NAT_TELEMETRY_ENDPOINT", DEFAULT_NAT_TELEMETRY_ENDPOINT)
NAT_TELEMETRY_DRY_RUN = variable("NAT_TELEMETRY_DRY_RUN", "").strip().lower() in ("1", "true", "yes", "on")
SESSION_PREFIX = variable("NAT_SESSION_PREFIX", "") or None


def __getattr__(name: str) -> object:
    """Read `TELEMETRY_ENABLED`, which may take the component, and keep it."""
    if name != "TELEMETRY_ENABLED":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .consent import resolve_initial_consent

    globals()[name] = resolve_initial_consent()
    return globals()[name]
