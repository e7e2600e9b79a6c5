"""`nat.utils.telemetry.handler`: what a command gives its event to."""

from __future__ import annotations

from .._handler import Handler
from . import config

__all__ = [
    "DEFAULT_FLUSH_INTERVAL_SECONDS",
    "DEFAULT_MAX_QUEUE_SIZE",
    "DEFAULT_MAX_RETRIES",
    "DEFAULT_REQUEST_TIMEOUT_SECONDS",
    "NATTelemetryHandler",
]

DEFAULT_FLUSH_INTERVAL_SECONDS = 120.0
DEFAULT_MAX_QUEUE_SIZE = 50
DEFAULT_MAX_RETRIES = 3
DEFAULT_REQUEST_TIMEOUT_SECONDS = 2.0


class NATTelemetryHandler(Handler):
    """Takes events while `config.TELEMETRY_ENABLED` is set, and delivers them."""

    _prefix_variable = "NAT_SESSION_PREFIX"

    def __init__(
        self,
        flush_interval_seconds: float = DEFAULT_FLUSH_INTERVAL_SECONDS,
        max_queue_size: int = DEFAULT_MAX_QUEUE_SIZE,
        max_retries: int = DEFAULT_MAX_RETRIES,
        request_timeout_seconds: float = DEFAULT_REQUEST_TIMEOUT_SECONDS,
        source_client_version: str | None = None,
        session_id: str = "undefined",
    ) -> None:
        """Open nothing yet. Without a version that of the installed product is sent."""
        version = installed() if source_client_version is None else source_client_version
        super().__init__("agent-toolkit", version, session_id, max_queue_size, max_retries, flush_interval_seconds, request_timeout_seconds)

    def enqueue(self, event: object) -> None:
        """Take an event, with the present instant."""
        if config.TELEMETRY_ENABLED:
            super().enqueue(event)

    def _said(self) -> bool | None:
        """An answer holds for this process also where it could not be stored."""
        return True


def installed() -> str:
    """Version of the product that is installed, or `unknown`."""
    from importlib.metadata import PackageNotFoundError, version

    for package in ("nvidia-nat-core", "nvidia-nat"):
        try:
            return version(package)
        except PackageNotFoundError:
            continue
    return "unknown"


def __getattr__(name: str) -> object:
    """Look `CLIENT_VERSION` up when it is used; looking takes longer than the rest of this module."""
    if name == "CLIENT_VERSION":
        return installed()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
