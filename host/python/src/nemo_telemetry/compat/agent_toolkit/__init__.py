"""`nat.utils.telemetry`, by this package, with modules of the same names. See `nemo_telemetry.compat` for what differs."""

from __future__ import annotations

from .consent import ConsentState, maybe_prompt_for_consent, read_persisted_consent, write_persisted_consent
from .events import CliCommandEvent, NemoSourceEnum, TaskStatusEnum, TelemetryEvent
from .handler import NATTelemetryHandler

TYPE_CHECKING = False
if TYPE_CHECKING:
    TELEMETRY_ENABLED: bool

__all__ = [
    "TELEMETRY_ENABLED",
    "CliCommandEvent",
    "ConsentState",
    "NATTelemetryHandler",
    "NemoSourceEnum",
    "TaskStatusEnum",
    "TelemetryEvent",
    "maybe_prompt_for_consent",
    "read_persisted_consent",
    "write_persisted_consent",
]


def __getattr__(name: str) -> object:
    """Give `TELEMETRY_ENABLED` as it is in `config` now."""
    if name == "TELEMETRY_ENABLED":
        from . import config

        return config.TELEMETRY_ENABLED
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
